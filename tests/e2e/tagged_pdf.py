"""A tagged PDF as a screen reader has it: its structure with the words that belong to each element."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO

import pikepdf

_CODES = re.compile(rb"<([0-9A-Fa-f]+)>")
_WITHIN_A_LINE = {"Span", "Strong", "Em", "Link", "Lbl"}
_UNSEEN = {ord(each): None for each in "\N{SOFT HYPHEN}\N{ZERO WIDTH SPACE}"}
"""Only places where a word may be broken."""
_SECTIONS = re.compile(rb"begin(bfchar|bfrange)(.*?)end", re.DOTALL)


@dataclass
class Tag:
    """An element: its role, its replacement text, and its words and elements in order."""

    role: str
    alt: str = ""
    parts: list[str | Tag] = field(default_factory=list)

    @property
    def text(self) -> str:
        return " ".join("".join(map(_spoken, self.parts)).translate(_UNSEEN).split())

    def all(self, *roles: str) -> Iterator[Tag]:
        """All elements below with one of these roles, in reading order."""
        for each in self.parts:
            if isinstance(each, Tag):
                if each.role in roles:
                    yield each
                yield from each.all(*roles)


def _spoken(part: str | Tag) -> str:
    if isinstance(part, str):
        return part
    words = "".join(map(_spoken, part.parts))
    return words if part.role in _WITHIN_A_LINE else f" {words} "


def tagged(content: bytes) -> Tag:
    """Read a PDF's structure."""
    with pikepdf.open(BytesIO(content)) as pdf:
        words = {page.objgen: _marked(page) for page in pdf.pages}
        return _element(pdf.Root.StructTreeRoot, words, None)


def _element(node, words, page) -> Tag:
    made = Tag(str(node.get("/S", "")).removeprefix("/"), str(node.get("/Alt", "")))
    page = node.get("/Pg", page)
    below = node.get("/K", [])
    for each in below if isinstance(below, pikepdf.Array) else [below]:
        if isinstance(each, int):
            made.parts.append(words[page.objgen][each])
        elif "/MCID" in each:
            made.parts.append(words[each.get("/Pg", page).objgen][int(each.MCID)])
        elif "/Obj" not in each:
            made.parts.append(_element(each, words, page))
    if "/ActualText" in node:
        made.parts = [str(node.ActualText)]
    return made


def _marked(page) -> dict[int, str]:
    """The words of a page by the number of their mark."""
    fonts = {name: _signs(font) for name, font in page.resources.get("/Font", {}).items()}
    found: dict[int, str] = defaultdict(str)
    marks: list[tuple[int | None, bool]] = []
    signs: dict[bytes, str] = {}
    for operands, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "BDC" | "BMC":
                about = operands[1] if len(operands) > 1 else {}
                number = int(about["/MCID"]) if "/MCID" in about else (marks[-1][0] if marks else None)
                said = "/ActualText" in about
                if said and number is not None:
                    found[number] += str(about["/ActualText"])
                marks.append((number, said or (bool(marks) and marks[-1][1])))
            case "EMC":
                marks.pop()
            case "Tf":
                signs = fonts[str(operands[0])]
            case "Tj" | "TJ" if marks and marks[-1][0] is not None and not marks[-1][1]:
                shown = operands[0] if isinstance(operands[0], pikepdf.Array) else [operands[0]]
                codes = b"".join(bytes(each) for each in shown if isinstance(each, pikepdf.String))
                found[marks[-1][0]] += "".join(
                    signs.get(codes[at : at + 2], "\ufffd") for at in range(0, len(codes), 2)
                )
    return found


def _signs(font) -> dict[bytes, str]:
    """What a font's codes of two bytes stand for."""
    made: dict[bytes, str] = {}
    for kind, body in _SECTIONS.findall(font.ToUnicode.read_bytes()):
        codes = [bytes.fromhex(each.decode()) for each in _CODES.findall(body)]
        if kind == b"bfchar":
            pairs = zip(codes[::2], codes[1::2], strict=True)
            made |= {code: sign.decode("utf-16-be") for code, sign in pairs}
        else:
            for first, last, sign in zip(codes[::3], codes[1::3], codes[2::3], strict=True):
                start = int.from_bytes(first)
                made |= {
                    code.to_bytes(2): chr(ord(sign.decode("utf-16-be")) + code - start)
                    for code in range(start, int.from_bytes(last) + 1)
                }
    return made
