"""Where a visit ends that cannot go on: with a page that says why, and what to do."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import render_template
from flask_wtf.csrf import CSRFError

from enquete_app.fieldwork.answering.visiting import Standing

if TYPE_CHECKING:
    from flask import Blueprint

    from enquete_app.fieldwork.answering.visiting import Visit


class UnknownCredentialError(Exception):
    """No invitation has this link; a mangled one and one that never was look the same."""


class UnknownHandleError(Exception):
    """This browser has not come in with the link of this questionnaire, or the form is of another one."""


class NotOpenError(Exception):
    """The invitation cannot be answered: it has been, or the wave is closed.

    Args:
        visit: the invitation as it stands.
    """

    def __init__(self, visit: Visit) -> None:
        super().__init__(visit.standing)
        self.visit = visit


def register(blueprint: Blueprint) -> None:
    """Let the blueprint answer each of these with its page."""
    blueprint.register_error_handler(UnknownCredentialError, _unknown_credential)
    blueprint.register_error_handler(UnknownHandleError, _unknown_handle)
    blueprint.register_error_handler(NotOpenError, _not_open)
    # Whose session is gone, after closing the browser perhaps, must come in again with the link.
    blueprint.register_error_handler(CSRFError, _unknown_handle)


def _unknown_credential(_error: Exception) -> tuple[str, int]:
    return render_template("respond/unknown_link.html"), HTTPStatus.NOT_FOUND


def _unknown_handle(_error: Exception) -> tuple[str, int]:
    return render_template("respond/unknown_handle.html"), HTTPStatus.FORBIDDEN


def _not_open(error: NotOpenError) -> tuple[str, int]:
    asked = error.visit.questionnaire
    if error.visit.standing is Standing.ANSWERED:
        return render_template("respond/answered.html", questionnaire=asked), HTTPStatus.OK
    return render_template("respond/closed.html", questionnaire=asked), HTTPStatus.GONE
