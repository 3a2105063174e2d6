"""What a page of ours offers: its links, what its forms ask for, and what they send."""

from __future__ import annotations

import io
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from html import unescape
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from bs4 import BeautifulSoup, Tag
from flask import Flask
from werkzeug.exceptions import HTTPException

FIRST, LAST = 4, 6
"""How many links of one kind are followed on a page: of a list the first and the last."""
TYPED = {"email": "ann@verhuisd.example", "text": "Ann", "search": "K-01", "password": "een lang wachtwoord"}
"""What is typed into empty fields of each type."""
_LINK = re.compile(r'<a\b[^>]*? href="([^"#]+)')
_FORM = re.compile(r"<form\b.*?</form>", re.DOTALL)

Fields = tuple[tuple[str, str], ...]


class Press(NamedTuple):
    """A button that can be pressed: where to, and with what filled in."""

    address: str
    fields: Fields

    @property
    def data(self) -> dict[str, list[object]]:
        """The fields as a form sends them, files included."""
        sent: dict[str, list[object]] = defaultdict(list)
        for name, value in self.fields:
            content = value.removeprefix("file:")
            sent[name].append(value if content == value else (io.BytesIO(content.encode()), "register.csv"))
        return sent

    @property
    def kind(self) -> tuple[tuple[str, ...], str]:
        """What it has in common with the same button of another thing: the names, and which was pressed."""
        return tuple(name for name, _ in self.fields), dict(self.fields).get("go", "")


class Crawler:
    """Finds what one page leads to.

    Args:
        app: the application, which knows its addresses.
        upload: what is sent where a form asks for a file.
    """

    def __init__(self, app: Flask, upload: str) -> None:
        self._paths = app.url_map.bind("127.0.0.1:5000")
        self._upload = upload
        self._forms: dict[str, Tag] = {}

    def endpoint(self, address: str, method: str = "GET") -> str | None:
        """Which page an address is; none if it is not ours."""
        try:
            return self._paths.match(urlsplit(address).path, method=method)[0]
        except HTTPException:
            return None

    def links(self, page: str, text: str) -> Iterator[str]:
        """The addresses that a page leads to by links and by forms that only ask: of each kind, a few."""
        kinds: dict[object, list[str]] = defaultdict(list)
        offered = [unescape(each) for each in _LINK.findall(text)]
        for address in dict.fromkeys(_local(page, each) for each in [*offered, *self._asked(text)]):
            endpoint = self.endpoint(address)
            # Spreadsheets hold the moment at which they were made, and what the text files hold.
            if endpoint and not endpoint.startswith(("static", "house")) and "als=xlsx" not in address:
                query = parse_qsl(urlsplit(address).query)
                kinds[endpoint, tuple(name for name, _ in query)].append(address)
        for alike in kinds.values():
            yield from alike if len(alike) <= FIRST + LAST else [*alike[:FIRST], *alike[-LAST:]]

    def buttons(self, page: str, text: str) -> Iterator[Press]:
        """Each button of a page, with the fields of its form as they stand and empty ones filled in."""
        for form in self._parsed(text, "post"):
            address = _local(page, str(form.get("action", "")))
            fields = dict.fromkeys(each for field in form.select(_FIELDS) for each in self._filled(field))
            for button in form.select("button") or [form]:
                pressed = [(str(button["name"]), str(button["value"]))] if button.has_attr("value") else []
                yield Press(address, (*fields, *pressed))

    def _asked(self, text: str) -> Iterator[str]:
        for form in self._parsed(text, "get"):
            action = str(form.get("action", ""))
            stands = [each for field in form.select(_FIELDS) for each in self._filled(field)]
            yield f"{action}?{urlencode(stands)}"
            for select in form.select("select"):
                for option in select.select("option"):
                    yield f"{action}?{urlencode([(str(select['name']), str(option.get('value', '')))])}"

    def _filled(self, field: Tag) -> Sequence[tuple[str, str]]:
        name, kind = str(field["name"]), str(field.get("type", ""))
        if name == "csrf_token":
            return ()
        if field.name == "textarea":
            return ((name, field.text.removeprefix("\n")),)
        if field.name == "select":
            chosen = field.select_one("option[selected]") or field.select_one("option")
            return ((name, str(chosen.get("value", "")) if chosen else ""),)
        if kind == "file":
            return ((name, f"file:{self._upload}"),)
        return ((name, str(field.get("value", "")) or TYPED.get(kind, "")),)

    def _parsed(self, text: str, method: str) -> Iterator[Tag]:
        for form in _FORM.findall(text):
            if f'method="{method}"' in form.partition(">")[0]:
                if form not in self._forms:
                    self._forms[form] = BeautifulSoup(form, "html.parser").form
                yield self._forms[form]


_FIELDS = "input[name], textarea[name], select[name]"


def _local(page: str, link: str) -> str:
    parts = urlsplit(urljoin(page, link or urlsplit(page).path))
    path = parts.path or "/"
    return f"{path}?{parts.query}" if parts.query else path
