"""axe-core finds nothing to mend on any state of any page."""

import pytest
from e2e.browser.conftest import DESKTOP
from e2e.browser.states import STATES

axe_playwright_python = pytest.importorskip("axe_playwright_python.sync_playwright", reason="in requirements-dev.txt")
axe = axe_playwright_python.Axe()
OPTIONS = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
PHONE = {"width": 320, "height": 640}


def found(page):
    return axe.run(page, options=OPTIONS).generate_report().partition("\n")[2]


def test_axe_finds_nothing(shown):
    visitor, _ = shown
    assert found(visitor.page) == ""


def test_axe_finds_nothing_on_a_phone_in_the_dark(shown):
    page = shown[0].page
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size(PHONE)
    report = found(page)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(DESKTOP)
    assert report == ""
