"""What commands share: the application's parts, moments as people type them, errors as one line."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast

import click
from flask import current_app
from sqlalchemy.exc import OperationalError, ProgrammingError

from enquete_app.accounts.service import AccountError
from enquete_app.fieldwork.calendar import AMSTERDAM
from enquete_app.fieldwork.drawing import DrawError
from enquete_app.fieldwork.waves import WaveError
from enquete_app.keys import Keyring, UnknownKeyError
from enquete_app.register.reading import RegisterError
from enquete_app.results.building import ResultsError
from enquete_app.sampling import FrameError, InfeasibleDesign

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask import Flask

    from enquete_app.db import Database

USERS_MISTAKES = (
    AccountError,
    DrawError,
    FrameError,
    InfeasibleDesign,
    OSError,
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
        except USERS_MISTAKES as error:
            raise click.ClickException(str(error)) from error
        except (OperationalError, ProgrammingError) as error:
            # The full text repeats the statement with its values.
            cause = str(error.orig).strip().splitlines()[0]
            raise click.ClickException(
                f"The database says: {cause}. Has 'flask --app wsgi db upgrade' been run?"
            ) from error


class Commands(_OneLineErrors, click.Group):
    """A group of commands whose errors are one line."""


class Command(_OneLineErrors, click.Command):
    """A command whose errors are one line."""


class Moment(click.ParamType[datetime]):
    """A moment in ISO 8601; without an offset it is meant in Amsterdam."""

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


@contextmanager
def progress(label: str) -> Iterator[Callable[[int], None]]:
    """Count on a terminal, and say nothing in a pipe.

    Args:
        label: what is being done.

    Yields:
        A function to call with the number of things done since the last call.
    """
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    done = 0

    def advance(steps: int) -> None:
        nonlocal done
        done += steps
        click.echo(f"\r{label} {done}", nl=False, err=True)

    yield advance
    if done:
        click.echo(err=True)
