"""New credentials for an invitation: the old link and code die, and with them what was typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from enquete_app.answers.drafts import delete_draft
from enquete_app.fieldwork.answering.credentials import Purpose, credential, hash_of
from enquete_app.fieldwork.models import Participation

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from enquete_app.fieldwork.models import Invitation
    from enquete_app.keys import Keyring


def renew(session: Session, invitation: Invitation, keyring: Keyring) -> None:
    """Issue the next version of the credentials. Opting out goes on working with the old link for that.

    The same is done whether somebody answered or not. Who did finds with the new code that they have.

    Args:
        session: a session that may write.
        invitation: whose.
        keyring: the server's keys.

    Raises:
        UnknownKeyError: if the server no longer has the key that the invitation was made under.
    """
    own = select(Participation.invitation_id).where(Participation.invitation_id == invitation.id)
    session.execute(own.with_for_update())
    delete_draft(session.connection(), invitation.id)
    version = invitation.version + 1

    def hashed(purpose: Purpose) -> bytes:
        key_id = invitation.key_id
        return hash_of(credential(purpose, invitation.id, version, keyring=keyring, key_id=key_id))

    invitation.token_hash, invitation.code_hash = hashed(Purpose.LINK), hashed(Purpose.CODE)
    invitation.version = version
