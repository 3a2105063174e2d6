"""From the first page to the last, whatever the pages ask."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from e2e.browser.visitor import NEXT, SEND, Visitor

if TYPE_CHECKING:  # Playwright is not in requirements.txt
    from playwright.sync_api import Page

_CHOSEN = """all => all.filter(each => each.checked || each.tagName === 'TEXTAREA')
    .map(each => [each.name, each.value])"""


def answers(page: Page) -> list[list[str]]:
    """What is chosen and written on a page, by field."""
    return page.locator("input[type=radio], textarea").evaluate_all(_CHOSEN)


def answer(page: Page) -> list[list[str]]:
    """Choose every second answer and fill in what stands alone; gives what there is then."""
    for name in dict.fromkeys(page.get_by_role("radio").evaluate_all("all => all.map(each => each.name)")):
        page.locator(f"input[name='{name}']").nth(1).check()
    for area in page.locator("textarea").all():
        area.fill("Bel eens terug.")
    return answers(page)


def pages(visitor: Visitor) -> Iterator[list[list[str]]]:
    """Answer each page and go on, until the answers can be sent; yields before going on."""
    while not visitor.button(SEND).count():
        yield answer(visitor.page)
        visitor.press(NEXT)
