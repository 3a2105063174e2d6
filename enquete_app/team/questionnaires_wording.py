"""What is wrong with a questionnaire file and what differs between two, in words for everybody."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from flask_babel import gettext, lazy_gettext

from enquete_app.instruments import WhyNotKept
from enquete_app.questionnaire import Change, ItemType, Verdict, line_of
from enquete_app.team.questionnaires_faults import FAULTS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from enquete_app.questionnaire import Fault

MOST_SHOWN = 100
_LINE = re.compile(r"\bat line (\d+)")
_WHATS = {
    "pages": lazy_gettext("pagina’s"),
    "questions": lazy_gettext("vragen"),
    "statements": lazy_gettext("stellingen"),
    "form fields": lazy_gettext("velden om in te vullen"),
    "languages": lazy_gettext("talen"),
    "values": lazy_gettext("waarden"),
    "values in a list": lazy_gettext("waarden in één lijst"),
    "characters that can be typed": lazy_gettext("tekens in alle open antwoorden samen"),
}
_VALUE_TYPES = {
    "str": lazy_gettext("een tekst tussen aanhalingstekens"),
    "int": lazy_gettext("een heel getal"),
    "bool": lazy_gettext("true of false"),
    "list": lazy_gettext("een lijst: [ … ]"),
    "dict": lazy_gettext("een tabel: { … }, bijvoorbeeld met een tekst per taal"),
}
TYPES = {
    ItemType.CHOICE: lazy_gettext("Keuze"),
    ItemType.CHOICE_WITH_TEXT: lazy_gettext("Keuze, met een tekst erbij"),
    ItemType.MATRIX: lazy_gettext("Stellingen"),
    ItemType.GRADE: lazy_gettext("Rapportcijfer"),
    ItemType.TEXT: lazy_gettext("Open vraag"),
}
CHANGES = {
    Change.NEW: lazy_gettext("nieuw"),
    Change.GONE: lazy_gettext("vervallen"),
    Change.TYPE: lazy_gettext("ander soort vraag"),
    Change.CODES: lazy_gettext("antwoorden erbij of eraf"),
    Change.MEANING: lazy_gettext("een code betekent iets anders"),
    Change.OPTIONS: lazy_gettext("antwoorden anders verwoord"),
    Change.WORDING: lazy_gettext("vraag anders verwoord"),
    Change.AUDIENCE: lazy_gettext("andere mensen krijgen de vraag"),
    Change.REQUIRED: lazy_gettext("verplicht geworden, of juist niet meer"),
    Change.HELP: lazy_gettext("kop, uitleg of vertaling anders"),
}
VERDICTS = {
    Verdict.COMPARABLE: lazy_gettext("Vergelijkbaar"),
    Verdict.WITH_CARE: lazy_gettext("Vergelijk met zorg"),
    Verdict.NOT_COMPARABLE: lazy_gettext("Niet vergelijkbaar"),
    Verdict.ONLY_ONE: lazy_gettext("Staat in één van de twee"),
}
"""What may be said about the answers of two editions."""
CONSEQUENCES = {
    Verdict.COMPARABLE: lazy_gettext("De cijfers van beide versies mag u naast elkaar zetten."),
    Verdict.WITH_CARE: lazy_gettext(
        "Een verschil kan ook door de andere woorden komen, of doordat andere mensen antwoordden. "
        "Zet dat bij de cijfers."
    ),
    Verdict.NOT_COMPARABLE: lazy_gettext(
        "Begin met deze vraag een nieuwe reeks. Geef de vraag liever een nieuwe id: dan vergist niemand zich."
    ),
    Verdict.ONLY_ONE: lazy_gettext("Er valt niets te vergelijken."),
}
WHY_NOT = {
    WhyNotKept.EXISTS: lazy_gettext(
        "Deze versie van deze vragenlijst is er al. Een vragenlijst die is toegevoegd, verandert nooit meer. "
        "Geef uw bestand een nieuwe version en kies het opnieuw."
    ),
    WhyNotKept.GONE: lazy_gettext("Dit bestand is er niet meer. Kies het opnieuw."),
    WhyNotKept.CHANGED: lazy_gettext(
        "Iemand heeft intussen een ander bestand met dezelfde id en version gekozen. "
        "Bekijk de vragenlijst nog eens voordat u die toevoegt."
    ),
    WhyNotKept.TOO_MANY: lazy_gettext(
        "Er staan hier al heel veel vragenlijsten. Verwijder eerst een vragenlijst die niemand gebruikt."
    ),
    WhyNotKept.IN_USE: lazy_gettext(
        "Een onderzoek of een meting gebruikt deze vragenlijst. Daarom kan die niet weg."
    ),
}


class Line(NamedTuple):
    """A fault as a page tells it.

    Args:
        place: where in the file, by ids and codes; empty for the file as a whole.
        line: the number of the line at which to look; none if that is not known.
        words: what is wrong, and what to do.
    """

    place: str
    line: int | None
    words: str


def lines_of(faults: Iterable[Fault], definition: str) -> list[Line]:
    """Put faults into words.

    Args:
        faults: what is wrong.
        definition: the file's text.
    """
    return [Line(" › ".join(_place(each)), _line(each, definition), _words(each)) for each in faults]


def _place(found: Fault) -> tuple[str, ...]:
    # The outermost table is the file, which goes without saying.
    return found.where[1:] if found.where[:1] == ("questionnaire",) else found.where


def _line(found: Fault, definition: str) -> int | None:
    told = _LINE.search(found.facts.get("detail", ""))
    return int(told[1]) if told else line_of(found, definition)


def _words(found: Fault) -> str:
    facts: dict[str, object] = dict(found.facts)
    facts["what"] = _WHATS.get(found.facts.get("what", ""), "")
    if (value_type := found.facts.get("type", "")) in _VALUE_TYPES:
        facts["type"] = _VALUE_TYPES[value_type]
    return str(gettext(FAULTS[found.kind], **facts))
