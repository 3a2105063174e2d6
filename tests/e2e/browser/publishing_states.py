"""What the team sees on the way to publishing results and back, and what everybody gets."""

from builders import DRAW_DAY
from e2e.browser.state import State, as_staff
from e2e.browser.visitor import Visitor
from e2e.browser.world import CLOSED

PUBLICATION = f"/team/waves/{CLOSED}/publication"
PUBLIC = f"/resultaten/klachtbehandeling-{DRAW_DAY}"
PAGE = "team/publication.html"
GO_ON, PUBLISH, WITHDRAW = "Verder naar het voorbeeld", "Nu publiceren", "Intrekken"
INTRODUCTION = "Dank aan iedereen die meedeed.\nWij bellen voortaan sneller terug."


def _unpublished(visitor: Visitor) -> None:
    as_staff(visitor, PUBLICATION)
    if visitor.page.get_by_role("link", name=visitor.say(WITHDRAW)).count():
        _withdraw(visitor, "In een tabel stond een fout.")


def _withdraw(visitor: Visitor, reason: str) -> None:
    visitor.follow(visitor.page.get_by_role("link", name=visitor.say(WITHDRAW)))
    visitor.page.get_by_role("textbox").fill(reason)
    visitor.press(WITHDRAW)


def _prepare(visitor: Visitor, introduction: str = INTRODUCTION) -> None:
    _unpublished(visitor)
    visitor.page.get_by_role("textbox").fill(introduction)
    visitor.press(GO_ON)


def _preview(visitor: Visitor) -> None:
    _prepare(visitor)
    visitor.open(f"{PUBLICATION}/preview")


def _publish_what_changed(visitor: Visitor) -> None:
    _prepare(visitor)
    visitor.page.evaluate("document.querySelector('[name=gezien]').value = 'x'")
    visitor.press(PUBLISH)


def _published(visitor: Visitor) -> None:
    as_staff(visitor, PUBLICATION)
    if not visitor.page.get_by_role("link", name=visitor.say(WITHDRAW)).count():
        _prepare(visitor)
        visitor.press(PUBLISH)


def _ask_to_withdraw(visitor: Visitor) -> None:
    _published(visitor)
    visitor.follow(visitor.page.get_by_role("link", name=visitor.say(WITHDRAW)))


def _withdraw_without_a_reason(visitor: Visitor) -> None:
    _published(visitor)
    _withdraw(visitor, "")


def _see(visitor: Visitor, path: str) -> None:
    _published(visitor)
    visitor.open(path)


def _see_page(visitor: Visitor) -> None:
    _see(visitor, PUBLIC)
    # Nothing is rendered any more.
    visitor.world.template = PAGE


def _see_what_is_gone(visitor: Visitor) -> None:
    _published(visitor)
    _unpublished(visitor)
    visitor.open(PUBLIC)


STATES = (
    State("publication", "team/publishing.html", _unpublished),
    State("publication, too long", "team/publishing.html", lambda v: _prepare(v, "x " * 1001), 422),
    State("publication's preview", PAGE, _preview),
    State("publication to be confirmed", "team/publishing_confirm.html", _prepare),
    State("publication that changed", "team/publishing_confirm.html", _publish_what_changed, 409),
    State("publication that is out", "team/publishing.html", _published),
    State("published page", PAGE, _see_page),
    State("published list", "respond/published.html", lambda v: _see(v, "/resultaten")),
    State("published and to be withdrawn", "team/confirm.html", _ask_to_withdraw),
    State("published, withdrawn without a reason", "team/confirm.html", _withdraw_without_a_reason, 422),
    State("published and withdrawn", "respond/withdrawn.html", _see_what_is_gone, 410),
)
