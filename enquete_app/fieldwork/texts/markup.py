"""From a text as typed to its parts: paragraphs, lists, the line with the link.

Blank lines part paragraphs, "- " begins a point of a list, `**bold**` is bold, `((link))` on a line of its
own becomes the button, with the line before it as its words. All else is taken as it stands; whoever renders
the parts escapes them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby

from enquete_app.fieldwork.texts.placeholders import Placeholder, meant

ADDRESSES = frozenset({Placeholder.LINK, Placeholder.GENUINE})
"""What is filled in as a web address."""
_POINT = re.compile(r"\s*[-*•]\s+(?=\S)")
_BOLD = re.compile(r"\*\*(?=\S)(.*?\S)\*\*")
_PIECE = re.compile(r"(\(\([^()\n]*\)\)|https?://[^\s<>()\"*]+)")
_AFTER_ADDRESS = ".,;:!?'’”"


@dataclass(frozen=True, slots=True)
class Run:
    """Words of one kind.

    Args:
        words: as they stand; of a placeholder its name until it is filled in.
        is_bold: whether they are stressed.
        is_address: whether they are a web address, to be a link.
        place: what has to be filled in here, if anything.
    """

    words: str
    is_bold: bool = False
    is_address: bool = False
    place: Placeholder | None = None


Line = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines that stand together."""

    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Points:
    """A list."""

    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Button:
    """The way to the questions.

    Args:
        line: the words on the button; empty if the text gives none.
        address: where it leads; empty until it is filled in.
    """

    line: Line
    address: str = ""

    @property
    def words(self) -> str:
        """What the button says, without marks."""
        return words_of(self.line)


Block = Paragraph | Points | Button


@lru_cache(maxsize=1000)
def parse(body: str) -> tuple[Block, ...]:
    """Take a text apart. Every text has parts: what is no mark, or a broken one, is plain words."""
    blocks: list[Block] = []
    for paragraph in re.split(r"\n[^\S\n]*(?:\n[^\S\n]*)+", body.replace("\r\n", "\n").strip()):
        lines = [line.strip() for line in paragraph.split("\n") if line.strip()]
        for is_point, group in groupby(lines, key=lambda line: bool(_POINT.match(line))):
            among = list(group)
            blocks += [_points(among)] if is_point else _prose(among)
    return tuple(blocks)


def fill(blocks: tuple[Block, ...], values: Mapping[Placeholder, str]) -> tuple[Block, ...]:
    """Put values in the places. What is not among them leaves its place empty."""
    return tuple(_filled(block, values) for block in blocks)


def fill_line(text: str, values: Mapping[Placeholder, str]) -> str:
    """Put values into one line without marks: a subject."""
    runs = _runs_of(" ".join(text.split()), is_bold=False)
    return words_of(_fill_runs(runs, values))


def as_text(blocks: tuple[Block, ...]) -> str:
    """Write filled parts as plain text."""
    return "\n\n".join(_plain(block) for block in blocks)


def words_of(line: Line) -> str:
    """The words of a line without its marks."""
    return "".join(run.words for run in line)


def _points(lines: list[str]) -> Points:
    return Points(tuple(_line(_POINT.sub("", line, count=1)) for line in lines))


def _prose(lines: list[str]) -> list[Block]:
    """A paragraph; where the link stands on a line of its own, what is before and after it too."""
    at = next((number for number, line in enumerate(lines) if is_link_line(line)), None)
    if at is None:
        return [Paragraph(tuple(map(_line, lines)))] if lines else []
    before, words = lines[: max(at - 1, 0)], lines[at - 1] if at else ""
    button = Button(_line(words))
    return [*_prose(before), button, *_prose(lines[at + 1 :])]


def is_link_line(line: str) -> bool:
    """Whether a line holds the link and nothing else."""
    match = _PIECE.fullmatch(line.strip())
    return bool(match) and meant(line.strip().strip("()")) is Placeholder.LINK


def _line(text: str) -> Line:
    runs: list[Run] = []
    # Every second piece stood between the marks.
    for number, piece in enumerate(_BOLD.split(text)):
        runs += _runs_of(piece, is_bold=number % 2 == 1)
    return tuple(runs)


def _runs_of(text: str, *, is_bold: bool) -> Line:
    runs: list[Run] = []
    for number, piece in enumerate(_PIECE.split(text)):
        if number % 2 == 0:
            runs.append(Run(piece, is_bold))
        elif piece.startswith("(("):
            place = meant(piece.strip("()"))
            words = piece if place is None else str(place)
            runs.append(Run(words, is_bold, is_address=place in ADDRESSES, place=place))
        else:
            address = piece.rstrip(_AFTER_ADDRESS)
            runs += [Run(address, is_bold, is_address=True), Run(piece[len(address) :], is_bold)]
    return tuple(run for run in runs if run.words)


def _filled(block: Block, values: Mapping[Placeholder, str]) -> Block:
    if isinstance(block, Button):
        return Button(_fill_runs(block.line, values), values.get(Placeholder.LINK, ""))
    return replace(block, lines=tuple(_fill_runs(line, values) for line in block.lines))


def _fill_runs(line: Line, values: Mapping[Placeholder, str]) -> Line:
    filled: list[Run] = []
    for run in line:
        words = run.words if run.place is None else values.get(run.place, "")
        if words:
            filled.append(replace(run, words=words, place=None))
        elif filled and not filled[-1].is_address:
            # "Goedendag ((naam))," of somebody without a name.
            filled[-1] = replace(filled[-1], words=filled[-1].words.rstrip())
    return tuple(filled)


def _plain(block: Block) -> str:
    if isinstance(block, Button):
        return "\n".join(part for part in (block.words, block.address) if part)
    mark = "- " if isinstance(block, Points) else ""
    return "\n".join(f"{mark}{words_of(line)}" for line in block.lines)
