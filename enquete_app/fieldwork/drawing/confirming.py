"""Between drawing and mailing: a person confirms text, number and moment, moves it, or calls it all off.

Until a draw is confirmed no message of it is planned and no link of it works, so that nothing can leave
whatever else runs. Until its first mail has left, the moment can be changed and the whole be discarded.
Whoever does one of these locks the draw first and its messages after it, so that two colleagues come one
after the other and no mail leaves meanwhile.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, or_, select, update

from enquete_app.fieldwork.calendar import local_day, next_working_morning
from enquete_app.fieldwork.drawing.draws import freeze_and_draw
from enquete_app.fieldwork.letters.models import LetterBatch
from enquete_app.fieldwork.messages.due import LATEST_FIRST_MAIL
from enquete_app.fieldwork.messages.planning import plan_draw
from enquete_app.fieldwork.models import (
    DailyCount,
    Draw,
    Invitation,
    Message,
    MessageState,
    Mode,
    Participation,
    Wave,
    WaveState,
)
from enquete_app.fieldwork.texts.editions import newest_edition, number_of, use_newest

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from enquete_app.fieldwork.drawing.ordering import Order
    from enquete_app.fieldwork.models import Survey, TextEdition
    from enquete_app.keys import Keyring


class Obstacle(StrEnum):
    """Why a draw cannot be confirmed, changed or discarded."""

    GONE = "gone"
    """It has been discarded."""
    CHANGED = "changed"
    """A colleague confirmed it, chose another moment or changed a text since the page was shown."""
    LEFT = "left"
    """The first mail has left or is leaving."""
    PAST = "past"
    """The moment lies in the past."""
    TOO_LATE = "too late"
    """The moment lies more than 14 days after the draw."""
    ARCHIVED = "archived"
    """Its survey is in the archive and draws no more."""


class ConfirmationError(Exception):
    """Something stands in the way of what was asked.

    Args:
        obstacle: what it is.
        draw: the draw as it now stands; none if it is gone.
    """

    def __init__(self, obstacle: Obstacle, draw: Draw | None = None) -> None:
        super().__init__(f"The draw cannot be confirmed, changed or discarded: {obstacle}.")
        self.obstacle, self.draw = obstacle, draw


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What somebody confirms.

    Args:
        moment: when the mails are to begin to leave.
        seen: the moment that was confirmed when the page was shown; none if none was.
        text: the number of the version of the texts that was shown.
        who: the e-mail address of whoever confirms.
    """

    moment: datetime
    seen: datetime | None
    text: int
    who: str


def draw_to_confirm(session: Session, survey: Survey, order: Order, keyring: Keyring) -> Draw:
    """Draw as `drawing.make_draw` does, but leave it to a person to confirm before anything is planned."""
    draw = freeze_and_draw(session, survey, order, keyring)
    draw.awaits_confirmation = True
    session.flush()
    return draw


def newest_draw(session: Session, wave_id: int) -> Draw | None:
    """The draw of a wave that can be confirmed, moved or discarded: its last."""
    asked = select(Draw).where(Draw.wave_id == wave_id)
    return session.scalars(asked.order_by(Draw.id.desc()).limit(1)).first()


def awaits_confirmation(session: Session, wave: Wave) -> bool:
    """Whether a wave's last draw waits for somebody to confirm it, or to throw it away."""
    draw = newest_draw(session, wave.id)
    return draw is not None and draw.awaits_confirmation


def confirm(session: Session, draw_id: int, choice: Choice, now: datetime) -> bool:
    """Plan the mails of a draw for a moment, or move them to it while none has left.

    Args:
        session: a session that may write.
        draw_id: which draw.
        choice: what is confirmed.
        now: the present moment.

    Returns:
        Whether something changed; not if just this had been confirmed, as by a second press on the button.

    Raises:
        ConfirmationError: if something stands in the way.
    """
    draw = _locked(session, draw_id)
    if draw.mails_at == choice.moment and not draw.awaits_confirmation:
        return False
    if draw.mails_at != choice.seen:
        raise ConfirmationError(Obstacle.CHANGED, draw)
    if obstacle := fault_of(choice.moment, draw, now):
        raise ConfirmationError(obstacle, draw)
    if draw.awaits_confirmation:
        if draw.wave.survey.archived:
            raise ConfirmationError(Obstacle.ARCHIVED, draw)
        if number_of(use_newest(session, draw.wave)) != choice.text:
            raise ConfirmationError(Obstacle.CHANGED, draw)
        plan_draw(session, draw, choice.moment)
        draw.awaits_confirmation = False
    else:
        _refuse_if_left(session, draw)
        session.execute(update(Message).where(_of(draw)).values(due_at=choice.moment))
    draw.mails_at, draw.confirmed_at, draw.confirmed_by = choice.moment, now, choice.who
    return True


