"""How the figures came about: the facts of which the account in words is made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from enquete_app.results.measures import Json
from enquete_app.sampling import window_first_day
from enquete_app.statistics import FEWEST_INVITED, FEWEST_SENT, Thresholds

if TYPE_CHECKING:
    from enquete_app.fieldwork.models import Draw, Wave
    from enquete_app.fieldwork.waves.background import Background


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawAccount:
    """A draw.

    Args:
        as_of: its day.
        window_first: the first day of closing that counted; the last is the draw's day.
        months: how many months that is.
        min_age_days: how many days a complaint had to be closed.
        cool_down_days: how long people are left alone after a mail.
        kinds: the kinds of complaints asked.
        handlings: the handlings to which it was restricted; none for no restriction.
        register: rows of the register.
        excluded: how many fell at each gate, in the order of the gates.
        eligible: how many were left.
        selected: how many of these were drawn.
        size: how many were asked for; none for everyone.
        by: the register's facts by which strata were made.
        strata: how many strata.
        allocation: how the size was spread over them.
        min_per_stratum: how many at least from each.
        rolling: whether complaints of earlier draws were left out.
        seed_supplied: whether the seed was given, not made.
        seed_sha256: its hash.
        frame_sha256: the frozen frame's.
    """

    as_of: date
    window_first: date
    months: int
    min_age_days: int
    cool_down_days: int
    kinds: tuple[str, ...]
    handlings: tuple[str, ...] | None
    register: int
    excluded: Mapping[str, int]
    eligible: int
    selected: int
    size: int | None
    by: tuple[str, ...]
    strata: int
    allocation: str
    min_per_stratum: int
    rolling: bool
    seed_supplied: bool
    seed_sha256: str
    frame_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What a reader has to know to judge the figures.

    Args:
        draws: of all waves whose answers are counted, in order.
        letters: whether people without e-mail got a letter.
        first_mail_on: the day of the first invitation; none if it is not known any more.
        last_mail_on: of the last.
        reminder_after_days: how long after the invitation people were reminded who had not answered.
        closes_on: the first day on which nobody could answer any more.
        thresholds: the smallest bases shown, by kind of figure.
        fewest_invited: how many invited people a combination of facts has that is kept with answers.
        fewest_sent: how many of these at least sent answers.
    """

    draws: tuple[DrawAccount, ...]
    letters: bool
    first_mail_on: date | None
    last_mail_on: date | None
    reminder_after_days: int
    closes_on: date | None
    thresholds: Mapping[str, int]
    fewest_invited: int
    fewest_sent: int

    @property
    def repeated(self) -> int:
        """How many complaints fell because the same person had another in the wave."""
        return sum(draw.excluded.get("same_person", 0) for draw in self.draws)

    @property
    def is_census(self) -> bool:
        """Whether everybody eligible was asked."""
        return all(draw.selected == draw.eligible for draw in self.draws)

    def to_json(self) -> Json:
        """Give the facts by name; days as text."""
        days = ("first_mail_on", "last_mail_on", "closes_on")
        return {
            **asdict(self),
            **{name: _text(getattr(self, name)) for name in days},
            "draws": [_draw_to_json(each) for each in self.draws],
            "thresholds": dict(self.thresholds),
        }

    @classmethod
    def from_json(cls, body: Json) -> Account:
        """Undo `to_json`."""
        days = {name: _day(body[name]) for name in ("first_mail_on", "last_mail_on", "closes_on")}
        return cls(**{**body, **days, "draws": tuple(_draw_from_json(each) for each in body["draws"])})


def account_of(
    wave: Wave, draws: Sequence[Draw], background: Background | None, thresholds: Thresholds
) -> Account:
    """Take the facts together.

    Args:
        wave: whose results these are.
        draws: of all waves whose answers are counted.
        background: population, sample and mails; none if they were not counted in time.
        thresholds: the smallest bases shown.
    """
    return Account(
        draws=tuple(_draw_account(each) for each in draws),
        letters=any(draw.design.get("letters", False) for draw in draws),
        first_mail_on=background.first_mail_on if background else None,
        last_mail_on=background.last_mail_on if background else None,
        reminder_after_days=wave.days_to_reminder,
        closes_on=wave.closes_on,
        thresholds=asdict(thresholds),
        fewest_invited=FEWEST_INVITED,
        fewest_sent=FEWEST_SENT,
    )


def _draw_account(draw: Draw) -> DrawAccount:
    design: Mapping[str, Any] = draw.design
    months, handlings = design.get("months", 6), design.get("handlings")
    return DrawAccount(
        as_of=draw.as_of,
        window_first=window_first_day(draw.as_of, months),
        months=months,
        min_age_days=design.get("min_age_days", 0),
        cool_down_days=design.get("cool_down_days", 0),
        kinds=tuple(design.get("kinds", ())),
        handlings=None if handlings is None else tuple(handlings),
        register=draw.eligible + sum(draw.excluded.values()),
        excluded=dict(draw.excluded),
        eligible=draw.eligible,
        selected=draw.selected,
        size=design.get("size"),
        by=tuple(design["by"]),
        strata=len(draw.strata),
        allocation=str(design.get("allocation", "")),
        min_per_stratum=design.get("min_per_stratum", 0),
        rolling=design.get("rolling", False),
        seed_supplied=draw.seed_supplied,
        seed_sha256=draw.seed_sha256,
        frame_sha256=draw.frame_sha256,
    )


def _draw_to_json(draw: DrawAccount) -> Json:
    tuples = {"kinds": list(draw.kinds), "by": list(draw.by)}
    handlings = None if draw.handlings is None else list(draw.handlings)
    days = {"as_of": draw.as_of.isoformat(), "window_first": draw.window_first.isoformat()}
    return {**asdict(draw), **tuples, **days, "handlings": handlings}


def _draw_from_json(body: Json) -> DrawAccount:
    handlings = body["handlings"]
    return DrawAccount(
        **{
            **body,
            "as_of": date.fromisoformat(body["as_of"]),
            "window_first": date.fromisoformat(body["window_first"]),
            "kinds": tuple(body["kinds"]),
            "by": tuple(body["by"]),
            "handlings": None if handlings is None else tuple(handlings),
        }
    )


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
