"""The sheet of the grades: everybody, and each breakdown under the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from enquete_app.questionnaire import Questionnaire
from enquete_app.results.measures import GradeFigures, Grades, Hidden
from enquete_app.results.report import Report
from enquete_app.results.speaking import Say, asked_in, options_in
from enquete_app.results.wording import EMPTY_VALUE, EVERYBODY, FACTS, N_
from enquete_app.results.xlsx.book import Block, Book, Column, Sheet, Written
from enquete_app.results.xlsx.overview import why

MEAN = 3
Breakdown = tuple[str, Mapping[str, GradeFigures | Hidden], Mapping[str, str], int | None]
"""What it is by, its groups, their labels, and how many are in none."""


def grades_sheet(book: Book, report: Report, questionnaire: Questionnaire) -> Written | None:
    """Write the grades; none if no grade was asked."""
    grades, say = report.grades, book.say
    if grades is None:
        return None
    sheet = book.sheet(say(N_("Rapportcijfer")), say(N_("Rapportcijfer")), _columns(say))
    sheet.note(
        say(
            N_(
                "Het interval geldt voor alle %(number)s mensen die bij deze meting meetelden. Om metingen "
                "te vergelijken zijn er de grenzen voor een trend, zonder correctie voor een eindige groep."
            )
        )
        % {"number": grades.population},
    )
    sheet.heading()
    _group(sheet, say(EVERYBODY), say(EVERYBODY), grades.all, first=True)
    for title, groups, labels, unknown in _breakdowns(book, grades, questionnaire):
        first = sheet.row
        for place, (key, figures) in enumerate(groups.items()):
            _group(sheet, title, labels[key], figures, first=not place)
        outcome = questionnaire.outcome
        has_figures = any(isinstance(figures, GradeFigures) for figures in groups.values())
        if outcome is not None and has_figures and groups is grades.by.get(outcome.id):
            book.means.append(Block(sheet.name, outcome, title, first, sheet.row - 1, 1, (MEAN,)))
        if unknown:
            sheet.line(title, say(N_("in geen groep")), unknown, *([None] * 9), styles={0: "text"})
    return sheet.name, say(N_("Het rapportcijfer van iedereen en van groepen."))


def _columns(say: Say) -> tuple[Column, ...]:
    return (
        Column(say(N_("Uitsplitsing")), 30),
        Column(say(N_("Groep")), 34),
        Column("n", 8, "whole"),
        Column(say(N_("Gemiddelde")), 12, "one"),
        Column(say(N_("Mediaan")), 10, "one"),
        Column(say(N_("Aandeel 6 of hoger")), 12, "share"),
        Column(say(N_("Standaardafwijking")), 12, "two"),
        Column(say(N_("Ondergrens 95 %")), 12, "one"),
        Column(say(N_("Bovengrens 95 %")), 12, "one"),
        Column(say(N_("Ondergrens voor een trend")), 14, "one"),
        Column(say(N_("Bovengrens voor een trend")), 14, "one"),
        Column(say(N_("Opmerking")), 40),
    )


def _breakdowns(book: Book, grades: Grades, questionnaire: Questionnaire) -> Iterator[Breakdown]:
    outcome, say = questionnaire.outcome, book.say
    for name, groups in grades.by.items():
        if outcome is not None and name == outcome.id:
            labels = {str(code): label for code, label in options_in(outcome, book.language).items()}
            yield asked_in(outcome.text, book.language), groups, labels, None
        elif name != "mode" or len(groups) > 1:
            labels = {key: key or say(EMPTY_VALUE) for key in groups}
            yield say(FACTS[name]), groups, labels, grades.unknown.get(name)


def _group(sheet: Sheet, title: str, label: str, figures: GradeFigures | Hidden, *, first: bool) -> None:
    styles = {0: "group"} if first else {}
    if isinstance(figures, Hidden):
        sheet.line(title, label, *([None] * 9), why(sheet.book, figures), styles={**styles, 11: "hidden"})
        return
    sheet.line(
        title,
        label,
        figures.n,
        figures.mean,
        figures.median,
        figures.share_6_up,
        figures.sd,
        figures.low,
        figures.high,
        figures.low_trend,
        figures.high_trend,
        None,
        styles=styles,
    )
