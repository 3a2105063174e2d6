# ruff: noqa: S311 - chance here decides which fault is tried
"""Register files that are nearly right, for Hypothesis and for a long fuzz: real ones with bytes changed."""

from __future__ import annotations

import io
import random
import time
from functools import cache
from zipfile import ZIP_DEFLATED, ZipFile

from builders import HEADING, LINE, REGISTER
from register_builders import OTHER_HEADING, csv_register, excel

from enquete_app.register.errors import RegisterError
from enquete_app.register.reading import recognised_rows

LONGEST_SECONDS = 5
"""For files of some kB, which take some milliseconds: enough for a machine that is busy."""
ODD = (b"", b"\0", b"\xff", b'"', b";", b"\n", b"\r", b"\xef\xbb\xbf", b"=1+1", b"1e999", b"-1", b"9" * 40)
PIECES = (*ODD, b"<", b"&", b"</c>", b"]]>", b"<!DOCTYPE x [<!ENTITY a 'b'>]>&a;", b"2025-02-30", b"sep=|\n")


@cache
def files() -> dict[str, bytes]:
    """Real registers, by their names."""
    text = csv_register(5).decode()
    cells = [HEADING.split(";"), *(line.split(";") for line in csv_register(5).decode().splitlines()[1:])]
    return {
        "plain.csv": csv_register(5),
        "other.csv": csv_register(3, heading=OTHER_HEADING, line=LINE),
        "example.csv": b"\n".join(REGISTER.read_bytes().splitlines()[:12]),
        "utf-16.txt": text.encode("utf-16"),
        "cp1252.csv": text.replace("formeel", "café").encode("cp1252"),
        "book.xlsx": excel(cells),
    }


def mutated(name: str, seed: int) -> bytes:
    """A file with some of its bytes changed; of a workbook those of one of its parts, or of the whole."""
    lots, content = random.Random(seed), files()[name]
    if name.endswith("xlsx") and lots.random() < 0.8:
        return _with_a_part_changed(content, lots)
    return _changed(content, lots)


def read_whole(content: bytes, name: str) -> int | RegisterError:
    """Read a file as an upload is: how many rows it has, or what its reader says of it.

    Raises:
        AssertionError: if that takes too long. Any other error is a fault of the reader's.
    """
    began = time.process_time()
    try:
        rows, _ = recognised_rows(io.BytesIO(content), name, postal=True)
        found: int | RegisterError = sum(1 for _ in rows)
    except RegisterError as error:
        found = error
    assert time.process_time() - began < LONGEST_SECONDS, "it takes too long"
    return found


def _changed(content: bytes, lots: random.Random) -> bytes:
    for _ in range(lots.choice((1, 1, 2, 5, 20))):
        at = lots.randrange(len(content) + 1)
        until = min(at + lots.choice((0, 1, 1, 4, 30)), len(content))
        piece = lots.choice((*PIECES, content[at:until] * 3, lots.randbytes(4)))
        content = content[:at] + piece + content[until:]
    return content[: lots.randrange(len(content))] if content and lots.random() < 0.1 else content


def _with_a_part_changed(content: bytes, lots: random.Random) -> bytes:
    with ZipFile(io.BytesIO(content)) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    which = lots.choice([*(name for name in parts if "sheet1" in name), *parts])
    parts[which] = _changed(parts[which], lots)
    if lots.random() < 0.05:
        del parts[which]
    made = io.BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as book:
        for name, piece in parts.items():
            book.writestr(name, piece)
    return made.getvalue()
