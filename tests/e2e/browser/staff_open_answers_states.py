"""What analysts see of open answers, and what they do about them."""

from e2e.browser.state import State, as_staff
from e2e.browser.visitor import Visitor
from e2e.browser.world import CLOSED, OPEN

QUEUE = f"/team/waves/{CLOSED}/answers"
LOUD = "Bel mevrouw De Vries op 06-12345678."


def _next(visitor: Visitor) -> None:
    as_staff(visitor, QUEUE)
    visitor.follow(visitor.page.get_by_role("link", name=visitor.say("Volgende bekijken")).first)


def _release_too_soon(visitor: Visitor) -> None:
    _next(visitor)
    visitor.page.get_by_role("textbox").fill(LOUD)
    visitor.press("Vrijgeven")


def _come_second(visitor: Visitor) -> None:
    _next(visitor)
    visitor.page.evaluate("document.querySelector('[name=versie]').value = '99'")
    visitor.press("Vrijgeven")


def _released(visitor: Visitor) -> None:
    as_staff(visitor, f"{QUEUE}?stand=released")
    visitor.follow(visitor.page.locator("tbody th a").last)


def _code_second(visitor: Visitor) -> None:
    as_staff(visitor, QUEUE)
    visitor.follow(visitor.page.get_by_role("link", name=visitor.say("Als tweede coderen")))


def _add_a_theme_without_a_name(visitor: Visitor) -> None:
    as_staff(visitor, f"{QUEUE}/themes")
    visitor.page.locator("summary", has_text=visitor.say("Thema toevoegen")).first.click()
    visitor.follow(visitor.page.get_by_role("button", name=visitor.say("Thema toevoegen"), exact=True).first)


STATES = (
    State("open answers", "team/open_answers.html", lambda v: as_staff(v, QUEUE)),
    State(
        "none of them withheld", "team/open_answers.html", lambda v: as_staff(v, f"{QUEUE}?stand=withheld")
    ),
    State("open answers of an open wave", "team/refusal.html", lambda v: as_staff(v, _of(OPEN)), 409),
    State("an open answer", "team/open_answer.html", _next),
    State("an open answer released too soon", "team/open_answer.html", _release_too_soon, 422),
    State("an open answer that a colleague changed", "team/open_answer.html", _come_second, 409),
    State("a released answer", "team/open_answer.html", _released),
    State("coding second", "team/open_answer_second.html", _code_second),
    State("agreement", "team/open_answers_agreement.html", lambda v: as_staff(v, f"{QUEUE}/agreement")),
    State("themes", "team/open_answers_themes.html", lambda v: as_staff(v, f"{QUEUE}/themes")),
    State("a theme without a name", "team/open_answers_themes.html", _add_a_theme_without_a_name, 422),
)


def _of(wave: int) -> str:
    return f"/team/waves/{wave}/answers"
