"""The demo's mailbox: what complainants would have received, in a browser."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Blueprint, abort, current_app, render_template

if TYPE_CHECKING:
    from email.message import EmailMessage

SHOWN = 100
pages = Blueprint("mailbox", __name__, url_prefix="/mailbox")


@pages.get("/")
def index() -> str:
    """List the newest mails."""
    files = sorted(_folder().glob("*.eml"), key=lambda file: file.stat().st_mtime, reverse=True)
    mails = [(file.stem, _read(file)) for file in files[:SHOWN]]
    return render_template("mailbox/index.html", mails=mails, total=len(files))


@pages.get("/<name>")
def show(name: str) -> str:
    """Show one mail as text, with its links as links."""
    file = _folder() / f"{name}.eml"
    if not re.fullmatch(r"[0-9a-f]+", name) or not file.is_file():
        abort(404)
    mail = _read(file)
    body = mail.get_body(("plain",))
    text = body.get_content() if body else ""
    return render_template("mailbox/show.html", mail=mail, parts=re.split(r"(https?://\S+)", text))


def _folder() -> Path:
    return Path(current_app.config["MAILBOX"])


def _read(file: Path) -> EmailMessage:
    return message_from_bytes(file.read_bytes(), policy=policy.default)
