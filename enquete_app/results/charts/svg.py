"""Matplotlib's SVG made fit for a page: accessible, small, and without anything that its policy refuses.

A page of ours allows no `style` attribute and no `<style>`, so what they say becomes attributes. Groups with
their ids and the metadata go; words get the font of the page.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.etree import ElementTree as ET

SPACE = "http://www.w3.org/2000/svg"
FONTS = "Arial, Helvetica, 'DejaVu Sans', sans-serif"
KEPT = {
    *("fill", "stroke", "stroke-width", "stroke-dasharray", "font-size", "text-anchor"),
    *("x", "y", "d"),
}
_NUMBER = re.compile(r"-?\d+\.\d+")
_BOLD = re.compile(r"\bbold\b|\b700\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """What an SVG says about itself.

    Args:
        name: what ids begin with; no other figure of the page has it.
        title: the figure's name.
        description: its numbers as sentences.
        language: of both; empty where the page says it.
        style: the class that a page's style sheet knows it by; empty for none.
    """

    name: str
    title: str
    description: str
    language: str = ""
    style: str = ""


def tidy(raw: bytes, heading: Heading) -> str:
    """Make an SVG of matplotlib one that can stand in a page.

    Args:
        raw: as matplotlib wrote it.
        heading: what it says about itself.

    Returns:
        The element, without an XML declaration.
    """
    drawn = ET.fromstring(raw)  # noqa: S314 - as above
    _, _, width, height = drawn.attrib["viewBox"].split()
    root = ET.Element(
        "svg",
        {
            "xmlns": SPACE,
            "width": _short(width),
            "height": _short(height),
            "viewBox": f"0 0 {_short(width)} {_short(height)}",
            **({"class": heading.style} if heading.style else {}),
            **({"lang": heading.language, "xml:lang": heading.language} if heading.language else {}),
            "role": "img",
            "aria-labelledby": f"{heading.name}-title",
            "aria-describedby": f"{heading.name}-desc",
            "font-family": FONTS,
        },
    )
    ET.SubElement(root, "title", {"id": f"{heading.name}-title"}).text = heading.title
    ET.SubElement(root, "desc", {"id": f"{heading.name}-desc"}).text = heading.description
    for shape in drawn.iter():
        tag = shape.tag.removeprefix(f"{{{SPACE}}}")
        if tag in {"path", "text"}:
            ET.SubElement(root, tag, _attributes(shape)).text = shape.text if tag == "text" else None
    return ET.tostring(root, encoding="unicode")


def _attributes(shape: ET.Element) -> dict[str, str]:
    said = (rule.partition(":") for rule in shape.attrib.get("style", "").split(";"))
    styled = {name.strip(): value.strip() for name, _, value in said}
    found = {name: value for name, value in {**shape.attrib, **styled}.items() if name in KEPT}
    if _BOLD.search(styled.get("font-weight", "")):
        found["font-weight"] = "700"
    if "d" in found:
        found["d"] = " ".join(found["d"].split())
    return {name: _NUMBER.sub(lambda number: _short(number[0]), value) for name, value in found.items()}


def _short(number: str) -> str:
    return f"{float(number):.2f}".rstrip("0").rstrip(".")
