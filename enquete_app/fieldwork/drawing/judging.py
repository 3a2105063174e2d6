"""Judging the register: what verdict each complaint would get in a draw. It only reads, so a page may ask."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import select, true, union

from enquete_app.fieldwork.answering.opting_out import opted_out_since_moving
from enquete_app.fieldwork.drawing.chances import earlier_draws
from enquete_app.fieldwork.messages.due import LATEST_FIRST_MAIL, may_still_go
from enquete_app.fieldwork.messages.transitions import UNFINISHED
from enquete_app.fieldwork.models import (
    Contact,
    Draw,
    Invitation,
    Message,
    MessageKind,
    Wave,
    WaveState,
)
from enquete_app.register.contact import contact_of, normalised_email
from enquete_app.register.models import Complaint
from enquete_app.sampling import NO_EXTRA, Case, extra_columns, judge
from enquete_app.sampling import Contact as ContactState

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from enquete_app.fieldwork.drawing.chances import Earlier
    from enquete_app.fieldwork.drawing.ordering import Order
    from enquete_app.fieldwork.models import Survey
    from enquete_app.keys import Keyring
    from enquete_app.sampling import Judged

_COLUMNS = tuple(column for column in Complaint.__table__.c if column.name != "id")
"""Rows of these take a fraction of the time of mapped objects."""


def judge_register(  # noqa: PLR0913 - the last is for a wave with draws already
    session: Session,
    survey: Survey,
    order: Order,
    *,
    salt: bytes,
    keyring: Keyring,
    wave_id: int | None = None,
) -> tuple[Judged, ...]:
    """Pass the whole register through the gates of a draw.

    Args:
        session: any session.
        survey: for which survey.
        order: what is asked of the draw.
        salt: of the wave, for the person keys; they tell who is the same person within one frame only.
        keyring: the server's keys.
        wave_id: the wave into which a rolling draw goes; none for a new one.

    Returns:
        Every complaint with its verdict, sorted by case number.
    """
    cases: Iterable[Case] = cases_of(session, order, true(), salt=salt, keyring=keyring)
    if order.rolling:
        cases = after_earlier(cases, earlier_draws(session, survey.id, wave_id, keyring), survey.id, keyring)
    return judge(cases, order.rules(survey))


def after_earlier(
    cases: Iterable[Case], earlier: Earlier, survey_id: int, keyring: Keyring
) -> Iterator[Case]:
    """Tell of each case whether it had its chance, and whether the wave has one of the person already."""
    for case in cases:
        had_chance = keyring.case_hash(survey_id, case.case_number) in earlier.cases
        yield replace(case, in_earlier_frame=had_chance, person_in_wave=case.person in earlier.persons)


def cases_of(
    session: Session, order: Order, where: ColumnElement[bool], *, salt: bytes | None, keyring: Keyring
) -> Iterator[Case]:
    """Read complaints as far as sampling needs them.

    Args:
        session: any session.
        order: what is asked of the draw.
        where: which complaints.
        salt: for the person keys; none to have the contact data itself in their place, where nothing is kept.
        keyring: the server's keys.
    """
    extra, as_of = extra_columns(order.by), order.as_of
    known = session.execute(select(Contact.hash, Contact.last_delivered_on, Contact.opted_out)).all()
    delivered: dict[bytes | None, date | None] = {each.hash: each.last_delivered_on for each in known}
    awaiting = _awaiting_a_mail(session, as_of)
    opted_out = {each.hash for each in known if each.opted_out} | opted_out_since_moving(session, keyring)
    # Of words that all rows share one is kept of each: a register may be large.
    words: dict[str, str] = {}
    any_known = bool(delivered or awaiting or opted_out)
    for row in session.execute(select(*_COLUMNS).where(where).execution_options(yield_per=1000)):
        email = normalised_email(row.email)
        identity = email or contact_of(row)
        hashed = keyring.contact_hash(identity) if identity and any_known else None
        yield Case(
            case_number=row.case_number,
            kind=words.setdefault(row.kind, row.kind),
            received=row.received,
            closed=row.closed,
            handling=words.setdefault(row.handling, row.handling),
            judgement=words.setdefault(row.judgement, row.judgement),
            domain=words.setdefault(row.domain, row.domain),
            extra={name: words.setdefault(value := getattr(row, name), value) for name in extra} or NO_EXTRA,
            person=_person_key(salt, identity) if identity else "",
            contact=_contact_state(row.email, email),
            has_address=identity is not None and not email,
            withheld=row.withheld or "",
            opted_out=hashed in opted_out,
            last_delivered=as_of if hashed in awaiting else delivered.get(hashed),
            in_earlier_frame=False,
        )


def _awaiting_a_mail(session: Session, as_of: date) -> set[bytes | None]:
    """Who was drawn before and is going to be mailed: as good as mailed, or they would be mailed twice."""
    drawn = (
        select(Invitation.contact_hash)
        .join(Wave, Wave.id == Invitation.wave_id)
        .join(Draw, Draw.id == Invitation.draw_id)
        .where(Wave.state == WaveState.OPEN, Invitation.contact_hash.is_not(None))
    )
    planned = drawn.join(Message, Message.invitation_id == Invitation.id).where(
        Message.kind == MessageKind.INVITATION, Message.state.in_(UNFINISHED), may_still_go(as_of)
    )
    unconfirmed = drawn.where(Draw.awaits_confirmation, Draw.as_of >= as_of - LATEST_FIRST_MAIL)
    return set(session.scalars(union(planned, unconfirmed)))


def _person_key(salt: bytes | None, identity: str) -> str:
    if salt is None:
        return identity
    return hashlib.sha256(salt + identity.encode()).hexdigest()[:16]


def _contact_state(registered: str, email: str | None) -> ContactState:
    if not registered:
        return ContactState.MISSING
    return ContactState.USABLE if email else ContactState.INVALID
