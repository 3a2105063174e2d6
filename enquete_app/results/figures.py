"""From count tables to figures, with those hidden that would speak about too few people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, replace

from enquete_app.questionnaire import CodeField, Item, Questionnaire
from enquete_app.results.disclosure import TOO_FEW, Screen
from enquete_app.results.measures import (
    Cell,
    Choices,
    Coefficient,
    Correlations,
    Frequency,
    GradeFigures,
    Grades,
    Hidden,
    KeyIndicator,
    Share,
    Texts,
)
from enquete_app.results.tallying import FACTS, Pair, Tally
from enquete_app.statistics import Suppression, holm, pearson, spearman, summarise

WHOLE = ("grades", "all")
PairCounts = Counter[tuple[int, int]]


def frequencies_of(tally: Tally, screen: Screen) -> dict[str, Frequency]:
    """Count every question and statement, in the order of the questionnaire.

    A question that is asked after a certain answer is a group by the respondents' own answer. Of an open
    question only who was asked and who wrote something is counted.

    Raises:
        ValueError: if a response holds a code that the questionnaire has not.
    """
    found: dict[str, Frequency] = {}
    thresholds = screen.thresholds
    for item in tally.questionnaire.items_by_id.values():
        threshold = thresholds.own_answer if item.shown_if else thresholds.total
        for name, each in _frequencies_of_item(item, tally).items():
            found[name] = screen.base(("frequencies", name), each.base, threshold) or each
    return found


def key_indicator_of(questionnaire: Questionnaire, shown: Mapping[str, Frequency]) -> KeyIndicator | None:
    """Take the figure that heads the results from the frequencies; none if the questionnaire names none."""
    rule = questionnaire.key_indicator
    if rule is None:
        return None
    frequency = shown[rule.item]
    figures: Share | Hidden = TOO_FEW
    if isinstance(frequency, Choices):
        count = sum(frequency.counts[code] for code in rule.codes)
        figures = Share(frequency.base, count, count / frequency.base)
    return KeyIndicator(rule.item, tuple(sorted(rule.codes)), figures)


def grades_of(
    tally: Tally, shown: Mapping[str, Frequency], screen: Screen, *, population: int
) -> Grades | None:
    """Summarise the grades of everybody, per outcome and per fact.

    The intervals for this wave speak about all who were eligible. How many of those belong to a group is not
    known (nobody knows the outcome of who did not answer), so each group is taken to have the same share
    of its people among the respondents as the whole.

    Args:
        tally: the count tables.
        shown: the frequencies: a group whose emptiness they show need not be hidden.
        screen: decides what is hidden.
        population: how many people were eligible, in the draws of all waves whose answers are counted.

    Returns:
        The grades; none if the questionnaire asks for none.
    """
    grade, outcome = tally.questionnaire.grade, tally.questionnaire.outcome
    if grade is None:
        return None
    everybody = tally.codes_of(grade.id)
    n, thresholds = everybody.total(), screen.thresholds
    whole = screen.base(WHOLE, n, thresholds.total) or _summary(everybody, population)
    by: dict[str, Mapping[str, GradeFigures | Hidden]] = {}
    unknown: dict[str, int | None] = {}
    if outcome is not None:
        groups = tally.grades_by(outcome.id)
        per_code = {str(option.code): groups.get(option.code, Counter()) for option in outcome.options}
        empty = _publicly_empty(shown[outcome.id])
        bases, own = _bases(per_code, empty), thresholds.own_answer
        verdicts = screen.groups(("grades", outcome.id), bases, own, total=n, whole=WHOLE)
        by[outcome.id] = _breakdown(per_code, verdicts, n=n, population=population)
    for fact in FACTS:
        groups = tally.grades_by(fact)
        known = {str(value): groups[value] for value in sorted(groups, key=str) if value is not None}
        key, threshold = ("grades", fact), thresholds.register
        verdicts = screen.groups(key, _bases(known), threshold, total=n, whole=WHOLE)
        by[fact] = _breakdown(known, verdicts, n=n, population=population)
        hidden = any(isinstance(each, Hidden) for each in by[fact].values())
        unknown[fact] = None if hidden else n - sum(each.total() for each in known.values())
    return Grades(population=population, all=whole, by=by, unknown=unknown)


def correlations_of(tally: Tally, screen: Screen) -> Correlations:
    """Correlate all statements and the grade in pairs.

    Where a statement counts for its base only, the cell with everybody counted is given too, unless the few
    people that it counts more would be told by the difference.
    """
    threshold = screen.thresholds.correlation
    tables = {pair: tally.scores_of(pair) for pair in tally.pairs}
    full_base = {pair: tally.scores_of(pair, full_base=True) for pair in tally.pairs_full_base}
    verdicts, verdicts_full_base = {}, {}
    for pair, counts in tables.items():
        verdicts[pair] = screen.base(("correlations", *pair), counts.total(), threshold)
    for pair, counts in full_base.items():
        key, narrow = ("correlations_full_base", *pair), ("correlations", *pair)
        verdicts_full_base[pair] = screen.wider(key, counts.total(), threshold, narrow=narrow)
    return Correlations(tally.variables, _cells(tables, verdicts), _cells(full_base, verdicts_full_base))


def _frequencies_of_item(item: Item, tally: Tally) -> dict[str, Choices | Texts]:
    found: dict[str, Choices | Texts] = {}
    for field in item.fields:
        if isinstance(field, CodeField):
            counts = tally.codes_of(field.name)
            found[field.name] = Choices(counts.total(), {code: counts[code] for code in sorted(field.codes)})
        elif field.name == item.id:
            found[item.id] = Texts(tally.asked[item.id], tally.written[item.id])
    return found


def _publicly_empty(outcome: Frequency) -> frozenset[str]:
    counts = outcome.counts if isinstance(outcome, Choices) else {}
    return frozenset(str(code) for code, count in counts.items() if count == 0)


def _bases(groups: Mapping[str, Counter[int]], empty: frozenset[str] = frozenset()) -> dict[str, int]:
    return {key: counts.total() for key, counts in groups.items() if key not in empty}


def _breakdown(
    groups: Mapping[str, Counter[int]],
    verdicts: Mapping[str, Suppression | None],
    *,
    n: int,
    population: int,
) -> dict[str, GradeFigures | Hidden]:
    found: dict[str, GradeFigures | Hidden] = {}
    for key, counts in groups.items():
        verdict = verdicts.get(key)
        # With the same share of its people among the respondents; never fewer than those.
        people = population * counts.total() // n if n else population
        found[key] = Hidden(verdict) if verdict else _summary(counts, people)
    return found


def _summary(counts: Counter[int], population: int) -> GradeFigures:
    wave, trend = summarise(counts, population=population), summarise(counts)
    exact = (wave.mean, wave.median, wave.share_6_up)
    mean, median, share = (None if each is None else float(each) for each in exact)
    return GradeFigures(
        n=wave.n,
        mean=mean,
        median=median,
        share_6_up=share,
        sd=wave.sd,
        low=wave.low,
        high=wave.high,
        low_trend=trend.low,
        high_trend=trend.high,
    )


def _cells(tables: Mapping[Pair, PairCounts], verdicts: Mapping[Pair, Hidden | None]) -> tuple[Cell, ...]:
    shown = {pair: _coefficient(counts) for pair, counts in tables.items() if verdicts[pair] is None}
    adjusted = dict(zip(shown, holm([each.p for each in shown.values()]), strict=True))
    return tuple(
        Cell(*pair, verdicts[pair] or replace(shown[pair], holm_p=adjusted[pair])) for pair in tables
    )


def _coefficient(counts: PairCounts) -> Coefficient:
    return Coefficient(**asdict(pearson(counts)), spearman=spearman(counts).r, holm_p=None)
