"""A mail as bytes: written so that every server passes it on unchanged, and looked over before it leaves."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.charset import BASE64, QP, Charset
from email.errors import MessageError
from email.header import Header
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import format_datetime, formataddr
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

LARGEST = 100_000
"""Bytes; Gmail cuts longer ones off, and the way to opt out stands at the end."""
LONGEST_LINE = 998
"""Bytes without the line break (RFC 5322); many servers refuse a mail with a longer one."""
MIME = {"MIME-Version", "Content-Type"}
NOT_WHOLE = "a part is missing or empty"

_LINE = 76
"""A line with encoded words may have so many bytes (RFC 2047)."""
_BOUNDARY = "=_parts_of_this_mail_="
"""The same in each mail that does not hold it: to look for a new one takes longer than all headers."""
_CRLF = policy.compat32.clone(linesep="\r\n")
_READ = policy.compat32.clone(raise_on_defect=True)
"""Strict about parts, and leaves headers as they are: these were looked at before."""
_CONTROL = re.compile("[\\x00-\\x1f\\x7f-\\x9f\\u2028\\u2029]")
"""Python ends a line at more signs than the two that end it in a mail."""
_PLAIN = re.compile(r"[\t\n -~]*")
_HEADER_LINE = re.compile(rb"[\t -~]*")
_HEADER_NAME = re.compile(rb"([!-9;-~]+): ")


class UnfitError(ValueError):
    """What was to be a mail would be none; the message holds no value, since those may be personal."""


class TooLargeError(UnfitError):
    """A mail would be larger than `LARGEST`."""


@dataclass(frozen=True, kw_only=True)
class Content:
    """What a mail holds, as people read it.

    Args:
        subject: in one line.
        sender: the name and the address, this in ASCII.
        recipient: an address in ASCII.
        date: the moment.
        message_id: in angle brackets.
        text: its text.
        html: the same as HTML; empty for a mail of text alone.
        headers: more of them, in ASCII.
    """

    subject: str
    sender: tuple[str, str]
    recipient: str
    date: datetime
    message_id: str
    text: str
    html: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


def written(content: Content) -> bytes:
    """Write a mail, so that nothing is left in it that could fail while it leaves.

    Raises:
        TooLargeError: if it is larger than any mail reader shows as a whole.
        UnfitError: if a header would be broken or a part could not be read.
    """
    _refuse_control(content)
    try:
        headers = {
            "Subject": _words("Subject", content.subject),
            "From": _mailbox("From", *content.sender),
            "To": content.recipient,
            "Date": format_datetime(content.date),
            "Message-ID": content.message_id,
            "Auto-Submitted": "auto-generated",
            **content.headers,
        }
        sent = _encoded(headers, content.text, content.html)
    except UnicodeError as error:
        raise UnfitError("it holds signs that no mail can carry") from error
    if len(sent) > LARGEST:
        raise TooLargeError(f"it would have {len(sent)} bytes")
    if content.html:
        ours, kinds = MIME, ["multipart/alternative", "text/plain", "text/html"]
    else:
        ours, kinds = {*MIME, "Content-Transfer-Encoding"}, ["text/plain"]
    if fault := fault_in(sent, {*ours, *headers}, kinds):
        raise UnfitError(fault)
    return sent


def fault_in(content: bytes, headers: Collection[str], kinds: Collection[str]) -> str | None:
    """What keeps a mail from leaving: a header too many, too few or broken, a line too long, a part missing.

    Args:
        content: the mail as it would be sent.
        headers: the names that it has to hold, each once, and no others.
        kinds: the types of the whole and of its parts.

    Returns:
        The fault without any value, since those may be personal; none for a good mail.
    """
    head = content.partition(b"\r\n\r\n")[0].split(b"\r\n")
    if not all(map(_HEADER_LINE.fullmatch, head)):
        return "a header holds signs that have no place there"
    names = Counter(found[1].decode().lower() for found in map(_HEADER_NAME.match, head) if found)
    if names != Counter({name.lower() for name in headers}):
        return "a header is missing, too many or there twice"
    if not content.isascii() or max(map(len, content.split(b"\r\n"))) > LONGEST_LINE:
        return "a line is too long or holds more than ASCII"
    try:
        mail = message_from_bytes(content, policy=_READ)
    except MessageError:
        return "its parts cannot be told apart"
    parts = list(mail.walk())
    is_whole = all(part.get_payload() for part in parts)
    return None if is_whole and [part.get_content_type() for part in parts] == list(kinds) else NOT_WHOLE


def size_of(text: str, html: str) -> int:
    """How many bytes the parts of a mail take, without its headers."""
    return len(_encoded({}, text, html))


def _refuse_control(content: Content) -> None:
    headers = {
        "Subject": content.subject,
        "From": "".join(content.sender),
        "To": content.recipient,
        "Message-ID": content.message_id,
        **content.headers,
    }
    for name, value in headers.items():
        if _CONTROL.search(f"{name}{value}"):
            raise UnfitError(f"line break in the header {name!r}")


def _words(name: str, text: str) -> str:
    """Words of a header: plain where they fit in its line as they are, else as encoded words."""
    # What looks encoded would be read as something else.
    if text.isascii() and "=?" not in text and len(f"{name}: {text}") <= _LINE:
        return text
    return Header(text, "utf-8", header_name=name, maxlinelen=_LINE).encode()


def _mailbox(header: str, name: str, address: str) -> str:
    words = _words(header, name)
    if words == name:
        return formataddr((name, address))
    room = _LINE - len(words.splitlines()[-1]) - len(f"{header}: ")
    gap = " " if len(f" <{address}>") <= room else "\n "
    return f"{words}{gap}<{address}>"


def _encoded(headers: Mapping[str, str], text: str, html: str) -> bytes:
    mail = _part(text, "plain")
    if html:
        boundary = None if _BOUNDARY in f"{text}{html}" else _BOUNDARY
        mail = MIMEMultipart("alternative", boundary, [mail, _part(html, "html")])
    # Not through the message, which would fold anew what is folded already.
    lines = [f"{name}: {value}\n" for name, value in headers.items()]
    head = "".join(lines).encode("ascii").replace(b"\n", b"\r\n")
    return head + mail.as_bytes(policy=_CRLF)


def _part(text: str, kind: str) -> MIMEText | MIMEMultipart:
    data = text.encode()
    if _PLAIN.fullmatch(text) and max(map(len, data.splitlines()), default=0) <= LONGEST_LINE:
        return MIMEText(text, kind, "us-ascii")
    charset = Charset("utf-8")
    # The one takes three bytes for each that is not ASCII, the other four for every three.
    others = sum(byte > 126 for byte in data)  # noqa: PLR2004 - the last visible sign of ASCII
    charset.body_encoding = BASE64 if 6 * others > len(data) else QP
    return MIMEText(text, kind, charset)  # type: ignore[arg-type]
