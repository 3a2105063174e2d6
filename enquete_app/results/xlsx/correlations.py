"""The correlations: the lower triangle to look at, and a long table to compute with.

In the triangle a coefficient stays a number: its stars are part of the number's format. The darker a cell,
the stronger; that shows in greyscale too, and a negative coefficient has its sign.
"""

from __future__ import annotations

from collections.abc import Iterable

from enquete_app.questionnaire import Questionnaire
from enquete_app.results.formatting import DASH
from enquete_app.results.measures import Cell, Coefficient, Hidden
from enquete_app.results.report import Report
from enquete_app.results.speaking import asked_in
from enquete_app.results.wording import N_, WHY_UNDEFINED
from enquete_app.results.xlsx.book import LINE_HEIGHT, Book, Column, Sheet, Value, Written, lines_of
from enquete_app.results.xlsx.overview import why

_SHADES = ((0.7, "#2F6DA3", "#FFFFFF"), (0.5, "#7FAAD0", "#000000"), (0.3, "#C6DAEC", "#000000"))
"""From which strength on a cell is how dark, and its ink."""


def triangle_sheet(book: Book, report: Report, questionnaire: Questionnaire) -> Written | None:
    """Write the lower triangle, the n under each coefficient; none if there are no correlations."""
    order, say = report.correlations.order, book.say
    if not report.correlations.cells:
        return None
    columns = (
        Column("", 9, "strong"),
        Column(say(N_("Stelling")), 52),
        *(Column(name, 9, "two") for name in order[:-1]),
    )
    title = say(N_("Samenhang tussen stellingen en rapportcijfer"))
    sheet = book.sheet(say(N_("Samenhang")), title, columns)
    sheet.note(
        say(
            N_(
                "Pearson, paarsgewijs; * p < 0,05 en ** p < 0,01 (tweezijdig). Onder elke waarde staat van "
                "hoeveel mensen ze is. Hoe donkerder, hoe sterker. Een streepje: niet te berekenen of te "
                "weinig mensen."
            )
        )
    )
    sheet.heading(height=20)
    top = sheet.row
    cells = {(cell.row, cell.column): cell.figures for cell in report.correlations.cells}
    labels = _labels(book, questionnaire)
    for place, name in enumerate(order):
        _row(sheet, name, labels[name], [cells[name, other] for other in order[:place]])
    sheet.worksheet.freeze_panes(top, 2)
    return sheet.name, say(N_("De samenhang als driehoek, met sterren en aantallen."))


def list_sheet(book: Book, report: Report, _questionnaire: Questionnaire) -> Written | None:
    """Write each coefficient on a line; none if there are no correlations."""
    if not report.correlations.cells:
        return None
    say = book.say
    columns = (
        Column(say(N_("Rij")), 10),
        Column(say(N_("Kolom")), 10),
        Column(say(N_("Basis")), 20),
        Column("r", 10, "three"),
        Column(say(N_("Sterren")), 9),
        Column("n", 8, "whole"),
        Column("p", 12, "p"),
        Column("Spearman", 11, "three"),
        Column(say(N_("p volgens Holm")), 12, "p"),
        Column(say(N_("Opmerking")), 44),
    )
    sheet = book.sheet(say(N_("Samenhang als lijst")), say(N_("Samenhang als lijst")), columns)
    sheet.heading()
    _list(sheet, report.correlations.cells, say(N_("als in de tabel")))
    _list(sheet, report.correlations.cells_full_base, say(N_("iedereen")))
    sheet.worksheet.autofilter(2, 0, sheet.row - 1, len(columns) - 1)
    return sheet.name, say(N_("Elke samenhang op een regel, met p, Spearman en Holm."))


def _labels(book: Book, questionnaire: Questionnaire) -> dict[str, str]:
    labels = {line.id: asked_in(line.text, book.language) for line in questionnaire.statements}
    if questionnaire.grade:
        labels[questionnaire.grade.id] = asked_in(questionnaire.grade.text, book.language)
    return labels


def _row(sheet: Sheet, name: str, label: str, cells: list[Coefficient | Hidden]) -> None:
    sheet.put(0, name, "strong", bottom=0)
    sheet.put(1, label, "text", bottom=0)
    sheet.worksheet.set_row(sheet.row, 2 + LINE_HEIGHT * lines_of(label, sheet.columns[1].width))
    for place, figures in enumerate(cells, start=2):
        value, look = _coefficient(figures)
        sheet.put(place, value, "two", align="center", valign="vcenter", bottom=0, **look)
    sheet.row += 1
    for place in (0, 1):
        sheet.put(place, None, "text")
    for place, figures in enumerate(cells, start=2):
        _, look = _coefficient(figures)
        look.pop("num_format", None)
        sheet.put(place, None if isinstance(figures, Hidden) else figures.n, "small", **look)
    sheet.row += 1


def _coefficient(figures: Coefficient | Hidden) -> tuple[Value, dict[str, str]]:
    if isinstance(figures, Hidden) or figures.r is None:
        return DASH, {}
    look = {"num_format": f'0.00"{figures.stars}"' if figures.stars else "0.00"}
    for strength, shade, ink in _SHADES:
        if abs(figures.r) >= strength:
            return figures.r, look | {"bg_color": shade, "font_color": ink}
    return figures.r, look


def _list(sheet: Sheet, cells: Iterable[Cell], base: str) -> None:
    for cell in cells:
        figures = cell.figures
        if isinstance(figures, Hidden):
            sheet.line(cell.row, cell.column, base, *([None] * 6), why(sheet.book, figures))
            continue
        reason = sheet.book.say(WHY_UNDEFINED[figures.undefined]) if figures.undefined else ""
        sheet.line(
            cell.row,
            cell.column,
            base,
            figures.r,
            figures.stars,
            figures.n,
            figures.p,
            figures.spearman,
            figures.holm_p,
            reason,
        )
