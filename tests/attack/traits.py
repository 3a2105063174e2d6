"""Numbers that an attacker can read off a person's traces, and off a response, to compare the two.

Every function here is pure: from what was seen to one number a person, or one a response.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from uuid import UUID

from attack.seen import Record, Row, Seen, Step

Trait = Mapping[UUID, Any]
"""A number, or something else that can be put in order, for each person or each response."""
KNOWN = {"id", "wave_id", "questionnaire_version", "handling", "judgement", "domain", "language", "mode"}
"""The columns of a response that are meant to be there, but for the answers."""
COMPACT: dict[str, Any] = {"ensure_ascii": False, "separators": (",", ":")}
_LINE = re.compile(r'"(?P<method>[A-Z]+) .* HTTP/[\d.]+"(?: (?P<status>\d{3}))?(?: (?P<size>\d+))?')


def orders(seen: Seen, people: Iterable[UUID]) -> dict[str, Trait]:
    """What came before what: in files, in sequences, in time."""
    found = {}
    for table in ("invitation", "participation", "message"):
        rows = _of_people(seen, table)
        found |= {f"place of {table}": _column(rows, "place"), f"number of {table}": _column(rows, "id")}
    found["number of complaint"] = _column(_of_people(seen, "invitation"), "complaint_id")
    found["first step"] = {each: _numbers(seen, each)[0] for each in people}
    found["sending step"] = {each: _numbers(seen, each)[-1] for each in people}
    found["number of ballot"] = _column(_ballots(seen), "id")
    return found


def transactions(seen: Seen, people: Iterable[UUID]) -> dict[str, Trait]:
    """Which transaction wrote the person's rows; PostgreSQL writes its number beside each."""
    return {
        "xmin of invitation": _column(_of_people(seen, "invitation"), "xmin"),
        "xmin of participation": _column(_of_people(seen, "participation"), "xmin"),
        "xmin of ballot": _column(_ballots(seen), "xmin"),
        "row number of ballot": _column(_ballots(seen), "row_number"),
    }


def counts(seen: Seen, people: Iterable[UUID]) -> dict[str, Trait]:
    """How often something of the person's was written or asked for."""
    people = list(people)
    wal = _records_by_person(seen)
    reminded = Counter(
        row["invitation_id"]
        for row in seen.before["message"]
        if row["kind"] == "reminder" and row["state"] == "sent"
    )
    return {
        "transactions": {each: len(seen.steps_of(each)) for each in people},
        "writes of draft": {each: _writes(seen.steps_of(each), "draft") for each in people},
        "writes of participation": {each: _writes(seen.steps_of(each), "participation") for each in people},
        "records in the log": {each: len(wal[each]) for each in people} if seen.wal else {},
        "reminders": {each: reminded[each] for each in people},
    }


def sizes(seen: Seen, people: Iterable[UUID]) -> dict[str, Trait]:
    """How many bytes or pages that took."""
    people, wal = list(people), _records_by_person(seen)
    ballots = _column(_ballots(seen), "sealed_bytes")
    drafts = {
        each: [row["sealed_bytes"] for step in seen.steps_of(each) for row in step.rows["draft"]]
        for each in people
    }
    return {
        "largest draft": {each: max(drafts[each], default=0) for each in people},
        "last draft": {each: (drafts[each] or [0])[-1] for each in people},
        "all drafts": {each: sum(drafts[each]) for each in people},
        "ballot": ballots,
        "ballot without its facts": {
            each: ballots[each] - sum(len(found[each]) for found in strata(seen, people).values())
            for each in ballots
        },
        "pages written": {each: sum(step.pages for step in seen.steps_of(each)) for each in people},
        "pages at sending": {each: seen.steps_of(each)[-1].pages for each in people},
        "bytes in the log": {each: sum(r.size for r in wal[each]) for each in people} if seen.wal else {},
    }


def server_logs(seen: Seen, people: Iterable[UUID]) -> dict[str, Trait]:
    """What the server's log tells of their visits."""
    people = list(people)
    lines = {each: [_LINE.search(line) for s in seen.steps_of(each) for line in s.log] for each in people}
    matches = {each: [line for line in lines[each] if line] for each in people}
    if not any(matches.values()):
        return {}
    bytes_sent = {each: [int(m["size"] or 0) for m in matches[each]] for each in people}
    return {
        "lines": {each: len(matches[each]) for each in people},
        "posts": {each: sum(m["method"] == "POST" for m in matches[each]) for each in people},
        "faults": {each: sum((m["status"] or "")[:1] == "4" for m in matches[each]) for each in people},
        "bytes sent": {each: sum(bytes_sent[each]) for each in people},
        "largest page": {each: max(bytes_sent[each]) for each in people},
    }


