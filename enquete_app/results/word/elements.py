"""Elements of WordprocessingML that python-docx has no words for."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from docx.oxml.xmlchemy import BaseOxmlElement
    from docx.text.paragraph import Paragraph


def element(
    tag: str, /, *children: BaseOxmlElement, text: str | None = None, **attributes: str
) -> BaseOxmlElement:
    """Make an element.

    Args:
        tag: with its prefix, such as `w:fldChar`.
        children: what stands in it.
        text: its text.
        attributes: by name, all with the prefix `w`.
    """
    from docx.oxml import OxmlElement  # noqa: PLC0415 - loaded only when a document is made
    from docx.oxml.ns import qn  # noqa: PLC0415 - the same

    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    for child in children:
        made.append(child)
    if text is not None:
        made.text = text
        if text != text.strip():
            made.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return made


def add_field(paragraph: Paragraph, code: str, shown: str) -> None:
    """Put in a field, with what it shows until Word works it out anew."""
    parts = (
        element("w:fldChar", fldCharType="begin"),
        element("w:instrText", text=f" {code} "),
        element("w:fldChar", fldCharType="separate"),
        element("w:t", text=shown),
        element("w:fldChar", fldCharType="end"),
    )
    for part in parts:
        paragraph._p.append(element("w:r", part))  # noqa: SLF001 - python-docx gives its elements so
