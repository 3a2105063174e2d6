"""A survey that draws by itself: its plan, looked at beforehand, switched on and changed."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from enquete_app.accounts.models import Role
from enquete_app.audit import Act
from enquete_app.fieldwork.messages.mails import minutes_of
from enquete_app.fieldwork.messages.previewing import Example
from enquete_app.fieldwork.models import Wave
from enquete_app.fieldwork.rolling.days import Rhythm, Schedule, WaveLength
from enquete_app.fieldwork.rolling.models import Wish
from enquete_app.fieldwork.rolling.outlook import SHOWN, foresee_plan, is_live, plan_of, turns_of
from enquete_app.fieldwork.rolling.plans import Consent, PlanError, mark_of, switch_on, texts_of
from enquete_app.fieldwork.surveys import survey_and_plan, survey_called
from enquete_app.fieldwork.texts import editions
from enquete_app.languages import LANGUAGES
from enquete_app.team.access import access, allowed, signed_in
from enquete_app.team.auditing import note
from enquete_app.team.survey_forms import ConsentForm, PlanForm, values_of
from enquete_app.team.survey_wording import (
    DISCARDED,
    HINDRANCES,
    LENGTHS,
    OUTCOMES,
    PLAN_STATES,
    period_words,
    schedule_words,
    survey_name,
)
from enquete_app.team.surveys_turns import latest_turns
from enquete_app.team.texts_shown import Shown, shown_texts
from enquete_app.team.texts_wording import KINDS
from enquete_app.team.wording import DRAW_COLUMNS
from enquete_app.web.transaction import keyring, refuse_commit, session

if TYPE_CHECKING:
    from enquete_app.fieldwork.models import Survey, TextEdition
    from enquete_app.fieldwork.rolling.models import RollingPlan
    from enquete_app.fieldwork.rolling.outlook import Foresight

SEE_OTHER, CONFLICT, UNPROCESSABLE = 303, 409, 422
SEEN = "gezien"
"""The field with the mark of the texts that somebody who confirms has seen."""
AT_FIRST = Wish(schedule=Schedule(rhythm=Rhythm.MONTH), wave_length=WaveLength.QUARTER)
Page = str | tuple[str, int]


@access(Role.TEAM, Role.ADMIN)
def show(slug: str) -> str:
    """Show how the plan of a survey stands, what comes and what came of it."""
    return plan_page(survey_called(session(), slug))


@access(Role.TEAM)
def design(slug: str) -> str:
    """Show the form of a plan, and what it would do."""
    survey, plan = survey_and_plan(session(), slug)
    form = _form(plan, request.args)
    foresight = _foresee(survey, form, is_planned=is_live(plan))
    return _design_page((survey, plan), form, ConsentForm(formdata=None), foresight)


@access(Role.TEAM)
def agree(slug: str) -> Page | Response:
    """Switch a plan on, or change it, as somebody has confirmed."""
    (survey, plan), account = survey_and_plan(session(), slug), signed_in()
    form, consent = _form(plan, request.form), ConsentForm()
    foresight = _foresee(survey, form, is_planned=is_live(plan))
    agrees = consent.validate()
    if agrees and request.form.get(SEEN) != texts_of(session(), survey):
        consent.checked.errors = [gettext("De teksten of vragen zijn net gewijzigd. Bekijk ze opnieuw.")]
        agrees = False
    if not agrees or foresight is None:
        return _design_page((survey, plan), form, consent, foresight), UNPROCESSABLE
    now, who = datetime.now(UTC), account.email if account else ""
    try:
        plan = switch_on(session(), survey, form.wish, Consent(who=who, expected=foresight.later, at=now))
    except PlanError as error:
        return refused(survey, error)
    note(Act.ROLLING_SWITCHED_ON, survey.slug, **_facts(plan), expected=foresight.later)
    flash(gettext("Het onderzoek trekt nu zelf: %(when)s.", when=schedule_words(plan.schedule)))
    return redirect(url_for("team.surveys_rolling_show", slug=slug), SEE_OTHER)


def plan_page(survey: Survey, fault: str | None = None) -> str:
    """The page of a plan."""
    now, account = datetime.now(UTC), signed_in()
    plan = plan_of(session(), survey)
    turns = islice(turns_of(session(), survey, plan.wish, now), SHOWN) if plan and is_live(plan) else ()
    return render_template(
        "team/rolling.html",
        survey=survey,
        plan=plan,
        is_live=is_live(plan),
        turns=list(turns),
        past=latest_turns(survey),
        texts_changed=plan is not None and plan.confirmed.get("texts") != texts_of(session(), survey),
        may_change=account is not None and allowed(account, (Role.TEAM,)),
        fault=fault,
        **words(),
    )


def refused(survey: Survey, error: PlanError) -> Page:
    """Show how the plan stands now, and why what was asked could not be done."""
    refuse_commit()
    return plan_page(survey, str(HINDRANCES[error.hindrance])), CONFLICT


def words() -> dict[str, object]:
    """What the pages of a plan say things with."""
    return {
        "name": survey_name,
        "plan_states": PLAN_STATES,
        "outcomes": OUTCOMES,
        "discarded": DISCARDED,
        "lengths": LENGTHS,
        "columns": DRAW_COLUMNS,
        "schedule_words": schedule_words,
        "period_words": period_words,
    }


def _form(plan: RollingPlan | None, given: MultiDict[str, str]) -> PlanForm:
    """The form as it was filled in, else as the plan is."""
    shown = PlanForm(formdata=None, data=values_of(plan.wish if plan else AT_FIRST))
    is_filled_in = any(field.name in given for field in shown)
    return PlanForm(formdata=given if is_filled_in else MultiDict(shown.pairs()))


def _foresee(survey: Survey, form: PlanForm, *, is_planned: bool) -> Foresight | None:
    """What the plan would do; none where the form is not right."""
    if not form.validate():
        return None
    now = datetime.now(UTC)
    return foresee_plan(session(), survey, form.wish, now, keyring(), is_planned=is_planned)


def _design_page(
    about: tuple[Survey, RollingPlan | None],
    form: PlanForm,
    consent: ConsentForm,
    foresight: Foresight | None,
) -> str:
    survey, plan = about
    edition = editions.newest_edition(session(), survey)
    return render_template(
        "team/rolling_design.html",
        survey=survey,
        plan=plan,
        form=form,
        consent=consent,
        seen=(SEEN, mark_of(survey, edition)),
        foresight=foresight,
        samples=_samples(survey, edition, foresight) if foresight else (),
        kinds=KINDS,
        languages=LANGUAGES,
        is_live=is_live(plan),
        **words(),
    )


def _samples(survey: Survey, edition: TextEdition | None, foresight: Foresight) -> list[Shown]:
    """The texts in force in the two languages that most people get."""
    texts = editions.texts_of(edition)
    first = next(iter(foresight.turns))
    example = Example(
        base_url=current_app.config["BASE_URL"],
        today=first.day,
        minutes=minutes_of(session().get_one(Wave, first.wave_id) if first.wave_id else survey),
        closes_after_days=(first.closes_on - first.day).days,
    )
    return [
        each
        for by_post in ((False, True) if survey.letters else (False,))
        for each in shown_texts(texts, ("nl", "en"), example, by_post=by_post)
    ]


def _facts(plan: RollingPlan) -> dict[str, str | int | None]:
    return {
        "rhythm": str(plan.rhythm),
        "weekday": plan.weekday,
        "day_of_month": plan.day_of_month,
        "hour": plan.hour,
        "wave_length": str(plan.wave_length),
        "size": plan.size,
        "by": ", ".join(plan.by),
        "allocation": str(plan.allocation),
        "texts": plan.confirmed["texts"],
    }


PAGES = (
    ("/surveys/<slug>/rolling", "GET", show),
    ("/surveys/<slug>/rolling/plan", "GET", design),
    ("/surveys/<slug>/rolling/plan", "POST", agree),
)
