"""How mails leave here, from the settings, and why none does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from enquete_app.fieldwork.messages.models import Sign
from enquete_app.fieldwork.messages.pacing import Pace, QuietHours
from enquete_app.fieldwork.messages.restoring import Witness
from enquete_app.settings import night_of

if TYPE_CHECKING:
    from flask import Flask

SIGNS = {
    Sign.OLDER: "the database is older than this machine has seen it, as after a backup was restored",
    Sign.MOVED: "the database stands elsewhere than before, as after a backup was restored",
    Sign.COPIED: "what this machine remembers of the database is not here, or was restored with it",
    Sign.BY_HAND: "somebody asked for that",
}
"""Why nothing is sent, in words for operators."""


def witness_of(app: Flask) -> Witness:
    """What remembers, outside the database, how often this machine has seen it."""
    return Witness(app.config["WITNESS_FILE"])


def pace_of(app: Flask) -> Pace:
    """How fast mails may leave, from the settings."""
    config = app.config
    return Pace(
        QuietHours(
            night=night_of(config["QUIET_NIGHT"]),
            weekends=config["QUIET_WEEKENDS"],
            holidays=config["QUIET_HOLIDAYS"],
        ),
        per_minute=config["MAIL_PER_MINUTE"],
        per_domain=config["MAIL_PER_DOMAIN"],
        counting=app.extensions["attempts"],
    )
