"""The parts of a chapter about whom the figures speak for and how they came about."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from babel.dates import format_date

from enquete_app.languages import SOURCE
from enquete_app.results import page_wording as words
from enquete_app.results.account import Account
from enquete_app.results.account_wording import said
from enquete_app.results.backing_layout import BackingTables, Compared, CompositionRow, CompositionTable
from enquete_app.results.chapter.parts import Cell, Heading, Paragraph, Part, Points, Row, Table
from enquete_app.results.wording import NOT_ASKED
from enquete_app.sampling import Reason

COMPOSITION_BY = "Populatie en antwoorden: %(fact)s"
WEIGHTED_ANSWERS = "Antwoorden op vraag %(id)s, gewogen naast ongewogen: %(question)s"
DURATION = "Wachttijd"
DAYS = "Dagen"
REASON = "Reden"


def compositions(backing: BackingTables) -> Iterator[Part]:
    """Set respondents beside sample and population."""
    yield Heading(words.REPRESENTATIVENESS)
    if not backing.compositions:
        yield Paragraph(words.NOT_COUNTED)
        return
    yield Paragraph(words.COMPOSITION_NOTE, is_note=True)
    for table in backing.compositions:
        yield _composition(table, has_sample=backing.has_sample)
        if table.rest:
            yield Paragraph(_rest(*table.rest), is_note=True)


def weights(backing: BackingTables) -> Iterator[Part]:
    """Set weighted figures beside unweighted ones, or say why there are none."""
    yield Heading(words.WEIGHTED)
    if backing.by:
        by = f"{words.WEIGHTED_BY} {', '.join(backing.by)}."
        yield Paragraph(f"{words.WEIGHTED_NOTE} {by}", is_note=True)
    if backing.why_unweighted:
        yield Paragraph(words.NO_WEIGHTS % {"why": backing.why_unweighted})
    if not backing.weightings:
        return
    columns = (words.UNWEIGHTED, *backing.weightings)
    yield Table(words.MAIN_WEIGHTED, (words.FIGURE_NAME, *columns), _compared(backing.compared))
    yield Heading(words.ALL_WEIGHTED, 2)
    for each in backing.questions:
        caption = WEIGHTED_ANSWERS % {"id": each.id, "question": each.text}
        yield Table(caption, (words.ANSWER, *columns), _compared(each.rows))


def waiting(backing: BackingTables) -> Iterator[Part]:
    """Tell how long people had waited for the invitation."""
    if backing.waiting:
        yield Heading(words.WAITING)
        yield Paragraph(words.WAITING_NOTE % {"number": backing.waiting_of}, is_note=True)
        rows = tuple(Row(label, (Cell(days),)) for label, days in backing.waiting)
        yield Table(words.WAITING_DAYS, (DURATION, DAYS), rows)


def account(backing: BackingTables, about: Account) -> Iterator[Part]:
    """Tell how the figures came about and what they cannot tell."""
    yield Heading(words.ACCOUNT)
    for number, chapter in enumerate(backing.chapters):
        yield Heading(chapter.heading, 2)
        yield Points(tuple(said(sentence, str, dutch_day) for sentence in chapter.sentences))
        if number == 0:
            yield Heading(words.NOT_ASKED, 3)
            for draw in about.draws:
                rows = tuple(
                    Row(NOT_ASKED[Reason(gate)], (Cell(str(n)),)) for gate, n in draw.excluded.items()
                )
                caption = words.NOT_IN_DRAW % {"day": dutch_day(draw.as_of)}
                yield Table(caption, (REASON, words.COUNT), rows)


def dutch_day(day: date) -> str:
    """Write a day out, such as 3 februari 2025."""
    return str(format_date(day, "d MMMM y", locale=SOURCE))


def _composition(table: CompositionTable, *, has_sample: bool) -> Table:
    groups = (words.POPULATION, words.SAMPLE) if has_sample else (words.POPULATION,)
    rows = tuple(_composition_row(row, has_sample=has_sample) for row in table.rows)
    columns = (words.VALUE, *groups, words.RESPONSES, words.DIFFERENCE)
    return Table(COMPOSITION_BY % {"fact": table.title}, columns, rows)


def _composition_row(row: CompositionRow, *, has_sample: bool) -> Row:
    groups = (row.population, row.sample) if has_sample else (row.population,)
    shown = (
        (Cell(row.hidden, span=2, is_reason=True),)
        if row.hidden
        else (Cell(*row.respondents), Cell(row.difference))
    )
    return Row(row.label, (*(Cell(*group) for group in groups), *shown))


def _rest(population: int, _sample: int, respondents: int) -> str:
    """Say who is not compared."""
    numbers = {"population": population, "respondents": respondents}
    if not respondents:
        return words.REST_OF_POPULATION % numbers
    text = words.REST_OF_BOTH if population else words.REST_OF_RESPONDENTS
    return f"{text % numbers} {words.REST_MATTERS}"


def _compared(rows: tuple[Compared, ...]) -> tuple[Row, ...]:
    return tuple(Row(row.label, tuple(map(Cell, row.figures))) for row in rows)
