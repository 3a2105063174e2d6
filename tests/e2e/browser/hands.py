"""Two ways to use a page: with a mouse, and with nothing but the keyboard."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from e2e.browser.measuring import DESKTOP, PHONE, resize, wider_than_the_window

if TYPE_CHECKING:  # Playwright is not in requirements.txt
    from playwright.sync_api import Download, Locator, Page

SHOTS = os.environ.get("ENQUETE_TEST_SHOTS")
"""A folder for pictures of every step, for a person to look at; none are made without."""
MANY = 400
"""More stops than any page has."""

_MARKED = """() => {
const it = document.activeElement, all = [it, it.labels?.[0] ?? it];
const box = it.getBoundingClientRect();
return box.bottom > 0 && box.top < innerHeight && all.map(each => getComputedStyle(each))
    .some(style => style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2);
}"""


class Mouse:
    """Somebody who points and clicks.

    Args:
        page: of the browser.
        name: begins the names of pictures.
    """

    def __init__(self, page: Page, name: str) -> None:
        self.page, self._name, self._shots = page, name, 0

    def press(self, words: str) -> None:
        """Press a button; the page that comes of it is there afterwards."""
        self._go(self._one("button", words))

    def follow(self, words: str) -> None:
        """Follow a link of the page."""
        self._go(self.page.get_by_role("main").get_by_role("link", name=words, exact=True))

    def menu(self, words: str) -> None:
        """Go to a place in the menu."""
        menu = self.page.get_by_role("navigation", name="Medewerkers")
        self._go(menu.get_by_role("link", name=words, exact=True))

    def tick(self, words: str) -> None:
        """Choose an option or tick a box."""
        box = self.page.get_by_label(words, exact=True)
        self.use(box)
        assert box.is_checked(), words

    def fill(self, label: str, words: str) -> None:
        """Type into a field."""
        self.reach(self.page.get_by_label(label, exact=True))
        self.page.keyboard.type(words)

    def upload(self, label: str, file: Path) -> None:
        """Choose a file."""
        with self.page.expect_file_chooser() as chooser:
            self.use(self.page.get_by_label(label, exact=True))
        chooser.value.set_files(file)

    def download(self, words: str) -> Download:
        """Follow a link that brings a file."""
        with self.page.expect_download() as download:
            self.use(self._one("link", words))
        return download.value

    def sees(self, heading: str | None = None, *texts: str) -> None:
        """Read the heading and what else stands there; look at it on a desktop and on a phone."""
        if heading is not None:
            assert self.page.get_by_role("heading", level=1).inner_text().startswith(heading)
        seen = " ".join(self.page.locator("body").inner_text().split())
        for text in texts:
            assert text in seen, f"no {text!r} in {seen}"
        here = self.page.viewport_size
        for size in (DESKTOP, PHONE):
            resize(self.page, size)
            assert wider_than_the_window(self.page) == []
            if SHOTS:
                self._picture(size[0])
        resize(self.page, (here["width"], here["height"]))
        self._shots += 1

    def use(self, target: Locator) -> None:
        """Press whatever it is."""
        target.click()

    def reach(self, target: Locator) -> None:
        """Go where something can be typed."""
        target.click()

    def _go(self, target: Locator) -> None:
        with self.page.expect_navigation():
            self.use(target)

    def _one(self, role: str, words: str) -> Locator:
        return self.page.get_by_role(role, name=words, exact=True)  # type: ignore[arg-type]

    def _picture(self, width: int) -> None:
        name = f"{self._name}-{self._shots:02}-{width}.png"
        self.page.screenshot(path=Path(SHOTS or ".") / name, full_page=True)


class Keys(Mouse):
    """Somebody who has only a keyboard, and always sees where they are."""

    def use(self, target: Locator) -> None:
        """Press whatever it is: links and buttons with Enter, boxes with the space bar."""
        self.reach(target)
        kind = target.evaluate("it => it.type || it.tagName")
        self.page.keyboard.press("Space" if kind in {"checkbox", "radio", "file"} else "Enter")

    def reach(self, target: Locator) -> None:
        """Press Tab until it is reached; among radio buttons, the arrows."""
        target.evaluate("it => { window.wanted = it; }")
        for _ in range(MANY):
            where = self.page.evaluate(
                "() => document.activeElement === window.wanted ? 'here'"
                " : window.wanted.type === 'radio' && window.wanted.name === document.activeElement.name"
                " ? 'beside' : 'away'"
            )
            if where == "here":
                assert self.page.evaluate(_MARKED), target
                return
            self.page.keyboard.press("ArrowDown" if where == "beside" else "Tab")
        raise AssertionError(f"the keyboard does not reach {target}")
