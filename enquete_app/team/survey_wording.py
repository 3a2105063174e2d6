"""Words for rhythms, plans and what is on in the agenda, looked up when a page is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import format_date, get_locale, gettext, lazy_gettext

from enquete_app.fieldwork.agenda.listing import Event
from enquete_app.fieldwork.rolling.days import Rhythm, WaveLength
from enquete_app.fieldwork.rolling.models import PlanState, TurnOutcome
from enquete_app.fieldwork.rolling.plans import Hindrance

if TYPE_CHECKING:
    from datetime import date

    from enquete_app.fieldwork.models import Survey
    from enquete_app.fieldwork.rolling.days import Period, Schedule

WEEKDAYS = (
    lazy_gettext("maandag"),
    lazy_gettext("dinsdag"),
    lazy_gettext("woensdag"),
    lazy_gettext("donderdag"),
    lazy_gettext("vrijdag"),
    lazy_gettext("zaterdag"),
    lazy_gettext("zondag"),
)
LENGTHS = {
    WaveLength.MONTH: lazy_gettext("een maand"),
    WaveLength.QUARTER: lazy_gettext("een kwartaal"),
    WaveLength.HALF_YEAR: lazy_gettext("een half jaar"),
}
PLAN_STATES = {
    PlanState.ACTIVE: lazy_gettext("Aan"),
    PlanState.PAUSED: lazy_gettext("Gepauzeerd"),
    PlanState.STOPPED: lazy_gettext("Gestopt"),
}
OUTCOMES = {
    TurnOutcome.DRAWN: lazy_gettext("Getrokken"),
    TurnOutcome.NOBODY: lazy_gettext("Niemand om uit te nodigen"),
    TurnOutcome.SKIPPED: lazy_gettext("Overgeslagen"),
    TurnOutcome.PAUSED: lazy_gettext("Niet getrokken: gepauzeerd"),
    TurnOutcome.MISSED: lazy_gettext("Gemist: het systeem stond uit"),
    TurnOutcome.OCCUPIED: lazy_gettext("Niet getrokken: er was die dag al met de hand getrokken"),
}
DISCARDED = lazy_gettext("Getrokken en weer weggegooid")
EVENTS = {
    Event.CLOSING: (lazy_gettext("Meting sluit"), lazy_gettext("Meting gesloten")),
    Event.DRAW: (lazy_gettext("Trekking; de mails gaan meteen weg"), lazy_gettext("Getrokken")),
    Event.SKIPPED: (
        lazy_gettext("Trekking wordt overgeslagen"),
        lazy_gettext("Trekking overgeslagen"),
    ),
    Event.PAUSED: (
        lazy_gettext("Geen trekking zolang er pauze is"),
        lazy_gettext("Niet getrokken: gepauzeerd"),
    ),
    Event.NOBODY: ("", OUTCOMES[TurnOutcome.NOBODY]),
    Event.MISSED: ("", OUTCOMES[TurnOutcome.MISSED]),
    Event.OCCUPIED: ("", OUTCOMES[TurnOutcome.OCCUPIED]),
    Event.DISCARDED: ("", DISCARDED),
    Event.MAILING: (lazy_gettext("Uitnodigingen gaan weg"), lazy_gettext("Uitnodigingen verstuurd")),
    Event.REMINDER: (
        lazy_gettext("Herinneringen gaan weg"),
        lazy_gettext("Herinneringen waren aan de beurt"),
    ),
    Event.ERASURE: (lazy_gettext("Wordt gewist"), lazy_gettext("Gewist")),
}
"""What is to happen, and what has happened."""
SHORT = {
    Event.CLOSING: lazy_gettext("Sluiting"),
    Event.DRAW: lazy_gettext("Trekking"),
    Event.SKIPPED: lazy_gettext("Overgeslagen"),
    Event.PAUSED: lazy_gettext("Pauze"),
    Event.NOBODY: lazy_gettext("Niemand"),
    Event.MISSED: lazy_gettext("Gemist"),
    Event.OCCUPIED: lazy_gettext("Niet getrokken"),
    Event.DISCARDED: lazy_gettext("Weggegooid"),
    Event.MAILING: lazy_gettext("Mails"),
    Event.REMINDER: lazy_gettext("Herinnering"),
    Event.ERASURE: lazy_gettext("Wissen"),
}
HINDRANCES = {
    Hindrance.NO_PLAN: lazy_gettext("Dit onderzoek trekt niet zelf."),
    Hindrance.OTHER_STATE: lazy_gettext("Een collega was u voor. Hieronder ziet u hoe het er nu voor staat."),
    Hindrance.NO_SUCH_DAY: lazy_gettext("Op die dag is er geen trekking meer om te wijzigen."),
    Hindrance.ARCHIVED: lazy_gettext("Dit onderzoek is gearchiveerd. Haal het eerst terug."),
}


def survey_name(survey: Survey) -> str:
    """What a survey is called in the language of the page."""
    own = survey.name_en if str(get_locale()) == "en" else survey.name_nl
    return own or survey.name_nl or survey.slug


def forgotten_words(known_since: date | None, wanted_since: date) -> str | None:
    """Warn of a cool-down that reaches back further than is known who was contacted; none for others."""
    if known_since is None or wanted_since >= known_since:
        return None
    return str(
        gettext(
            "Let op: van voor %(day)s is niet meer bekend wie een uitnodiging kreeg. "
            "Wie toen is uitgenodigd, kan dus toch weer worden gevraagd.",
            day=format_date(known_since, "d MMMM y"),
        )
    )


def schedule_words(schedule: Schedule) -> str:
    """When a survey draws, in words."""
    if schedule.rhythm is Rhythm.WEEK:
        day = WEEKDAYS[schedule.weekday]
        return str(gettext("elke week op %(day)s om %(hour)s uur", day=day, hour=schedule.hour))
    return str(
        gettext("elke maand op dag %(day)s om %(hour)s uur", day=schedule.day_of_month, hour=schedule.hour)
    )


def period_words(period: Period) -> str:
    """A month, quarter or half-year in words."""
    months = (period.last.month - period.first.month) + 1
    year = period.first.year
    if months == WaveLength.QUARTER.months:
        number = (period.first.month + 2) // 3
        return str(gettext("kwartaal %(number)s van %(year)s", number=number, year=year))
    if months == WaveLength.HALF_YEAR.months:
        half = gettext("eerste half jaar") if period.first.month == 1 else gettext("tweede half jaar")
        return str(gettext("%(half)s van %(year)s", half=half, year=year))
    return str(format_date(period.first, "MMMM y"))
