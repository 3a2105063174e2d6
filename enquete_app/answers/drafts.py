"""Drafts: kept between visits and devices, readable only with the server's secret."""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, insert, update

from enquete_app.answers.models import Draft
from enquete_app.keys import LENGTH_BYTES, seal, unseal
from enquete_app.questionnaire import TextField

if TYPE_CHECKING:
    from uuid import UUID

    from enquete_app.db import Transaction
    from enquete_app.keys import Keyring
    from enquete_app.questionnaire import Questionnaire

ENCODING, UNIT_BYTES = "utf-16-le", 2
BETWEEN = "\0"
"""Not in any text: control characters are taken out when a form is read."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody typed so far.

    Args:
        answers: by field name, also those that are off the path by now.
        language: the language they read in.
        seen: the ids of the pages they have gone on from.
    """

    answers: dict[str, int | str] = field(default_factory=dict)
    language: str = "nl"
    seen: tuple[str, ...] = ()


def open_draft(invitation_id: UUID, *, key_id: str, sealed: bytes, keyring: Keyring) -> Typed:
    """Read the draft of an invitation, as it lies in the database."""
    key = keyring.derive("draft", invitation_id.bytes, key_id=key_id)
    packed = unseal(sealed, key)
    # From before decision 15: compressed. What begins like that is no UTF-16 of ours.
    return _unpacked_of_old(packed) if packed.startswith(b"x\x9c") else _unpacked(packed)


def draft_size(questionnaire: Questionnaire) -> int:
    """The padded size of all drafts of a questionnaire, in bytes: a length must not tell how much was typed.

    It holds all codes and texts at their longest, with all pages seen, so it holds every draft.
    """
    fields = questionnaire.fields.values()
    answers = {each.name: "" if isinstance(each, TextField) else max(each.codes) for each in fields}
    rest = Typed(answers, max(questionnaire.languages, key=len), tuple(questionnaire.pages_by_id))
    texts = sum(each.max_length for each in fields if isinstance(each, TextField))
    return LENGTH_BYTES + len(_packed(rest)) + texts * UNIT_BYTES


def write_draft(
    session: Transaction, invitation_id: UUID, typed: Typed, *, keyring: Keyring, size: int
) -> None:
    """Store the draft of an invitation, under the current secret key.

    Args:
        session: a session that may write.
        invitation_id: whose draft it is.
        typed: what was typed.
        keyring: the server's keys.
        size: the padded size in bytes, which `draft_size` tells.
    """
    sealed = seal(_packed(typed), keyring.derive("draft", invitation_id.bytes), size=size)
    values = {"of": invitation_id, "key_id": keyring.current_id, "sealed": sealed}
    if session.execute(_UPDATE, values).rowcount == 0:  # type: ignore[attr-defined]
        session.execute(_INSERT, values)


def delete_draft(session: Transaction, invitation_id: UUID) -> None:
    """Delete the draft of an invitation, if there is one."""
    session.execute(_DELETE, {"of": invitation_id})


def _packed(typed: Typed) -> bytes:
    """Texts are kept beside the rest, so that no sign of theirs has to be quoted and takes more for it."""
    texts = {name: value for name, value in typed.answers.items() if isinstance(value, str)}
    codes = {name: value for name, value in typed.answers.items() if name not in texts}
    rest = json.dumps([codes, list(texts), typed.language, typed.seen], separators=(",", ":"))
    return BETWEEN.join([rest, *texts.values()]).encode(ENCODING)


def _unpacked(packed: bytes) -> Typed:
    rest, *texts = packed.decode(ENCODING).split(BETWEEN)
    codes, names, language, seen = json.loads(rest)
    return Typed(codes | dict(zip(names, texts, strict=True)), language, tuple(seen))


def _unpacked_of_old(packed: bytes) -> Typed:
    content = json.loads(zlib.decompress(packed))
    return Typed(content["answers"], content["language"], tuple(content["seen"]))


# The table and not the mapped class: nearly every request writes a draft, and this takes half the time.
_TABLE = Draft.metadata.tables[Draft.__tablename__]
_INSERT = insert(_TABLE).values(invitation_id=bindparam("of"))
_DELETE = delete(_TABLE).where(_TABLE.c.invitation_id == bindparam("of"))
_UPDATE = update(_TABLE).where(_TABLE.c.invitation_id == bindparam("of"))
