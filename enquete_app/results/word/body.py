"""The body of a document: a paragraph, table or picture for each part of a chapter."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from enquete_app.results.chapter import Finding, Heading, Paragraph, Part, Picture, Points, Quotation, Table
from enquete_app.results.word.elements import add_field, element
from enquete_app.results.word.styles import CONTENTS, NOTE
from enquete_app.results.word.tables import table_element

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph as WordParagraph

PAGE = 166
"""The width between the margins, in millimetres."""
AFTER_A_TABLE = 101_600
"""The room below a table, in the units of python-docx: 8 points."""
WHOLE = 100_000
"""What Word calls one, of the share of a picture that is cut off."""
TABLE, FIGURE = "Tabel", "Figuur"
CONTENTS_HEADING = "Inhoud"
_LEADS_UP_TO = Table | Picture | Points


class Body:
    """Writes parts one after another.

    Args:
        document: what they go into; it has our styles.
    """

    def __init__(self, document: Document) -> None:
        self._document = document
        self._tables = self._headings = 0

    def facts(self, facts: tuple[tuple[str, str], ...]) -> None:
        """Write what the chapter is about."""
        for label, words in facts:
            paragraph = self._paragraph(f"{label}: ")
            paragraph.runs[0].bold = True
            paragraph.add_run(words)
            paragraph.paragraph_format.space_after = 0

    def contents(self, parts: tuple[Part, ...]) -> None:
        """Write the list of contents. Word fills in the pages when its reader asks for them."""
        self._paragraph(CONTENTS_HEADING, "TOC Heading")
        headings = [each for each in parts if isinstance(each, Heading)]
        listed = [(at, each) for at, each in enumerate(headings, 1) if each.level <= len(CONTENTS)]
        for order, (at, each) in enumerate(listed):
            line = self._paragraph("", CONTENTS[each.level - 1])
            if order == 0:
                _mark(line, "begin", f'TOC \\o "1-{len(CONTENTS)}" \\h \\z \\u')
            words = element("w:r", element("w:t", text=each.text))
            line._p.append(element("w:hyperlink", words, anchor=_anchor(at), history="1"))  # noqa: SLF001
            if order == len(listed) - 1:
                _mark(line, "end")

    def parts(self, parts: tuple[Part, ...]) -> None:
        """Write them; what leads up to a table, picture or list stays with it."""
        for before, part, after in zip((None, *parts), parts, (*parts[1:], None), strict=False):
            paragraph = self._written(part)
            if paragraph is not None:
                paragraph.paragraph_format.keep_with_next = isinstance(after, _LEADS_UP_TO)
                if isinstance(before, Table):
                    paragraph.paragraph_format.space_before = AFTER_A_TABLE
        # A document may not end with a table.
        self._paragraph("", NOTE)

    def _written(self, part: Part) -> WordParagraph | None:
        match part:
            case Heading():
                self._heading(part)
            case Paragraph():
                return self._paragraph(part.text, NOTE if part.is_note else "Normal")
            case Finding():
                return self._finding(part)
            case Points():
                for line in part.lines:
                    self._paragraph(line, "List Bullet")
            case Quotation():
                self._paragraph(part.text, "Quote")
            case Table():
                self._table(part)
            case Picture():
                self._picture(part)
        return None

    def _paragraph(self, text: str, style: str = "Normal") -> WordParagraph:
        return self._document.add_paragraph(text, style)

    def _heading(self, heading: Heading) -> None:
        """Write it with a mark that the list of contents leads to."""
        self._headings += 1
        paragraph = self._paragraph(heading.text, f"Heading {heading.level}")
        number = str(self._headings)
        start = element("w:bookmarkStart", id=number, name=_anchor(self._headings))
        paragraph.runs[0]._r.addprevious(start)  # noqa: SLF001 - python-docx gives its elements so
        paragraph._p.append(element("w:bookmarkEnd", id=number))  # noqa: SLF001 - the same

    def _finding(self, finding: Finding) -> WordParagraph:
        paragraph = self._paragraph(f"{finding.label}: ")
        paragraph.add_run(finding.figure).bold = True
        return paragraph

    def _caption(self, kind: str, code: str, number: int, words: str) -> WordParagraph:
        """Write a caption whose number is a field, of which Word makes lists of tables and figures."""
        paragraph = self._paragraph(f"{kind} ", "Caption")
        add_field(paragraph, code, str(number))
        paragraph.add_run(f". {words}")
        return paragraph

    def _table(self, table: Table) -> None:
        self._tables += 1
        caption = self._caption(TABLE, f"SEQ {TABLE} \\* ARABIC", self._tables, table.caption)
        caption.paragraph_format.keep_with_next = True
        caption._p.addnext(table_element(table))  # noqa: SLF001 - python-docx gives its elements so

    def _picture(self, picture: Picture) -> None:
        """Draw a figure without its title, which the caption gives; its number is that of its question."""
        from docx.oxml.ns import qn  # noqa: PLC0415 - loaded only when a document is made
        from docx.shared import Mm  # noqa: PLC0415 - the same

        paragraph = self._paragraph("")
        paragraph.paragraph_format.keep_with_next = True
        shape = paragraph.add_run().add_picture(io.BytesIO(picture.png))
        left, top, right, bottom = picture.cut
        ratio = shape.height * (1 - top - bottom) / (shape.width * (1 - left - right))
        shape.width = Mm(PAGE * picture.width)
        shape.height = round(shape.width * ratio)
        about = shape._inline.docPr  # noqa: SLF001 - python-docx gives its elements so
        about.set("name", f"{FIGURE} {picture.number}")
        about.set("descr", picture.alt)
        fill = next(shape._inline.iter(qn("pic:blipFill")))  # noqa: SLF001 - the same
        cut = element("a:srcRect")
        for side, share in zip("ltrb", picture.cut, strict=True):
            cut.set(side, str(round(WHOLE * share)))
        fill.find(qn("a:blip")).addnext(cut)
        code = f"SEQ {FIGURE} \\* ARABIC \\r {picture.number}"
        caption = self._caption(FIGURE, code, picture.number, picture.caption)
        caption.paragraph_format.space_before = Mm(1)


def _anchor(number: int) -> str:
    return f"_Toc{number:08}"


def _mark(paragraph: WordParagraph, kind: str, code: str = "") -> None:
    """Begin or end a field that goes over several paragraphs."""
    marks = [element("w:fldChar", fldCharType=kind)]
    if code:
        marks += [element("w:instrText", text=f" {code} "), element("w:fldChar", fldCharType="separate")]
    for mark in marks:
        paragraph._p.append(element("w:r", mark))  # noqa: SLF001 - python-docx gives its elements so
