"""The demo's mailbox: what complainants would have received, in a browser."""

from __future__ import annotations

import re
from base64 import b64encode
from email import message_from_bytes, policy
from hashlib import sha256
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Blueprint, Response, abort, current_app, render_template

if TYPE_CHECKING:
    from email.message import EmailMessage

SHOWN = 100
POLICY = "default-src 'none'; style-src {}; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
"""Of a mail as HTML."""
STYLES = re.compile(r'<style>(.*?)</style>| style="([^"]*)"', re.DOTALL)
pages = Blueprint("mailbox", __name__, url_prefix="/mailbox")


@pages.get("/")
def index() -> str:
    """List the newest mails."""
    files = sorted(_folder().glob("*.eml"), key=lambda file: file.stat().st_mtime, reverse=True)
    mails = [(file.stem, _parsed(file)) for file in files[:SHOWN]]
    return render_template("mailbox/index.html", mails=mails, total=len(files))


@pages.get("/<name>")
def show(name: str) -> str:
    """Show one mail as text, with its links as links."""
    mail = _mail(name)
    parts = re.split(r"(https?://\S+)", _body(mail, "plain"))
    return render_template("mailbox/show.html", name=name, mail=mail, parts=parts)


@pages.get("/<name>/html")
def show_html(name: str) -> Response:
    """Show one mail as most people see it, with nothing but its own styles."""
    content = _body(_mail(name), "html")
    return Response(content, headers={"Content-Security-Policy": POLICY.format(_styles_of(content))})


def _folder() -> Path:
    return Path(current_app.config["MAILBOX"])


def _mail(name: str) -> EmailMessage:
    file = _folder() / f"{name}.eml"
    if not re.fullmatch(r"[0-9a-f]+", name) or not file.is_file():
        abort(404)
    return _parsed(file)


def _styles_of(content: str) -> str:
    """By its hash each style that stands in a mail, as mail readers take no style sheets."""
    found = {unescape(block or line) for block, line in STYLES.findall(content)}
    hashes = sorted(b64encode(sha256(each.encode()).digest()).decode() for each in found)
    return " ".join(["'unsafe-hashes'", *(f"'sha256-{each}'" for each in hashes)]) if hashes else "'none'"


def _body(mail: EmailMessage, kind: str) -> str:
    body = mail.get_body((kind,))
    return str(body.get_content()) if body else ""


def _parsed(file: Path) -> EmailMessage:
    return message_from_bytes(file.read_bytes(), policy=policy.default)
