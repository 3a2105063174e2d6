"""The part of a chapter about what people wrote, as far as somebody released it."""

from __future__ import annotations

from collections.abc import Iterator

from enquete_app.languages import SOURCE
from enquete_app.questionnaire import Questionnaire
from enquete_app.results import page_wording as words
from enquete_app.results.chapter.parts import Cell, Heading, Paragraph, Part, Points, Quotation, Row, Table
from enquete_app.results.measures import Choices, Hidden
from enquete_app.results.open_answers.released import Released, ReleasedField
from enquete_app.results.report import Report

THEMES_OF = "%(about)s (vraag %(id)s)"


def tips(report: Report, questionnaire: Questionnaire, released: Released) -> Iterator[Part]:
    """Give themes with their numbers, and the texts that were released."""
    yield Heading(words.TIPS)
    if not released.tips:
        yield Paragraph(words.NO_TIPS)
    for field in released.tips:
        yield Heading(_asked(field, questionnaire), 2)
        yield from _field(field, words.ABOUT)
    if not released.others:
        return
    yield Heading(words.OTHERS, 2)
    yield Paragraph(words.OTHERS_NOTE, is_note=True)
    for field in released.others:
        yield Heading(_asked(field, questionnaire), 3)
        found, code = report.frequencies.get(field.item), questionnaire.items_by_id[field.item].text_code
        if isinstance(found, Choices) and code is not None:
            number = found.counts[code]
            yield Paragraph(words.CHOSE_OTHER[number != 1] % {"num": number})
        yield from _field(field, words.ABOUT_OTHERS)


def _asked(field: ReleasedField, questionnaire: Questionnaire) -> str:
    return f"{field.item}. {questionnaire.items_by_id[field.item].text[SOURCE]}"


def _field(field: ReleasedField, about: str) -> Iterator[Part]:
    counts = field.counts
    if isinstance(counts, Hidden):
        yield Paragraph(words.FEW_CODED)
    elif counts.themes:
        rows = tuple(Row(each.label[SOURCE], (Cell(str(each.count)),)) for each in counts.themes)
        caption = THEMES_OF % {"about": about, "id": field.item}
        yield Table(caption, (words.THEME, words.COUNT), rows)
        yield Paragraph(words.CODED % {"number": counts.coded}, is_note=True)
    yield from map(Quotation, field.quotations)
    if field.others:
        number = len(field.others)
        text = words.MORE_RELEASED[number > 1] if field.quotations else words.RELEASED[number > 1]
        yield Paragraph(text % {"num": number})
        yield Points(field.others)
