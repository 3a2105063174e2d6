"""A draw's record: its parameters in words, as JSON, and the text that tells how to redo it."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask_babel import format_date, gettext, ngettext

from enquete_app.fieldwork.drawing import standalone_check
from enquete_app.sampling import Allocation, window_first_day
from enquete_app.team.wording import DRAW_COLUMNS

if TYPE_CHECKING:
    from enquete_app.fieldwork.models import Draw

COMMENT_WIDTH = 100


def parameters_of(draw: Draw) -> list[tuple[str, str]]:
    """What was asked of a draw, in words: labels and values."""
    design, day = draw.design, "d MMMM y"
    handlings = design.get("handlings")
    first = window_first_day(draw.as_of, design["months"])
    return [
        (gettext("Dag van de trekking"), format_date(draw.as_of, day)),
        (gettext("Soorten"), ", ".join(design["kinds"])),
        (gettext("Behandeling"), ", ".join(map(_named, handlings)) if handlings else gettext("alle")),
        (
            gettext("Afgehandeld"),
            gettext(
                "van %(first)s tot en met %(last)s (%(months)s maanden)",
                first=format_date(first, day),
                last=format_date(draw.as_of, day),
                months=design["months"],
            ),
        ),
        (gettext("Minstens afgehandeld sinds"), _days(design["min_age_days"])),
        (gettext("Rust na een uitnodiging"), _days(design["cool_down_days"])),
        (gettext("Ook per brief"), gettext("ja") if design["letters"] else gettext("nee")),
        (gettext("Groepen (strata)"), _strata(design)),
        (gettext("Omvang"), _extent(design)),
        (
            gettext("Startgetal"),
            gettext("vooraf opgegeven") if draw.seed_supplied else gettext("door het toeval bepaald"),
        ),
    ]


def record_of(draw: Draw, *, with_seed: bool) -> dict[str, Any]:
    """The record as JSON has it; the seed and the frame together tell who was drawn."""
    record = {
        "wave": str(draw.wave_id),
        "survey": draw.wave.survey.slug,
        "as_of": draw.as_of.isoformat(),
        "design": draw.design,
        "excluded": draw.excluded,
        "eligible": draw.eligible,
        "selected": draw.selected,
        "strata": draw.strata,
        "seed_supplied": draw.seed_supplied,
        "seed_sha256": draw.seed_sha256,
        "frame_sha256": draw.frame_sha256,
        "selection_sha256": draw.selection_sha256,
        "confirmed_at": draw.confirmed_at.isoformat() if draw.confirmed_at else None,
        "mails_at": draw.mails_at.isoformat() if draw.mails_at else None,
    }
    return record | ({"seed": draw.seed.hex()} if with_seed else {})


def guide_of(draw: Draw) -> str:
    """A Python program that redoes a draw with the standard library, and on top tells how that works."""
    paragraphs = [
        gettext("Narekenen van meting %(wave)s, getrokken op %(day)s", wave=draw.wave_id, day=draw.as_of),
        gettext(
            "Dit bestand is een tekst en een programma. Bewaar het als narekenen.py, met het steekproefkader "
            "en het verslag (JSON) ernaast. Met alleen Python 3.11 of nieuwer: "
            "python3 narekenen.py KADER VERSLAG. Het antwoord is ok, of het eerste verschil."
        ),
        gettext(
            "Het kader is het hele register zoals het bij de trekking was, zonder contactgegevens: één regel "
            "per klacht, gesorteerd op zaaknummer, met het oordeel van elke klacht: eligible (telt mee) of "
            "de reden waarom niet. Zijn SHA-256 en die van het startgetal lagen vast vóór de trekking."
        ),
        gettext(
            "Elke klacht krijgt een getal: HMAC-SHA256 van het zaaknummer, met het startgetal als sleutel. "
            "In elke groep zijn de klachten met de kleinste getallen getrokken. Niemand kan die getallen "
            "sturen, en de volgorde van het register maakt niet uit."
        ),
        f"SHA-256 kader:      {draw.frame_sha256}",
        f"SHA-256 startgetal: {draw.seed_sha256}",
        f"SHA-256 selectie:   {draw.selection_sha256}",
    ]
    commented = [textwrap.fill(each, COMMENT_WIDTH) for each in paragraphs]
    program = Path(standalone_check.__file__).read_text(encoding="utf-8")
    return textwrap.indent("\n\n".join(commented), "# ", lambda _line: True) + "\n\n" + program


def _named(value: str) -> str:
    return value or str(gettext("(leeg)"))


def _days(count: int) -> str:
    words = ngettext("%(num)s dag", "%(num)s dagen", count) if count else gettext("niet gevraagd")
    return str(words)


def _strata(design: dict[str, Any]) -> str:
    if not design["by"]:
        return str(gettext("geen"))
    names = ", ".join(str(DRAW_COLUMNS[name]).lower() for name in design["by"])
    equal = design["allocation"] == Allocation.EQUAL
    spread = gettext("uit elke groep evenveel") if equal else gettext("naar verhouding van hun grootte")
    least = design["min_per_stratum"]
    minimum = gettext("; minstens %(number)s uit elke groep", number=least) if least else ""
    return str(gettext("naar %(names)s, %(spread)s", names=names, spread=spread) + minimum)


def _extent(design: dict[str, Any]) -> str:
    if design["size"] is None:
        return str(gettext("iedereen die meetelt"))
    return str(gettext("een steekproef van %(number)s", number=design["size"]))
