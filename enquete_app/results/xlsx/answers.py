"""The sheets of the questions: a line for each option, and the statements side by side."""

from __future__ import annotations

from enquete_app.questionnaire import Item, ItemType, Questionnaire
from enquete_app.results.measures import Choices, Frequency, Hidden, Texts
from enquete_app.results.report import Report
from enquete_app.results.speaking import asked_in, options_in
from enquete_app.results.wording import JUDGEMENTS, N_
from enquete_app.results.xlsx.book import Block, Book, Column, Sheet, Value, Written
from enquete_app.results.xlsx.overview import why


def questions_sheet(book: Book, report: Report, questionnaire: Questionnaire) -> Written:
    """Write every question and statement with a line for each answer."""
    say = book.say
    columns = (
        Column(say(N_("Vraag")), 9, "strong"),
        Column(say(N_("Tekst")), 52),
        Column(say(N_("Code")), 7, "code"),
        Column(say(N_("Antwoord")), 36),
        Column(say(N_("Aantal")), 12, "whole"),
        Column(say(N_("Aandeel")), 12, "share"),
        Column(say(N_("Basis")), 10, "whole"),
    )
    sheet = book.sheet(say(N_("Vragen")), say(N_("Antwoorden per vraag")), columns)
    sheet.heading()
    for name, frequency in report.frequencies.items():
        item = questionnaire.items_by_field[name]
        statements = {line.id: line.text for line in item.statements}
        text = asked_in(statements.get(name, item.text), book.language)
        first = sheet.row
        _lines(sheet, name, text, frequency, item)
        if _has_figures(frequency) and not item.statements and item.options:
            book.questions.append(Block(sheet.name, item, text, first, sheet.row - 1, 3, (5,)))
    sheet.worksheet.autofilter(2, 0, sheet.row - 1, len(columns) - 1)
    return sheet.name, say(N_("Elke vraag en stelling: per antwoord het aantal en het aandeel."))


def statements_sheet(book: Book, report: Report, questionnaire: Questionnaire) -> Written | None:
    """Write the statements of each matrix side by side; none if there are no statements."""
    matrices = [
        item
        for item in questionnaire.items_by_id.values()
        if item.type is ItemType.MATRIX and any(line.id in report.frequencies for line in item.statements)
    ]
    if not matrices:
        return None
    say = book.say
    options = max((options_in(item, book.language) for item in matrices), key=len)
    columns = (
        Column(say(N_("Stelling")), 10, "strong"),
        Column(say(N_("Tekst")), 52),
        *(Column("", 12, "share") for _ in options),
        Column(say(N_("Basis")), 9, "whole"),
    )
    sheet = book.sheet(say(N_("Stellingen")), say(N_("Stellingen naast elkaar")), columns)
    sheet.row += 1
    for item in matrices:
        block = _matrix(sheet, report, item, len(options))
        if any(_has_figures(report.frequencies[line.id]) for line in item.statements):
            book.statements.append(block)
    return sheet.name, say(N_("De stellingen naast elkaar, in aandelen."))


def outcomes_sheet(book: Book, report: Report, questionnaire: Questionnaire) -> Written | None:
    """Write the outcomes per class of judgement; none if there are none."""
    outcome, groups, say = questionnaire.outcome, report.outcome_by_judgement, book.say
    if outcome is None or groups is None:
        return None
    columns = (
        Column(say(N_("Oordeel van de gemeente")), 38, "strong"),
        Column(say(N_("Code")), 7, "code"),
        Column(asked_in(outcome.text, book.language), 36),
        Column(say(N_("Aantal")), 12, "whole"),
        Column(say(N_("Aandeel")), 12, "share"),
        Column(say(N_("Basis")), 10, "whole"),
    )
    sheet = book.sheet(say(N_("Gelijk en oordeel")), say(N_("Gelijk gekregen en oordeel")), columns)
    sheet.note(
        say(
            N_(
                "Wat mensen zelf antwoordden, naast het oordeel van de gemeente in het register. Zonder "
                "oordeel telt iemand hier niet mee."
            )
        )
    )
    sheet.heading()
    labels = options_in(outcome, book.language)
    for name, choices in groups.items():
        label = say(JUDGEMENTS[name])
        if isinstance(choices, Hidden):
            sheet.line(label, None, why(book, choices), None, None, None, styles={2: "hidden"})
            continue
        for code, count in choices.counts.items():
            share = _share(count, choices.base)
            sheet.line(label, code, labels[code], count, share, choices.base)
    return sheet.name, say(N_("Of mensen gelijk kregen, naast het oordeel van de gemeente."))


def _lines(sheet: Sheet, name: str, text: str, frequency: Frequency, item: Item) -> None:
    book = sheet.book
    top = {0: "group", 1: "group"}
    if isinstance(frequency, Hidden):
        sheet.line(name, text, None, why(book, frequency), None, None, None, styles=top | {3: "hidden"})
    elif isinstance(frequency, Texts):
        wrote = book.say(N_("schreef iets"))
        share = _share(frequency.answered, frequency.base)
        sheet.line(name, text, None, wrote, frequency.answered, share, frequency.base, styles=top)
    else:
        labels = options_in(item, book.language)
        for place, (code, count) in enumerate(frequency.counts.items()):
            values = (code, labels[code], count, _share(count, frequency.base), frequency.base)
            sheet.line(name, "" if place else text, *values, styles={} if place else top)


def _matrix(sheet: Sheet, report: Report, item: Item, width: int) -> Block:
    book = sheet.book
    labels = list(options_in(item, book.language).values())
    heads: list[Value] = [item.id, asked_in(item.text, book.language), *labels]
    heads += [""] * (width - len(labels))
    sheet.worksheet.set_row(sheet.row, 32)
    sheet.line(*heads, book.say(N_("Basis")), styles={0: "head", 1: "head"} | _heads(width))
    first = sheet.row
    for statement in item.statements:
        text = asked_in(statement.text, book.language)
        frequency = report.frequencies[statement.id]
        if isinstance(frequency, Choices):
            shares = [_share(count, frequency.base) for count in frequency.counts.values()]
            sheet.line(statement.id, text, *shares, *([None] * (width - len(shares))), frequency.base)
        elif isinstance(frequency, Hidden):
            rest = [None] * width
            sheet.line(statement.id, text, why(book, frequency), *rest)
    block = Block(
        sheet.name,
        item,
        asked_in(item.text, book.language),
        first,
        sheet.row - 1,
        1,
        tuple(range(2, 2 + len(labels))),
        first - 1,
    )
    sheet.row += 1
    return block


def _has_figures(frequency: Frequency) -> bool:
    return isinstance(frequency, Choices) and frequency.base > 0


def _heads(width: int) -> dict[int, str]:
    return dict.fromkeys(range(2, width + 3), "head_right")


def _share(count: int, base: int) -> float | None:
    return count / base if base else None
