"""A plain browser: cookies, redirects, forms; no scripts."""

from __future__ import annotations

from http.client import HTTPResponse
from http.cookiejar import CookieJar
from urllib.error import HTTPError
from urllib.parse import urlencode, urljoin
from urllib.request import HTTPCookieProcessor, Request, build_opener

from bs4 import BeautifulSoup, Tag


class Browser:
    """One person's browser.

    After each step `status`, `url` and `page` tell where it is.
    """

    def __init__(self) -> None:
        self.cookies = CookieJar()
        self._opener = build_opener(HTTPCookieProcessor(self.cookies))
        self.url, self.status, self.text = "", 0, ""
        self.headers: dict[str, str] = {}
        self._page: BeautifulSoup | None = None

    def open(self, url: str, fields: dict[str, str] | None = None, method: str | None = None) -> Browser:
        data = None if fields is None else urlencode(fields).encode()
        try:
            answer: HTTPResponse = self._opener.open(
                Request(urljoin(self.url, url), data, method=method), timeout=30
            )
        except HTTPError as error:
            answer = error  # type: ignore[assignment]
        with answer:
            self.url, self.status = answer.url, answer.status
            self.headers = dict(answer.headers)
            self.text, self._page = answer.read().decode(), None
        return self

    @property
    def page(self) -> BeautifulSoup:
        if self._page is None:
            self._page = BeautifulSoup(self.text, "html.parser")
        return self._page

    @property
    def heading(self) -> str:
        heading = self.page.find("h1")
        return heading.get_text(" ", strip=True) if heading else ""

    def fields(self) -> set[str]:
        """The names of what can be filled in on this page."""
        return {
            str(control["name"]) for control in self._form("go")(["input", "textarea"], attrs={"name": True})
        }

    def press(self, name: str, value: str, **filled: object) -> Browser:
        """Press a button, with what the page holds already and what is filled in."""
        form = self._form(name, value)
        fields = _present(form) | {key: str(each) for key, each in filled.items()} | {name: value}
        return self.open(str(form.get("action") or self.url), fields)

    def _form(self, name: str, value: str | None = None) -> Tag:
        wanted = {"name": name} | ({"value": value} if value else {})
        button = self.page.find("button", attrs=wanted)
        assert isinstance(button, Tag), f"no button {wanted} on {self.url}: {self.heading}"
        form = self.page.find(id=str(button["form"])) if button.get("form") else button.find_parent("form")
        assert isinstance(form, Tag)
        return form


def _present(form: Tag) -> dict[str, str]:
    present = {}
    for control in form(["input", "textarea"], attrs={"name": True}):
        if control.get("type") in {"radio", "checkbox"} and not control.has_attr("checked"):
            continue
        is_text = control.name == "textarea"
        present[str(control["name"])] = control.get_text() if is_text else str(control.get("value", ""))
    return present