def made_up(seen: Seen, people: Iterable[UUID]) -> dict[str, Trait]:
    """Ids and random bytes, and hashes of them, which a response's id could be derived from."""
    invitations, ballots = _of_people(seen, "invitation"), _ballots(seen)
    found: dict[str, Trait] = {
        "id of invitation": _column(invitations, "id"),
        "hash of link": _column(invitations, "token_hash"),
        "nonce of ballot": _column(ballots, "sealed"),
    }
    hashed: dict[str, Callable[[bytes], Any]] = {"md5": hashlib.md5, "sha256": hashlib.sha256}
    for name, function in hashed.items():
        found[f"{name} of invitation"] = {each: function(each.bytes).digest() for each in people}
        found[f"{name} of its hexadecimal id"] = {
            each: function(str(each).encode()).digest() for each in people
        }
    return found


def strata(seen: Seen, people: Iterable[UUID]) -> dict[str, Trait]:
    """The facts of the complaint, before they were made coarser."""
    rows = _of_people(seen, "invitation")
    names = ("handling", "judgement", "domain", "language")
    return {name: _column(rows, name) for name in names}


def places(seen: Seen) -> dict[str, Trait]:
    """Of responses: where they stand and what is written beside them, known columns or not."""
    rows = {row["id"]: row for row in seen.after["response"]}
    names = {name for row in rows.values() for name in row} - KNOWN - {"answers", "text", "ctid"}
    found: dict[str, Trait] = {name: _column(rows, name) for name in names}
    return found | {"id": {each: each for each in rows}} | seen.offsets


def contents(seen: Seen) -> dict[str, Trait]:
    """Of responses: how much they say, on which way through the questionnaire, in which form."""
    texts = {row["id"]: row["text"] for row in seen.after["response"]}
    answers = {each: json.loads(text) for each, text in texts.items()}
    fields = sorted({name for each in answers.values() for name in each})
    return {
        "bytes": {each: len(text.encode()) for each, text in texts.items()},
        "bytes in short": {e: len(json.dumps(g, **COMPACT).encode()) for e, g in answers.items()},
        "answers": {each: len(given) for each, given in answers.items()},
        "bytes of texts": {each: _text_bytes(given) for each, given in answers.items()},
        "longest text": {
            each: max((len(v) for v in given.values() if isinstance(v, str)), default=0)
            for each, given in answers.items()
        },
        "other, namely": {e: sum(name.endswith("_anders") for name in g) for e, g in answers.items()},
        "grade": {each: given.get("V10", 0) for each, given in answers.items()},
        "outcome": {each: given.get("V3", 0) for each, given in answers.items()},
        "asked to explain": {each: "V7" in given or "V8" in given for each, given in answers.items()},
        "order of keys": {e: [fields.index(name) for name in g] for e, g in answers.items()},
    }


def _of_people(seen: Seen, table: str) -> dict[UUID, Row]:
    rows = [row for row in seen.before[table] if row.get("kind") != "reminder"]
    return {row["id"] if table == "invitation" else row["invitation_id"]: row for row in rows}


def _ballots(seen: Seen) -> dict[UUID, Row]:
    """Whose ballot is whose: copies from before and after each sending tell that."""
    return {step.person: row for step in seen.steps if step.person for row in step.rows["ballot"]}


def _column(rows: Mapping[UUID, Row], name: str) -> Trait:
    return {each: row[name] for each, row in rows.items() if row.get(name) is not None}


def _numbers(seen: Seen, person: UUID) -> list[int]:
    return [number for number, step in enumerate(seen.steps) if step.person == person]


def _writes(steps: Iterable[Step], table: str) -> int:
    return sum(len(step.rows[table]) for step in steps)


def _records_by_person(seen: Seen) -> dict[UUID, list[Record]]:
    """The log's records, by whose rows a transaction of that number changed."""
    owner = {
        row["xmin"]: step.person
        for step in seen.steps
        for rows in step.rows.values()
        for row in rows
        if step.person and "xmin" in row
    }
    found: dict[UUID, list[Record]] = {step.person: [] for step in seen.steps if step.person}
    for record in seen.wal:
        if (person := owner.get(record.xid)) is not None:
            found[person].append(record)
    return found


def _text_bytes(answers: Mapping[str, object]) -> int:
    return sum(len(value.encode()) for value in answers.values() if isinstance(value, str))
