"""The tables of the fieldwork.

What happens to somebody after the draw (started, answered) is kept apart in `participation`, whose rows all
go when the wave closes: the invitation's own row is never touched by answering, not even by the lock that a
foreign key takes, so that nothing in it, in its place in the file or in its transaction numbers tells who
answered. For the same reason reminders are planned for everybody, and only those due are held against it.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, and_, false
from sqlalchemy.orm import Mapped, column_property, foreign, mapped_column, relationship

from enquete_app.db import Base, enum_column
from enquete_app.register.models import Complaint


class WaveState(StrEnum):
    """Where a wave stands."""

    OPEN = "open"
    SEALED = "sealed"
    """Closed with too few ballots to open; they wait for the next wave."""
    CLOSED = "closed"


class MessageKind(StrEnum):
    """What a message is for."""

    INVITATION = "invitation"
    REMINDER = "reminder"


class MessageState(StrEnum):
    """Where a message stands; `outbox` holds the transitions."""

    PLANNED = "planned"
    CLAIMED = "claimed"
    SENDING = "sending"
    SENT = "sent"
    RETRY = "retry"
    FAILED = "failed"
    UNCERTAIN = "uncertain"
    DROPPED = "dropped"
    """Not sent on purpose; the reason says why."""


class Mode(StrEnum):
    """How somebody is approached."""

    EMAIL = "e-mail"
    LETTER = "letter"
    PHONE = "phone"


class Survey(Base):
    """What is asked of whom, wave after wave."""

    __tablename__ = "survey"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    questionnaire_id: Mapped[str]
    questionnaire_version: Mapped[str]
    kinds: Mapped[list[str]]
    window_months: Mapped[int]
    min_age_days: Mapped[int]
    cool_down_days: Mapped[int]
    reminder_after_days: Mapped[int]
    closes_after_days: Mapped[int]
    letters: Mapped[bool]
    shown_subjects: Mapped[list[str]]
    """The subjects that respondents may be shown, as approved by the team."""
    name_nl: Mapped[str] = mapped_column(default="", server_default="")
    name_en: Mapped[str] = mapped_column(default="", server_default="")
    archived: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether it draws no more; what was measured stays."""


class TextEdition(Base):
    """A version of a survey's texts. Written once; waves that were drawn with it keep it."""

    __tablename__ = "text_edition"
    __table_args__ = (UniqueConstraint("survey_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"))
    number: Mapped[int]
    """Within the survey, from 1; 0 stands for the built-in texts, which are no row."""
    made_at: Mapped[datetime]
    made_by: Mapped[str]
    """The address of the account, which may be gone by now."""
    note: Mapped[str]
    """What was changed, in the words of whoever did."""
    texts: Mapped[dict[str, Any]]
    """The survey's own texts by kind and language, `subject` and `body`; what lacks is built in."""


class Wave(Base):
    """One measurement: its draws, its fieldwork, its ballot box."""

    __tablename__ = "wave"

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"))
    questionnaire_id: Mapped[str]
    questionnaire_version: Mapped[str]
    state: Mapped[WaveState] = mapped_column(enum_column(WaveState))
    closes_on: Mapped[date | None]
    """The day on which the links stop working; known from the first mail on."""
    salt: Mapped[bytes | None]
    """Goes into the ballots' key; destroyed when they are opened."""
    fieldwork: Mapped[dict[str, Any] | None]
    """The counts, kept when the wave closes."""
    opened_into_id: Mapped[int | None] = mapped_column(ForeignKey("wave.id"))
    """For a wave that was too small: the later wave whose responses its ballots became."""
    traces_left: Mapped[bool] = mapped_column(default=False)
    """Whether what closing deleted may still be readable in the database's files."""
    reminder_after_days: Mapped[int | None]
    closes_after_days: Mapped[int | None]
    """The survey's terms when the wave began, which the wave keeps; none for the survey's of today."""
    period_first: Mapped[date | None]
    """For a wave into which the survey draws by itself: the first day of its month, quarter or half-year."""
    period_last: Mapped[date | None]
    last_draw_on: Mapped[date | None]
    """The last day on which something is to be drawn into it, as planned when it began."""
    text_edition_number: Mapped[int | None]
    """The version of the survey's texts that it keeps; none for the built-in ones. No foreign key, which
    SQLite could not add to a table with rows that others refer to; versions are never deleted."""

    survey: Mapped[Survey] = relationship()
    text_edition: Mapped[TextEdition | None] = relationship(
        primaryjoin=lambda: and_(
            foreign(Wave.text_edition_number) == TextEdition.number, Wave.survey_id == TextEdition.survey_id
        ),
        viewonly=True,
    )
    draws: Mapped[list[Draw]] = relationship(back_populates="wave", order_by="Draw.id")

    @property
    def days_open(self) -> int:
        """How many days after the first mail it closes, or after the last draw's."""
        own = self.closes_after_days
        return self.survey.closes_after_days if own is None else own

    @property
    def days_to_reminder(self) -> int:
        """How many days after their mail people are reminded."""
        own = self.reminder_after_days
        return self.survey.reminder_after_days if own is None else own


