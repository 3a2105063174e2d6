"""Looking things up in the register."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from sqlalchemy import String, column, func, select, values

from enquete_app.register.models import Complaint

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy import Select, Subquery
    from sqlalchemy.orm import Session

CHUNK = 500
MOST_KINDS = 50
"""More are no kinds but a column that was taken for another."""


def all_complaints() -> Select[tuple[Complaint]]:
    """The whole register, for a list."""
    return select(Complaint)


def find_complaint(session: Session, complaint_id: int) -> Complaint | None:
    """Find a complaint."""
    return session.get(Complaint, complaint_id)


def closed_among(session: Session, case_numbers: Collection[str]) -> set[str]:
    """Which of some cases the register holds as closed."""
    found: set[str] = set()
    numbers = iter(case_numbers)
    while some := list(islice(numbers, CHUNK)):
        held = select(Complaint.case_number).where(
            Complaint.case_number.in_(some), Complaint.closed.is_not(None)
        )
        found.update(session.scalars(held))
    return found


def kinds_known(session: Session, *, most: int | None = MOST_KINDS) -> Sequence[str]:
    """The kinds that the register holds, in order; jumps from one to the next, however many rows it has.

    Args:
        session: to read with.
        most: how many are given at most; none for all of them.
    """
    kinds = select(func.min(Complaint.kind).label("kind")).cte("kinds", recursive=True)
    following = select(func.min(Complaint.kind)).where(Complaint.kind > kinds.c.kind).scalar_subquery()
    kinds = kinds.union_all(select(following).where(kinds.c.kind.is_not(None)))
    found = select(kinds.c.kind).where(kinds.c.kind.is_not(None)).limit(most)
    return session.scalars(found).all()


def subjects_known(approved: Collection[str] = ()) -> Subquery:
    """The subjects that the register holds, or that were approved, each with its `number` of complaints.

    An index names the subjects one by one, since counting all complaints to find them takes a while where
    there are very many. How many are about a subject is counted only for those that are looked at.
    """
    first = select(func.min(Complaint.subject).label("subject")).where(Complaint.subject > "")
    held = first.cte("held", recursive=True)
    following = select(func.min(Complaint.subject)).where(Complaint.subject > held.c.subject)
    held = held.union_all(select(following.scalar_subquery()).where(held.c.subject.is_not(None)))
    names = select(held.c.subject).where(held.c.subject.is_not(None))
    if approved:
        each = values(column("subject", String), name="approved").data([(name,) for name in approved])
        named = names.union(select(each.cte().c.subject)).subquery("subjects")
    else:
        named = names.subquery("subjects")
    number = select(func.count()).where(Complaint.subject == named.c.subject).scalar_subquery()
    return select(named.c.subject, number.label("number")).subquery("counted")
