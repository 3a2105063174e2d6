"""The course of a survey in figures: what they show of its waves one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from babel.dates import format_date

from enquete_app.questionnaire import Questionnaire
from enquete_app.results.charts import Axis, Point, Trend, Words, trend_of
from enquete_app.results.measures import GradeFigures, Share
from enquete_app.results.side_by_side import Column
from enquete_app.results.wording import N_

FEWEST = 2
"""Of the waves that show a value; fewer have no course."""
QUARTERS = 4
TOPS = tuple(Fraction(fifth, 5) for fifth in range(1, 6))
"""Where an axis of shares may end."""
GRADES = (1.0, 4.0, 7.0, 10.0)
RESPONSE = N_("Respons van de uitgenodigden, per meting")
GRADE = N_("Gemiddeld rapportcijfer, per meting")
INDICATOR = N_("‘%(question)s – %(answer)s’, per meting")
INTERVALS = N_("met het 95 %%-interval, dat elke meting als een trekking uit doorlopend werk neemt")
WAVE = N_("meting %(number)s, %(month)s")


def course_of(columns: Sequence[Column], questionnaire: Questionnaire, words: Words) -> dict[str, Trend]:
    """Lay out the figures over waves.

    Args:
        columns: the waves, in order.
        questionnaire: what all of them asked.
        words: in which language.

    Returns:
        A figure each for `response`, `key_indicator` and `grade`, without those that too few waves show.
    """
    shares = {"response": [_response(each, words) for each in columns]}
    titles = {"response": words.fill(RESPONSE), "grade": words.fill(GRADE)}
    if rule := questionnaire.key_indicator:
        item = questionnaire.items_by_field[rule.item]
        asked = next((line.text for line in item.statements if line.id == rule.item), item.text)
        answers = " / ".join(words.asked(each.text) for each in item.options if each.code in rule.codes)
        titles["key_indicator"] = words.fill(INDICATOR, question=words.asked(asked), answer=answers)
        shares["key_indicator"] = [_indicator(each, words) for each in columns]
    points = shares | ({"grade": [_grade(each, words) for each in columns]} if questionnaire.grade else {})
    axes = {name: _shares(each, words) for name, each in shares.items()}
    axes["grade"] = Axis(GRADES, words.decimal)
    return {
        name: trend_of(titles[name], each, axes[name], words, note=_note(each, words))
        for name, each in points.items()
        if sum(point.value is not None for point in each) >= FEWEST
    }


def _response(column: Column, words: Words) -> Point:
    rate = column.report.fieldwork.response_of_invited
    return Point(_label(column, words), rate.estimate, rate.low, rate.high)


def _indicator(column: Column, words: Words) -> Point:
    figures = column.report.key_indicator.figures if column.report.key_indicator else None
    return Point(_label(column, words), figures.share if isinstance(figures, Share) else None)


def _grade(column: Column, words: Words) -> Point:
    report = column.report
    figures = report.grades.all if report.grades and not report.withheld else None
    if not isinstance(figures, GradeFigures):
        return Point(_label(column, words), None)
    return Point(_label(column, words), figures.mean, figures.low_trend, figures.high_trend)


def _label(column: Column, words: Words) -> str:
    month = format_date(column.day, "MMM y", words.language)
    return words.fill(WAVE, number=column.number, month=month)


def _shares(points: Sequence[Point], words: Words) -> Axis:
    highest = max((each.high or each.value or 0 for each in points), default=0)
    top = next((each for each in TOPS if highest <= each), TOPS[-1])
    marks = tuple(float(top * quarter / QUARTERS) for quarter in range(QUARTERS + 1))
    return Axis(marks, words.share)


def _note(points: Sequence[Point], words: Words) -> str:
    return words.fill(INTERVALS) if any(each.low is not None for each in points) else ""
