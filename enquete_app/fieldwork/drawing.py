"""The draw: from the register to a frozen frame, a sample, and planned invitations."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from enquete_app.fieldwork.calendar import start_of_day
from enquete_app.fieldwork.inviting import invite
from enquete_app.fieldwork.models import (
    Contact,
    Draw,
    Invitation,
    Message,
    MessageKind,
    Survey,
    Wave,
    WaveState,
)
from enquete_app.fieldwork.opting_out import hashes_opted_out
from enquete_app.fieldwork.outbox import may_still_go
from enquete_app.fieldwork.planning import plan_invitations
from enquete_app.fieldwork.texts.editions import number_in_force
from enquete_app.fieldwork.transitions import UNFINISHED
from enquete_app.register.contact import contact_of, normalised_email
from enquete_app.register.models import Complaint
from enquete_app.sampling import (
    STANDARD_STRATA,
    Allocation,
    Case,
    Design,
    Rules,
    count_exclusions,
    extra_columns,
    frame_bytes,
    judge,
    parse_frame,
    sha256_hex,
)
from enquete_app.sampling import Contact as ContactState
from enquete_app.sampling import draw as draw_sample

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sqlalchemy.orm import Session

    from enquete_app.keys import Keyring
    from enquete_app.sampling import Judged

EXTRA_COLUMNS = ("subject", "department", "channel", "language")
"""Those that a frame holds only if its strata are made by them."""
SALT_BYTES = 32


class DrawError(Exception):
    """A draw cannot be made as asked; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is asked of a draw.

    Args:
        as_of: the day of the draw.
        size: how many to draw; none for everyone.
        kinds: the kinds of complaint; none for the survey's own.
        min_age_days: how many days a complaint must be closed; none for the survey's own.
        by: the register columns that make the strata, by our names.
        allocation: how the size is spread over the strata.
        min_per_stratum: how many at least from each stratum.
        seed: 32 bytes that decide the draw; none to have them made.
    """

    as_of: date
    size: int | None = None
    kinds: tuple[str, ...] | None = None
    min_age_days: int | None = None
    by: tuple[str, ...] = ()
    allocation: Allocation = Allocation.PROPORTIONAL
    min_per_stratum: int = 0
    seed: bytes | None = None


def find_survey(session: Session, slug: str) -> Survey:
    """Find a survey by its short name.

    Raises:
        DrawError: if there is none.
    """
    survey = session.scalar(select(Survey).where(Survey.slug == slug))
    if survey is None:
        known = ", ".join(session.scalars(select(Survey.slug).order_by(Survey.slug)))
        raise DrawError(f"There is no survey {slug!r}. There is: {known}.")
    return survey


def make_draw(session: Session, survey: Survey, order: Order, keyring: Keyring) -> Draw:
    """Judge the register, freeze the frame, draw, and plan the invitations of a new wave.

    Args:
        session: a session that may write.
        survey: for which survey.
        order: what is asked.
        keyring: the server's keys.

    Returns:
        The draw, with its wave.

    Raises:
        DrawError: if the survey has a draw of that day already, a column is unknown, or nobody is eligible.
        InfeasibleDesign: if the size cannot be spread as asked.
    """
    _refuse_second(session, survey, order)
    salt = secrets.token_bytes(SALT_BYTES)
    extra = extra_columns(order.by)
    rules = _rules(survey, order)
    judged = judge(_cases(session, extra, order.as_of, salt=salt, keyring=keyring), rules)
    frame = frame_bytes(judged, order.by)
    draw = _frozen(survey, order, rules, frame, judged)
    draw.person_salt = salt
    draw.wave.text_edition_number = number_in_force(session, survey)
    drawn = draw_sample(parse_frame(frame, extra), seed=draw.seed, design=_design(order))
    if not drawn.selected:
        raise DrawError("Nobody is eligible, so there is nothing to draw.")
    draw.strata = [
        {"key": list(stratum.key), "population": stratum.population, "selected": stratum.selected}
        for stratum in drawn.strata
    ]
    draw.selected = len(drawn.selected)
    draw.selection_sha256 = drawn.selection_sha256
    session.add(draw)
    session.flush()
    ids = invite(session, draw, drawn, keyring)
    plan_invitations(session, ids, start_of_day(order.as_of))
    return draw


def _refuse_second(session: Session, survey: Survey, order: Order) -> None:
    # Two draws at the same moment: the first locks the survey, the second waits and finds the first.
    session.refresh(survey, with_for_update=True)
    if unknown := [name for name in order.by if name not in (*STANDARD_STRATA, *EXTRA_COLUMNS)]:
        raise DrawError(f"Strata cannot be made by {unknown[0]!r}.")
    earlier = select(Draw.wave_id).where(Draw.survey_id == survey.id, Draw.as_of == order.as_of)
    if (wave_id := session.scalar(earlier)) is not None:
        raise DrawError(
            f"{survey.slug} has a draw of {order.as_of} already: wave {wave_id}. "
            "There can be no second one for the same day."
        )


def _rules(survey: Survey, order: Order) -> Rules:
    return Rules(
        as_of=order.as_of,
        kinds=frozenset(order.kinds or survey.kinds),
        months=survey.window_months,
        min_age_days=survey.min_age_days if order.min_age_days is None else order.min_age_days,
        cool_down_days=survey.cool_down_days,
        letters=survey.letters,
    )


def _design(order: Order) -> Design:
    return Design(
        by=order.by,
        size=order.size,
        allocation=order.allocation,
        min_per_stratum=order.min_per_stratum,
    )


def _frozen(survey: Survey, order: Order, rules: Rules, frame: bytes, judged: tuple[Judged, ...]) -> Draw:
    """Write down everything that decides the draw before it is made."""
    seed = order.seed or secrets.token_bytes(SALT_BYTES)
    return Draw(
        survey_id=survey.id,
        wave=Wave(
            survey=survey,
            questionnaire_id=survey.questionnaire_id,
            questionnaire_version=survey.questionnaire_version,
            state=WaveState.OPEN,
            salt=secrets.token_bytes(SALT_BYTES),
        ),
        as_of=order.as_of,
        frame=frame,
        frame_sha256=sha256_hex(frame),
        seed=seed,
        seed_supplied=order.seed is not None,
        seed_sha256=sha256_hex(seed),
        design={
            "by": list(order.by),
            "size": order.size,
            "allocation": str(order.allocation),
            "min_per_stratum": order.min_per_stratum,
            "kinds": sorted(rules.kinds),
            "months": rules.months,
            "min_age_days": rules.min_age_days,
            "cool_down_days": rules.cool_down_days,
            "letters": rules.letters,
        },
        excluded={str(reason): count for reason, count in count_exclusions(judged, rules).items()},
        eligible=sum(each.reason is None for each in judged),
    )


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
