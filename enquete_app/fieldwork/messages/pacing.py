"""How fast mails may leave, and when none does: what a mail server or a municipality may ask for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import Enum, auto
from typing import TYPE_CHECKING, Protocol

from limits import RateLimitItemPerMinute

from enquete_app.fieldwork.calendar import AMSTERDAM, is_holiday, is_weekend, local_day, start_of_day

if TYPE_CHECKING:
    from datetime import date

    from limits import RateLimitItem


@dataclass(frozen=True, slots=True)
class QuietHours:
    """When no mail leaves, on Dutch clocks.

    Args:
        night: from which time until before which; over midnight if the first is the later one.
        weekends: whether Saturdays and Sundays are quiet.
        holidays: whether public holidays are.
    """

    night: tuple[time, time] | None = None
    weekends: bool = False
    holidays: bool = False

    def end(self, moment: datetime) -> datetime | None:
        """The moment, in UTC, until which it is quiet; none if mails may leave now."""
        end = moment = moment.astimezone(UTC)
        # Nights and days of rest may follow on each other: until neither comes next.
        while later := self._end_of_day(end) or self._end_of_night(end):
            end = later
        return end if end > moment else None

    def _end_of_day(self, moment: datetime) -> datetime | None:
        day = local_day(moment)
        rests = (self.weekends and is_weekend(day)) or (self.holidays and is_holiday(day))
        return start_of_day(day + timedelta(days=1)) if rests else None

    def _end_of_night(self, moment: datetime) -> datetime | None:
        if self.night is None:
            return None
        (begin, end), today = self.night, local_day(moment)
        for day in (today - timedelta(days=1), today):
            ends = max(_moments(day + timedelta(days=begin > end), end))
            if _moments(day, begin)[0] <= moment < ends:
                return ends
        return None


class Turn(Enum):
    """Whether a mail may leave now."""

    GO = auto()
    NOT_TO_THIS_DOMAIN = auto()
    """Its receiving domain got all that it may get in this minute."""
    NOT_NOW = auto()
    """None may leave in this minute any more."""


class Counting(Protocol):
    """What counts how often something was done, in all processes together."""

    def seconds_to_wait(self, rate: RateLimitItem, what: str, who: str) -> int:
        """Count once more, and tell for how many seconds that is too often; 0 if it is not."""
        ...


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast mails may leave; by default as fast as they can, at all hours.

    Args:
        quiet: when none does.
        per_minute: how many in a minute; 0 for any number.
        per_domain: how many of them to one receiving domain.
        counting: counts them where one of the two is set.
    """

    quiet: QuietHours = QuietHours()
    per_minute: int = 0
    per_domain: int = 0
    counting: Counting | None = None

    def turn(self, domain: str) -> Turn:
        """Count a mail to a domain, by whatever name (none: empty); tell whether it may leave now."""
        if self.per_minute and self._is_too_often(self.per_minute, "mails", ""):
            return Turn.NOT_NOW
        if self.per_domain and domain and self._is_too_often(self.per_domain, "mails to", domain):
            return Turn.NOT_TO_THIS_DOMAIN
        return Turn.GO

    def _is_too_often(self, number: int, what: str, who: str) -> bool:
        rate = RateLimitItemPerMinute(number)
        return self.counting is not None and self.counting.seconds_to_wait(rate, what, who) > 0


AT_ANY_PACE = Pace()


def _moments(day: date, at: time) -> tuple[datetime, datetime]:
    """The moments, in UTC, at which Dutch clocks show a time of a day: the first and the second.

    They differ in the hour that is shown twice. A time that a night of summer time leaves out counts, as the
    first and as the later of the two, as long after midnight as on other days.
    """
    first, second = (
        datetime.combine(day, at.replace(fold=fold), AMSTERDAM).astimezone(UTC) for fold in (0, 1)
    )
    return first, second
