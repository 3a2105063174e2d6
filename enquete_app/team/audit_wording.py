"""What a line of the audit log says, in words. The log itself keeps names and codes, which never change."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from flask_babel import lazy_gettext

from enquete_app.accounts.models import Way
from enquete_app.fieldwork.rolling.days import Rhythm
from enquete_app.sampling import Allocation
from enquete_app.team.formats import day_as_number, moment_as_number
from enquete_app.team.letters_wording import KINDS as LETTERS
from enquete_app.team.retention_wording import ERASABLE, TERMS
from enquete_app.team.survey_wording import LENGTHS, WEEKDAYS
from enquete_app.team.texts_wording import KINDS as TEXTS
from enquete_app.team.wording import ACTS, DRAW_COLUMNS, ROLES, TROUBLES, WITHHELD

if TYPE_CHECKING:
    from flask_babel.speaklater import LazyString

FACTS: Mapping[str, LazyString] = {
    **TERMS,
    "after": lazy_gettext("daarna"),
    "answer": lazy_gettext("open antwoord"),
    "allocation": lazy_gettext("verdeling over de groepen"),
    "approved": lazy_gettext("goedgekeurde onderwerpen"),
    "as_of": lazy_gettext("dag van de trekking"),
    "batch": lazy_gettext("stapel"),
    "before": lazy_gettext("daarvoor"),
    "by": lazy_gettext("groepen (strata) naar"),
    "bytes": lazy_gettext("grootte in bytes"),
    "changed": lazy_gettext("gewijzigd"),
    "closes_after_days": lazy_gettext("dagen om mee te doen"),
    "cool_down_days": lazy_gettext("dagen rust na een uitnodiging"),
    "dated_on": lazy_gettext("datum op de brief"),
    "day": lazy_gettext("dag"),
    "day_of_month": lazy_gettext("dag van de maand"),
    "earlier": lazy_gettext("gelijk aan versie"),
    "edition": lazy_gettext("versie"),
    "eligible": lazy_gettext("tellen mee"),
    "expected": lazy_gettext("verwacht per trekking"),
    "format": lazy_gettext("bestand"),
    "field": lazy_gettext("vraag"),
    "frame_sha256": lazy_gettext("steekproefkader (SHA-256)"),
    "hour": lazy_gettext("uur"),
    "kind": lazy_gettext("soort"),
    "kinds": lazy_gettext("soorten"),
    "language": lazy_gettext("taal"),
    "letters": lazy_gettext("brieven"),
    "mails_at": lazy_gettext("mails gaan weg vanaf"),
    "min_age_days": lazy_gettext("minstens zoveel dagen geleden afgehandeld"),
    "name_en": lazy_gettext("naam in het Engels"),
    "name_nl": lazy_gettext("naam in het Nederlands"),
    "new": lazy_gettext("nieuw"),
    "number": lazy_gettext("aantal"),
    "people": lazy_gettext("mensen"),
    "reason": lazy_gettext("reden"),
    "refused": lazy_gettext("geweigerd"),
    "reminder_after_days": lazy_gettext("herinnering na dagen"),
    "rhythm": lazy_gettext("hoe vaak"),
    "roles": lazy_gettext("rollen"),
    "seed": lazy_gettext("startgetal"),
    "seed_sha256": lazy_gettext("startgetal (SHA-256)"),
    "selected": lazy_gettext("in de steekproef"),
    "selection_sha256": lazy_gettext("selectie (SHA-256)"),
    "sessions": lazy_gettext("sessies"),
    "sha256": lazy_gettext("bestand (SHA-256)"),
    "size": lazy_gettext("hoogstens per trekking"),
    "survey": lazy_gettext("onderzoek"),
    "texts": lazy_gettext("teksten"),
    "theme": lazy_gettext("thema"),
    "trouble": lazy_gettext("wat er was"),
    "unchanged": lazy_gettext("ongewijzigd"),
    "version": lazy_gettext("versie"),
    "was_confirmed": lazy_gettext("was bevestigd"),
    "wave_length": lazy_gettext("lengte van een meting"),
    "way": lazy_gettext("manier"),
    "weekday": lazy_gettext("dag van de week"),
    "what": lazy_gettext("wat"),
    "why": lazy_gettext("waarom"),
    "window_months": lazy_gettext("hoogstens zoveel maanden geleden afgehandeld"),
}
"""What the facts of a line are called."""
ACT_WORDS = {str(act): words for act, words in ACTS.items()}
_ABOUT: Mapping[str, LazyString] = {
    "wave": lazy_gettext("meting"),
    "survey": lazy_gettext("onderzoek"),
    "questionnaire": lazy_gettext("vragenlijst"),
    "complaint": lazy_gettext("zaak"),
    "upload": lazy_gettext("bestand"),
}
_RHYTHMS = {Rhythm.WEEK: lazy_gettext("elke week"), Rhythm.MONTH: lazy_gettext("elke maand")}
_ALLOCATIONS = {
    Allocation.PROPORTIONAL: lazy_gettext("naar verhouding van hun grootte"),
    Allocation.EQUAL: lazy_gettext("uit elke groep evenveel"),
}
_WAYS = {Way.PASSWORD: lazy_gettext("met een wachtwoord"), Way.PROVIDER: lazy_gettext("met een werkaccount")}


def act_words(act: str) -> str:
    """What an act is called; one that this version does not know as it is."""
    return str(ACT_WORDS.get(act, act))


def about_words(about: str) -> str:
    """What a line is about: `wave 3` in words; an address or a short name as it is."""
    kind, _, which = about.partition(" ")
    return f"{_ABOUT[kind]} {which}" if which and kind in _ABOUT else about


def facts_words(facts: Mapping[str, object]) -> str:
    """The facts of a line, in one; what this version does not know as it is."""
    known = _VALUES | {"kind": _LETTERS if "batch" in facts else _TEXTS}
    return ", ".join(
        f"{FACTS.get(name, name)}: {_value(str(value), name, known.get(name, {}))}"
        for name, value in facts.items()
        if value not in {None, ""}
    )


def _value(value: str, name: str, known: Mapping[str, object]) -> str:
    if " → " in value:
        return " → ".join(_value(each, name, known) for each in value.split(" → "))
    if value in _TRUTH:
        return str(_TRUTH[value])
    if name in _DATES:
        return _DATES[name](value)
    # Several stand with commas or blanks between them, and a code may hold a blank itself.
    parts = [value] if value in known else re.split(r", | ", value)
    return ", ".join(str(known[part]) for part in parts) if known.keys() >= set(parts) else value


def _day(value: str) -> str:
    return day_as_number(date.fromisoformat(value))


def _moment(value: str) -> str:
    return moment_as_number(datetime.fromisoformat(value))


_CODES: Mapping[str, Mapping[Any, object]] = {
    "allocation": _ALLOCATIONS,
    "after": ROLES,
    "before": ROLES,
    "by": DRAW_COLUMNS,
    "reason": WITHHELD,
    "rhythm": _RHYTHMS,
    "roles": ROLES,
    "trouble": {trouble: words for trouble, (words, _) in TROUBLES.items()},
    "wave_length": LENGTHS,
    "way": _WAYS,
    "weekday": {str(number): words for number, words in enumerate(WEEKDAYS)},
    "what": ERASABLE,
}
_VALUES = {name: {str(code): words for code, words in known.items()} for name, known in _CODES.items()}
_LETTERS = {str(kind): words for kind, words in LETTERS.items()}
_TEXTS = {str(kind): words for kind, words in TEXTS.items()}
_TRUTH = {"True": lazy_gettext("ja"), "False": lazy_gettext("nee")}
_DATES: Mapping[str, Callable[[str], str]] = {
    "as_of": _day,
    "dated_on": _day,
    "day": _day,
    "mails_at": _moment,
}
