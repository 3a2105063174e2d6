"""Noting in the audit log what the signed-in account does."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from enquete_app.audit import record
from enquete_app.team.access import signed_in
from enquete_app.web.transaction import session

if TYPE_CHECKING:
    from enquete_app.audit import Act


def note(act: Act, about: str = "", **facts: str | int | bool | None) -> None:
    """Note an act of whoever is signed in, in the transaction of the request.

    Args:
        act: what was done.
        about: to what.
        facts: more about it; see `audit.record` for what must not be in it.
    """
    account = signed_in()
    record(session(), account.email if account else "–", act, about, facts, at=datetime.now(UTC))
