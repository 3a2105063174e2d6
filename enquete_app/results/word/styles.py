"""How a document looks and what it says about itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from enquete_app.results.word.elements import add_field

if TYPE_CHECKING:
    from datetime import datetime

    from docx.document import Document
    from docx.styles.style import ParagraphStyle

LANGUAGE = "nl-NL"
FONT = "Calibri"
INK, MUTED, ACCENT = "1F2A37", "4B5563", "154273"
SIZES = {"Title": 22, "Heading 1": 16, "Heading 2": 12, "Heading 3": 10.5, "Caption": 9, "Normal": 10.5}
"""In points."""
SPACE = {
    "Title": (0, 12),
    "Heading 1": (24, 8),
    "Heading 2": (16, 6),
    "Heading 3": (12, 4),
    "Caption": (14, 4),
}
"""Before and after, in points."""
NOTE = "Toelichting"
CONTENTS = ("toc 1", "toc 2")
"""What Word calls the lines of a list of contents, by level."""
WORD_OF_TODAY = "15"
"""Else Word opens the file as one of an old Word, and says so."""


def dress(document: Document) -> None:
    """Give a new document our styles, its page and its language."""
    from docx.shared import Mm, Pt, RGBColor  # noqa: PLC0415 - loaded only when a document is made

    for name, size in SIZES.items():
        style: ParagraphStyle = document.styles[name]
        font = style.font
        font.name, font.size = FONT, Pt(size)
        font.bold, font.italic = name.startswith(("Heading", "Title")), False
        font.color.rgb = RGBColor.from_string(ACCENT if font.bold else INK)
        _without_theme(style)
        if name in SPACE:
            before, after = SPACE[name]
            style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    note = _added(document, NOTE)
    note.font.size, note.font.color.rgb = Pt(9), RGBColor.from_string(MUTED)
    for level, name in enumerate(CONTENTS):
        contents = _added(document, name)
        contents.paragraph_format.space_after = Pt(2)
        contents.paragraph_format.left_indent = Mm(6 * level)
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(22)
    section.top_margin, section.bottom_margin = Mm(22), Mm(24)
    _speak_dutch(document)


def describe(document: Document, title: str, made_at: datetime) -> None:
    """Say what the document is, and number its pages."""
    about = document.core_properties
    about.title, about.author, about.last_modified_by = title, "Enquete", "Enquete"
    about.language, about.comments = LANGUAGE, ""
    about.created = about.modified = made_at
    about.revision = 1
    # That of an empty page, which came with the template.
    relations = document.part.package.rels
    for name in [name for name, each in relations.items() if each.reltype.endswith("/thumbnail")]:
        del relations[name]
    footer = document.sections[0].footer.paragraphs[0]
    footer.style = document.styles[NOTE]
    footer.add_run(f"{title} – ")
    add_field(footer, "PAGE", "1")
    footer.add_run(" / ")
    add_field(footer, "NUMPAGES", "1")


def _added(document: Document, name: str) -> ParagraphStyle:
    from docx.enum.style import WD_STYLE_TYPE  # noqa: PLC0415 - loaded only when a document is made

    style: ParagraphStyle = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, builtin=name in CONTENTS)
    style.base_style = document.styles["Normal"]
    return style


def _without_theme(style: ParagraphStyle) -> None:
    """Take away the fonts of the theme, which would win, and the rule under a title."""
    from docx.oxml.ns import qn  # noqa: PLC0415 - loaded only when a document is made

    properties = style.element.get_or_add_rPr()
    fonts = properties.find(qn("w:rFonts"))
    if fonts is not None:
        for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{name}"), None)
        fonts.set(qn("w:cs"), FONT)
    for border in list(style.element.iter(qn("w:pBdr"))):
        border.getparent().remove(border)


def _speak_dutch(document: Document) -> None:
    from docx.oxml.ns import qn  # noqa: PLC0415 - loaded only when a document is made

    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), LANGUAGE)
    settings = document.settings.element
    for each in settings.iter(qn("w:themeFontLang")):
        each.set(qn("w:val"), LANGUAGE)
    for each in settings.iter(qn("w:compatSetting")):
        if each.get(qn("w:name")) == "compatibilityMode":
            each.set(qn("w:val"), WORD_OF_TODAY)
    for name, sign in (("w:decimalSymbol", ","), ("w:listSeparator", ";")):
        settings.find(qn(name)).set(qn("w:val"), sign)
    # The schema wants a number here, which the template of python-docx lacks.
    zoom = settings.find(qn("w:zoom"))
    zoom.attrib.clear()
    zoom.set(qn("w:percent"), "100")
