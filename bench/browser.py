"""A plain browser: one kept-alive connection, cookies, forms; it counts what it sends and receives."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urljoin, urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping

REDIRECT = 303


class Page(HTMLParser):
    """What a browser finds in a page.

    Args:
        address: where the page is.
        body: the page, in bytes.

    Attributes:
        fields: names of radio buttons, text fields and text areas.
        hidden: the form's hidden fields with their values.
        button: the value of the button `go` that leads on.
        linked: addresses of style sheets, images and icons.
        scripts: how many `script` elements there are.
    """

    def __init__(self, address: str, body: bytes) -> None:
        super().__init__()
        self.address = address
        self.size = len(body)
        self.fields: set[str] = set()
        self.hidden: dict[str, str] = {}
        self.button: str | None = None
        self.linked: set[str] = set()
        self.scripts = 0
        self.feed(body.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what matters of a tag."""
        given = {name: value or "" for name, value in attrs}
        if given.get("type") == "hidden":
            self.hidden[given["name"]] = given["value"]
        elif tag in {"input", "textarea"}:
            self.fields.add(given["name"])
        elif tag == "button" and "utrecht-button--primary-action" in given.get("class", ""):
            self.button = given["value"]
        elif tag == "link" and given.get("rel") in {"stylesheet", "icon"}:
            self.linked.add(urljoin(self.address, given["href"]))
        elif tag == "img":
            self.linked.add(urljoin(self.address, given["src"]))
        elif tag == "script":
            self.scripts += 1

    def filled_in(self, answers: Mapping[str, object]) -> dict[str, object]:
        """The form as it is sent when everything that is asked and known is answered."""
        known = {name: answers[name] for name in self.fields & answers.keys()}
        return self.hidden | known | ({"go": self.button} if self.button else {})


@dataclass
class Browser:
    """A browser on one server.

    Args:
        port: the server's, on this machine.
    """

    port: int
    requests: Counter[str] = field(default_factory=Counter)
    """How many were made, by method."""
    sizes: list[int] = field(default_factory=list)
    """Of the pages seen, in bytes."""
    received: int = 0
    """Bytes of all answers, their headers included."""

    def __post_init__(self) -> None:
        self._connection = HTTPConnection("127.0.0.1", self.port)
        self._cookies: SimpleCookie = SimpleCookie()

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def get(self, address: str) -> Page:
        """Ask for a page."""
        status, _, body = self.ask("GET", address)
        if status != 200:
            raise RuntimeError(f"GET {address} gave {status}")
        self.sizes.append(len(body))
        return Page(address, body)

    def send(self, page: Page, answers: Mapping[str, object]) -> Page:
        """Fill a page's form in, send it, and follow the redirect."""
        status, location, _ = self.ask("POST", page.address, urlencode(page.filled_in(answers)))
        if status != REDIRECT:
            raise RuntimeError(f"POST {page.address} gave {status}")
        target = urlsplit(urljoin(page.address, location))
        return self.get(f"{target.path}?{target.query}" if target.query else target.path)

    def ask(self, method: str, address: str, form: str | None = None) -> tuple[int, str, bytes]:
        """Make one request; returns the status, the `Location` and the body."""
        headers = {"Host": f"127.0.0.1:{self.port}", "Accept": "text/html", "Accept-Language": "nl"}
        if self._cookies:
            headers["Cookie"] = "; ".join(f"{each.key}={each.value}" for each in self._cookies.values())
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self._connection.request(method, address, form, headers)
        response = self._connection.getresponse()
        body = response.read()
        for cookie in response.headers.get_all("Set-Cookie", []):
            self._cookies.load(cookie)
        self.requests[method] += 1
        head = len(f"HTTP/1.1 {response.status} {response.reason}\r\n\r\n")
        head += sum(len(f"{name}: {value}\r\n".encode()) for name, value in response.headers.items())
        self.received += head + len(body)
        return response.status, response.headers.get("Location", ""), body
