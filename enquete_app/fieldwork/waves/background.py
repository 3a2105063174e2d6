"""What is known of those whom a wave could have asked and did ask, in numbers that outlive its frames.

A report sets respondents beside sample and population, and tells how long people waited for the invitation.
Frames, messages and which complaint an invitation was about go by their terms, and a wave may be opened long
after it closed. So both are counted when it closes. Nothing here depends on who answered.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, mapped_column

from enquete_app.db import Base
from enquete_app.fieldwork.calendar import local_day
from enquete_app.fieldwork.models import Draw, Invitation, Message, MessageKind
from enquete_app.register.models import Complaint
from enquete_app.sampling import eligible_facts, frame_value

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy.orm import Session

    from enquete_app.fieldwork.models import Wave

FACTS = ("handling", "judgement", "domain")
"""What a frame knows of everybody, and the answers as well."""

Facts = tuple[str, ...]
_Closed = dict[int, dict[str, str]]


class KeptBackground(Base):
    """The numbers of a wave that has closed; none of a wave that an earlier release closed."""

    __tablename__ = "wave_background"

    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"), primary_key=True, autoincrement=False)
    body: Mapped[dict[str, Any]]
    """As `Background.to_json` gives it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Background:
    """Population and sample of a wave, and its first mails and letters.

    Args:
        population: eligible people per combination of `FACTS`.
        sample: those drawn.
        days: invited people per number of days from closing to the first mail or letter.
        days_unknown: invited people of whom that is not known.
        first_mail_on: the day of the first of these; none if nothing left.
        last_mail_on: the day of the last.
    """

    population: Mapping[Facts, int]
    sample: Mapping[Facts, int]
    days: Mapping[int, int]
    days_unknown: int = 0
    first_mail_on: date | None = None
    last_mail_on: date | None = None

    def to_json(self) -> dict[str, Any]:
        """Give it as the wave keeps it."""
        keys = sorted({*self.population, *self.sample})
        return {
            "people": [[*key, self.population.get(key, 0), self.sample.get(key, 0)] for key in keys],
            "days": {str(days): count for days, count in sorted(self.days.items())},
            "days_unknown": self.days_unknown,
            "first_mail_on": self.first_mail_on.isoformat() if self.first_mail_on else None,
            "last_mail_on": self.last_mail_on.isoformat() if self.last_mail_on else None,
        }

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> Background:
        """Undo `to_json`."""
        first, last = body["first_mail_on"], body["last_mail_on"]
        return cls(
            population={tuple(row[:-2]): row[-2] for row in body["people"] if row[-2]},
            sample={tuple(row[:-2]): row[-1] for row in body["people"] if row[-1]},
            days={int(days): count for days, count in body["days"].items()},
            days_unknown=body["days_unknown"],
            first_mail_on=date.fromisoformat(first) if first else None,
            last_mail_on=date.fromisoformat(last) if last else None,
        )


def background_of(session: Session, wave: Wave) -> Background | None:
    """What a wave kept when it closed or, of one that an earlier release closed, what can still be counted.

    Returns:
        None if nothing was kept and a frame is gone, or is not the one that was drawn from.
    """
    kept = session.get(KeptBackground, wave.id)
    return Background.from_json(kept.body) if kept else _counted(session, wave)


def keep_background(session: Session, wave: Wave) -> None:
    """Count while all is there, and keep the numbers."""
    background = _counted(session, wave)
    if background is not None:
        session.add(KeptBackground(wave_id=wave.id, body=background.to_json()))


def _counted(session: Session, wave: Wave) -> Background | None:
    mails = _first_mails(session, wave.id)
    wanted = {(draw_id, case) for draw_id, case, _ in mails}
    population: Counter[Facts] = Counter()
    closed: _Closed = {}
    drawn = select(Draw.id, Draw.eligible).where(Draw.wave_id == wave.id).order_by(Draw.id)
    for draw_id, eligible in session.execute(drawn).all():
        # One at a time: a wave of many draws has as many copies of the register.
        frame = session.scalar(select(Draw.frame).where(Draw.id == draw_id))
        if not frame:
            return None
        counted = 0
        for case, closed_on, facts in eligible_facts(frame):
            population[facts] += 1
            counted += 1
            if (draw_id, case) in wanted:
                closed.setdefault(draw_id, {})[case] = closed_on
        if counted != eligible:
            return None
    days, unknown = _days(mails, closed)
    sent_on = [day for _, _, day in mails]
    return Background(
        population=population,
        sample=_sample(session, wave.id),
        days=days,
        days_unknown=unknown,
        first_mail_on=min(sent_on, default=None),
        last_mail_on=max(sent_on, default=None),
    )


def pooled(backgrounds: Iterable[Background]) -> Background:
    """Add up waves that were opened together; the days of mailing span all."""
    population: Counter[Facts] = Counter()
    sample: Counter[Facts] = Counter()
    days: Counter[int] = Counter()
    unknown, mailed = 0, []
    for each in backgrounds:
        population.update(each.population)
        sample.update(each.sample)
        days.update(each.days)
        unknown += each.days_unknown
        mailed += [day for day in (each.first_mail_on, each.last_mail_on) if day]
    return Background(
        population=population,
        sample=sample,
        days=days,
        days_unknown=unknown,
        first_mail_on=min(mailed, default=None),
        last_mail_on=max(mailed, default=None),
    )


def _first_mails(session: Session, wave_id: int) -> list[tuple[int, str | None, date]]:
    """Of everybody invited the draw, the case, and the day of the first mail or letter."""
    statement = (
        select(Invitation.draw_id, Complaint.case_number, Message.first_attempt_at)
        .join(Message, Message.invitation_id == Invitation.id)
        .outerjoin(Complaint, Complaint.id == Invitation.complaint_id)
        .where(Invitation.wave_id == wave_id, Message.kind == MessageKind.INVITATION, Message.attempts > 0)
    )
    return [
        (draw_id, case, local_day(moment)) for draw_id, case, moment in session.execute(statement) if moment
    ]


def _days(mails: Iterable[tuple[int, str | None, date]], closed: _Closed) -> tuple[Counter[int], int]:
    days: Counter[int] = Counter()
    unknown = 0
    for draw_id, case, day in mails:
        closed_on = closed.get(draw_id, {}).get(case or "")
        if closed_on:
            days[(day - date.fromisoformat(closed_on)).days] += 1
        else:
            unknown += 1
    return days, unknown


def _sample(session: Session, wave_id: int) -> Counter[Facts]:
    columns = [getattr(Invitation, fact) for fact in FACTS]
    sample: Counter[Facts] = Counter()
    for facts in session.execute(select(*columns).where(Invitation.wave_id == wave_id)):
        sample[tuple(frame_value(value) for value in facts)] += 1
    return sample
