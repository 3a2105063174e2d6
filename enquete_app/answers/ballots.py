"""The sealed ballot box: answers go in sealed, and come out all at once when a wave closes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple
from uuid import uuid4

from sqlalchemy import delete, func, insert, select

from enquete_app.answers.models import Ballot, Response
from enquete_app.keys import seal, unseal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from uuid import UUID

    from sqlalchemy import Row
    from sqlalchemy.orm import Session

    from enquete_app.db import Transaction
    from enquete_app.keys import Keyring

CHUNK = 500
STRATA = ("handling", "judgement", "domain", "language", "mode")
"""What a response tells about its complaint, in order of importance: the last is given up first."""

_SEALED = select(Ballot.id, Ballot.wave_id, Ballot.key_id, Ballot.sealed)

Strata = tuple[str | None, ...]
"""One value for each of `STRATA`; none where it is not to be told."""


class Content(NamedTuple):
    """What a ballot holds: the questionnaire's version, one value for each of `STRATA`, the answers."""

    version: str
    strata: Strata
    answers: Mapping[str, int | str]


class Box(NamedTuple):
    """One wave's ballot box: the wave's id and the salt without which its ballots cannot be opened."""

    wave_id: int
    salt: bytes


def cast(session: Transaction, box: Box, content: Content, *, keyring: Keyring, size: int) -> None:
    """Put sealed answers into the box.

    Args:
        session: a session that may write.
        box: the wave's box.
        content: what is sealed.
        keyring: the server's keys.
        size: the padded size in bytes, the same for all ballots of the questionnaire.
    """
    plain = json.dumps(content._asdict(), ensure_ascii=False, separators=(",", ":")).encode()
    sealed = seal(plain, keyring.derive("ballot", box.salt), size=size)
    session.execute(
        insert(Ballot.metadata.tables[Ballot.__tablename__]),
        {"wave_id": box.wave_id, "key_id": keyring.current_id, "sealed": sealed},
    )


def count_ballots(session: Session, wave_ids: Sequence[int]) -> int:
    """How many ballots lie in the boxes of these waves."""
    statement = select(func.count()).select_from(Ballot).where(Ballot.wave_id.in_(wave_ids))
    return session.scalar(statement) or 0


def peek(session: Session, boxes: Sequence[Box], keyring: Keyring) -> Iterator[tuple[int, Content]]:
    """Read the ballots one by one, with their ids; only for opening them.

    Raises:
        ValueError: if a ballot was changed.
    """
    salts = {box.wave_id: box.salt for box in boxes}
    statement = _SEALED.where(Ballot.wave_id.in_(salts)).execution_options(yield_per=CHUNK)
    with session.execute(statement) as ballots:
        for ballot in ballots:
            yield ballot.id, _content(ballot, salts, keyring)


def open_boxes(
    session: Session,
    boxes: Sequence[Box],
    *,
    into_wave: int,
    coarse: Mapping[Strata, Strata],
    keyring: Keyring,
) -> None:
    """Turn all ballots of the boxes into responses of one wave, and destroy the ballots.

    The responses get new random ids and are written in the order of those ids, all in the caller's
    transaction, so that neither order nor transaction numbers tell when a ballot came in. Memory is
    bounded by ids, not by answers.

    Args:
        session: a session that may write.
        boxes: the waves that are opened together.
        into_wave: the id of the wave whose responses they become.
        coarse: what each combination of strata becomes.
        keyring: the server's keys.
    """
    salts = {box.wave_id: box.salt for box in boxes}
    ballots = session.scalars(select(Ballot.id).where(Ballot.wave_id.in_(salts)))
    shuffled = sorted((uuid4(), ballot_id) for ballot_id in ballots)
    for at in range(0, len(shuffled), CHUNK):
        chunk = shuffled[at : at + CHUNK]
        found = session.execute(_SEALED.where(Ballot.id.in_([ballot_id for _, ballot_id in chunk])))
        contents = {ballot.id: _content(ballot, salts, keyring) for ballot in found}
        rows = [_response(new_id, contents[ballot_id], into_wave, coarse) for new_id, ballot_id in chunk]
        session.execute(insert(Response), rows)
    session.execute(delete(Ballot).where(Ballot.wave_id.in_(salts)))


def mix(session: Session, wave_id: int) -> None:
    """Write the ballots of a box that stays sealed anew, all at once and in an order that tells nothing.

    Args:
        session: a session that may write.
        wave_id: the wave, which has few ballots: it is because of that that they stay sealed.
    """
    own = Ballot.wave_id == wave_id
    found = session.execute(select(Ballot.key_id, Ballot.sealed).where(own)).all()
    session.execute(delete(Ballot).where(own))
    # Each begins with a random nonce, so that their own bytes are as good as lots.
    for key_id, sealed in sorted(found, key=lambda ballot: ballot.sealed):
        session.add(Ballot(wave_id=wave_id, key_id=key_id, sealed=sealed))
        session.flush()


def _content(ballot: Row[int, int, str, bytes], salts: Mapping[int, bytes], keyring: Keyring) -> Content:
    key = keyring.derive("ballot", salts[ballot.wave_id], key_id=ballot.key_id)
    content = json.loads(unseal(ballot.sealed, key))
    return Content(content["version"], tuple(content["strata"]), content["answers"])


def _response(
    new_id: UUID, content: Content, wave_id: int, coarse: Mapping[Strata, Strata]
) -> dict[str, object]:
    return {
        "id": new_id,
        "wave_id": wave_id,
        "questionnaire_version": content.version,
        "answers": dict(content.answers),
        **dict(zip(STRATA, coarse[content.strata], strict=True)),
    }