class Draw(Base):
    """A draw and everything needed to redo it."""

    __tablename__ = "draw"
    __table_args__ = (UniqueConstraint("survey_id", "as_of"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"))
    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"), index=True)
    as_of: Mapped[date]
    person_salt: Mapped[bytes]
    frame: Mapped[bytes | None] = mapped_column(deferred=True)
    """The frozen frame, read when it is asked for; none once retention has removed the case numbers."""
    frame_sha256: Mapped[str]
    seed: Mapped[bytes]
    seed_supplied: Mapped[bool]
    seed_sha256: Mapped[str]
    design: Mapped[dict[str, Any]]
    """The parameters: kinds, window, gates, strata, size, allocation."""
    excluded: Mapped[dict[str, Any]]
    strata: Mapped[list[dict[str, Any]]]
    eligible: Mapped[int]
    selected: Mapped[int]
    selection_sha256: Mapped[str]
    awaits_confirmation: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether nothing may be mailed before a person has confirmed text, number and moment."""
    confirmed_at: Mapped[datetime | None]
    confirmed_by: Mapped[str | None]
    """The e-mail address of the member of staff; none where a command or a schedule drew."""
    mails_at: Mapped[datetime | None]
    """The moment that was confirmed, at which the mails begin to leave."""

    has_frame: Mapped[bool] = column_property(frame.is_not(None), deferred=True)

    wave: Mapped[Wave] = relationship(back_populates="draws")


class Invitation(Base):
    """Somebody in the sample. Written once, at the draw; see the module's text."""

    __tablename__ = "invitation"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"), index=True)
    draw_id: Mapped[int] = mapped_column(ForeignKey("draw.id"))
    complaint_id: Mapped[int | None] = mapped_column(
        ForeignKey("complaint.id", ondelete="SET NULL"), index=True
    )
    contact_hash: Mapped[bytes | None] = mapped_column(index=True)
    stratum_population: Mapped[int]
    stratum_selected: Mapped[int]
    handling: Mapped[str]
    judgement: Mapped[str]
    domain: Mapped[str]
    language: Mapped[str]
    mode: Mapped[Mode] = mapped_column(enum_column(Mode))
    version: Mapped[int]
    """Of the credentials: a new version makes the old link and code worthless."""
    key_id: Mapped[str]
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    code_hash: Mapped[bytes] = mapped_column(unique=True)
    opt_out_hash: Mapped[bytes] = mapped_column(unique=True)

    complaint: Mapped[Complaint | None] = relationship()
    wave: Mapped[Wave] = relationship()
    participation: Mapped[Participation | None] = relationship(viewonly=True)

    @property
    def inclusion_probability(self) -> float:
        """The chance this case had of being drawn."""
        return self.stratum_selected / self.stratum_population

    @property
    def base_weight(self) -> float:
        """How many of the stratum this case stands for."""
        return self.stratum_population / self.stratum_selected


class Participation(Base):
    """What came of an invitation while the wave is open. All rows of a wave go when it closes."""

    __tablename__ = "participation"

    invitation_id: Mapped[UUID] = mapped_column(ForeignKey("invitation.id"), primary_key=True)
    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"), index=True)
    started: Mapped[bool]
    answered: Mapped[bool]


class Message(Base):
    """A mail in the outbox, or a letter: that is `planned` until staff say that it was posted."""

    __tablename__ = "message"
    __table_args__ = (
        UniqueConstraint("invitation_id", "kind"),
        Index("ix_message_state_due_at", "state", "due_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    invitation_id: Mapped[UUID] = mapped_column(ForeignKey("invitation.id"))
    kind: Mapped[MessageKind] = mapped_column(enum_column(MessageKind))
    state: Mapped[MessageState] = mapped_column(enum_column(MessageState))
    due_at: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    """On the real clock: when whoever claimed it counts as dead."""
    attempts: Mapped[int] = mapped_column(default=0)
    first_attempt_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    reason: Mapped[str | None]
    contact_hash: Mapped[bytes | None]
    """Whom it was mailed to: the register's address may have changed since the draw."""
    by_letter: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether it goes on paper, so that no mail is made of it."""
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("letter_batch.id"), index=True)
    """The letters that it is printed with."""
    soft_bounces: Mapped[int] = mapped_column(default=0, server_default="0")
    """How often a first mail was reported as not delivered yet, or not this time."""

    invitation: Mapped[Invitation] = relationship()


class Contact(Base):
    """What must outlive register and waves about a person, known only by a keyed hash.

    Nothing here may depend on whether somebody answered: reminders, which do, leave it alone.
    """

    __tablename__ = "contact"

    hash: Mapped[bytes] = mapped_column(primary_key=True)
    opted_out: Mapped[bool] = mapped_column(default=False)
    last_delivered_on: Mapped[date | None]


class DailyCount(Base):
    """What staff see of an open wave: once a day, in steps of 5."""

    __tablename__ = "daily_count"

    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    started: Mapped[int]
    completed: Mapped[int]
