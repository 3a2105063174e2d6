"""Whom the results speak for: respondents beside the sample and the population, on what the register knows.

Answers hold a fact only where many enough share it; of the others it is unknown, and nobody may know which
these were. So groups are compared by the values that may be shown alone. All that is hidden or unknown stands
apart as one remainder, with numbers and without shares. A value is shown where its grades are shown, so that
the two tables together tell no more than either.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from enquete_app.fieldwork.waves.background import FACTS, Background, Facts
from enquete_app.results.measures import Grades, Hidden, Json
from enquete_app.statistics import Part, Suppression, Thresholds, protect, representativeness

Known = tuple[str | None, ...]
"""The facts of a response; none where a fact is unknown."""


@dataclass(frozen=True, slots=True)
class Group:
    """The people of one category.

    Args:
        count: how many.
        share: of those in a category that is shown; none without any.
        points: how many percentage points that is more than in the population.
    """

    count: int
    share: float | None = None
    points: float | None = None


@dataclass(frozen=True, slots=True)
class Category:
    """One value of the register; where respondents are hidden, population and sample have no shares."""

    value: str
    population: Group
    sample: Group
    respondents: Group | Hidden

    def to_json(self) -> Json:
        """Give the groups by name."""
        shown = self.respondents
        return {
            "value": self.value,
            "population": asdict(self.population),
            "sample": asdict(self.sample),
            "respondents": shown.to_json() if isinstance(shown, Hidden) else asdict(shown),
        }

    @classmethod
    def from_json(cls, body: Json) -> Category:
        """Undo `to_json`."""
        hidden = body["respondents"].get("suppressed")
        shown = Hidden(Suppression(hidden)) if hidden else Group(**body["respondents"])
        return cls(body["value"], Group(**body["population"]), Group(**body["sample"]), shown)


@dataclass(frozen=True, slots=True)
class Composition:
    """A fact over the three groups.

    Args:
        categories: a row for each value that somebody of the population has.
        rest: people of population, sample and respondents in no category that is shown.
    """

    categories: tuple[Category, ...]
    rest: tuple[int, int, int]

    def to_json(self) -> Json:
        """Give rows and remainder."""
        names = ("population", "sample", "respondents")
        return {
            "categories": [each.to_json() for each in self.categories],
            "rest": dict(zip(names, self.rest, strict=True)),
        }

    @classmethod
    def from_json(cls, body: Json) -> Composition:
        """Undo `to_json`."""
        rest = body["rest"]
        categories = tuple(Category.from_json(each) for each in body["categories"])
        return cls(categories, (rest["population"], rest["sample"], rest["respondents"]))

    @property
    def shown(self) -> tuple[str, ...]:
        """The values by which the groups are compared."""
        return tuple(each.value for each in self.categories if isinstance(each.respondents, Group))


def compositions_of(
    background: Background, responses: Mapping[Known, int], grades: Grades | None, thresholds: Thresholds
) -> dict[str, Composition]:
    """Compare population, sample and respondents, fact by fact.

    Args:
        background: population and sample of all waves whose answers are counted.
        responses: people per combination of the facts, coarse as they are stored.
        grades: the grades as shown.
        thresholds: the smallest bases shown.
    """
    return {
        fact: _composition(
            one_way(background.population, place),
            one_way(background.sample, place),
            one_way(responses, place),
            _verdicts(
                one_way(responses, place), grades.by.get(fact, {}) if grades else None, thresholds.register
            ),
        )
        for place, fact in enumerate(FACTS)
    }


def one_way(people: Mapping[Facts, int] | Mapping[Known, int], place: int) -> Counter[str | None]:
    """Count people by one of the facts."""
    counts: Counter[str | None] = Counter()
    for facts, count in people.items():
        counts[facts[place]] += count
    return counts


def _verdicts(
    respondents: Mapping[str | None, int], graded: Mapping[str, object] | None, threshold: int
) -> dict[str, Suppression | None]:
    """Decide of each value that answers have why it is hidden; none if it is shown."""
    before = {value: each.reason for value, each in (graded or {}).items() if isinstance(each, Hidden)}
    bases = {
        value: count for value, count in respondents.items() if value is not None and value not in before
    }
    return {**before, **protect(bases, threshold, total=sum(respondents.values()))}


def _composition(
    population: Mapping[str | None, int],
    sample: Mapping[str | None, int],
    respondents: Mapping[str | None, int],
    verdicts: Mapping[str, Suppression | None],
) -> Composition:
    shown = {value for value, verdict in verdicts.items() if verdict is None and population.get(value)}
    compared = representativeness(*(_only(shown, each) for each in (population, sample, respondents)))
    rows = {row.category: row for row in compared.rows}
    categories = []
    for value in sorted(value for value, count in population.items() if value is not None and count):
        if value in shown:
            row = rows[value]
            groups = (_group(each) for each in (row.frame, row.sample, row.respondents))
            categories.append(Category(value, *groups))
        else:
            why = verdicts.get(value) or Suppression.TOO_FEW
            numbers = Group(population[value]), Group(sample.get(value, 0))
            categories.append(Category(value, *numbers, Hidden(why)))
    return Composition(tuple(categories), compared.unknown)


def _only(shown: set[str], people: Mapping[str | None, int]) -> Counter[str | None]:
    counts: Counter[str | None] = Counter()
    for value, count in people.items():
        counts[value if value in shown else None] += count
    return counts


def _group(part: Part) -> Group:
    share, points = (None if each is None else float(each) for each in (part.share, part.points))
    return Group(part.count, share, points)
