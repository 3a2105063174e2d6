"""What people say they got, against what the municipality judged."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from enum import StrEnum

from enquete_app.results.disclosure import Screen
from enquete_app.results.measures import Choices, Grades, Hidden
from enquete_app.results.tallying import Tally
from enquete_app.statistics import Suppression


class Judgement(StrEnum):
    """The register's judgements in two classes; what is in neither ("geen oordeel") counts in neither."""

    UPHELD = "upheld"
    """At least one part of the complaint was upheld."""
    NOT_UPHELD = "not_upheld"


def judgement_class(judgement: str | None) -> Judgement | None:
    """Tell from the register's words in which class a judgement is, such as "deels gegrond"."""
    words = (judgement or "").casefold()
    if re.search(r"(?<!niet[ -])\bgegrond\b", words):
        return Judgement.UPHELD
    return Judgement.NOT_UPHELD if "gegrond" in words else None


def outcome_by_judgement_of(
    tally: Tally, grades: Grades | None, screen: Screen
) -> dict[str, Choices | Hidden] | None:
    """Count the outcomes of those with and without a complaint upheld.

    Args:
        tally: the count tables.
        grades: the grades as shown: their groups by judgement must not tell the rest of a class here.
        screen: decides what is hidden; it has decided on the frequencies before.

    Returns:
        Per class the outcomes; none if the questionnaire has no outcome.
    """
    outcome = tally.questionnaire.outcome
    if outcome is None:
        return None
    people: Counter[str | None] = Counter()
    counts = {each: {option.code: 0 for option in outcome.options} for each in Judgement}
    for (judgement, code), number in tally.outcomes.items():
        people[judgement] += number
        if each := judgement_class(judgement):
            counts[each][code] += number
    bases = {each: sum(table.values()) for each, table in counts.items()}
    key, threshold = ("outcome_by_judgement",), screen.thresholds.register
    whole = ("frequencies", outcome.id)
    verdicts = screen.groups(key, bases, threshold, total=people.total(), whole=whole)
    found: dict[str, Choices | Hidden] = {}
    for each, table in counts.items():
        verdict = verdicts[each]
        if verdict is None and _tells_the_rest(each, people, grades, threshold):
            verdict = Suppression.COMPLEMENTARY
            screen.hide(key, each)
        found[each.value] = Hidden(verdict) if verdict else Choices(bases[each], table)
    return found


def _tells_the_rest(
    each: Judgement, people: Mapping[str | None, int], grades: Grades | None, threshold: int
) -> bool:
    """Whether a class less its judgements that show grades would speak about too few people."""
    groups = grades.by["judgement"] if grades else {}
    hidden = {
        name
        for name, figures in groups.items()
        if isinstance(figures, Hidden) and judgement_class(name) is each
    }
    return bool(hidden) and sum(people[name] for name in hidden) < threshold
