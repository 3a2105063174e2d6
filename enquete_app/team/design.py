"""Designing a sample, with a preview that changes nothing, and drawing it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from flask import abort, redirect, render_template, request, url_for
from flask_babel import gettext
from wtforms.fields.choices import SelectChoice

from enquete_app.accounts.models import Role
from enquete_app.audit import Act
from enquete_app.fieldwork.calendar import local_day
from enquete_app.fieldwork.confirming import draw_to_confirm
from enquete_app.fieldwork.draw_facts import facts_of
from enquete_app.fieldwork.drawing import drawn_as
from enquete_app.fieldwork.foreseeing import foresee
from enquete_app.fieldwork.looking_back import look_back
from enquete_app.fieldwork.ordering import DrawError, Order, find_survey
from enquete_app.sampling import InfeasibleDesign
from enquete_app.team.access import access
from enquete_app.team.auditing import note
from enquete_app.team.designing import EVERYONE, SAMPLE, DesignForm, design_form
from enquete_app.team.foreseen import tell, words_of
from enquete_app.team.wording import DRAW_COLUMNS, WITHHELD
from enquete_app.web.transaction import keyring, refuse_commit, session

if TYPE_CHECKING:
    from werkzeug.datastructures import MultiDict
    from werkzeug.wrappers import Response

    from enquete_app.fieldwork.models import Draw, Survey

SEE_OTHER, UNPROCESSABLE = 303, 422
Page = str | tuple[str, int]


@access(Role.TEAM)
def show(slug: str) -> Page:
    """Show the design that the address holds, and what it would give."""
    survey = _survey(slug)
    page, is_right = _page(survey, request.args, _put_away(survey))
    return page if is_right else (page, UNPROCESSABLE)


@access(Role.TEAM)
def draw(slug: str) -> Page | Response:
    """Freeze the frame and draw. Nothing leaves before somebody has confirmed it."""
    survey = _survey(slug)
    form = design_form(survey, look_back(session(), survey), request.form, local_day(datetime.now(UTC)))
    if not form.validate():
        return _page(survey, request.form)[0], UNPROCESSABLE
    try:
        made = draw_to_confirm(session(), survey, form.order, keyring())
    except InfeasibleDesign as error:
        return _refused(slug, words_of(error))
    except DrawError:
        refuse_commit()
        if made_before := drawn_as(session(), _survey(slug), form.order):
            return _to_confirm(made_before)
        return _refused(
            slug, _put_away(survey) or gettext("Intussen is er al getrokken, of niemand telt meer mee.")
        )
    note(Act.DRAW_MADE, f"wave {made.wave_id}", **facts_of(made))
    return _to_confirm(made)


def _to_confirm(made: Draw) -> Response:
    return redirect(url_for("team.confirming_show", wave_id=made.wave_id), SEE_OTHER)


def _survey(slug: str) -> Survey:
    try:
        return find_survey(session(), slug)
    except DrawError:
        abort(404)


def _put_away(survey: Survey) -> str | None:
    """Why nothing can be drawn for a survey in the archive; none for others."""
    if not survey.archived:
        return None
    return str(gettext("Dit onderzoek staat in het archief. Er wordt niet meer voor getrokken."))


def _refused(slug: str, fault: str) -> Page:
    refuse_commit()
    return _page(_survey(slug), request.form, fault)[0], UNPROCESSABLE


def _page(survey: Survey, given: MultiDict[str, str], fault: str | None = None) -> tuple[str, bool]:
    """The page, and whether what was given is right."""
    today, earlier = local_day(datetime.now(UTC)), look_back(session(), survey)
    form = design_form(survey, earlier, given, today)
    order = form.order if form.validate() else Order(as_of=today)
    outlook = foresee(session(), survey, order, keyring())
    form.kinds.choices = _choices(outlook.kinds)
    form.handlings.choices = _choices(outlook.handlings)
    foreseen = None
    if not form.errors:
        hoped = {"response": form.response.data / 100, "margin": form.margin.data / 100}
        foreseen = tell(outlook, order, earlier, **hoped)
    page = render_template(
        "team/design.html",
        survey=survey,
        form=form,
        fault=fault,
        earlier=earlier,
        outlook=outlook,
        foreseen=foreseen,
        order=order,
        columns=DRAW_COLUMNS,
        withheld=WITHHELD,
        with_everyone=_address(form, EVERYONE),
        with_size=_address(form, SAMPLE, foreseen.advice.size if foreseen else None),
    )
    return page, not form.errors


def _address(form: DesignForm, extent: str, size: int | None = None) -> str:
    """The address of the same design for everyone, or for a sample of a size."""
    fields = form.as_fields() | {form.extent.name: [extent], form.size.name: [] if size is None else [size]}
    return url_for("team.design_show", **(request.view_args or {}), **fields)


def _choices(values: dict[str, int]) -> list[SelectChoice]:
    return [SelectChoice(value, f"{value or gettext('(leeg)')} ({count})") for value, count in values.items()]


PAGES = (
    ("/surveys/<slug>/design", "GET", show),
    ("/surveys/<slug>/design", "POST", draw),
)
