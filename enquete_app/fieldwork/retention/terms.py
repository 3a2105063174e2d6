"""What has to be erased when: a rule on facts, without database or clock.

Terms of a wave run from the day on which its fieldwork was seen to have ended, terms of a complaint from the
day on which it was seen that no draw can take it any more. Nothing that an open wave needs is ever due.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from dateutil.relativedelta import relativedelta


class Erasable(StrEnum):
    """What is erased. The database keeps the value as text: kinds may be added, never renamed."""

    MESSAGES = "messages"
    """What was mailed to whom and when, with the files of the built-in mailbox."""
    LINKS = "links"
    """Which complaint an invitation was about, and the frames, which hold the case numbers."""
    OPEN_ANSWERS = "open answers"
    """What people wrote in their own words."""
    SEALED_BALLOTS = "sealed ballots"
    """The ballots of a wave with too few, which no later wave came to open."""
    OPT_OUT_LINKS = "opt-out links"
    """The keyed hashes by which the opt-out links of a wave's mails know whose they are."""
    CONTACT_DATA = "contact data"
    """E-mail address, name and postal address in the register."""
    COMPLAINTS = "complaints"
    """Whole rows of the register."""
    COOL_DOWNS = "cool-downs"
    """The keyed hashes of people who may be invited again and did not opt out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How long what is kept; see `BOUNDS` for what may be chosen.

    Args:
        contact_days: who was invited, frames, and contact data in the register.
        message_days: messages.
        open_answers_months: open answers.
        sealed_months: ballots that wait for a wave to be opened with.
        opt_out_months: until when the opt-out links of a wave's mails know whose they are.
        register_months: complaints, from their closing.
    """

    contact_days: int = 30
    message_days: int = 30
    open_answers_months: int = 12
    sealed_months: int = 12
    opt_out_months: int = 12
    register_months: int = 24


class Bounds(NamedTuple):
    """The shortest and the longest term that may be chosen, in the unit of its name."""

    least: int
    most: int


BOUNDS = {
    "contact_days": Bounds(7, 365),
    "message_days": Bounds(7, 365),
    "open_answers_months": Bounds(1, 60),
    "sealed_months": Bounds(3, 36),
    "opt_out_months": Bounds(3, 36),
    "register_months": Bounds(12, 120),
}
"""Shorter would take what bounces and questions still need, longer would need a purpose that surveys lack."""


class WaveFacts(NamedTuple):
    """What the terms of a wave depend on.

    Args:
        ended_on: the day on which it was seen that the fieldwork has ended; none while it goes on.
        is_sealed: whether its ballots wait to be opened with another wave's.
        may_be_opened: whether an open wave asks the same, so that they may still be opened.
        erased: what has been erased already.
    """

    ended_on: date | None
    is_sealed: bool = False
    may_be_opened: bool = False
    erased: frozenset[Erasable] = frozenset()


def schedule(wave: WaveFacts, terms: Terms) -> dict[Erasable, date]:
    """Tell what of a wave is still to be erased, and the first day on which it is due.

    Returns:
        Nothing for a wave whose fieldwork goes on. Open answers only once the ballots are open, sealed
        ballots only while no wave can come to open them.
    """
    if wave.ended_on is None:
        return {}
    dates = {
        Erasable.MESSAGES: wave.ended_on + timedelta(days=terms.message_days),
        Erasable.LINKS: wave.ended_on + timedelta(days=terms.contact_days),
        Erasable.OPT_OUT_LINKS: wave.ended_on + relativedelta(months=terms.opt_out_months),
    }
    if not wave.is_sealed:
        dates[Erasable.OPEN_ANSWERS] = wave.ended_on + relativedelta(months=terms.open_answers_months)
    elif not wave.may_be_opened:
        dates[Erasable.SEALED_BALLOTS] = wave.ended_on + relativedelta(months=terms.sealed_months)
    return {what: day for what, day in dates.items() if what not in wave.erased}


def due(wave: WaveFacts, terms: Terms, today: date) -> list[Erasable]:
    """Tell what of a wave has to be erased by a day, in the order in which to do it."""
    return [what for what, day in schedule(wave, terms).items() if day <= today]


def contact_data_day(seen_on: date, terms: Terms) -> date:
    """The day from which a complaint's contact data go.

    Args:
        seen_on: when it was seen that no draw can take the complaint any more.
        terms: the terms.
    """
    return seen_on + timedelta(days=terms.contact_days)


def last_closing(today: date, terms: Terms) -> date:
    """The last day of closing of which complaints are removed from the register."""
    return today - relativedelta(months=terms.register_months)


def faults(terms: Terms) -> list[str]:
    """The names of the terms that are out of bounds."""
    values = {each.name: getattr(terms, each.name) for each in fields(terms)}
    return [name for name, value in values.items() if not BOUNDS[name].least <= value <= BOUNDS[name].most]
