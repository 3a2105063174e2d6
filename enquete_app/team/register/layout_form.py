"""The form with which somebody corrects how a register file is read."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import BooleanField, IntegerField, RadioField, SelectChoice, SelectField
from wtforms.validators import InputRequired, NumberRange, ValidationError

from enquete_app.register.cells import DateOrder
from enquete_app.register.errors import Trouble
from enquete_app.register.headings import NEEDED, POSTAL
from enquete_app.register.layout import Layout, Structure
from enquete_app.register.recognising import Correction
from enquete_app.register.values import CHOICES, COMPLAINT
from enquete_app.team.register.wording import (
    AT_FIELDS,
    DATE_ORDERS,
    DELIMITERS,
    ENCODINGS,
    FIELDS,
    TROUBLES,
    filled,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from wtforms import Field

    from enquete_app.register.uploads import Upload

LAST_HEADING_ROW = 1000
_NO_ROW = lazy_gettext("Vul het nummer van een rij in, zoals 1.")


class LayoutForm(FlaskForm):  # type: ignore[misc]
    """How a file is read. Made anew for each file, with its own columns and values."""

    file_parts: tuple[str, ...] = ()
    column_parts: tuple[str, ...] = ()
    value_parts: Mapping[str, tuple[str, ...]] = {}

    heading_row = IntegerField(
        lazy_gettext("Rij met de koppen"),
        [InputRequired(_NO_ROW), NumberRange(1, LAST_HEADING_ROW, _NO_ROW)],
        render_kw={"min": 1, "max": LAST_HEADING_ROW, "inputmode": "numeric"},
    )
    date_order = RadioField(
        lazy_gettext("Datums"),
        choices=[SelectChoice(order.value, words) for order, words in DATE_ORDERS.items()],
    )
    all_complaints = BooleanField(lazy_gettext("Er is geen kolom voor de soort: elke rij is een klacht"))

    def fields_of(self, names: tuple[str, ...]) -> list[Field]:
        """Some of the fields, in order."""
        return [self[name] for name in names]


def layout_form(upload: Upload) -> LayoutForm:
    """The form for a file, filled in as it is read now."""
    layout, findings = Layout.from_json(upload.layout or {}), upload.findings or {}
    made = {**_of_file(layout, findings), **_of_columns(upload, layout), **_of_values(layout, findings)}
    form_class = type("UploadLayoutForm", (LayoutForm,), made)
    form = form_class(data=_filled_in(_as_corrected(layout, upload) if upload.trouble else layout, findings))
    if upload.trouble and not form.is_submitted():
        _point_out(form, upload.trouble)
    return form  # type: ignore[no-any-return]


def _as_corrected(layout: Layout, upload: Upload) -> Layout:
    """What somebody filled in by which the file cannot be read, to be corrected again."""
    said = Correction.from_json(upload.correction)
    structure = said.structure or layout.structure
    return replace(
        layout,
        structure=replace(structure, heading_row=structure.heading_row or layout.structure.heading_row),
        columns=said.columns or {},
        date_order=said.date_order or layout.date_order,
        values=said.values,
        all_complaints=said.all_complaints,
    )


def _point_out(form: LayoutForm, trouble: Mapping[str, Any]) -> None:
    """Say at the field that is most likely wrong why the file cannot be read as corrected."""
    code = Trouble[trouble["code"]]
    name, words = AT_FIELDS.get(code, (form.file_parts[0], TROUBLES[code]))
    form[name].errors = [filled(words, trouble["facts"])]


def _filled_in(layout: Layout, findings: Mapping[str, Any]) -> dict[str, Any]:
    structure = layout.structure
    now: dict[str, Any] = {
        "heading_row": structure.heading_row,
        "date_order": layout.date_order.value,
        "all_complaints": layout.all_complaints,
        "encoding": structure.encoding,
        "delimiter": structure.delimiter,
        "sheet": structure.sheet,
        **{f"column_{name}": str(at) for name, at in layout.columns.items()},
    }
    for name, number, written in _values(findings):
        stored = layout.values.get(name, {}).get(written, written)
        now[f"value_{name}_{number}"] = stored if stored in CHOICES[name] else ""
    return now


def to_correction(upload: Upload, form: LayoutForm) -> Correction:
    """What somebody said with the form."""
    layout, findings = Layout.from_json(upload.layout or {}), upload.findings or {}
    values: dict[str, dict[str, str]] = {}
    for name, number, written in _values(findings):
        values.setdefault(name, {})[written] = form[f"value_{name}_{number}"].data or written
    columns = {
        name.removeprefix("column_"): int(form[name].data) for name in form.column_parts if form[name].data
    }
    return Correction(
        structure=_structure(layout.structure, form),
        headings=layout.headings,
        columns=columns,
        date_order=DateOrder(form.date_order.data),
        values=values,
        all_complaints=bool(form.all_complaints.data) and "kind" not in columns,
    )


def _structure(before: Structure, form: LayoutForm) -> Structure:
    given = {name: form[name].data for name in form.file_parts if name != "heading_row"}
    is_same_table = all(getattr(before, name) == value for name, value in given.items())
    row, rows = form.heading_row.data, 1
    if row == before.heading_row:
        # In another sheet, or with other cells, the headings have to be found anew.
        row, rows = (row, before.heading_rows) if is_same_table else (0, 1)
    return Structure(**given, heading_row=row, heading_rows=rows)


def _of_file(layout: Layout, findings: Mapping[str, Any]) -> dict[str, Any]:
    if layout.structure.sheet:
        hidden = findings["hidden_sheets"]
        names = [
            SelectChoice(sheet, gettext("%(sheet)s (verborgen)", sheet=sheet) if sheet in hidden else sheet)
            for sheet in findings["sheets"]
        ]
        sheet = SelectField(lazy_gettext("Blad"), choices=names)
        return {"sheet": sheet, "file_parts": ("sheet", "heading_row")}
    return {
        "encoding": SelectField(
            lazy_gettext("Tekens"), choices=[SelectChoice(*each) for each in ENCODINGS.items()]
        ),
        "delimiter": SelectField(
            lazy_gettext("Scheiding tussen kolommen"),
            choices=[SelectChoice(*each) for each in DELIMITERS.items()],
        ),
        "file_parts": ("encoding", "delimiter", "heading_row"),
    }


def _of_columns(upload: Upload, layout: Layout) -> dict[str, Any]:
    names = [name for name in FIELDS if name not in POSTAL or name in layout.columns]
    choices = [SelectChoice("", gettext("(staat niet in het bestand)"))] + [
        SelectChoice(str(at), heading or gettext("kolom %(number)s, zonder kop", number=at + 1))
        for at, heading in enumerate(layout.headings)
    ]
    fields: dict[str, Any] = {
        f"column_{name}": SelectField(
            FIELDS[name], [_ColumnOnce()], choices=choices, description=_sample(upload, layout, name)
        )
        for name in names
    }
    return {**fields, "column_parts": tuple(fields)}


def _of_values(layout: Layout, findings: Mapping[str, Any]) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    parts: dict[str, tuple[str, ...]] = {}
    counts = findings["values"]
    for name, number, written in _values(findings):
        key = f"value_{name}_{number}"
        words = gettext("%(value)s (%(count)s keer)", value=written, count=counts[name][written])
        fields[key] = SelectField(words, choices=_choices(name, written))
        parts[name] = (*parts.get(name, ()), key)
    return {**fields, "value_parts": parts} if layout.columns else {}


def _choices(name: str, written: str) -> list[SelectChoice]:
    known = [
        SelectChoice(value, gettext("Klacht") if value == COMPLAINT else value) for value in CHOICES[name]
    ]
    kept = gettext("Geen klacht") if name == "kind" else gettext("Zo laten: %(value)s", value=written)
    return [*known, SelectChoice("", kept)]


def _values(findings: Mapping[str, Any]) -> Iterator[tuple[str, int, str]]:
    """The values that occur in a file, those first of which nobody has said yet what they mean."""
    for name in CHOICES:
        unknown = findings["unknown"].get(name, [])
        counted = findings["values"].get(name, {})
        ordered = [*unknown, *(written for written in counted if written not in unknown)]
        for number, written in enumerate(ordered):
            yield name, number, written


def _sample(upload: Upload, layout: Layout, name: str) -> str:
    samples = (upload.findings or {}).get("samples", [])
    at = layout.columns.get(name)
    if at is None:
        return gettext("Nodig, maar niet gevonden.") if name in NEEDED else ""
    found = samples[at] if at < len(samples) else []
    return gettext("Bijvoorbeeld: %(values)s", values=" · ".join(found)) if found else ""


class _ColumnOnce:
    """Refuses a column that another field has already."""

    def __call__(self, form: LayoutForm, field: Field) -> None:
        if not field.data:
            return
        for name in form.column_parts:
            if name == field.name:
                return
            if form[name].data == field.data:
                raise ValidationError(
                    gettext("Deze kolom is ook gekozen voor %(field)s.", field=form[name].label.text)
                )
