"""What commands share: the application's parts, moments as people type them, errors as one line."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast

import click
from flask import current_app
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError

from enquete_app.accounts.service import AccountError
from enquete_app.db import lacks_tables
from enquete_app.fieldwork.calendar import AMSTERDAM
from enquete_app.fieldwork.drawing.draws import DrawError
from enquete_app.fieldwork.waves.progress import WaveError
from enquete_app.instruments import FileError
from enquete_app.keys import Keyring, UnknownKeyError
from enquete_app.questionnaire import QuestionnaireError
from enquete_app.register.reading import RegisterError
from enquete_app.results.report import ResultsError
from enquete_app.sampling import FrameError, InfeasibleDesign

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask

    from enquete_app.db import Database

YEARS = range(2000, 2101)
"""Those of days and moments that people mean; far from where calendars end."""
LOCKED = "55P03"
"""PostgreSQL's word for a lock that was not to be had in time."""
USERS_MISTAKES = (
    AccountError,
    DrawError,
    FileError,
    FrameError,
    InfeasibleDesign,
    OSError,
    QuestionnaireError,
    RegisterError,
    ResultsError,
    UnknownKeyError,
    WaveError,
)


class _OneLineErrors(click.Command):
    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - as in Click
        """Run the command; a user's mistake is answered with one line and exit 1."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise  # Whoever read our output has enough; Click ends without a word.
        except USERS_MISTAKES as error:
            raise click.ClickException(str(error)) from error
        except DBAPIError as error:
            raise click.ClickException(_words(error)) from error


def _words(error: DBAPIError) -> str:
    """Say what a database refused, without the statement and its values."""
    if isinstance(error, IntegrityError):
        return "The database refuses this: it conflicts with what is stored or being stored. Try again."
    if isinstance(error, DataError):
        return "The database cannot store one of the values."
    cause = next(iter(str(error.orig).strip().splitlines()), type(error.orig).__name__)
    advice = " Has 'flask --app wsgi db upgrade' been run?" if lacks_tables(error) else ""
    if getattr(error.orig, "sqlstate", None) == LOCKED:
        advice = " Somebody else holds what this needs; try again."
    return f"The database says: {cause.rstrip('.')}.{advice}"


class Commands(_OneLineErrors, click.Group):
    """A group of commands whose errors are one line."""


class Command(_OneLineErrors, click.Command):
    """A command whose errors are one line."""


class Moment(click.ParamType[datetime]):
    """A moment in ISO 8601 of this century; without an offset it is meant in Amsterdam."""

    name = "ISO"

    def convert(
        self,
        value: Any,  # noqa: ANN401 - as in Click
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> datetime:
        """Read the moment."""
        if isinstance(value, datetime):
            return value
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not a moment such as 2025-05-15T09:00.", param, ctx)
        if moment.year not in YEARS:
            self.fail(f"{value!r} is not between {YEARS[0]} and {YEARS[-1]}.", param, ctx)
        return moment if moment.tzinfo else moment.replace(tzinfo=AMSTERDAM)


def application() -> Flask:
    """The application itself."""
    return cast("Flask", current_app._get_current_object())  # type: ignore[attr-defined]  # noqa: SLF001


def database() -> Database:
    """The application's database."""
    return cast("Database", current_app.extensions["database"])


def keyring() -> Keyring:
    """The application's keys."""
    return cast("Keyring", current_app.extensions["keyring"])


def now_or(moment: datetime | None) -> datetime:
    """The moment given, or now."""
    return moment or datetime.now(UTC)


class Progress:
    """Counts on a terminal, in a line that is rewritten, and says nothing in a pipe.

    Args:
        label: what is being counted.
    """

    def __init__(self, label: str) -> None:
        self._label = label
        self._shown = sys.stderr.isatty()
        self._done = 0
        self._in_line = False

    def advance(self, steps: int) -> None:
        """Count what was done since the last call."""
        self._done += steps
        if self._shown:
            click.echo(f"\r{self._label} {self._done}", nl=False, err=True)
            self._in_line = True

    def reach(self, done: int) -> None:
        """Count up to here."""
        self.advance(done - self._done)

    def end_line(self) -> None:
        """End the line, so that something else can be printed."""
        if self._in_line:
            click.echo(err=True)
            self._in_line = False


@contextmanager
def progress(label: str) -> Iterator[Progress]:
    """Count while something long is done, and end the line however it ends.

    Args:
        label: what is being counted.

    Yields:
        The counter.
    """
    counter = Progress(label)
    try:
        yield counter
    finally:
        counter.end_line()
