"""From a report to what its figures show."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction

from enquete_app.questionnaire import Item, Questionnaire, Statement
from enquete_app.results.charts import words as w
from enquete_app.results.charts.content import (
    Axis,
    Chart,
    Distribution,
    Line,
    Part,
    Point,
    Scale,
    Split,
    Trend,
)
from enquete_app.results.charts.planning import Kind, Planned
from enquete_app.results.charts.words import Words
from enquete_app.results.measures import Choices, Frequency, GradeFigures, Hidden
from enquete_app.results.questions import agreement
from enquete_app.results.report import Report
from enquete_app.results.wording import AGREEMENT, WHY_HIDDEN
from enquete_app.statistics import Suppression, round_half_up

MANY = 1000
"""From so many people on, their numbers have no room above the bars of the grades."""
_NUMBER = re.compile(r"^\d+\s*[-–:.]?\s*")


def chart_of(figure: Planned, report: Report, questionnaire: Questionnaire, words: Words) -> Chart | None:
    """Read what a figure shows; none if nothing of it may be shown.

    Args:
        figure: which one.
        report: the report.
        questionnaire: what was asked.
        words: in which language.
    """
    item = questionnaire.items_by_id[figure.name]
    title = words.fill(w.TITLE, number=figure.number, question=words.asked(item.text).removesuffix(":"))
    if figure.kind is Kind.SCALE:
        return _scale(title, item, report.frequencies, words)
    counted = report.frequencies.get(item.id)
    if not isinstance(counted, Choices):
        return None
    if figure.kind is Kind.DISTRIBUTION:
        return _distribution(title, item, counted, _mean_of(report, questionnaire, item), words)
    return _split(title, item, counted, words)


def trend_of(title: str, points: Sequence[Point], axis: Axis, words: Words, *, note: str = "") -> Trend:
    """Lay out a figure over waves.

    Args:
        title: what it is about.
        points: the waves in order.
        axis: of the values.
        words: in which language.
        note: what the intervals are.
    """
    told = "; ".join(words.point(each, axis.write) for each in points)
    return Trend(title=title, note=note, description=f"{told}.", points=tuple(points), axis=axis)


def _mean_of(report: Report, questionnaire: Questionnaire, item: Item) -> Fraction | None:
    """Give the mean as the fraction that it was before it became a float."""
    figures = report.grades.all if report.grades and questionnaire.grade is item else None
    if not isinstance(figures, GradeFigures) or figures.mean is None:
        return None
    return Fraction(figures.mean).limit_denominator(max(figures.n, 2))


def _labels(item: Item, words: Words) -> dict[int, str]:
    return {option.code: words.asked(option.text).removesuffix(":") for option in item.options}


def _split(title: str, item: Item, counted: Choices, words: Words) -> Split:
    labels = _labels(item, words)
    parts = tuple(words.part(labels[code], counted.counts[code], counted.base) for code in labels)
    told = f"{words.fill(w.ASKED, base=counted.base)} {words.counted(parts, counted.base)}."
    note = words.fill(w.NOTE_SPLIT, base=counted.base)
    return Split(title=title, note=note, description=told, base=counted.base, parts=parts)


def _distribution(
    title: str, item: Item, counted: Choices, mean: Fraction | None, words: Words
) -> Distribution:
    labels, codes = _labels(item, words), [option.code for option in item.options]
    parts = tuple(words.part(str(code), counted.counts[code], counted.base) for code in codes)
    many = counted.base >= MANY
    said = "" if mean is None else words.fill(w.MEAN, mean=words.decimal(mean))
    told = f"{words.fill(w.ASKED, base=counted.base)} {words.counted(parts, counted.base)}."
    return Distribution(
        title=title,
        note=words.fill(w.NOTE_MANY_GRADES if many else w.NOTE_GRADES, base=counted.base),
        description=f"{told} {said.capitalize()}." if said else told,
        base=counted.base,
        parts=parts,
        above=tuple(str(_percent(part, counted.base) if many else part.count) for part in parts),
        lowest=_NUMBER.sub("", labels[codes[0]]),
        highest=_NUMBER.sub("", labels[codes[-1]]),
        mean=None if mean is None else float(mean) - codes[0],
        mean_label=said,
    )


def _scale(title: str, item: Item, frequencies: Mapping[str, Frequency], words: Words) -> Scale | None:
    counts = {line.id: frequencies.get(line.id) for line in item.statements}
    if not any(isinstance(counted, Choices) for counted in counts.values()):
        return None
    labels, first = _labels(item, words), item.statements[0]
    sides = {code: side for code in labels if (side := agreement(first, code)) is not None}
    # What is asked first stands left, as in the table.
    turn = -1 if next(iter(sides.values())) > 0 else 1
    ordered = sorted(item.statements, key=lambda line: -_agreeing(line, counts[line.id]))
    lines = tuple(_line(line, counts[line.id], labels, turn, words) for line in ordered)
    agree, disagree = (words.said(each) for each in AGREEMENT)
    return Scale(
        title=title,
        note=_note(lines, tuple(turn * side for side in sides.values()), words),
        description=" ".join([words.said(w.ORDERED), *map(words.statement, lines)]),
        options=tuple(labels[code] for code in sides),
        sides=tuple(turn * side for side in sides.values()),
        heads=(agree, disagree) if turn < 0 else (disagree, agree),
        apart=" / ".join(label for code, label in labels.items() if code not in sides),
        lines=lines,
    )


def _agreeing(line: Statement, counted: Frequency | None) -> Fraction:
    """Give the share that agrees; below 0 for what is hidden, which comes last."""
    if not isinstance(counted, Choices):
        return Fraction(-1)
    agree = sum(count for code, count in counted.counts.items() if (agreement(line, code) or 0) > 0)
    return Fraction(agree, counted.base)


def _line(
    line: Statement, counted: Frequency | None, labels: Mapping[int, str], turn: int, words: Words
) -> Line:
    label = words.asked(line.text)
    if not isinstance(counted, Choices):
        reason = counted.reason if isinstance(counted, Hidden) else Suppression.TOO_FEW
        return Line(label=label, hidden=words.said(WHY_HIDDEN[reason]))
    base = counted.base
    sides = {code: agreement(line, code) for code in labels}
    summed = [sum(counted.counts[c] for c, side in sides.items() if side == each) for each in (1, -1, None)]
    sums = [words.part(words.said(name), count, base) for name, count in zip(AGREEMENT, summed, strict=False)]
    neither = [words.part(labels[c], counted.counts[c], base) for c, side in sides.items() if side == 0]
    apart = " / ".join(labels[code] for code, side in sides.items() if side is None)
    return Line(
        label=label,
        base=base,
        parts=tuple(
            words.part(labels[c], counted.counts[c], base) for c, side in sides.items() if side is not None
        ),
        sums=(sums[0], *neither, sums[1])[::-turn],
        apart=words.part(apart, summed[2], base) if apart else None,
    )


def _note(lines: Sequence[Line], sides: Sequence[int], words: Words) -> str:
    shown = [line for line in lines if not line.hidden]
    bases = sorted({line.base for line in shown})
    note = words.fill(w.NOTE_SCALE, base="–".join(map(str, sorted({bases[0], bases[-1]}))))
    if all(_adds_up(line, sides) for line in shown):
        return note
    return f"{note}; {words.said(w.ROUNDED)}"


def _adds_up(line: Line, sides: Sequence[int]) -> bool:
    """Tell whether the rounded shares on each side of the middle make the rounded sum."""
    for side, summed in ((-1, line.sums[0]), (1, line.sums[-1])):
        parts = [part for part, each in zip(line.parts, sides, strict=True) if each == side]
        if sum(_percent(part, line.base) for part in parts) != _percent(summed, line.base):
            return False
    return True


def _percent(part: Part, base: int) -> int:
    return int(round_half_up(100 * Fraction(part.count, base), 0))
