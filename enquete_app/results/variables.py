"""The columns of the microdata: what each is called, means, and may hold.

Names stay the same whatever the language, so that a script goes on working: a question's is that of its form
field, a fact's is that of the register's column. They are names that SPSS, PSPP and R take.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

from babel import Locale, UnknownLocaleError

from enquete_app.questionnaire import CodeField, Condition, Item, ItemType, Questionnaire, Role
from enquete_app.results.speaking import Say, asked_in, options_in
from enquete_app.results.wording import EMPTY_VALUE, N_
from enquete_app.results.wording import FACTS as FACT_WORDS

UNTOLD = 0
"""The code of a fact that is not known, or not told since too few people share it."""
UNTOLD_WORDS = N_("onbekend of niet getoond")
FACTS: Mapping[str, str] = {
    "handling": "behandeling",
    "judgement": "oordeel",
    "domain": "domein",
    "language": "taal",
    "mode": "wijze",
}
"""The columns' names of what is known of a complaint, in order of importance."""
WEIGHT = "basisgewicht"
MODES: Mapping[str, str] = {
    "e-mail": N_("per e-mail"),
    "letter": N_("per brief"),
    "phone": N_("aan de telefoon"),
    "paper": N_("op papier"),
}
_LANGUAGE = N_("Taal")
_RESERVED = frozenset(["ALL", "AND", "BY", "EQ", "GE", "GT", "LE", "LT", "NE", "NOT", "OR", "TO", "WITH"])
"""Words of SPSS's own."""


class Measure(IntEnum):
    """What may be computed with a column, as SPSS numbers it."""

    NOMINAL = 1
    ORDINAL = 2
    SCALE = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    """A column.

    Args:
        name: of the column.
        label: what it is, in words.
        measure: what may be computed with it.
        values: the words of its codes.
        missing: the codes that are no answer ("weet ik niet").
        decimals: how many it has.
        rules: whom it is about, in words, where that is not everybody.
        turned: for a statement, whether its lowest code is the most agreement.
        base: for a statement, who counts in correlations.
        role: of a question, in the analysis; a statement has none.
        is_statement: whether it is one.
    """

    name: str
    label: str
    measure: Measure
    values: Mapping[int, str] = field(default_factory=dict)
    missing: tuple[int, ...] = ()
    decimals: int = 0
    rules: tuple[str, ...] = ()
    turned: bool = False
    base: Condition | None = None
    role: Role | None = None
    is_statement: bool = False


def asked_variables(questionnaire: Questionnaire, say: Say, language: str) -> dict[str, Variable]:
    """The columns of what was chosen, by form field, in the order of the questionnaire. No open answers.

    Args:
        questionnaire: what was asked.
        say: gives our words in the language of the file.
        language: that language.
    """
    taken = {name.upper() for name in (*FACTS.values(), WEIGHT)} | _RESERVED
    found: dict[str, Variable] = {}
    for asked in questionnaire.fields.values():
        if isinstance(asked, CodeField):
            item = questionnaire.items_by_field[asked.name]
            name = _free(asked.name, taken)
            taken.add(name.upper())
            found[asked.name] = _asked(asked.name, name, item, questionnaire, say, language)
    return found


def fact_variable(fact: str, values: Sequence[str], say: Say, language: str) -> Variable:
    """The column of something known of the complaints, whose values have the codes 1, 2 and so on."""
    label = say(FACT_WORDS[fact]) if fact in FACT_WORDS else say(_LANGUAGE)
    words = {code: _fact_words(fact, value, say, language) for code, value in enumerate(values, start=1)}
    rule = N_("Wat van minder dan 10 mensen is, staat onder 0, zo nodig met een grotere groep erbij.")
    return Variable(
        name=FACTS[fact],
        label=label,
        measure=Measure.NOMINAL,
        values={UNTOLD: say(UNTOLD_WORDS), **words},
        missing=(UNTOLD,),
        rules=(say(rule),),
    )


def weight_variable(say: Say) -> Variable:
    """The column of the base weight."""
    return Variable(
        name=WEIGHT,
        label=say(N_("Basisgewicht: voor hoeveel mensen iemand in de steekproef staat")),
        measure=Measure.SCALE,
        decimals=6,
        rules=(
            say(
                N_(
                    "Iedereen had dezelfde kans, dus het is voor iedereen gelijk. Wegen staat daarom uit: "
                    "het verandert geen aandeel of gemiddelde."
                )
            ),
        ),
    )


def _asked(  # noqa: PLR0913, PLR0917 - a column is made of this many things
    field_name: str, name: str, item: Item, questionnaire: Questionnaire, say: Say, language: str
) -> Variable:
    rules = tuple(_rule(rule, questionnaire, say, language) for rule in item.shown_if)
    labels = options_in(item, language)
    for line in item.statements:
        if line.id == field_name:
            counts = (say(_COUNTS) % _words(line.base, questionnaire, language),) if line.base else ()
            return Variable(
                name=name,
                label=asked_in(line.text, language),
                measure=Measure.ORDINAL,
                values=labels,
                missing=tuple(sorted(line.missing)),
                rules=rules + counts,
                turned=line.reversed,
                base=line.base,
                is_statement=True,
            )
    return Variable(
        name=name,
        label=asked_in(item.text, language),
        measure=Measure.SCALE if item.type is ItemType.GRADE else Measure.NOMINAL,
        values=labels,
        rules=rules,
        role=item.role,
    )


_ASKED = N_("Alleen gevraagd bij %(item)s = %(codes)s (%(answers)s).")
_COUNTS = N_("Telt in de samenhang alleen mee bij %(item)s = %(codes)s (%(answers)s).")


def _rule(rule: Condition, questionnaire: Questionnaire, say: Say, language: str) -> str:
    return say(_ASKED) % _words(rule, questionnaire, language)


def _words(rule: Condition, questionnaire: Questionnaire, language: str) -> dict[str, str]:
    labels = options_in(questionnaire.items_by_field[rule.item], language)
    codes = sorted(rule.codes)
    return {
        "item": rule.item,
        "codes": ", ".join(map(str, codes)),
        "answers": ", ".join(labels[code] for code in codes),
    }


def _fact_words(fact: str, value: str, say: Say, language: str) -> str:
    if fact == "mode" and value in MODES:
        return say(MODES[value])
    if fact == "language":
        try:
            return Locale.parse(value).get_language_name(language) or value
        except (ValueError, UnknownLocaleError):
            return value
    return value or say(EMPTY_VALUE)


def _free(name: str, taken: Iterable[str]) -> str:
    """A name that no other column has, also without regard to capitals."""
    return next(each for each in _candidates(name) if each.upper() not in taken)


def _candidates(name: str) -> Iterator[str]:
    yield name
    number = 2
    while True:
        yield f"{name}_{number}"
        number += 1
