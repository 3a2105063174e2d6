"""The parts of a chapter that are about answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from enquete_app.results import page_wording as words
from enquete_app.results.chapter.parts import Cell, Heading, Paragraph, Part, Picture, Row, Table
from enquete_app.results.questions import Bar, FrequencyTable, Question
from enquete_app.results.tables import CorrelationCell, CorrelationRow, GradeTable, Tables

GRADES_BY = "%(grade)s: %(by)s"
ANSWERS_TO = "Antwoorden op vraag %(id)s (%(number)s antwoorden)"
STATEMENTS_OF = "Antwoorden op de stellingen van vraag %(id)s: aantal en deel"
STATEMENTS = "Stellingen"
CORRELATION = "Samenhang"
ONE_OF = "%(caption)s (%(number)s van %(all)s)"
COLUMNS_AT_ONCE = 10
"""So many columns of a triangle fit on paper."""
UNDEFINED = "Een streep: %(reasons)s."
_Shown = Callable[[CorrelationCell], Cell]


def grades(tables: Tables, note: str) -> Iterator[Part]:
    """Give the grades of everybody and of groups; the note tells what the intervals are."""
    if not tables.grades:
        return
    yield Heading(words.GRADE)
    yield Paragraph(note, is_note=True)
    for table in tables.grades:
        if table.rows:
            yield _grade_table(table)
        if table.unknown:
            yield Paragraph(words.UNKNOWN_FACT % {"number": table.unknown}, is_note=True)


def outcomes(tables: Tables) -> Iterator[Part]:
    """Give the outcomes by judgement."""
    if tables.outcomes:
        yield Heading(words.OUTCOME_AND_JUDGEMENT)
        yield Paragraph(words.OUTCOME_NOTE, is_note=True)
        yield _lines(tables.outcomes, words.JUDGEMENT, tables.outcomes.text)


def questions(tables: Tables, pictures: Mapping[str, Picture]) -> Iterator[Part]:
    """Give every question with its figure and its table."""
    yield Heading(words.QUESTIONS)
    for question in tables.questions:
        yield Heading(f"{question.id}. {question.text}", 2)
        if question.id in pictures:
            yield pictures[question.id]
        if question.columns:
            yield _lines(question, words.STATEMENT, STATEMENTS_OF % {"id": question.id})
        else:
            yield _frequency(question.tables[0])


def correlations(tables: Tables) -> Iterator[Part]:
    """Give the correlations, as published and as they may be wanted besides."""
    if not tables.correlations:
        return
    yield Heading(words.CORRELATIONS)
    yield Paragraph(f"{words.CORRELATION_NOTE} {words.SHADES}", is_note=True)
    yield from _triangles(words.CORRELATIONS, tables.correlations, _published)
    yield from _reasons(cell for row in tables.correlations for cell in row.cells)
    if tables.full_base:
        yield Heading(words.FULL_BASE, 2)
        yield Paragraph(words.FULL_BASE_NOTE, is_note=True)
        rows = tuple(Row(label, (Cell(cell.text), Cell(_number(cell)))) for label, cell in tables.full_base)
        yield Table(words.FULL_BASE_TABLE, (STATEMENTS, CORRELATION, "n"), rows)
        yield from _reasons(cell for _, cell in tables.full_base)
    yield Heading(words.STRICT, 2)
    yield Paragraph(words.STRICT_NOTE, is_note=True)
    yield from _triangles(words.STRICT, tables.correlations, _strict)


def _grade_table(table: GradeTable) -> Table:
    columns = (words.MEAN, words.MEDIAN, words.SIX_UP, words.SPREAD, words.INTERVAL % {})
    rows = tuple(
        Row(
            row.label,
            (_reason(row.hidden, 1 + len(columns)),) if row.hidden else tuple(map(Cell, row.figures)),
            row.note or "",
        )
        for row in table.rows
    )
    caption = GRADES_BY % {"grade": words.GRADE, "by": table.title}
    return Table(caption, (words.GROUP, "n", *columns), rows)


def _lines(question: Question, heading: str, caption: str) -> Table:
    """A row for each statement or group."""
    columns = (heading, *question.columns, *question.sums, "n")
    rows = tuple(
        Row(
            line.question,
            (_reason(line.hidden, len(columns) - 1),)
            if line.hidden
            else (*(_share(bar) for bar in (*line.bars, *line.sums)), Cell(str(line.base))),
            line.note or "",
        )
        for line in question.tables
    )
    return Table(caption, columns, rows)


def _share(bar: Bar) -> Cell:
    return Cell(str(bar.count), bar.share)


def _frequency(table: FrequencyTable) -> Part:
    if table.hidden:
        return Paragraph(f"{words.NOT_SHOWN} {table.hidden}.")
    if table.answered is not None:
        return Paragraph(words.WRITTEN % {"written": table.answered, "asked": table.base})
    rows = tuple(Row(bar.label, (Cell(str(bar.count)), Cell(bar.share))) for bar in table.bars)
    caption = ANSWERS_TO % {"id": table.id, "number": table.base}
    return Table(caption, (words.ANSWER, words.COUNT, words.PART), rows)


def _triangles(caption: str, variables: tuple[CorrelationRow, ...], shown: _Shown) -> Iterator[Table]:
    """Give the lower triangle, above which there is nothing; a wide one in several tables."""
    names = [each.id for each in variables[:-1]]
    starts = range(0, len(names), COLUMNS_AT_ONCE)
    for number, start in enumerate(starts, 1):
        columns = names[start : start + COLUMNS_AT_ONCE]
        rows = tuple(_triangle_row(each, start, len(columns), shown) for each in variables[start:])
        several = {"caption": caption, "number": number, "all": len(starts)}
        yield Table(ONE_OF % several if len(starts) > 1 else caption, (words.STATEMENT, *columns), rows)


def _triangle_row(variable: CorrelationRow, start: int, columns: int, shown: _Shown) -> Row:
    cells = variable.cells[start : start + columns]
    empty = (Cell("") for _ in range(columns - len(cells)))
    return Row(f"{variable.id} {variable.label}", (*map(shown, cells), *empty))


def _published(cell: CorrelationCell) -> Cell:
    return Cell(cell.text, _number(cell), cell.shade)


def _strict(cell: CorrelationCell) -> Cell:
    return Cell(cell.strict, cell.spearman, cell.shade)


def _number(cell: CorrelationCell) -> str:
    return "" if cell.n is None else str(cell.n)


def _reasons(cells: Iterator[CorrelationCell]) -> Iterator[Part]:
    """Say why there are dashes, each reason once."""
    found = dict.fromkeys(cell.reason for cell in cells if cell.reason)
    if found:
        yield Paragraph(UNDEFINED % {"reasons": "; ".join(found)}, is_note=True)


def _reason(why: str, span: int) -> Cell:
    return Cell(why, span=span, is_reason=True)
