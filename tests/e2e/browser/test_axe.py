"""axe-core finds nothing to mend on any state of any page."""

import pytest
from e2e.browser.measuring import DESKTOP, PHONE, resize
from e2e.browser.states import STATES
from jinja2 import Environment, FileSystemLoader
from jinja2.meta import find_referenced_templates

from enquete_app import TEMPLATES
from enquete_app.languages import SOURCE

try:
    from axe_playwright_python.base import AXE_SCRIPT
except ImportError:
    AXE_SCRIPT = ""  # not in requirements.txt; where there is a browser, every test then fails

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
COLOURS = ["color-contrast", "link-in-text-block"]
"""The rules that a page in other colours can break."""


def found(page, rules=RULES):
    """What axe-core has against a page, a line for each element."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE_SCRIPT)
    options = {"runOnly": rules, "resultTypes": ["violations"]}
    violations = page.evaluate("options => axe.run(options).then(all => all.violations)", options)
    return [f"{each['id']}: {node['html']}" for each in violations for node in each["nodes"]]


def test_axe_finds_nothing(shown):
    visitor, _ = shown
    assert found(visitor.page) == []
    if visitor.language == SOURCE:  # colours are the same in every language
        assert found_on_a_phone_in_the_dark(visitor.page) == []


def found_on_a_phone_in_the_dark(page):
    page.emulate_media(color_scheme="dark")
    resize(page, PHONE)
    violations = found(page, [*COLOURS, "target-size", "scrollable-region-focusable"])
    page.emulate_media(color_scheme="light")
    resize(page, DESKTOP)
    return violations


@pytest.mark.parametrize(
    ("damage", "rule"),
    [
        ("document.querySelector('label[for=code]').remove()", "label"),
        ("document.documentElement.lang = ''", "html-has-lang"),
        ("document.querySelector('h1').style.color = '#ddd'", "color-contrast"),
    ],
)
def test_axe_finds_what_was_damaged(visitor, damage, rule):
    page = visitor().open("/code").page
    page.evaluate(damage)

    assert {each.split(":")[0] for each in found(page)} == {rule}


def test_axe_finds_a_bad_colour_in_the_dark(visitor):
    page = visitor().open("/code").page
    assert found_on_a_phone_in_the_dark(page) == []
    page.evaluate("document.querySelector('h1').style.color = '#1b2430'")

    assert len(found_on_a_phone_in_the_dark(page)) == 1


def test_every_page_has_a_state_here():
    env = Environment(loader=FileSystemLoader(TEMPLATES), extensions=["jinja2.ext.i18n"], autoescape=True)
    names = {name for name in env.list_templates() if name.startswith(("respond/", "team/", "error"))}
    parts = {
        part
        for name in names
        if "preview" not in name  # which shows pages that are seen by themselves too
        for part in find_referenced_templates(env.parse(env.loader.get_source(env, name)[0]))
    }

    assert {state.template for state in STATES} == {
        name for name in names - parts if "/_" not in name and name.endswith(".html")
    }
