"""Judging the register: what verdict each complaint would get in a draw. It only reads, so a page may ask."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import select

from enquete_app.fieldwork.chances import earlier_draws
from enquete_app.fieldwork.models import (
    Contact,
    Draw,
    Invitation,
    Message,
    MessageKind,
    Wave,
    WaveState,
)
from enquete_app.fieldwork.opting_out import hashes_opted_out
from enquete_app.fieldwork.outbox import may_still_go
from enquete_app.fieldwork.transitions import UNFINISHED
from enquete_app.register.contact import contact_of, normalised_email
from enquete_app.register.models import Complaint
from enquete_app.sampling import Case, extra_columns, judge
from enquete_app.sampling import Contact as ContactState

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from sqlalchemy.orm import Session

    from enquete_app.fieldwork.chances import Earlier
    from enquete_app.fieldwork.models import Survey
    from enquete_app.fieldwork.ordering import Order
    from enquete_app.keys import Keyring
    from enquete_app.sampling import Judged


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
    cases: Iterable[Case] = _cases(session, extra_columns(order.by), order.as_of, salt=salt, keyring=keyring)
    if order.rolling:
        cases = _after(cases, earlier_draws(session, survey.id, wave_id, keyring), survey.id, keyring)
    return judge(cases, order.rules(survey))


def _after(cases: Iterable[Case], earlier: Earlier, survey_id: int, keyring: Keyring) -> Iterator[Case]:
    """Tell of each case whether it had its chance, and whether the wave has one of the person already."""
    for case in cases:
        had_chance = keyring.case_hash(survey_id, case.case_number) in earlier.cases
        yield replace(case, in_earlier_frame=had_chance, person_in_wave=case.person in earlier.persons)


def _cases(
    session: Session, extra: tuple[str, ...], as_of: date, *, salt: bytes, keyring: Keyring
) -> Iterator[Case]:
    contacts = {contact.hash: contact for contact in session.scalars(select(Contact))}
    awaiting, opted_out = _awaiting_a_mail(session, as_of), hashes_opted_out(session, keyring)
    for complaint in session.scalars(select(Complaint).execution_options(yield_per=1000)):
        identity = contact_of(complaint)
        hashed = keyring.contact_hash(identity) if identity else None
        known = contacts.get(hashed) if hashed else None
        delivered = known.last_delivered_on if known else None
        yield Case(
            case_number=complaint.case_number,
            kind=complaint.kind,
            received=complaint.received,
            closed=complaint.closed,
            handling=complaint.handling,
            judgement=complaint.judgement,
            domain=complaint.domain,
            extra={name: getattr(complaint, name) for name in extra},
            person=_person_key(salt, identity) if identity else "",
            contact=_contact_state(complaint),
            has_address=identity is not None and not normalised_email(complaint.email),
            withheld=complaint.withheld is not None,
            opted_out=hashed in opted_out,
            last_delivered=as_of if hashed in awaiting else delivered,
            in_earlier_frame=False,
        )


def _awaiting_a_mail(session: Session, as_of: date) -> set[bytes | None]:
    """Who was drawn before and is going to be mailed: as good as mailed, or they would be mailed twice."""
    statement = (
        select(Invitation.contact_hash)
        .join(Message, Message.invitation_id == Invitation.id)
        .join(Wave, Wave.id == Invitation.wave_id)
        .join(Draw, Draw.id == Invitation.draw_id)
        .where(Wave.state == WaveState.OPEN, Invitation.contact_hash.is_not(None))
        .where(Message.kind == MessageKind.INVITATION, Message.state.in_(UNFINISHED), may_still_go(as_of))
    )
    return set(session.scalars(statement))


def _person_key(salt: bytes, identity: str) -> str:
    return hashlib.sha256(salt + identity.encode()).hexdigest()[:16]


def _contact_state(complaint: Complaint) -> ContactState:
    if not complaint.email:
        return ContactState.MISSING
    return ContactState.USABLE if normalised_email(complaint.email) else ContactState.INVALID
