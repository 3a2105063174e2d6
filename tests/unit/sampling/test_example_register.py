"""The example register of 2024, from the file to a verified draw."""

import csv
import hashlib
import hmac
import json
import random
from collections import defaultdict
from datetime import date
from pathlib import Path

import pytest
from email_validator import EmailNotValidError, validate_email

from enquete_app.sampling import (
    Allocation,
    Case,
    Contact,
    Design,
    Rules,
    count_exclusions,
    draw,
    frame_bytes,
    judge,
    parse_frame,
    window_first_day,
)

DATA = Path(__file__).parents[3] / "enquete_app" / "cli" / "klachtbehandeling-2024"
EXPECTED = json.loads((DATA / "verwacht.json").read_text(encoding="utf-8"))
RULES = Rules(as_of=date.fromisoformat(EXPECTED["as_of"]), kinds=frozenset({"klacht"}))
SEED = hashlib.sha256(b"any seed").digest()


def contact_of(email):
    if not email:
        return Contact.MISSING
    try:
        validate_email(email, check_deliverability=False)
    except EmailNotValidError:
        return Contact.INVALID
    return Contact.USABLE


def case_of(row):
    email = row["e_mail"].strip().casefold()
    contact = contact_of(email)
    return Case(
        case_number=row["zaaknummer"],
        kind=row["soort"],
        received=date.fromisoformat(row["ontvangen_op"]),
        closed=date.fromisoformat(row["afgehandeld_op"]) if row["afgehandeld_op"] else None,
        handling=row["behandeling"],
        judgement=row["oordeel"],
        domain=row["domein"],
        extra={"department": row["afdeling"], "language": row["taal"]},
        person=hashlib.sha256(email.encode()).hexdigest() if contact is Contact.USABLE else "",
        contact=contact,
        has_address=bool(row["adres"]),
        withheld="",
        opted_out=False,
        last_delivered=None,
        in_earlier_frame=False,
    )


@pytest.fixture(scope="module")
def register():
    with (DATA / "klachtenregister.csv").open(encoding="utf-8-sig", newline="") as file:
        return tuple(case_of(row) for row in csv.DictReader(file, delimiter=";"))


def redrawn(frame, by, sizes):
    """Redo a draw as an auditor would: with the frame's file and the standard library only."""
    strata = defaultdict(list)
    for line in frame.decode().splitlines():
        fields = line.split("\t")
        if fields[8] == "eligible":
            digest = hmac.new(SEED, fields[0].encode(), hashlib.sha256).hexdigest()
            strata[tuple(fields[column] for column in by)].append((digest, fields[0]))
    return sorted(case for key, cases in strata.items() for _, case in sorted(cases)[: sizes[key]])


def test_the_window_of_the_example():
    assert window_first_day(RULES.as_of).isoformat() == EXPECTED["window_first_day"]


def test_the_gates_let_336_through_and_count_the_others(register):
    judged = judge(register, RULES)
    expected = EXPECTED["register"]
    assert len(judged) == expected["rows"]
    assert sum(each.reason is None for each in judged) == expected["eligible"] == 336
    counted = count_exclusions(judged, RULES)
    assert {reason: count for reason, count in counted.items() if count} == expected["excluded_in_this_order"]
    assert list(counted.values()) == [134, 6, 1, 14, 21, 3, 0, 0, 0, 0, 19]


def test_the_frame_does_not_depend_on_the_order_of_the_register(register):
    shuffled = random.Random(1).sample(register, len(register))  # noqa: S311 - any order will do
    frame = frame_bytes(judge(register, RULES), ("department",))
    assert frame_bytes(judge(shuffled, RULES), ("department",)) == frame
    assert len(parse_frame(frame, ("department",))) == 534


def test_the_frame_holds_no_contact_data(register):
    assert b"@" not in frame_bytes(judge(register, RULES), ("department", "language"))


@pytest.mark.parametrize(
    ("by", "columns"),
    [
        ((), ()),
        (("handling",), (4,)),
        (("domain", "handling"), (6, 4)),
        (("department", "judgement", "language"), (9, 5, 10)),
    ],
)
@pytest.mark.parametrize("allocation", Allocation)
def test_an_auditor_draws_the_same_cases_with_the_standard_library(register, by, columns, allocation):
    extra = tuple(name for name in by if name in ("department", "language"))
    frame = frame_bytes(judge(register, RULES), by)
    design = Design(by=by, size=120, allocation=allocation)
    drawn = draw(parse_frame(frame, extra), seed=SEED, design=design)
    sizes = {stratum.key: stratum.selected for stratum in drawn.strata}
    assert redrawn(frame, columns, sizes) == [case.case_number for case in drawn.selected]
    assert sum(sizes.values()) == 120


def test_everyone_by_handling(register):
    frame = frame_bytes(judge(register, RULES), ("handling",))
    drawn = draw(parse_frame(frame), seed=SEED, design=Design(by=("handling",)))
    assert [(stratum.key, stratum.population, stratum.selected) for stratum in drawn.strata] == [
        (("formeel",), 83, 83),
        (("informeel",), 253, 253),
    ]
