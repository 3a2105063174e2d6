"""All of it without a mouse, enlarged to 400 %: one always sees where one is."""

from itertools import pairwise

import pytest
from e2e.browser.measuring import DESKTOP_AT_400_PERCENT, resize
from e2e.browser.visitor import NEXT, SEND

STOP = """() => {
const it = document.activeElement, label = (it.type === 'radio' && it.labels[0]) || it;
const box = label.getBoundingClientRect();
const ring = [it, label].map(each => getComputedStyle(each))
    .some(style => style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2);
const x = Math.max(0, box.left) + Math.min(10, box.width / 2);
const y = Math.max(0, box.top) + Math.min(10, box.height / 2);
const top = document.elementFromPoint(x, y), all = [...document.querySelectorAll('*')];
const isOnTop = !!top && (label.contains(top) || top.contains(label));
return {
    kind: it.type || it.tagName, name: it.name, text: it.textContent.trim(),
    place: all.indexOf(it), top: box.top + scrollY, bottom: box.bottom + scrollY,
    inMain: !!it.closest('main'),
    isMarked: ring, isInView: isOnTop && box.right > 0 && box.left < innerWidth};
}"""


class Keyboard:
    """Somebody's, who looks where they are after each press of Tab."""

    def __init__(self, somebody):
        self.somebody, self.page = somebody, somebody.page
        self.stops = []

    def tab(self):
        self.page.keyboard.press("Tab")
        stop = self.page.evaluate(STOP)
        assert stop["isMarked"], stop
        assert stop["isInView"], stop
        self.stops.append(stop)
        return stop

    def tab_to(self, text):
        """Go on to what says that, answering on the way; the order is that of the page, downwards."""
        self.stops = []
        while (stop := self.tab())["text"] != text:
            assert len(self.stops) < 100, f"no {text}"
            if stop["kind"] == "radio":
                self._choose(stop["name"])
            elif stop["kind"] == "textarea":
                self.page.keyboard.type("Bel eens terug.")
        places = [each["place"] for each in self.stops]
        assert places == sorted(places)
        mine = [each for each in self.stops if each["inMain"]]
        assert all(after["bottom"] > before["top"] for before, after in pairwise(mine))

    def enter(self):
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def _choose(self, name):
        chosen = f"document.querySelector('[name={name}]:checked')"
        self.page.keyboard.press("Space")
        first = self.page.evaluate(f"{chosen}.value")
        self.page.keyboard.press("ArrowDown")
        assert self.page.evaluate(f"{chosen}.value") != first
        assert self.page.evaluate(f"{chosen} === document.activeElement")


@pytest.fixture
def keyboard(in_turn):
    somebody = in_turn()
    resize(somebody.page, DESKTOP_AT_400_PERCENT)
    yield Keyboard(somebody)
    resize(somebody.page, (1280, 720))


def test_the_whole_path_goes_by_keyboard(keyboard):
    somebody = keyboard.somebody
    somebody.open(somebody.world.person().link)
    keyboard.tab_to("Start de vragenlijst")
    keyboard.enter()
    chosen = 0
    while not somebody.button(SEND).count():
        keyboard.tab_to(NEXT)
        chosen += sum(stop["kind"] in {"radio", "textarea"} for stop in keyboard.stops)
        keyboard.enter()
    assert somebody.page.get_by_text("Niet ingevuld").count() == 0
    assert chosen >= 16
    keyboard.tab_to(SEND)
    keyboard.enter()

    assert somebody.heading == "U bent klaar"


def test_the_first_stop_leads_past_the_header(keyboard):
    keyboard.somebody.open("/privacy")
    skip = keyboard.tab()
    assert skip["text"] == "Direct naar de inhoud"
    keyboard.page.keyboard.press("Enter")
    assert keyboard.page.evaluate("document.activeElement.tagName") == "MAIN"

    assert keyboard.tab()["inMain"]


def test_enter_in_a_text_field_goes_on_and_changes_no_language(keyboard):
    somebody = keyboard.somebody
    somebody.start(somebody.world.person()).page.get_by_role("textbox").first.focus()
    keyboard.enter()

    assert somebody.page.title().startswith("Stap 2 van ")
    assert somebody.page.locator("html").get_attribute("lang") == "nl"
