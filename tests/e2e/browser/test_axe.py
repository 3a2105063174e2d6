"""axe-core finds nothing to mend on any state of any page."""

import pytest
from e2e.browser.measuring import DESKTOP, PHONE, resize

base = pytest.importorskip("axe_playwright_python.base", reason="it is in requirements-dev.txt")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
COLOURS = ["color-contrast", "link-in-text-block"]
"""The rules that a page in other colours can break."""


def found(page, rules=RULES):
    """What axe-core has against a page, a line for each element."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(base.AXE_SCRIPT)
    options = {"runOnly": rules, "resultTypes": ["violations"]}
    violations = page.evaluate("options => axe.run(options).then(all => all.violations)", options)
    return [f"{each['id']}: {node['html']}" for each in violations for node in each["nodes"]]


def test_axe_finds_nothing(shown):
    assert found(shown[0].page) == []


def test_axe_finds_nothing_on_a_phone_in_the_dark(shown):
    page = shown[0].page
    page.emulate_media(color_scheme="dark")
    resize(page, PHONE)
    violations = found(page, [*COLOURS, "target-size", "scrollable-region-focusable"])
    page.emulate_media(color_scheme="light")
    resize(page, DESKTOP)
    assert violations == []
