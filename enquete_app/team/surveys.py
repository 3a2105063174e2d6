"""Surveys: the list, the settings of each, adding and archiving."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for
from flask_babel import format_date, gettext, lazy_gettext
from sqlalchemy import or_, select
from werkzeug.wrappers import Response

from enquete_app.accounts.models import Role
from enquete_app.audit import Act
from enquete_app.fieldwork.agenda.listing import Entry, Event, agenda, next_of
from enquete_app.fieldwork.calendar import local_day
from enquete_app.fieldwork.drawing.confirming import last_day
from enquete_app.fieldwork.models import Survey
from enquete_app.fieldwork.retention.register import known_since
from enquete_app.fieldwork.rolling.days import Period
from enquete_app.fieldwork.rolling.models import RollingPlan
from enquete_app.fieldwork.rolling.outlook import plan_of
from enquete_app.fieldwork.surveys import (
    add_survey,
    all_surveys,
    archive,
    bring_back,
    change_terms,
    known_kinds,
    open_waves,
    survey_called,
    waiting_draws,
)
from enquete_app.team.access import access, allowed, signed_in
from enquete_app.team.auditing import note
from enquete_app.team.listing import Column, Listing
from enquete_app.team.survey_forms import TermsForm, terms_form
from enquete_app.team.survey_wording import EVENTS, PLAN_STATES, forgotten_words, schedule_words, survey_name
from enquete_app.web.transaction import session

if TYPE_CHECKING:
    from enquete_app.fieldwork.models import Draw

SEE_OTHER, UNPROCESSABLE = 303, 422
AHEAD = timedelta(days=400)
COMING = 3
IN_WAVES = {Event.CLOSING, Event.MAILING, Event.REMINDER}
YES_OR_NO = {"0": lazy_gettext("In gebruik"), "1": lazy_gettext("In het archief")}
COLUMNS = (
    Column("naam", lazy_gettext("Onderzoek"), Survey.name_nl),
    Column("soorten", lazy_gettext("Soorten"), Survey.kinds, sorts=False, shown=", ".join),
    Column(
        "archief",
        lazy_gettext("In het archief"),
        Survey.archived,
        shown=lambda archived: str(YES_OR_NO[str(int(archived))]),
    ),
)


@access(Role.TEAM, Role.ADMIN)
def index() -> str | Response:
    """List the surveys with the next thing that happens in each."""
    listing = Listing(
        session(),
        select(Survey),
        COLUMNS,
        key=Survey.id,
        order="archief",
        search=lambda sought: or_(
            Survey.name_nl.icontains(sought, autoescape=True),
            Survey.name_en.icontains(sought, autoescape=True),
        ),
        title="onderzoeken",
    )
    entries = _agenda()
    plans = {plan.survey_id: plan for plan in session().scalars(select(RollingPlan))}
    return listing.export() or render_template(
        "team/surveys.html",
        listing=listing,
        plans=plans,
        may_add=_is_team(),
        coming={each.id: next_of(each, entries) for each in listing.rows},
        **_words(),
    )


@access(Role.TEAM, Role.ADMIN)
def show(slug: str) -> str:
    """Show the settings of a survey, for the team in a form."""
    survey = survey_called(session(), slug)
    return _page(survey, terms_form(survey, known_kinds(session())))


@access(Role.TEAM)
def change(slug: str) -> str | tuple[str, int] | Response:
    """Keep changed settings; open waves keep those that they began with."""
    survey = survey_called(session(), slug)
    form = terms_form(survey, known_kinds(session()))
    if not form.validate_on_submit():
        return _page(survey, form), UNPROCESSABLE
    forgotten = _forgotten(form)
    changed = change_terms(session(), survey, form.terms)
    if changed:
        note(Act.SURVEY_CHANGED, survey.slug, **changed)
    flash(" ".join(filter(None, (gettext("De instellingen zijn bewaard."), forgotten))))
    return redirect(url_for("team.surveys_show", slug=survey.slug), SEE_OTHER)


@access(Role.TEAM)
def new_page() -> str:
    """Ask for the name and the settings of a new survey."""
    return _new_page(_new_form())


@access(Role.TEAM)
def new() -> str | tuple[str, int] | Response:
    """Add a survey."""
    form = _new_form()
    if not form.validate_on_submit():
        return _new_page(form), UNPROCESSABLE
    forgotten = _forgotten(form)
    survey = add_survey(session(), form.terms, like=all_surveys(session())[0])
    note(Act.SURVEY_ADDED, survey.slug, kinds=", ".join(survey.kinds))
    added = gettext("Het onderzoek is toegevoegd. Kies nu of het zelf trekt, of trek met de hand.")
    flash(" ".join(filter(None, (added, forgotten))))
    return redirect(url_for("team.surveys_show", slug=survey.slug), SEE_OTHER)


@access(Role.TEAM)
def archive_page(slug: str) -> str:
    """Ask before a survey goes to the archive."""
    survey = survey_called(session(), slug)
    return render_template(
        "team/confirm.html",
        title=gettext("%(name)s naar het archief?", name=survey_name(survey)),
        consequences=[
            gettext("Er wordt voor dit onderzoek niet meer getrokken, ook niet vanzelf."),
            gettext("Metingen die open zijn, lopen gewoon door tot hun sluitingsdag."),
            *(_what_waits(draw) for draw in waiting_draws(session(), survey)),
            gettext("Metingen en resultaten blijven bewaard. U kunt het onderzoek later terughalen."),
        ],
        button=gettext("Naar het archief"),
        back=url_for("team.surveys_show", slug=slug),
    )


@access(Role.TEAM)
def put_away(slug: str) -> Response:
    """Archive a survey."""
    survey = survey_called(session(), slug)
    archive(session(), survey)
    note(Act.SURVEY_ARCHIVED, survey.slug)
    flash(gettext("%(name)s staat in het archief.", name=survey_name(survey)))
    return redirect(url_for("team.surveys_index"), SEE_OTHER)


@access(Role.TEAM)
def take_back(slug: str) -> Response:
    """Bring an archived survey back."""
    survey = survey_called(session(), slug)
    bring_back(session(), survey)
    note(Act.SURVEY_BROUGHT_BACK, survey.slug)
    flash(gettext("%(name)s is terug. Zelf trekken zet u zo nodig opnieuw aan.", name=survey_name(survey)))
    return redirect(url_for("team.surveys_show", slug=slug), SEE_OTHER)


def _page(survey: Survey, form: TermsForm) -> str:
    return render_template(
        "team/survey.html",
        survey=survey,
        form=form,
        plan=plan_of(session(), survey),
        waves=open_waves(session(), survey),
        coming=_coming(survey),
        may_change=_is_team(),
        known_since=_known_since(),
        **_words(),
    )


def _coming(survey: Survey) -> list[Entry]:
    """What comes for a survey; of its draws, which go on for ever, the first few."""
    mine = [each for each in _agenda() if each.survey is survey and not each.is_past]
    draws = [each for each in mine if each.event is Event.DRAW]
    return [each for each in mine if each.event in IN_WAVES or each in draws[:COMING]]


def _agenda() -> list[Entry]:
    now = datetime.now(UTC)
    today = local_day(now)
    return agenda(session(), Period(today, today + AHEAD), now, briefly=True)


def _known_since() -> date | None:
    return known_since(session(), local_day(datetime.now(UTC)))


def _forgotten(form: TermsForm) -> str | None:
    """A warning of a cool-down that is longer than any was; to be asked before it is set."""
    today = local_day(datetime.now(UTC))
    return forgotten_words(known_since(session(), today), today - timedelta(days=form.terms.cool_down_days))


def _what_waits(draw: Draw) -> str:
    told = gettext(
        "De trekking van %(day)s (meting %(number)s, %(people)s mensen) is nog niet bevestigd. Daarvan gaat "
        "niets weg, en in het archief kunt u haar niet meer bevestigen.",
        day=format_date(draw.as_of, "d MMMM y"),
        number=draw.wave_id,
        people=draw.selected,
    )
    last = last_day(draw)
    if last < local_day(datetime.now(UTC)):
        return f"{told} {gettext('U kunt haar weggooien.')}"
    until = gettext(
        "U kunt haar weggooien, of het onderzoek terughalen en haar tot en met %(last)s bevestigen.",
        last=format_date(last, "d MMMM y"),
    )
    return f"{told} {until}"


def _is_team() -> bool:
    account = signed_in()
    return account is not None and allowed(account, (Role.TEAM,))


def _new_form() -> TermsForm:
    return terms_form(None, known_kinds(session()), like=next(iter(all_surveys(session())), None))


def _new_page(form: TermsForm) -> str:
    return render_template("team/survey_new.html", form=form, known_since=_known_since())


def _words() -> dict[str, object]:
    return {
        "name": survey_name,
        "events": EVENTS,
        "plan_states": PLAN_STATES,
        "schedule_words": schedule_words,
    }


PAGES = (
    ("/surveys/", "GET", index),
    ("/surveys/new", "GET", new_page),
    ("/surveys/new", "POST", new),
    ("/surveys/<slug>/", "GET", show),
    ("/surveys/<slug>/", "POST", change),
    ("/surveys/<slug>/archive", "GET", archive_page),
    ("/surveys/<slug>/archive", "POST", put_away),
    ("/surveys/<slug>/bring-back", "POST", take_back),
)
