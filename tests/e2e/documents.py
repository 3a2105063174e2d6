"""The results as a document, read without the libraries that wrote it; and what may be wrong with one."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from xml.etree import ElementTree as ET

from e2e.renderings import FIELDWORK, RATES
from e2e.tagged_pdf import Tag, tagged

from enquete_app.questionnaire import load
from enquete_app.results.as_docx import as_docx
from enquete_app.results.as_pdf import as_pdf
from enquete_app.results.chapter import Chapter

FORMS = ("docx", "pdf")

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
PICTURE = "{http://schemas.openxmlformats.org/drawingml/2006/picture}pic"
NUMBERED = re.compile(r"(Tabel|Figuur) (\d+)\. (.*)")
Rows = list[list[str]]


@dataclass
class Read:
    """A document: its title and language, headings with their level, texts in order, tables, figures.

    Args:
        title: as the file's own.
        language: of the whole.
        headings: level and words.
        texts: headings and paragraphs, as far as they stand in no table.
        captions: kind, number and words.
        tables: by their caption's words; the first row is that of the headings.
        alts: the texts of the pictures.
        faults: what is wrong for who cannot see it.
    """

    title: str
    language: str
    headings: list[tuple[int, str]]
    texts: list[str]
    captions: list[tuple[str, int, str]]
    tables: dict[str, Rows]
    alts: list[str]
    faults: list[str]


class DocumentResults:
    """The numbers of a document, by its captions and the headings of its tables."""

    def __init__(self, read: Read) -> None:
        self._read = read
        self._asked = load("klachtbehandeling", "2024")

    def fieldwork(self, name: str) -> str:
        return self._cell("Aantallen van het veldwerk", FIELDWORK[name], "Aantal")

    def rate(self, name: str) -> str:
        [found] = [each for each in self._read.texts if each.startswith(f"{RATES[name]}: ")]
        return found.partition(": ")[2].replace("\xa0", " ").removesuffix(" %")

    def count(self, item: str, code: str) -> str:
        option = self._option(item, code)
        for each in self._asked.statements:
            if each.id == item:
                matrix = self._asked.items_by_field[item].id
                caption = f"Antwoorden op de stellingen van vraag {matrix}: aantal en deel"
                return self._cell(caption, each.text["nl"], option).split()[0]
        [caption] = [each for each in self._read.tables if each.startswith(f"Antwoorden op vraag {item} (")]
        return self._cell(caption, option, "Aantal")

    def written(self, item: str) -> str:
        texts = self._read.texts
        place = next(at for at, each in enumerate(texts) if each.startswith(f"{item}. "))
        return re.fullmatch(r"(\d+) van \d+ mensen schreven hier iets\.", texts[place + 1])[1]

    def grades(self, group: str) -> str:
        return self._grade(group, "n")

    def mean(self, group: str) -> str:
        return self._grade(group, "Gemiddelde")

    def correlation(self, row: str, column: str) -> str:
        rows = self._read.tables["Samenhang tussen stellingen en rapportcijfer"]
        [found] = [each for each in rows if each[0].split()[0] == row]
        return found[rows[0].index(column)].replace(" ", "|")

    def _grade(self, group: str, column: str) -> str:
        if group == "all":
            return self._cell("Rapportcijfer: Iedereen", "Iedereen", column)
        outcome = self._asked.outcome.text["nl"]
        return self._cell(f"Rapportcijfer: {outcome}", self._option("V3", group), column)

    def _cell(self, caption: str, row: str, column: str) -> str:
        rows = self._read.tables[caption]
        [found] = [each for each in rows if each[0] == row]
        return found[rows[0].index(column)]

    def _option(self, item: str, code: str) -> str:
        options = self._asked.items_by_field[item].options
        [text] = [option.text["nl"] for option in options if option.code == int(code)]
        return text.removesuffix(":")


def written(form: str, chapter: Chapter) -> Read:
    """Write a chapter in one of `FORMS`, and read it again."""
    return read_docx(as_docx(chapter)) if form == "docx" else read_pdf(as_pdf(chapter))


def read_pdf(content: bytes) -> Read:
    """Read a tagged PDF."""
    tree, tables = tagged(content), {}
    captions = [_numbered(each.text) for each in tree.all("Caption")]
    for table in tree.all("Table"):
        rows = [[cell.text for cell in row.all("TH", "TD")] for row in table.all("TR")]
        tables[_numbered(next(table.all("Caption")).text)[2]] = rows
    headings = [(int(each.role[1]), each.text) for each in tree.all("H1", "H2", "H3")]
    figures = list(tree.all("Figure"))
    return Read(
        title="",
        language="",
        headings=headings,
        texts=[each.text for each in tree.all("H1", "H2", "H3", "P", "LBody", "BlockQuote")],
        captions=captions,
        tables=tables,
        alts=[each.alt for each in figures],
        faults=[*_faults_of(tree), *_faults(headings, captions)],
    )


def _faults_of(tree: Tag) -> Iterator[str]:
    for figure in tree.all("Figure"):
        if not figure.alt.strip():
            yield "figure without words"
    for table in tree.all("Table"):
        if not any(row.parts and all(cell.role == "TH" for cell in row.parts) for row in table.all("TR")):
            yield "table without headings"
        if not list(table.all("Caption")):
            yield "table without caption"


def read_docx(content: bytes) -> Read:
    """Read a document for Word."""
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        body = ET.fromstring(file.read("word/document.xml")).find(f"{W}body")  # noqa: S314 - our own
        styles = ET.fromstring(file.read("word/styles.xml"))  # noqa: S314 - our own
        core = ET.fromstring(file.read("docProps/core.xml"))  # noqa: S314 - our own
    names = {each.get(f"{W}styleId"): _value(each, f"{W}name") for each in styles.iter(f"{W}style")}
    drawn = list(body.iter(f"{DRAWN}docPr"))
    read = Read(
        title=core.findtext("{http://purl.org/dc/elements/1.1/}title") or "",
        language=_value(styles, f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}lang"),
        headings=[],
        texts=[],
        captions=[],
        tables={},
        alts=[each.get("descr") or "" for each in drawn],
        faults=["figure without words" for each in drawn if not (each.get("descr") or "").strip()],
    )
    if len(drawn) != len(list(body.iter(PICTURE))):
        read.faults.append("picture of another kind")
    for each in body:
        if each.tag == f"{W}tbl":
            _read_table(each, read)
        elif each.tag == f"{W}p":
            _read_paragraph(each, names.get(_value(each, f"{W}pPr/{W}pStyle"), "Normal").casefold(), read)
    read.faults.extend(_faults(read.headings, read.captions))
    return read


def _read_table(table: ET.Element, read: Read) -> None:
    kind, _, words = read.captions[-1] if read.captions else ("", 0, "")
    if kind != "Tabel" or words in read.tables:
        read.faults.append("table without caption")
    read.tables[words] = [[_words(cell) for cell in row.iter(f"{W}tc")] for row in table.iter(f"{W}tr")]
    if table.find(f"{W}tr/{W}trPr/{W}tblHeader") is None:
        read.faults.append("table without headings")


def _read_paragraph(paragraph: ET.Element, style: str, read: Read) -> None:
    words = _words(paragraph)
    if style == "caption":
        read.captions.append(_numbered(words))
        codes = "".join(code.text or "" for code in paragraph.iter(f"{W}instrText"))
        if f"SEQ {read.captions[-1][0]} " not in codes:
            read.faults.append("caption without a number that Word knows")
    elif not style.startswith("toc "):
        read.texts.append(words)
    if style.startswith("heading "):
        read.headings.append((int(style[-1]), words))


def _faults(headings: list[tuple[int, str]], captions: list[tuple[str, int, str]]) -> Iterator[str]:
    levels = [0, *(level for level, _ in headings)]
    for before, after in pairwise(levels):
        if after > before + 1:
            yield "heading of a level that skips one"
    numbers = [number for kind, number, _ in captions if kind == "Tabel"]
    if numbers != list(range(1, len(numbers) + 1)):
        yield "tables that are not numbered in order"


def _numbered(caption: str) -> tuple[str, int, str]:
    kind, number, words = NUMBERED.fullmatch(caption).groups()
    return kind, int(number), words


def _value(element: ET.Element, path: str) -> str | None:
    found = element.find(path)
    return None if found is None else found.get(f"{W}val")


def _words(element: ET.Element) -> str:
    """The words of a paragraph or cell; a new line is a space."""
    pieces = []
    for each in element.iter():
        if each.tag == f"{W}t":
            pieces.append(each.text or "")
        elif each.tag in {f"{W}br", f"{W}p"}:
            pieces.append(" ")
    return " ".join("".join(pieces).split())
