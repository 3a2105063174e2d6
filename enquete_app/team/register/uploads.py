"""Choosing a register file."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from flask import current_app, redirect, render_template, request, url_for
from flask import session as cookie
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from werkzeug.exceptions import RequestEntityTooLarge

from enquete_app.accounts.models import Role
from enquete_app.audit import Act
from enquete_app.jobs.registering import postal_wanted, work_at_once
from enquete_app.jobs.waking import wake
from enquete_app.register import intake
from enquete_app.team.access import STAFF, access, signed_in
from enquete_app.team.auditing import note
from enquete_app.web.errors import hear_out
from enquete_app.web.transaction import session

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.wrappers import Response

    from enquete_app.register.uploads import Upload

    Page = str | tuple[str, int] | Response

SEE_OTHER, UNPROCESSABLE, TOO_LARGE = 303, 422, 413
UPLOADING = "team.uploads_upload"
MEGABYTE = 1024 * 1024
OVERHEAD = 64 * 1024
"""What a form takes beside its file."""


class UploadForm(FlaskForm):  # type: ignore[misc]
    """A register file."""

    file = FileField(
        lazy_gettext("Bestand met het register"), [FileRequired(lazy_gettext("Kies een bestand."))]
    )


class TooLargeUpload(RequestEntityTooLarge):
    """A file larger than this installation takes."""


def allow_large_uploads() -> None:
    """Read large forms where registers are uploaded, from who is or was signed in; to run before all else."""
    if request.endpoint != UPLOADING or STAFF not in cookie:
        return
    most = current_app.config["LARGEST_UPLOAD_MB"] * MEGABYTE + OVERHEAD
    request.max_content_length = most
    if (request.content_length or 0) > most:
        hear_out()
        raise TooLargeUpload


def too_large(_error: TooLargeUpload) -> tuple[str, int]:
    """Say how large a file may be, on the page where it was chosen."""
    return _page(UploadForm(formdata=None), is_too_large=True), TOO_LARGE


@access(Role.TEAM)
def upload_page() -> Page:
    """Ask for a file."""
    return _page(UploadForm())


@access(Role.TEAM)
def upload() -> Page:
    """Keep the file, and look at it at once if it is small."""
    form, account = UploadForm(), signed_in()
    if not form.validate_on_submit() or account is None:
        return _page(form), UNPROCESSABLE
    now, file = datetime.now(UTC), form.file.data
    received = intake.receive(session(), file.stream, name=file.filename, who=account.email, now=now)
    at_once = work_at_once(session(), received, now)
    note(Act.REGISTER_UPLOADED, f"upload {received.id}", bytes=received.size)
    return to_import(received, at_once=at_once)


def to_import(upload: Upload, *, at_once: bool) -> Response:
    """Go to the page of an upload; what was not done at once begins as soon as this is committed."""
    response = redirect(url_for("team.imports_show", upload_id=upload.id), SEE_OTHER)
    if not at_once:
        app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001
        response.call_on_close(lambda: wake(app))
    return response


def _page(form: UploadForm, *, is_too_large: bool = False) -> str:
    return render_template(
        "team/register/upload.html",
        form=form,
        is_too_large=is_too_large,
        most=current_app.config["LARGEST_UPLOAD_MB"],
        postal=not is_too_large and postal_wanted(session()),
        hours=int(intake.KEPT_FOR.total_seconds() // 3600),
    )


PAGES = (
    ("/register/upload", "GET", upload_page),
    ("/register/upload", "POST", upload),
)