def discard(session: Session, draw_id: int) -> Draw:
    """Delete a draw of which no mail has left, with its invitations, and its wave if it has no other draw.

    Args:
        session: a session that may write.
        draw_id: which draw.

    Returns:
        The draw as it was, so that its seed and hashes can be noted in the audit log: nobody can draw again
        and again until they like the outcome, and leave no trace.

    Raises:
        ConfirmationError: if it is gone already, or a mail has left.
    """
    draw = _locked(session, draw_id)
    if not draw.awaits_confirmation:
        _refuse_if_left(session, draw)
    session.execute(delete(Message).where(_of(draw)))
    own = select(Invitation.id).where(Invitation.draw_id == draw.id)
    session.execute(delete(Participation).where(Participation.invitation_id.in_(own)))
    session.execute(delete(Invitation).where(Invitation.draw_id == draw.id))
    is_last = not has_others(session, draw)
    session.execute(delete(Draw).where(Draw.id == draw.id))
    if is_last:
        # Letters that lay ready and were given back began the counting.
        session.execute(delete(DailyCount).where(DailyCount.wave_id == draw.wave_id))
        session.execute(delete(Wave).where(Wave.id == draw.wave_id))
    return draw


def has_others(session: Session, draw: Draw) -> bool:
    """Whether the wave has more draws, which stay when this one is discarded."""
    others = select(Draw.id).where(Draw.wave_id == draw.wave_id, Draw.id != draw.id).limit(1)
    return session.scalar(others) is not None


def fault_of(moment: datetime, draw: Draw, now: datetime) -> Obstacle | None:
    """Why mails of a draw cannot leave at a moment: it is past, or later than 14 days after the draw."""
    if moment < now.replace(second=0, microsecond=0):
        return Obstacle.PAST
    return Obstacle.TOO_LATE if local_day(moment) > last_day(draw) else None


def last_day(draw: Draw) -> date:
    """The last day on which a first mail of a draw may leave."""
    return draw.as_of + LATEST_FIRST_MAIL


def proposed_moment(draw: Draw, now: datetime) -> datetime | None:
    """Nine in the morning of the next working day; none if that is too late for this draw."""
    moment = next_working_morning(now)
    return moment if local_day(moment) <= last_day(draw) else None


def text_of_draw(session: Session, draw: Draw) -> TextEdition | None:
    """The version of the texts that will be mailed: until it is confirmed, the one in force."""
    return newest_edition(session, draw.wave.survey) if draw.awaits_confirmation else draw.wave.text_edition


def has_left(session: Session, draw: Draw) -> bool:
    """Whether a mail of a confirmed draw has left or is leaving, so that no way leads back."""
    return session.scalar(select(Message.id).where(_of(draw), _IS_GOING).limit(1)) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Who would be approached, counted.

    Args:
        by_language: how many mails in each language.
        letters_by_language: how many letters, to those without an e-mail address.
    """

    by_language: dict[str, int]
    letters_by_language: dict[str, int]

    @property
    def mails(self) -> int:
        """How many mails there are."""
        return sum(self.by_language.values())

    @property
    def letters(self) -> int:
        """How many letters there are."""
        return sum(self.letters_by_language.values())


def batch_of(session: Session, draw: Draw) -> Batch:
    """Count the people of a draw by language, as they would be mailed."""
    counted = (
        select(Invitation.mode, Invitation.language, func.count())
        .where(Invitation.draw_id == draw.id)
        .group_by(Invitation.mode, Invitation.language)
    )
    mails: Counter[str] = Counter()
    letters: Counter[str] = Counter()
    for mode, language, count in session.execute(counted):
        (mails if mode is Mode.EMAIL else letters)[language] += count
    by_language, letters_by_language = (dict(sorted(each.items(), reverse=True)) for each in (mails, letters))
    return Batch(by_language=by_language, letters_by_language=letters_by_language)


@dataclass(frozen=True, slots=True)
class Days:
    """What follows from the moment of the first mail.

    Args:
        reminder: the day on which reminders go.
        last: the last day on which links work.
    """

    reminder: date
    last: date


def days_after(draw: Draw, moment: datetime) -> Days:
    """Tell when reminders go and links stop, if the mails leave at a moment."""
    wave, first = draw.wave, local_day(moment)
    return Days(
        reminder=first + timedelta(days=wave.days_to_reminder),
        last=max(first, wave.last_draw_on or first) + timedelta(days=wave.days_open - 1),
    )


def _locked(session: Session, draw_id: int) -> Draw:
    asked = select(Draw).where(Draw.id == draw_id)
    draw = session.scalar(asked.with_for_update(), execution_options={"populate_existing": True})
    if draw is None:
        raise ConfirmationError(Obstacle.GONE)
    if draw.wave.state is not WaveState.OPEN:
        raise ConfirmationError(Obstacle.LEFT, draw)
    return draw


def _refuse_if_left(session: Session, draw: Draw) -> None:
    """Hold all messages, of which none may have been touched; whoever sends skips those that are held."""
    session.execute(select(Message.id).where(_of(draw)).order_by(Message.id).with_for_update()).all()
    # Looked up only now: what the lock waited for may have changed it. Letters that lie ready may be printed.
    batches = select(LetterBatch.id).where(LetterBatch.wave_id == draw.wave_id)
    if has_left(session, draw) or session.scalar(batches.limit(1)) is not None:
        raise ConfirmationError(Obstacle.LEFT, draw)


_IS_GOING = or_(Message.state != MessageState.PLANNED, Message.batch_id.is_not(None))


def _of(draw: Draw) -> ColumnElement[bool]:
    return Message.invitation_id.in_(select(Invitation.id).where(Invitation.draw_id == draw.id))
