"""Which invitations this browser may answer: kept in its session, by handle.

Beside the invitation stands the version of its credentials, so that what was opened with an old link ends
with it, and how staff came by the answers where they enter them for somebody.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from flask import session as cookie

from enquete_app.fieldwork.answering import credentials
from enquete_app.fieldwork.answering.entering import Entry
from enquete_app.web.transaction import keyring

if TYPE_CHECKING:
    from enquete_app.fieldwork.answering.visiting import Visit

INVITATIONS = "invitations"
MOST_INVITATIONS = 20
"""In one browser's session: what is known of them must fit into a cookie of 4 kB."""


class Known(NamedTuple):
    """What this browser knows of an invitation.

    Args:
        invitation_id: which one.
        version: of the credentials that opened it.
        entry: how staff came by the answers; none where people answer themselves.
    """

    invitation_id: UUID
    version: int
    entry: Entry | None


def remember(visit: Visit, entry: Entry | None = None) -> str:
    """Let this browser answer the invitation until its credentials are renewed; returns its handle."""
    handle = credentials.handle(visit.invitation_id, keyring())
    # Those opened longest ago come first.
    others = [pair for pair in cookie.get(INVITATIONS, {}).items() if pair[0] != handle]
    kept = visit.invitation_id.hex
    if visit.version > 1 or entry:
        # What is usual takes no room.
        kept = f"{kept}.{visit.version}.{entry or ''}"
    cookie[INVITATIONS] = dict([*others[1 - MOST_INVITATIONS :], (handle, kept)])
    return handle


def known_under(handle: str) -> Known | None:
    """What this browser knows under a handle."""
    kept = cookie.get(INVITATIONS, {}).get(handle)
    if not kept:
        return None
    invitation, _, rest = kept.partition(".")
    version, _, entry = rest.partition(".")
    return Known(UUID(invitation), int(version or 1), Entry(entry) if entry else None)


def forget(handle: str) -> None:
    """Let this browser no longer know an invitation."""
    others = {name: kept for name, kept in cookie.get(INVITATIONS, {}).items() if name != handle}
    cookie[INVITATIONS] = others
