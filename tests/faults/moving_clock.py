"""A clock that several processes share and that can be moved, in the place of the machine's."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from multiprocessing.sharedctypes import RawValue

from enquete_app.fieldwork.messages import sending
from enquete_app.jobs import due, queue

READERS = (due, sending, queue)
"""The modules that read the machine's clock to say what is due, to make leases and to end them. How long
something lasts they take from `time.monotonic`, which never jumps."""


class MovingClock:
    """The machine's clock, moved; processes made by `os.fork` share what it shows."""

    def __init__(self) -> None:
        self._moved = RawValue("d", 0.0)

    def now(self) -> datetime:
        """What it shows."""
        return datetime.now(UTC) + timedelta(seconds=self._moved.value)

    def move(self, by: timedelta) -> None:
        """Move it forward, or backward."""
        self._moved.value += by.total_seconds()

    def show(self, moment: datetime) -> None:
        """Set it."""
        self.move(moment - self.now())

    def install(self) -> None:
        """Let the program read this clock, in this process and all that it becomes."""
        clock = self

        class Moved(datetime):
            @classmethod
            def now(cls, tz: object = None) -> datetime:
                assert tz is UTC
                return clock.now()

        for module in READERS:
            module.datetime = Moved  # type: ignore[misc,attr-defined]
