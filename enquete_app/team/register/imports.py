"""An uploaded register: what was recognised, what importing it would do, and doing it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import format_datetime, gettext, lazy_gettext
from sqlalchemy import select

from enquete_app.accounts.models import Role
from enquete_app.audit import Act
from enquete_app.jobs.registering import work_at_once
from enquete_app.register import intake
from enquete_app.register.errors import Fault
from enquete_app.register.headings import DAYS
from enquete_app.register.uploads import KEPT, RefusedCell, Upload, UploadState
from enquete_app.team.access import access, signed_in
from enquete_app.team.auditing import note
from enquete_app.team.listing import Column, Listing
from enquete_app.team.register.layout_form import layout_form, to_correction
from enquete_app.team.register.showing import WAITING, render_ready, render_upload
from enquete_app.team.register.uploads import to_import
from enquete_app.team.register.wording import FAULTS, STATES, day_of, filled
from enquete_app.web.transaction import session

if TYPE_CHECKING:
    from collections.abc import Mapping

    from werkzeug.wrappers import Response

    Page = str | tuple[str, int] | Response

SEE_OTHER, CONFLICT, UNPROCESSABLE = 303, 409, 422


@access(Role.TEAM)
def index() -> Page:
    """List what was uploaded so far."""
    columns = [
        Column(
            "uploaded_at",
            lazy_gettext("Wanneer"),
            Upload.uploaded_at,
            shown=lambda moment: format_datetime(moment, "yyyy-MM-dd HH:mm"),
        ),
        Column("name", lazy_gettext("Bestand"), Upload.name),
        Column("uploaded_by", lazy_gettext("Door"), Upload.uploaded_by),
        Column(
            "state",
            lazy_gettext("Stand"),
            Upload.state,
            choices={state.value: words for state, words in STATES.items()},
            shown=lambda state: str(STATES[state]),
        ),
    ]
    statement = select(Upload)
    listing = Listing(session(), statement, columns, key=Upload.id, order="-uploaded_at", title="uploads")
    return listing.export() or render_template("team/register/imports.html", listing=listing, states=STATES)


@access(Role.TEAM)
def show(upload_id: int) -> Page:
    """Show an upload as it stands."""
    return render_upload(_found(upload_id))


@access(Role.TEAM)
def act(upload_id: int) -> Page:
    """Correct how the file is read, or import it."""
    upload = _found(upload_id, lock=True)
    if upload.state is not UploadState.READY:
        return to_import(upload, at_once=True)
    if request.form.get("version") != str(upload.version):
        flash(gettext("Een collega heeft intussen iets gewijzigd. Controleer het opnieuw."))
        return to_import(upload, at_once=True)
    return _import(upload) if request.form.get("go") == "import" else _correct(upload)


@access(Role.TEAM)
def abandon_page(upload_id: int) -> Page:
    """Ask before an upload is thrown away."""
    upload = _found(upload_id)
    back = url_for("team.imports_show", upload_id=upload.id)
    if upload.state not in WAITING:
        return redirect(back, SEE_OTHER)
    return render_template(
        "team/confirm.html",
        title=gettext("Dit bestand niet importeren?"),
        consequences=[
            gettext("Wij gooien het bestand weg."),
            gettext("In het register verandert niets."),
            *(
                [gettext("Wat u over de kolommen en waarden koos, onthouden wij voor het volgende bestand.")]
                if upload.counts
                else []
            ),
        ],
        button=gettext("Weggooien"),
        back=back,
    )


@access(Role.TEAM)
def abandon(upload_id: int) -> Page:
    """Throw an upload away."""
    upload = _found(upload_id, lock=True)
    if upload.state in KEPT:
        intake.end(session(), upload, UploadState.ABANDONED, datetime.now(UTC))
        note(Act.REGISTER_ABANDONED, f"upload {upload.id}")
        flash(gettext("Het bestand is weggegooid. In het register is niets veranderd."))
    return redirect(url_for("team.complaints_index"), SEE_OTHER)


@access(Role.TEAM)
def refused(upload_id: int) -> Page:
    """List the cells for which rows are refused."""
    upload = _found(upload_id)
    columns = [
        Column("row", lazy_gettext("Rij"), RefusedCell.row, numeric=True),
        Column("column", lazy_gettext("Kolom"), RefusedCell.column),
        Column("value", lazy_gettext("Waarde"), RefusedCell.value, sorts=False),
        Column(
            "fault",
            lazy_gettext("Reden"),
            RefusedCell.fault,
            choices={fault.name: filled(words, {}) for fault, words in _REASONS.items()},
            shown=lambda name: str(_REASONS[Fault[name]]),
        ),
    ]
    statement = select(RefusedCell).where(RefusedCell.upload_id == upload.id)
    listing = Listing(
        session(), statement, columns, key=RefusedCell.id, order="row", title=f"geweigerd-{upload.id}"
    )
    return listing.export() or render_template(
        "team/register/refused.html",
        listing=listing,
        upload=upload,
        reason=lambda cell: filled(FAULTS[Fault[cell.fault]], _readable(cell)),
    )


_REASONS = {
    Fault.EMPTY: lazy_gettext("is leeg"),
    Fault.TOO_LONG: lazy_gettext("is te lang"),
    Fault.UNREADABLE: lazy_gettext("bevat een teken dat niet te lezen is"),
    Fault.NO_DATE: lazy_gettext("is geen datum"),
    Fault.NO_VALUE: lazy_gettext("is een formule zonder bewaarde uitkomst"),
    Fault.EXCEL_ERROR: lazy_gettext("is een fout in Excel"),
    Fault.BEFORE_RECEIPT: lazy_gettext("ligt voor de dag van ontvangst"),
    Fault.AGAIN: lazy_gettext("staat al in een eerdere rij"),
    Fault.CELLS: lazy_gettext("de rij heeft te veel of te weinig cellen"),
}


def _readable(cell: RefusedCell) -> Mapping[str, object]:
    return {name: day_of(day) if name in DAYS else day for name, day in cell.facts.items()}


def _import(upload: Upload) -> Page:
    if not upload.counts:
        return render_ready(upload, layout_form(upload)), UNPROCESSABLE
    account = signed_in()
    upload.state, upload.imported_by = UploadState.IMPORTING, account.email if account else None
    return to_import(upload, at_once=work_at_once(session(), upload, datetime.now(UTC)))


def _correct(upload: Upload) -> Page:
    form = layout_form(upload)
    if not form.validate():
        return render_ready(upload, form), UNPROCESSABLE
    upload.correction = to_correction(upload, form).to_json()
    upload.state, upload.version, upload.trouble = UploadState.LOOKING, upload.version + 1, None
    note(Act.REGISTER_CORRECTED, f"upload {upload.id}")
    at_once = work_at_once(session(), upload, datetime.now(UTC))
    if not upload.trouble:
        flash(gettext("Uw keuzes zijn bewaard."))
    return to_import(upload, at_once=at_once)


def _found(upload_id: int, *, lock: bool = False) -> Upload:
    return intake.find_upload(session(), upload_id, lock=lock) or abort(404)


PAGES = (
    ("/register/imports", "GET", index),
    ("/register/imports/<int:upload_id>", "GET", show),
    ("/register/imports/<int:upload_id>", "POST", act),
    ("/register/imports/<int:upload_id>/abandon", "GET", abandon_page),
    ("/register/imports/<int:upload_id>/abandon", "POST", abandon),
    ("/register/imports/<int:upload_id>/refused", "GET", refused),
)
