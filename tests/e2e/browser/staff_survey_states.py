"""What staff see of surveys, of the plans by which they draw by themselves, and in the agenda."""

from e2e.browser.state import State, as_staff
from e2e.browser.visitor import Visitor

SURVEYS = "/team/surveys/"
OWN = f"{SURVEYS}klachtbehandeling/"
PLANNED = f"{SURVEYS}meldingen/rolling"


def _save(visitor: Visitor, path: str, button: str, **typed: str) -> None:
    as_staff(visitor, path)
    for label, text in typed.items():
        visitor.page.get_by_label(visitor.say(label.replace("_", " "))).fill(text)
    visitor.press(button)


STATES = (
    State("surveys", "team/surveys.html", lambda v: as_staff(v, SURVEYS)),
    State("no survey found", "team/surveys.html", lambda v: as_staff(v, f"{SURVEYS}?zoek=onbekend")),
    State("no such survey", "team/refusal.html", lambda v: as_staff(v, f"{SURVEYS}onbekend/"), 404),
    State("a survey", "team/survey.html", lambda v: as_staff(v, OWN)),
    State(
        "a survey without a name",
        "team/survey.html",
        lambda v: _save(v, OWN, "Bewaren", Naam_in_het_Nederlands=""),
        422,
    ),
    State("a new survey", "team/survey_new.html", lambda v: as_staff(v, f"{SURVEYS}new")),
    State(
        "a new survey without anything",
        "team/survey_new.html",
        lambda v: _save(v, f"{SURVEYS}new", "Onderzoek toevoegen"),
        422,
    ),
    State("archiving a survey", "team/confirm.html", lambda v: as_staff(v, f"{OWN}archive")),
    State("a survey without a plan", "team/rolling.html", lambda v: as_staff(v, f"{OWN}rolling")),
    State("a survey with a plan", "team/rolling.html", lambda v: as_staff(v, PLANNED)),
    State("days of a plan", "team/rolling_past.html", lambda v: as_staff(v, f"{PLANNED}/past")),
    State("days of no plan", "team/rolling_past.html", lambda v: as_staff(v, f"{OWN}rolling/past")),
    State("designing a plan", "team/rolling_design.html", lambda v: as_staff(v, f"{PLANNED}/plan")),
    State(
        "a plan that cannot be",
        "team/rolling_design.html",
        lambda v: as_staff(v, f"{PLANNED}/plan?ritme=week&dag=40"),
    ),
    State(
        "a plan without looking",
        "team/rolling_design.html",
        lambda v: _save(v, f"{PLANNED}/plan", "Gewijzigd plan aanzetten"),
        422,
    ),
    State("stopping a plan", "team/confirm.html", lambda v: as_staff(v, f"{PLANNED}/stop")),
    State("the agenda", "team/calendar.html", lambda v: as_staff(v, "/team/calendar")),
    State("a past month", "team/calendar.html", lambda v: as_staff(v, "/team/calendar?maand=2025-05")),
    State("an empty month", "team/calendar.html", lambda v: as_staff(v, "/team/calendar?maand=2020-01")),
)
