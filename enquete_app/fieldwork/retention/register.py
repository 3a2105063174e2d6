"""Retention of the register: contact data and complaints that no draw can take any more, and cool-downs.

From which day on a complaint cannot be drawn follows from its closing and the longest window. Its term runs
from the day on which that was seen, so that an old register that is imported for a trial is not emptied at
once. What an import brings back after that goes with the next run.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import delete, exists, func, insert, literal, or_, select, update

from enquete_app.db import lock_out_writers
from enquete_app.fieldwork.calendar import local_day
from enquete_app.fieldwork.models import Contact, Invitation, Survey
from enquete_app.fieldwork.retention.erasing import record_erasure, terms_of
from enquete_app.fieldwork.retention.models import ComplaintLeaving, Erasure
from enquete_app.fieldwork.retention.terms import Erasable, Terms, contact_data_day, last_closing
from enquete_app.register.models import CONTACT_DATA, HAS_CONTACT_DATA, Complaint
from enquete_app.sampling.window import MONTHS, window_first_day

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.orm import Session

BATCH = 1000
_INVITED = exists().where(Invitation.complaint_id == Complaint.id)
"""In a wave that is open, or has not been closed for as long as the term."""
_SEEN = exists().where(ComplaintLeaving.complaint_id == Complaint.id)


class Stock(NamedTuple):
    """Of how much there are contact data in the register, and when they go.

    Args:
        with_contact_data: of how many complaints.
        leaving: how many of these no draw can take any more, and are in no wave that needs them.
        first_day: the first day on which contact data of some of these go.
    """

    with_contact_data: int
    leaving: int
    first_day: date | None


def has_to_notice(session: Session, today: date) -> bool:
    """Whether complaints have left the window of all draws, or are back, without being noticed."""
    gone = _gone(session, today)
    return any(
        session.scalar(statement.limit(1)) is not None
        for statement in (select(Complaint.id).where(gone, ~_SEEN), _back(gone))
    )


def notice_leaving(session: Session, today: date) -> None:
    """Write down of each complaint when it was first seen that no draw can take it any more."""
    lock_out_writers(session, ComplaintLeaving)
    gone = _gone(session, today)
    back = _back(gone)
    session.execute(delete(ComplaintLeaving).where(ComplaintLeaving.complaint_id.in_(back)))
    leaving = select(Complaint.id, literal(today)).where(gone, ~_SEEN)
    session.execute(insert(ComplaintLeaving).from_select(["complaint_id", "seen_on"], leaving))


def register_due(session: Session, today: date) -> list[Erasable]:
    """What is due in the register and among the cool-downs."""
    due_ones = _due(session, today, _cool_downs_begin(session, today))
    return [what for what, due in due_ones.items() if session.scalar(due.limit(1)) is not None]


def erase_in_register(session: Session, what: Erasable, *, now: datetime) -> int:
    """Erase a batch of what is due.

    Args:
        session: a session that may write.
        what: one of those that `register_due` names.
        now: the moment that decides what is due.

    Returns:
        How many there were; after zero there is nothing left to do.
    """
    lock_out_writers(session, Erasure)
    today = local_day(now)
    # Asked once, so that what is recorded is what was erased though somebody changes a cool-down meanwhile.
    first = _cool_downs_begin(session, today)
    due = _due(session, today, first)[what]
    keys = list(session.scalars(due.order_by(*due.selected_columns).limit(BATCH)))
    if not keys:
        return 0
    if what is Erasable.CONTACT_DATA:
        session.execute(
            update(Complaint).where(Complaint.id.in_(keys)).values(dict.fromkeys(CONTACT_DATA, ""))
        )
    elif what is Erasable.COMPLAINTS:
        session.execute(delete(Complaint).where(Complaint.id.in_(keys)))
        session.execute(delete(ComplaintLeaving).where(ComplaintLeaving.complaint_id.in_(keys)))
    else:
        session.execute(delete(Contact).where(Contact.hash.in_(keys), ~Contact.opted_out))
    known = first if what is Erasable.COOL_DOWNS else None
    record_erasure(session, what, len(keys), now=now, known_since=known)
    return len(keys)


def stock_of(session: Session, terms: Terms, today: date) -> Stock:
    """Count of how many complaints there are contact data, and tell when some of these go next."""
    with_contact_data = select(func.count()).select_from(Complaint).where(HAS_CONTACT_DATA)
    counts = (
        select(with_contact_data.scalar_subquery(), func.count(), func.min(ComplaintLeaving.seen_on))
        .join_from(Complaint, ComplaintLeaving, ComplaintLeaving.complaint_id == Complaint.id)
        # Whoever is leaving was closed before that; few of those have contact data, and an index names them.
        .where(HAS_CONTACT_DATA, Complaint.closed < window_first_day(today, MONTHS), ~_INVITED)
    )
    number, leaving, seen_on = session.execute(counts).one()
    return Stock(number, leaving, contact_data_day(seen_on, terms) if seen_on else None)


def known_since(session: Session, today: date) -> date | None:
    """Tell from which day on it is known who was contacted; none if nothing of that was erased yet.

    Only a cool-down that reaches no further back finds everybody it should. It counts which was the longest
    when contacts were erased, whatever it is by now.
    """
    unrecorded = func.max(Erasure.erased_on).filter(Erasure.known_since.is_(None))
    days = select(func.max(Erasure.known_since), unrecorded).where(Erasure.what == Erasable.COOL_DOWNS)
    recorded, erased_on = session.execute(days).one()
    kept_since = _kept_since(session, today, erased_on) if erased_on else None
    return max(filter(None, (recorded, kept_since)), default=None)


def _kept_since(session: Session, today: date, erased_on: date) -> date:
    """The same after an erasure by an earlier release, which recorded no day: read as carefully as can be.

    Of nobody contacted before the oldest that is left anything is known; of whom was contacted after the
    erasure it took nothing.
    """
    longest = _cool_downs_begin(session, today)
    if erased_on <= longest:
        return longest
    oldest = session.scalar(select(func.min(Contact.last_delivered_on)).where(~Contact.opted_out))
    return max(longest, min(erased_on, oldest or erased_on))


def _cool_downs_begin(session: Session, today: date) -> date:
    """The first day of the longest cool-down that any survey has."""
    longest = session.scalar(select(func.max(Survey.cool_down_days))) or 0
    return today - timedelta(days=longest)


def _gone(session: Session, today: date) -> ColumnElement[bool]:
    """The condition that a complaint was closed too long ago for every survey."""
    longest = session.scalar(select(func.max(Survey.window_months))) or 0
    return Complaint.closed < window_first_day(today, max(longest, MONTHS))


def _back(gone: ColumnElement[bool]) -> Select[int]:
    """Those noticed that have been reopened meanwhile, or closed anew, or are not there any more."""
    still = exists().where(Complaint.id == ComplaintLeaving.complaint_id, gone)
    return select(ComplaintLeaving.complaint_id).where(~still)


def _due(session: Session, today: date, first: date) -> dict[Erasable, Select[int] | Select[bytes]]:
    """What is due, where `first` is the first day of the longest cool-down."""
    terms = terms_of(session)
    over = or_(Contact.last_delivered_on.is_(None), Contact.last_delivered_on < first)
    left = _left(session, terms, today)
    return {
        Erasable.CONTACT_DATA: left.where(HAS_CONTACT_DATA),
        Erasable.COMPLAINTS: left.where(Complaint.closed < last_closing(today, terms)),
        Erasable.COOL_DOWNS: select(Contact.hash).where(~Contact.opted_out, over),
    }


def _left(session: Session, terms: Terms, today: date) -> Select[int]:
    """The complaints that no draw can take, that no wave needs, and whose term is over."""
    term = timedelta(days=terms.contact_days)
    return (
        select(Complaint.id)
        .join(ComplaintLeaving, ComplaintLeaving.complaint_id == Complaint.id)
        .where(_gone(session, today), ~_INVITED, ComplaintLeaving.seen_on <= today - term)
    )
