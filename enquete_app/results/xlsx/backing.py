"""The sheets of what stands behind the figures: whom they speak for, weighted figures, waiting."""

from __future__ import annotations

from enquete_app.questionnaire import Questionnaire
from enquete_app.results import page_wording as words
from enquete_app.results.backing_layout import COLUMN_OF, MEAN, SIX_UP, WORTH
from enquete_app.results.composition import Category
from enquete_app.results.measures import Choices, GradeFigures, Hidden
from enquete_app.results.report import Report
from enquete_app.results.speaking import asked_in, options_in
from enquete_app.results.weights import WeightedGrade, WeightedShares, Weighting
from enquete_app.results.wording import EMPTY_VALUE, FACTS, N_
from enquete_app.results.xlsx.book import Book, Column, Sheet, Value, Written
from enquete_app.results.xlsx.overview import why


def population_sheet(book: Book, report: Report, _questionnaire: Questionnaire) -> Written | None:
    """Write population, sample and respondents side by side; none if they were not counted."""
    if not report.backing or not report.backing.representativeness:
        return None
    say = book.say
    groups = (say(words.POPULATION), say(words.SAMPLE), say(N_("Antwoorden")))
    columns = (
        Column(say(N_("Uitsplitsing")), 30, "strong"),
        Column(say(words.VALUE), 34),
        *(Column(group, 12, "whole") for group in groups),
        *(Column(say(N_("Aandeel: %(group)s")) % {"group": group}, 14, "share") for group in groups),
        Column(say(N_("Verschil in procentpunten")), 14, "one"),
        Column(say(N_("Opmerking")), 40),
    )
    sheet = book.sheet(say(N_("Voor wie")), say(N_("Voor wie de cijfers spreken")), columns)
    sheet.heading()
    for fact, composition in report.backing.representativeness.items():
        for category in composition.categories:
            _category(sheet, say(FACTS[fact]), category)
        if any(composition.rest):
            rest = say(N_("niet in de vergelijking"))
            sheet.line(say(FACTS[fact]), rest, *composition.rest, *[None] * 5)
    return sheet.name, say(N_("Populatie, steekproef en antwoorden naast elkaar."))


def weighted_sheet(book: Book, report: Report, questionnaire: Questionnaire) -> Written | None:
    """Write the weighted figures beside the unweighted ones; none if nothing was weighed."""
    weightings = report.backing.weights.weightings if report.backing and report.backing.weights else ()
    if not weightings:
        return None
    say = book.say
    columns = (
        Column(say(N_("Vraag")), 9, "strong"),
        Column(say(N_("Tekst")), 52),
        Column(say(N_("Antwoord")), 36),
        Column(say(words.UNWEIGHTED), 12, "share"),
        *(Column(say(COLUMN_OF[each.kind]), 14, "share") for each in weightings),
    )
    sheet = book.sheet(say(N_("Gewogen")), say(words.WEIGHTED), columns)
    sheet.note(say(words.WEIGHTED_NOTE))
    sheet.heading()
    _of_everybody(sheet, report, weightings)
    for name, frequency in report.frequencies.items():
        if isinstance(frequency, Choices):
            item = questionnaire.items_by_field[name]
            lines = {line.id: line.text for line in item.statements}
            text, labels = (
                asked_in(lines.get(name, item.text), book.language),
                options_in(item, book.language),
            )
            for code, count in frequency.counts.items():
                weighted = [_share(book, each.frequencies.get(name), code) for each in weightings]
                sheet.line(name, text, labels[code], count / frequency.base, *weighted)
    return sheet.name, say(N_("Elk antwoord ongewogen en gewogen."))


def waiting_sheet(book: Book, report: Report, _questionnaire: Questionnaire) -> Written | None:
    """Write how many days people waited for their invitation; none if that was not counted."""
    waiting = report.backing.waiting if report.backing else None
    if waiting is None or not waiting.n:
        return None
    say = book.say
    columns = (Column(say(N_("Dagen")), 12, "whole"), Column(say(N_("Mensen")), 12, "whole"))
    sheet = book.sheet(say(N_("Wachttijd")), say(words.WAITING), (*columns, Column("", 50)))
    sheet.note(say(words.WAITING_NOTE) % {"number": waiting.n})
    sheet.heading()
    for days, people in sorted(waiting.days.items()):
        sheet.line(days, people, None)
    return sheet.name, say(words.WAITING_DAYS)


def _category(sheet: Sheet, fact: str, category: Category) -> None:
    label, shown = category.value or sheet.book.say(EMPTY_VALUE), category.respondents
    both = (category.population, category.sample)
    counts, shares = [each.count for each in both], [each.share for each in both]
    if isinstance(shown, Hidden):
        why_not = why(sheet.book, shown)
        sheet.line(fact, label, *counts, None, *shares, None, None, why_not, styles={9: "hidden"})
    else:
        sheet.line(fact, label, *counts, shown.count, *shares, shown.share, shown.points, None)


def _of_everybody(sheet: Sheet, report: Report, weightings: tuple[Weighting, ...]) -> None:
    """Write the grade, and how many answers the weighted ones are worth."""
    say, places = sheet.book.say, range(3, 4 + len(weightings))
    grades = report.grades.all if report.grades else None
    weighted = [each.grade for each in weightings if isinstance(each.grade, WeightedGrade)]
    if isinstance(grades, GradeFigures) and len(weighted) == len(weightings):
        styles = dict.fromkeys(places, "one")
        sheet.line("", say(MEAN), None, grades.mean, *(each.mean for each in weighted), styles=styles)
        sheet.line("", say(SIX_UP), None, grades.share_6_up, *(each.share_6_up for each in weighted))
    effective = [each.effective for each in weightings]
    sheet.line("", say(WORTH), None, report.responses, *effective, styles=dict.fromkeys(places, "whole"))


def _share(book: Book, shares: WeightedShares | Hidden | None, code: int) -> Value:
    return (
        shares.shares[code] if isinstance(shares, WeightedShares) else why(book, shares) if shares else None
    )
