"""In the reader's own colours: what is chosen, what has the focus and what is a button still shows."""

import pytest
from e2e.browser.states import typed_until
from e2e.browser.world import INSTRUMENT

PIXELS_AROUND = 8


@pytest.fixture(params=INSTRUMENT.pages, ids=lambda page: page.id)
def page(in_turn, request):
    page = in_turn().resume(typed_until(request.param)).page
    page.emulate_media(forced_colors="active")
    yield page
    page.emulate_media(forced_colors="none")


def looks(page, locator):
    """A picture of something with a little around it."""
    box, scrolled = locator.bounding_box(), page.evaluate("scrollY")
    clip = {
        "x": max(0, box["x"] - PIXELS_AROUND),
        "y": max(0, box["y"] + scrolled - PIXELS_AROUND),
        "width": box["width"] + 2 * PIXELS_AROUND,
        "height": box["height"] + 2 * PIXELS_AROUND,
    }
    return page.screenshot(clip=clip, full_page=True)


def test_what_is_chosen_what_has_the_focus_and_what_is_a_button_still_show(page):
    options = page.locator("main label:has([type=radio])")
    if options.count():
        mine, control = options.first, options.first.get_by_role("radio")
        free = looks(page, mine)
        control.check()
        page.evaluate("document.activeElement.blur()")
        chosen = looks(page, mine)
        control.press("Shift")
        focused = looks(page, mine)
        assert len({free, chosen, focused}) == 3
    for button in page.locator("main").get_by_role("button").all():
        style = "it => [getComputedStyle(it).borderStyle, parseFloat(getComputedStyle(it).borderWidth) >= 1]"
        assert button.evaluate(style) == ["solid", True]
        free = looks(page, button)
        button.press("Shift")
        assert looks(page, button) != free
        page.evaluate("document.activeElement.blur()")
