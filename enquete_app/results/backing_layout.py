"""What stands behind the figures, laid out for reading."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from enquete_app.questionnaire import Questionnaire
from enquete_app.results.account_wording import COLUMNS, WHY_UNWEIGHTED, Chapter, account_in_words
from enquete_app.results.composition import Composition, Group
from enquete_app.results.formatting import DASH, decimal, percentage
from enquete_app.results.measures import Choices, GradeFigures, Share
from enquete_app.results.questions import LANGUAGE, labels_of
from enquete_app.results.report import Report
from enquete_app.results.waiting import Waiting
from enquete_app.results.weights import Kind, WeightedGrade, WeightedShares, Weighting
from enquete_app.results.wording import EMPTY_VALUE, FACTS, N_, WHY_HIDDEN

MINUS = "\N{MINUS SIGN}"
MEAN = N_("Gemiddeld rapportcijfer")
SIX_UP = N_("Cijfer 6 of hoger")
WORTH = N_("Evenveel waard als zoveel ongewogen antwoorden")
COLUMN_OF: dict[Kind, str] = {
    Kind.BASE: N_("Gewogen naar kans"),
    Kind.RAKED: N_("Gewogen naar populatie"),
}


@dataclass(frozen=True, slots=True)
class CompositionRow:
    """A value, with number and share of each group and the difference, or why respondents are hidden."""

    label: str
    population: tuple[str, str]
    sample: tuple[str, str]
    respondents: tuple[str, str]
    difference: str
    hidden: str | None = None


@dataclass(frozen=True, slots=True)
class CompositionTable:
    """A fact over the groups.

    Args:
        title: the fact.
        rows: a value each.
        rest: people in no row with shares; none if there are none among the respondents or the population.
    """

    title: str
    rows: tuple[CompositionRow, ...]
    rest: tuple[int, int, int] | None


@dataclass(frozen=True, slots=True)
class Compared:
    """A figure unweighted and under each set of weights; `is_asked` if the label is the questionnaire's."""

    label: str
    figures: tuple[str, ...]
    is_asked: bool = False


