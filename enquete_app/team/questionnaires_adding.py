"""Adding a questionnaire file: chosen and checked, looked at, then added; and removing what nobody uses."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from flask import abort, flash, redirect, render_template, request, url_for
from flask import session as cookie
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from flask_wtf.file import FileRequired, MultipleFileField
from werkzeug.wrappers import Response

from enquete_app import instruments
from enquete_app.accounts.models import Role
from enquete_app.audit import Act
from enquete_app.fieldwork.asking import remove_unused
from enquete_app.instruments import FileError
from enquete_app.questionnaire import QuestionnaireError, source_of_files
from enquete_app.team.access import STAFF, access, signed_in
from enquete_app.team.auditing import note
from enquete_app.team.questionnaires import find
from enquete_app.team.questionnaires_wording import MOST_SHOWN, WHY_NOT, Line, lines_of
from enquete_app.web.transaction import refuse_commit, session

if TYPE_CHECKING:
    from collections.abc import Sequence

    from werkzeug.datastructures import FileStorage

    Page = str | tuple[str, int] | Response

SEE_OTHER, UNPROCESSABLE, CONFLICT = 303, 422, 409
UPLOADING = "team.questionnaires_adding_upload"
MOST_BYTES = 4 * 1024 * 1024
"""Of all files together; each of them has a limit of its own, which is told more kindly."""


class FilesForm(FlaskForm):  # type: ignore[misc]
    """A questionnaire and its translations."""

    files = MultipleFileField(
        lazy_gettext("Bestand van de vragenlijst"),
        [FileRequired(lazy_gettext("Kies een bestand."))],
        description=lazy_gettext(
            "Een TOML-bestand van hoogstens 1 MB. Staat een taal in een bestand ernaast, kies dat dan mee. "
            "De naam daarvan eindigt op de taal, zoals ‘.de.toml’."
        ),
        render_kw={"multiple": "multiple", "accept": ".toml"},
    )


def allow_larger_files() -> None:
    """Read larger forms where questionnaires are uploaded, from who is or was signed in."""
    if request.endpoint == UPLOADING and STAFF in cookie:
        request.max_content_length = MOST_BYTES


@access(Role.ADMIN)
def upload_page() -> Page:
    """Ask for the file."""
    return _page(FilesForm())


@access(Role.ADMIN)
def upload() -> Page:
    """Check the file; a sound one is kept for a day, to be looked at."""
    form = FilesForm()
    if not form.validate_on_submit():
        return _page(form), UNPROCESSABLE
    given = [_read(each) for each in form.files.data]
    definition = ""
    try:
        source = source_of_files(given)
        definition = source.definition
        asked = instruments.keep_for_preview(session(), source, now=datetime.now(UTC))
    except QuestionnaireError as error:
        refuse_commit()
        return _page(form, lines_of(error.faults, definition)), UNPROCESSABLE
    except FileError as error:
        refuse_commit()
        form.files.errors = [WHY_NOT[error.why]]
        return _page(form), UNPROCESSABLE
    return redirect(_address(asked.id, asked.version), SEE_OTHER)


def _read(file: FileStorage) -> tuple[str, bytes]:
    with file.stream as stream:
        return file.filename or "", stream.read()


@access(Role.ADMIN)
def add(questionnaire_id: str, version: str) -> Response:
    """Add a file that was looked at."""
    account = signed_in()
    who, sha256 = account.email if account else "", request.form.get("sha256", "")
    try:
        instruments.add(session(), (questionnaire_id, version), sha256=sha256, who=who, now=datetime.now(UTC))
    except FileError as error:
        return _refused(error)
    note(Act.QUESTIONNAIRE_ADDED, f"questionnaire {questionnaire_id} {version}", sha256=sha256)
    flash(gettext("De vragenlijst is toegevoegd. Een onderzoek kan die nu gebruiken."))
    return redirect(_address(questionnaire_id, version), SEE_OTHER)


@access(Role.ADMIN)
def discard(questionnaire_id: str, version: str) -> Response:
    """Forget a file that was only looked at."""
    try:
        instruments.discard(session(), (questionnaire_id, version))
    except FileError as error:
        return _refused(error)
    flash(gettext("Het bestand is weggegooid."))
    return redirect(url_for("team.questionnaires_index"), SEE_OTHER)


@access(Role.ADMIN)
def remove_page(questionnaire_id: str, version: str) -> str:
    """Ask whether a questionnaire may go."""
    edition = find(questionnaire_id, version)
    if edition.is_shipped or not edition.is_usable:
        abort(CONFLICT)
    return render_template(
        "team/confirm.html",
        title=gettext(
            "Vragenlijst %(id)s, versie %(version)s verwijderen?", id=questionnaire_id, version=version
        ),
        consequences=(
            gettext("Geen onderzoek kan deze vragenlijst nog kiezen."),
            gettext("Het bestand is hier weg. Bewaar het zelf, als u het later weer wilt toevoegen."),
        ),
        button=gettext("Vragenlijst verwijderen"),
        back=_address(questionnaire_id, version),
    )


@access(Role.ADMIN)
def remove(questionnaire_id: str, version: str) -> Response:
    """Remove a questionnaire that nobody uses."""
    try:
        remove_unused(session(), (questionnaire_id, version))
    except FileError as error:
        return _refused(error)
    note(Act.QUESTIONNAIRE_REMOVED, f"questionnaire {questionnaire_id} {version}")
    flash(gettext("De vragenlijst is verwijderd."))
    return redirect(url_for("team.questionnaires_index"), SEE_OTHER)


def _refused(error: FileError) -> Response:
    refuse_commit()
    flash(str(WHY_NOT[error.why]))
    return redirect(url_for("team.questionnaires_index"), SEE_OTHER)


def _address(questionnaire_id: str, version: str) -> str:
    return url_for("team.questionnaires_show", questionnaire_id=questionnaire_id, version=version)


def _page(form: FilesForm, faults: Sequence[Line] = ()) -> str:
    return render_template(
        "team/questionnaire_upload.html", form=form, faults=faults[:MOST_SHOWN], more=len(faults) - MOST_SHOWN
    )


PAGES = (
    ("/questionnaires/upload", "GET", upload_page),
    ("/questionnaires/upload", "POST", upload),
    ("/questionnaires/<questionnaire_id>/<version>/add", "POST", add),
    ("/questionnaires/<questionnaire_id>/<version>/discard", "POST", discard),
    ("/questionnaires/<questionnaire_id>/<version>/remove", "GET", remove_page),
    ("/questionnaires/<questionnaire_id>/<version>/remove", "POST", remove),
)
