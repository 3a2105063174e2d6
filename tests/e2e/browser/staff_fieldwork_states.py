"""What staff can see of a fieldwork, and what they do about it."""

from builders import DRAW_DAY
from e2e.browser.state import State, as_staff
from e2e.browser.visitor import Visitor
from e2e.browser.world import OPEN

RESULTS = "/team/surveys/klachtbehandeling/results"
ATTENTION = f"/team/waves/{OPEN}/attention"


def _correct(visitor: Visitor, address: str) -> None:
    as_staff(visitor, ATTENTION)
    visitor.follow(
        visitor.page.get_by_role("main").get_by_role("link", name=visitor.say("Opnieuw mailen")).first
    )
    if address:
        visitor.page.get_by_label(visitor.say("E-mailadres")).fill(address)
        visitor.press("Opnieuw mailen")


STATES = (
    State("mails that need attention", "team/attention.html", lambda v: as_staff(v, ATTENTION)),
    State(
        "nothing found among them", "team/attention.html", lambda v: as_staff(v, f"{ATTENTION}?zoek=onbekend")
    ),
    State(
        "no mail that needs attention",
        "team/attention.html",
        lambda v: as_staff(v, "/team/waves/3/attention"),
    ),
    State("correcting an address", "team/correct.html", lambda v: _correct(v, "")),
    State("correcting it wrongly", "team/correct.html", lambda v: _correct(v, "geen adres"), 422),
    State("waves side by side", "team/comparing.html", lambda v: as_staff(v, RESULTS)),
    State("a year", "team/pooled.html", lambda v: as_staff(v, f"{RESULTS}/{DRAW_DAY.year}")),
    State("no such year", "error.html", lambda v: as_staff(v, f"{RESULTS}/1999"), 404),
    State("closing a wave", "team/confirm.html", lambda v: as_staff(v, f"/team/waves/{OPEN}/close")),
)
