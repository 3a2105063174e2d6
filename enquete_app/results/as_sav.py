"""The microdata as a system file of SPSS (.sav), which PSPP, R, Stata and pandas read too.

Written after the description of the format in PSPP's developers' guide ("System File Format"): a header, a
record for each variable, their value labels, a few extension records, and the values compressed to a byte
each where they are small whole numbers. Everything is UTF-8 and little-endian.
"""

from __future__ import annotations

import math
import struct
import sys
from collections.abc import Iterator, Sequence
from itertools import chain, islice

from enquete_app.results.microdata import Microdata, Number
from enquete_app.results.variables import Variable

_BIAS = 100
_SMALLEST, _LARGEST = 1 - _BIAS, 251 - _BIAS
"""Whole numbers from here to there take one byte."""
_END, _AS_IT_IS, _EMPTY = 252, 253, 255
"""Bytes that stand for: no more values; a number that follows; no value."""
_NO_VALUE = -sys.float_info.max
_LABEL_BYTES = 255
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_FIXED = 5
"""The number of the format F."""
_UTF_8 = 65001
_DISCRETE = 3
"""How many codes can be missing one by one; a range takes more."""


def as_sav(data: Microdata) -> bytes:
    """Write the microdata; the same data give the same bytes.

    Codes that are no answer are user-missing; who was not asked, or did not answer, is system-missing. The
    weight is a column like any other: weighting is left to the analyst.
    """
    short = _short_names(data.variables)
    parts = [
        _header(data),
        *(_variable(each, name) for each, name in zip(data.variables, short, strict=True)),
        *_value_labels(data.variables),
        _extension(3, "i", (1, 0, 0, -1, 1, 1, 2, _UTF_8)),
        _extension(4, "d", (_NO_VALUE, sys.float_info.max, math.nextafter(_NO_VALUE, 0))),
        _extension(11, "i", list(chain.from_iterable(_display(each) for each in data.variables))),
        _text_extension(
            13,
            "\t".join(
                f"{name.decode()}={each.name}" for name, each in zip(short, data.variables, strict=True)
            ),
        ),
        _text_extension(20, "UTF-8"),
        struct.pack("<ii", 999, 0),
        *_compressed(chain.from_iterable(data.rows)),
    ]
    return b"".join(parts)


def _header(data: Microdata) -> bytes:
    day = data.closed_on
    made = f"{day.day:02} {_MONTHS[day.month - 1]} {day.year % 100:02}" if day else "01 Jan 00"
    return struct.pack(
        "<4s60siiiiid9s8s64s3x",
        b"$FL2",
        b"@(#) SPSS DATA FILE written by Enquete".ljust(60),
        2,
        len(data.variables),
        1,
        0,
        len(data.rows),
        _BIAS,
        made.encode(),
        b"00:00:00",
        _cut(f"{data.wave}: {data.title}", 64).ljust(64),
    )


def _variable(variable: Variable, short: bytes) -> bytes:
    label = _cut(variable.label, _LABEL_BYTES)
    width = 8 if variable.decimals else max(len(str(code)) for code in (0, *variable.values)) + 1
    form = (_FIXED << 16) | ((width + variable.decimals) << 8) | variable.decimals
    missing, kind = _missing(variable)
    return b"".join(
        (
            struct.pack("<iiiiii8s", 2, 0, 1, kind, form, form, short.ljust(8)),
            struct.pack("<i", len(label)) + _padded(label, 4),
            struct.pack(f"<{len(missing)}d", *missing),
        )
    )


def _missing(variable: Variable) -> tuple[Sequence[int], int]:
    """The codes that are no answer, and how they are given: so many one by one, or (-2) as a range."""
    codes = variable.missing
    if len(codes) <= _DISCRETE:
        return codes, len(codes)
    # Whatever lies between must be missing too; if an answer lies there, none can be.
    between = {code for code in variable.values if codes[0] <= code <= codes[-1]}
    return ((codes[0], codes[-1]), -2) if between == set(codes) else ((), 0)


def _value_labels(variables: Sequence[Variable]) -> Iterator[bytes]:
    """The words of the codes, once for all variables that have the same ones."""
    places: dict[tuple[tuple[int, str], ...], list[int]] = {}
    for place, variable in enumerate(variables, start=1):
        if variable.values:
            places.setdefault(tuple(variable.values.items()), []).append(place)
    for labels, concerned in places.items():
        yield struct.pack("<ii", 3, len(labels))
        for code, words in labels:
            text = _cut(words, _LABEL_BYTES)
            yield struct.pack("<d", code) + _padded(bytes((len(text),)) + text, 8)
        yield struct.pack(f"<ii{len(concerned)}i", 4, len(concerned), *concerned)


def _extension(subtype: int, kind: str, values: Sequence[Number]) -> bytes:
    return struct.pack(
        f"<iiii{len(values)}{kind}", 7, subtype, struct.calcsize(f"<{kind}"), len(values), *values
    )


def _text_extension(subtype: int, text: str) -> bytes:
    content = text.encode()
    return struct.pack("<iiii", 7, subtype, 1, len(content)) + content


def _display(variable: Variable) -> tuple[int, int, int]:
    """How it is measured, how wide its column is shown, and that numbers stand to the right."""
    return int(variable.measure), max(8, min(len(variable.name), 16)), 1


def _compressed(values: Iterator[Number | None]) -> Iterator[bytes]:
    """Eight bytes that tell of eight values, then those values that are no small whole numbers, and so on."""
    codes = chain(map(_code, values), ((_END, b""),))
    while eight := tuple(islice(codes, 8)):
        yield bytes(code for code, _ in eight).ljust(8, b"\0")
        yield b"".join(number for _, number in eight)


def _code(value: Number | None) -> tuple[int, bytes]:
    if value is None:
        return _EMPTY, b""
    if value == int(value) and _SMALLEST <= value <= _LARGEST:
        return int(value) + _BIAS, b""
    return _AS_IT_IS, struct.pack("<d", value)


def _short_names(variables: Sequence[Variable]) -> list[bytes]:
    """A name of at most eight signs for each, for programs that know no longer ones."""
    taken: dict[str, None] = {}
    for variable in variables:
        name = variable.name.upper()
        number = 0
        while len(name) > 8 or name in taken:  # noqa: PLR2004 - as the format has it
            number += 1
            end = f"_{number}"
            name = variable.name.upper()[: 8 - len(end)] + end
        taken[name] = None
    return [name.encode("ascii") for name in taken]


def _cut(text: str, most: int) -> bytes:
    """A text of at most so many bytes, on one line; what is left out shows as dots."""
    line = " ".join(text.split())
    if len(line.encode()) <= most:
        return line.encode()
    return line.encode()[: most - 3].decode(errors="ignore").encode() + "…".encode()


def _padded(content: bytes, unit: int) -> bytes:
    return content.ljust(-(-len(content) // unit) * unit, b"\0")
