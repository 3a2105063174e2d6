"""The page of an upload, in each of its states."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import render_template
from flask_babel import gettext

from enquete_app.register.errors import Trouble
from enquete_app.register.findings import Note
from enquete_app.register.headings import DAYS, NEEDED
from enquete_app.register.layout import Layout
from enquete_app.register.recognising import missing
from enquete_app.register.uploads import WORKED_ON, UploadState
from enquete_app.team.register.layout_form import layout_form
from enquete_app.team.register.wording import FIELDS, NOTES, STATES, TROUBLES, WARNINGS, day_of, filled

if TYPE_CHECKING:
    from collections.abc import Mapping

    from enquete_app.register.uploads import Upload
    from enquete_app.team.register.layout_form import LayoutForm

WAITING = (*WORKED_ON, UploadState.READY)


def render_upload(upload: Upload) -> str:
    """Show an upload as it stands."""
    if upload.state is UploadState.READY:
        return render_ready(upload, layout_form(upload))
    if upload.state in WORKED_ON:
        return render_template("team/register/import_progress.html", upload=upload, states=STATES)
    if upload.state is UploadState.DONE:
        return render_template("team/register/import_done.html", upload=upload)
    return render_template("team/register/import_over.html", upload=upload, why=_why(upload))


def render_ready(upload: Upload, form: LayoutForm) -> str:
    """Show what was recognised, what importing would do, and what can be corrected."""
    layout = Layout.from_json(upload.layout or {})
    findings = upload.findings or {}
    notes = [(Note(name), facts) for name, facts in findings["notes"]]
    shown = [name for name in FIELDS if name in layout.columns or (name == "kind" and layout.all_complaints)]
    return render_template(
        "team/register/import_ready.html",
        upload=upload,
        form=form,
        layout=layout,
        fields=FIELDS,
        shown=shown,
        preview=[_as_in_register(row) for row in upload.preview or ()],
        missing=[FIELDS[name] for name in missing(layout, NEEDED)],
        unknown={FIELDS[name]: values for name, values in findings["unknown"].items() if values},
        warnings=[filled(NOTES[note], facts) for note, facts in notes if note in WARNINGS],
        told=[filled(NOTES[note], facts) for note, facts in notes if note not in WARNINGS],
        rows=findings["rows"],
    )


def _as_in_register(row: Mapping[str, str]) -> dict[str, str]:
    return {**row, **{name: day_of(row[name]) for name in DAYS if row.get(name)}}


def _why(upload: Upload) -> str:
    trouble: dict[str, Any] | None = upload.trouble
    if upload.state is UploadState.ABANDONED or trouble is None:
        return str(
            gettext("Dit bestand is niet geïmporteerd en is weggegooid. In het register is niets veranderd.")
        )
    return filled(TROUBLES[Trouble[trouble["code"]]], trouble["facts"])
