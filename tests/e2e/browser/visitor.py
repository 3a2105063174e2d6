"""Somebody in front of a browser, who finds things by what they are and what they say."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import TYPE_CHECKING

from e2e.browser.world import OPEN, Person, World

from enquete_app.answers.drafts import Typed

if TYPE_CHECKING:  # Playwright is not in requirements.txt
    from playwright.sync_api import APIResponse, Locator, Page, Response, Route

_addresses = count(1)
NEXT, BACK, SEND = "Volgende", "Vorige", "Antwoorden versturen"
START, GO_ON = "Start de vragenlijst", "Ga verder"


class Visitor:
    """Somebody who reads one language.

    Args:
        page: of the browser.
        world: what is served.
        language: what they read.

    After each step `status` is that of the page they are on.
    """

    def __init__(self, page: Page, world: World, language: str) -> None:
        self.page, self.world, self.language = page, world, language
        self.status = 0
        page.context.clear_cookies()
        # From a home of their own, as attempts are counted by address.
        came_from = f"fd00:0:0:{next(_addresses):x}::1"
        self._headers = {"X-Forwarded-For": came_from, "Accept-Language": language}
        page.set_extra_http_headers(self._headers)
        page.on("response", self._notice)

    def say(self, text: str) -> str:
        """A text of ours in their language."""
        return self.world.say(self.language, text)

    def request(self, path: str, **form: str) -> APIResponse:
        """Send a form without showing what comes of it, in the same session."""
        address = f"{self.world.address}{path}"
        return self.page.request.post(address, form=form, headers=self._headers)

    def open(self, path: str) -> Visitor:
        """Go to an address; pages that are the same for everybody are asked for in the language."""
        asked = "" if self.language == "nl" else f"?taal={self.language}"
        self.page.goto(f"{self.world.address}{path}{asked}")
        return self

    def post(self, path: str) -> Visitor:
        """Go to an address the way no link or form of ours does."""
        with self._as_post():
            return self.open(path)

    def button(self, text: str) -> Locator:
        return self.page.get_by_role("button", name=self.say(text), exact=True)

    def press(self, text: str) -> Visitor:
        """Press a button and wait for what comes of it."""
        return self.follow(self.button(text))

    def choose(self, language: str) -> Visitor:
        """Press a language's button, if that is not the language already."""
        if self.page.locator("html").get_attribute("lang") != language:
            self.follow(self.page.locator(f"button[name=go][value={language}]"))
        return self

    def start(self, person: Person) -> Visitor:
        """Use somebody's link and press the one big button."""
        self.open(person.link)
        return self.follow(self.button(START).or_(self.button(GO_ON)))

    def resume(self, typed: Typed, wave: int = OPEN) -> Visitor:
        """Come back as somebody who had typed that, to the first page that they had not gone on from."""
        person = self.world.person(self.language, wave, typed)
        answer = self.request(person.link, go="start")
        self.page.goto(answer.url)
        return self

    def follow(self, way: Locator) -> Visitor:
        """Use a link or a button and wait until the page behind it is there whole."""
        with self.page.expect_navigation():
            way.click()
        return self

    @property
    def heading(self) -> str:
        return self.page.get_by_role("heading", level=1).inner_text()

    def _notice(self, response: Response) -> None:
        if response.request.is_navigation_request():
            self.status = response.status

    @contextmanager
    def _as_post(self) -> Iterator[None]:
        def change(route: Route) -> None:
            is_page = route.request.is_navigation_request()
            route.continue_(method="POST" if is_page else "GET")

        self.page.route("**", change)
        yield
        self.page.unroute("**", change)
