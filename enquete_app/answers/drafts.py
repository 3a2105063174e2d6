"""Drafts: kept between visits and devices, readable only with the server's secret."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import delete

from enquete_app.answers.models import Draft
from enquete_app.keys import seal, unseal

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session

    from enquete_app.keys import Keyring


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


def read_draft(session: Session, invitation_id: UUID, keyring: Keyring) -> Typed | None:
    """Read the draft of an invitation; none where nobody started."""
    draft = session.get(Draft, invitation_id)
    if draft is None:
        return None
    key = keyring.derive("draft", invitation_id.bytes, key_id=draft.key_id)
    content = json.loads(unseal(draft.sealed, key))
    return Typed(content["answers"], content["language"], tuple(content["seen"]))


def write_draft(session: Session, invitation_id: UUID, typed: Typed, *, keyring: Keyring, size: int) -> None:
    """Store the draft of an invitation, under the current secret key.

    Args:
        session: a session that may write.
        invitation_id: whose draft it is.
        typed: what was typed.
        keyring: the server's keys.
        size: the padded size in bytes: a draft's length must not tell how much was typed.
    """
    content = {"answers": typed.answers, "language": typed.language, "seen": typed.seen}
    sealed = seal(
        json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode(),
        keyring.derive("draft", invitation_id.bytes),
        size=size,
    )
    draft = session.get(Draft, invitation_id)
    if draft is None:
        session.add(Draft(invitation_id=invitation_id, key_id=keyring.current_id, sealed=sealed))
    else:
        draft.key_id, draft.sealed = keyring.current_id, sealed


def delete_draft(session: Session, invitation_id: UUID) -> None:
    """Delete the draft of an invitation, if there is one."""
    session.execute(delete(Draft).where(Draft.invitation_id == invitation_id))
