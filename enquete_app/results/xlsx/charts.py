"""The sheet of figures: charts of Excel's own, drawn from the cells of the other sheets.

Bars in one colour, statements from dark blue (agree) over grey to dark orange: told apart by who is
colour-blind and, since the order is always the same, in greyscale. "Weet ik niet" is apart, in white.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from enquete_app.questionnaire import ItemType, Questionnaire
from enquete_app.results.report import Report
from enquete_app.results.wording import N_
from enquete_app.results.xlsx.book import FAINT, INK, LINE, Block, Book, Column, Written

if TYPE_CHECKING:
    from xlsxwriter.chart import Chart

BAR = "#2F6DA3"
AGREE, DISAGREE, NEITHER, NO_ANSWER = ("#154273", "#7FAAD0"), ("#B85C00", "#F2B880"), "#D5D9DD", "#FFFFFF"
"""Of who agrees and who disagrees the strongest first."""
WIDTH, HEIGHT, TALL = 760, 288, 15
"""Of a chart, in points of the screen; and the rows of the sheet under it."""
_FONT = {"color": FAINT, "size": 9}


def figures_sheet(book: Book, _report: Report, _questionnaire: Questionnaire) -> Written | None:
    """Write the charts of the sheets so far; none if there is nothing to draw."""
    say = book.say
    grades = [each for each in book.questions if each.item.type is ItemType.GRADE]
    charts = [_bars(book, each) for each in book.questions if each not in grades]
    charts += [_stacked(book, each) for each in book.statements]
    charts += [_columns(book, each) for each in grades]
    charts += [_means(book, each) for each in book.means]
    if not charts:
        return None
    columns = tuple(Column("", 13) for _ in range(16))
    sheet = book.sheet(say(N_("Figuren")), say(N_("Figuren")), columns)
    sheet.note(say(N_("De figuren horen bij de andere bladen: verandert daar een getal, dan ook hier.")))
    row, left, breaks = 3, True, []
    for chart, title in charts:
        chart.set_size({"width": WIDTH, "height": HEIGHT})
        sheet.worksheet.insert_chart(
            row, 0 if left else 8, chart, {"description": title, "object_position": 2}
        )
        row += 0 if left else TALL
        breaks += [] if left or (row - 3) % (3 * TALL) else [row]
        left = not left
    sheet.worksheet.set_h_pagebreaks(breaks)
    return sheet.name, say(N_("Figuren bij de vragen, de stellingen en het rapportcijfer."))


def _bars(book: Book, block: Block) -> tuple[Chart, str]:
    chart = book.workbook.add_chart({"type": "bar"})
    chart.add_series(_series(block, block.values[0], BAR) | {"gap": 60})
    chart.set_y_axis({"reverse": True, "num_font": _FONT, "line": {"color": LINE}, "major_tick_mark": "none"})
    chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}, "min": 0})
    title = f"{block.item.id}. {block.title}"
    return _dressed(chart, title), title


def _columns(book: Book, block: Block) -> tuple[Chart, str]:
    chart = book.workbook.add_chart({"type": "column"})
    chart.add_series(_series(block, block.values[0], BAR) | {"gap": 40})
    chart.set_x_axis({"num_font": _FONT, "line": {"color": LINE}, "major_tick_mark": "none"})
    chart.set_y_axis({"visible": False, "major_gridlines": {"visible": False}, "min": 0})
    title = f"{block.item.id}. {block.title}"
    return _dressed(chart, title), title


def _means(book: Book, block: Block) -> tuple[Chart, str]:
    chart = book.workbook.add_chart({"type": "column"})
    series = _series(block, block.values[0], BAR) | {"gap": 80}
    chart.add_series(series | {"data_labels": _label("0.0")})
    chart.set_x_axis({"num_font": _FONT, "line": {"color": LINE}, "major_tick_mark": "none"})
    grid = {"visible": True, "line": {"color": LINE, "width": 0.5}}
    chart.set_y_axis(
        {"min": 0, "max": 10, "major_unit": 2, "num_font": _FONT, "num_format": "0", "major_gridlines": grid}
        | {"line": {"none": True}}
    )
    title = book.say(N_("Gemiddeld rapportcijfer: %(question)s")) % {"question": block.title}
    return _dressed(chart, title), title


def _stacked(book: Book, block: Block) -> tuple[Chart, str]:
    chart = book.workbook.add_chart({"type": "bar", "subtype": "percent_stacked"})
    for column, (colour, ink) in zip(block.values, _shades(block), strict=True):
        series = _series(block, column, colour)
        label = _label("0%;;") | {"font": {"color": ink, "size": 8}, "position": "center"}
        name = [block.sheet, block.heading, column]
        border = {"border": {"color": LINE if colour == NO_ANSWER else "#FFFFFF", "width": 0.75}}
        chart.add_series(series | border | {"name": name, "gap": 45, "data_labels": label})
    chart.set_y_axis({"reverse": True, "num_font": _FONT, "line": {"color": LINE}, "major_tick_mark": "none"})
    chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}})
    title = f"{block.item.id}. {block.title}"
    dressed = _dressed(chart, title)
    dressed.set_legend({"position": "bottom", "font": _FONT})
    return dressed, title


def _shades(block: Block) -> list[tuple[str, str]]:
    """A colour and its ink for each answer of a scale, in order."""
    line = block.item.statements[0]
    points = sorted(line.codes - line.missing, reverse=not line.reversed)
    half = len(points) // 2
    agree, disagree = ([pair[min(place, 1)] for place in range(half)] for pair in (AGREE, DISAGREE))
    colours = dict(zip(points, [*agree, *[NEITHER] * (len(points) % 2), *disagree[::-1]], strict=True))
    dark = {AGREE[0], DISAGREE[0]}
    shades = [colours.get(option.code, NO_ANSWER) for option in block.item.options]
    return [(shade, "#FFFFFF" if shade in dark else "#000000") for shade in shades]


def _series(block: Block, column: int, colour: str) -> dict[str, Any]:
    return {
        "categories": [block.sheet, block.first, block.labels, block.last, block.labels],
        "values": [block.sheet, block.first, column, block.last, column],
        "fill": {"color": colour},
        "data_labels": _label("0%"),
    }


def _label(number: str) -> dict[str, Any]:
    return {"value": True, "num_format": number, "font": {"color": "#333333", "size": 9}}


def _dressed(chart: Chart, title: str) -> Chart:
    chart.set_title({"name": title, "name_font": {"size": 11, "bold": True, "color": INK}, "overlay": False})
    chart.set_legend({"none": True})
    chart.set_chartarea({"border": {"color": LINE}})
    return chart
