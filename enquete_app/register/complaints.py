"""Looking things up in the register."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from enquete_app.register.models import Complaint

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

MOST_KINDS = 50
"""More are no kinds but a column that was taken for another."""
MOST_SUBJECTS = 500


def all_complaints() -> Select[tuple[Complaint]]:
    """The whole register, for a list."""
    return select(Complaint)


def find_complaint(session: Session, complaint_id: int) -> Complaint | None:
    """Find a complaint."""
    return session.get(Complaint, complaint_id)


def kinds_known(session: Session) -> Sequence[str]:
    """The kinds that the register holds, in order; jumps from one to the next, however many rows it has."""
    kinds = select(func.min(Complaint.kind).label("kind")).cte("kinds", recursive=True)
    following = select(func.min(Complaint.kind)).where(Complaint.kind > kinds.c.kind).scalar_subquery()
    kinds = kinds.union_all(select(following).where(kinds.c.kind.is_not(None)))
    found = select(kinds.c.kind).where(kinds.c.kind.is_not(None)).limit(MOST_KINDS)
    return session.scalars(found).all()


def subjects_known(session: Session) -> Sequence[tuple[str, int]]:
    """The subjects that the register holds, and how many complaints are about each; the most first."""
    count = func.count()
    found = session.execute(
        select(Complaint.subject, count)
        .where(Complaint.subject != "")
        .group_by(Complaint.subject)
        .order_by(count.desc(), Complaint.subject)
        .limit(MOST_SUBJECTS)
    )
    return [(subject, number) for subject, number in found]