@dataclass(frozen=True, slots=True)
class ComparedQuestion:
    """The answers to a question, unweighted and weighted."""

    id: str
    text: str
    rows: tuple[Compared, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BackingTables:
    """Everything that the page shows of it.

    Args:
        compositions: a table for each fact; none if they were not counted.
        has_sample: whether there is a sample to be told from the population.
        weightings: the headings of the weighted columns.
        by: the facts by which was raked.
        compared: the main figures.
        questions: the answers.
        why_unweighted: why there are no raking weights.
        waiting: the days, as labels and texts.
        waiting_of: over how many people.
        chapters: the account.
    """

    compositions: tuple[CompositionTable, ...]
    has_sample: bool
    weightings: tuple[str, ...]
    by: tuple[str, ...]
    compared: tuple[Compared, ...]
    questions: tuple[ComparedQuestion, ...]
    why_unweighted: str | None
    waiting: tuple[tuple[str, str], ...]
    waiting_of: int
    chapters: tuple[Chapter, ...]


def lay_out_backing(report: Report, questionnaire: Questionnaire) -> BackingTables | None:
    """Lay it out; none for a report of an earlier release."""
    backing = report.backing
    if backing is None:
        return None
    weights, waiting = backing.weights, backing.waiting
    weightings = weights.weightings if weights else ()
    raked = [each for each in weightings if each.kind is Kind.RAKED]
    return BackingTables(
        compositions=tuple(
            _composition(FACTS[fact], each) for fact, each in backing.representativeness.items()
        ),
        has_sample=not backing.account.is_census,
        weightings=tuple(COLUMN_OF[each.kind] for each in weightings),
        by=tuple(COLUMNS[fact] for each in raked for fact in each.facts),
        compared=tuple(_compared(report, questionnaire, weightings)) if weightings else (),
        questions=tuple(_questions(report, questionnaire, weightings)) if weightings else (),
        why_unweighted=WHY_UNWEIGHTED[weights.undefined] if weights and weights.undefined else None,
        waiting=_waiting(waiting) if waiting and waiting.n else (),
        waiting_of=waiting.n if waiting else 0,
        chapters=account_in_words(report),
    )


def _composition(title: str, composition: Composition) -> CompositionTable:
    # One value alone is always all of itself.
    has_shares = len(composition.shown) > 1
    rows = []
    for each in composition.categories:
        label, respondents = each.value or EMPTY_VALUE, each.respondents
        groups = (_group(each.population, has_shares=has_shares), _group(each.sample, has_shares=has_shares))
        if isinstance(respondents, Group):
            shown = _group(respondents, has_shares=has_shares)
            rows.append(
                CompositionRow(label, *groups, shown, _points(respondents.points if has_shares else None))
            )
        else:
            rows.append(CompositionRow(label, *groups, ("", ""), "", WHY_HIDDEN[respondents.reason]))
    return CompositionTable(title, tuple(rows), composition.rest if any(composition.rest) else None)


def _group(group: Group, *, has_shares: bool) -> tuple[str, str]:
    return str(group.count), percentage(group.share) if has_shares and group.share is not None else ""


def _points(points: float | None) -> str:
    if points is None:
        return DASH
    text = decimal(points)
    return text.replace("-", MINUS) if points < 0 else f"+{text}" if text != "0,0" else text


def _waiting(waiting: Waiting) -> tuple[tuple[str, str], ...]:
    return (
        (N_("Kortst"), str(waiting.least)),
        (N_("Een kwart hoogstens"), _days(waiting.first_quartile)),
        (N_("De helft hoogstens (mediaan)"), _days(waiting.median)),
        (N_("Drie kwart hoogstens"), _days(waiting.third_quartile)),
        (N_("Langst"), str(waiting.most)),
    )


def _days(days: float | None) -> str:
    return decimal(days).removesuffix(",0")


def _compared(
    report: Report, questionnaire: Questionnaire, weightings: tuple[Weighting, ...]
) -> Iterator[Compared]:
    everybody = report.grades.all if report.grades else None
    if isinstance(everybody, GradeFigures):
        grades = [each.grade if isinstance(each.grade, WeightedGrade) else None for each in weightings]
        means = (decimal(each.mean if each else None) for each in grades)
        yield Compared(MEAN, (decimal(everybody.mean, everybody.n), *means))
        shares = (percentage(each.share_6_up if each else None, digits=0) for each in grades)
        yield Compared(SIX_UP, (percentage(everybody.share_6_up, everybody.n, digits=0), *shares))
    indicator = report.key_indicator
    if indicator and isinstance(indicator.figures, Share):
        labels = labels_of(questionnaire.items_by_field[indicator.item])
        answer = " / ".join(labels[code] for code in indicator.codes)
        found = (percentage(each.key_indicator, digits=0) for each in weightings)
        figures = indicator.figures
        yield Compared(answer, (percentage(figures.share, figures.base, digits=0), *found), is_asked=True)
    yield Compared(WORTH, (str(report.responses), *(str(each.effective) for each in weightings)))


def _questions(
    report: Report, questionnaire: Questionnaire, weightings: tuple[Weighting, ...]
) -> Iterator[ComparedQuestion]:
    for name, frequency in report.frequencies.items():
        found = [each.frequencies.get(name) for each in weightings]
        if not isinstance(frequency, Choices) or not any(isinstance(each, WeightedShares) for each in found):
            continue
        item = questionnaire.items_by_field[name]
        lines = {line.id: line.text[LANGUAGE] for line in item.statements}
        rows = tuple(
            Compared(
                label,
                (
                    percentage(frequency.counts[code] / frequency.base, frequency.base, digits=0),
                    *(
                        percentage(each.shares[code], digits=0) if isinstance(each, WeightedShares) else DASH
                        for each in found
                    ),
                ),
                is_asked=True,
            )
            for code, label in labels_of(item).items()
        )
        yield ComparedQuestion(name, lines.get(name, item.text[LANGUAGE]), rows)
