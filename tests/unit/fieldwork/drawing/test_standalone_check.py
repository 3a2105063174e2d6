"""The program that redoes a draw outside the project finds what the project drew, and each tampering."""

import json
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from enquete_app.fieldwork.drawing import standalone_check
from enquete_app.sampling import (
    Allocation,
    Case,
    Contact,
    Design,
    InfeasibleDesign,
    Judged,
    Reason,
    allocate,
    draw,
    extra_columns,
    frame_bytes,
    parse_frame,
    sha256_hex,
)

SEED = bytes(range(32))


def judged(number, handling="formeel", channel="post", reason=None):
    case = Case(
        case_number=f"K-{number}",
        kind="klacht",
        received=date(2025, 1, 2),
        closed=date(2025, 3, 1),
        handling=handling,
        judgement="",
        domain="",
        extra={"channel": channel},
        person="",
        contact=Contact.USABLE,
        has_address=False,
        withheld="",
        opted_out=False,
        last_delivered=None,
        in_earlier_frame=False,
    )
    return Judged(case, reason)


def recorded(register, design):
    frame = frame_bytes(register, design.by)
    drawn = draw(parse_frame(frame, extra_columns(design.by)), seed=SEED, design=design)
    record = {
        "seed": SEED.hex(),
        "seed_sha256": sha256_hex(SEED),
        "frame_sha256": sha256_hex(frame),
        "selection_sha256": drawn.selection_sha256,
        "design": {
            "by": list(design.by),
            "size": design.size,
            "allocation": str(design.allocation),
            "min_per_stratum": design.min_per_stratum,
        },
        "strata": [
            {"key": list(each.key), "population": each.population, "selected": each.selected}
            for each in drawn.strata
        ],
    }
    return frame, record


REGISTER = [judged(n, "formeel" if n % 3 else "informeel", "post" if n % 2 else "") for n in range(40)]
REGISTER[5] = replace(REGISTER[5], reason=Reason.OPTED_OUT)
DESIGNS = [
    Design(),
    Design(size=7),
    Design(by=("handling", "channel"), size=13),
    Design(by=("channel",), size=11, allocation=Allocation.EQUAL),
    Design(by=("handling",), size=20, min_per_stratum=9),
]


@pytest.fixture
def check(tmp_path):
    """Run the program as somebody else would: the file alone, without the project."""
    program = tmp_path / "narekenen.py"
    program.write_bytes(Path(standalone_check.__file__).read_bytes())

    def check(frame, record):
        (tmp_path / "kader.tsv").write_bytes(frame)
        (tmp_path / "verslag.json").write_text(json.dumps(record), encoding="utf-8")
        done = subprocess.run(
            [sys.executable, "-I", program, "kader.tsv", "verslag.json"],
            capture_output=True,
            text=True,
            cwd=tmp_path,
            check=True,
        )
        return done.stdout.strip()

    return check


@pytest.mark.parametrize("design", DESIGNS, ids=repr)
def test_it_finds_what_the_project_drew(check, design):
    assert check(*recorded(REGISTER, design)) == "ok"


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"seed": "00" * 32}, "SHA-256 of the seed"),
        ({"frame_sha256": "0" * 64}, "SHA-256 of the frame"),
        ({"selection_sha256": "0" * 64}, "SHA-256 of the cases drawn"),
        ({"strata": [{"key": [], "population": 40, "selected": 7}]}, "population of everyone"),
        ({"strata": [{"key": [], "population": 39, "selected": 8}]}, "number to draw of everyone"),
    ],
)
def test_it_finds_what_was_changed(check, change, found):
    frame, record = recorded(REGISTER, Design(size=7))

    assert check(frame, record | change).startswith(found)


@given(
    sizes=st.dictionaries(st.tuples(st.sampled_from("abcd")), st.integers(1, 30), min_size=1),
    size=st.integers(1, 60),
    allocation=st.sampled_from(Allocation),
    minimum=st.integers(0, 4),
)
def test_it_allocates_as_the_project_does(sizes, size, allocation, minimum):
    design = Design(by=("kind",), size=size, allocation=allocation, min_per_stratum=minimum)
    try:
        expected = allocate(sizes, design)
    except InfeasibleDesign:
        assume(False)
    asked = {"size": size, "allocation": str(allocation), "min_per_stratum": minimum}

    assert standalone_check.allocated(sizes, asked) == expected
