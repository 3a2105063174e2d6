"""What is kept how long, what goes when, and what has been erased."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from sqlalchemy import select
from wtforms import BooleanField, IntegerField, StringField
from wtforms.validators import InputRequired, Length, NumberRange

from enquete_app.accounts.models import Role
from enquete_app.audit import Act
from enquete_app.fieldwork.calendar import local_day
from enquete_app.fieldwork.retention.erasing import choose_terms, terms_of
from enquete_app.fieldwork.retention.models import Erasure
from enquete_app.fieldwork.retention.outlook import Coming, outlook
from enquete_app.fieldwork.retention.register import stock_of
from enquete_app.fieldwork.retention.terms import BOUNDS, Terms
from enquete_app.team.access import access, allowed, signed_in
from enquete_app.team.auditing import note
from enquete_app.team.listing import Column, Listing
from enquete_app.team.retention_wording import ERASABLE, TERMS, TERMS_ABOUT
from enquete_app.web.transaction import session

if TYPE_CHECKING:
    from collections.abc import Sequence

    from werkzeug.wrappers import Response

_WORDS = {str(what): words for what, words in ERASABLE.items()}


def _term(name: str) -> IntegerField:
    bounds = BOUNDS[name]
    limits = lazy_gettext("Vul een heel getal in van %(least)s tot en met %(most)s.", **bounds._asdict())
    return IntegerField(
        TERMS[name],
        [InputRequired(limits), NumberRange(bounds.least, bounds.most, limits)],
        description=TERMS_ABOUT[name],
        render_kw={"min": bounds.least, "max": bounds.most},
    )


class TermsForm(FlaskForm):  # type: ignore[misc]
    """All terms, and why others are chosen."""

    contact_days = _term("contact_days")
    message_days = _term("message_days")
    open_answers_months = _term("open_answers_months")
    sealed_months = _term("sealed_months")
    opt_out_months = _term("opt_out_months")
    register_months = _term("register_months")
    why = StringField(
        lazy_gettext("Waarom deze termijnen?"),
        [
            InputRequired(lazy_gettext("Schrijf op waarom u deze termijnen kiest.")),
            Length(max=300, message=lazy_gettext("Schrijf hoogstens %(max)d tekens.")),
        ],
        description=lazy_gettext("Komt in het logboek. Noem geen namen van klagers."),
    )
    sure = BooleanField(lazy_gettext("Ja, dit mag nu worden gewist"))


@access(Role.TEAM, Role.ADMIN)
def index() -> str | Response:
    """Show the terms, what goes when, and what has been erased."""
    listing = Listing(
        session(),
        select(Erasure),
        (
            Column("gewist", lazy_gettext("Gewist op"), Erasure.erased_on),
            Column(
                "wat",
                lazy_gettext("Wat"),
                Erasure.what,
                choices=_WORDS,
                shown=lambda what: str(ERASABLE[what]),
            ),
            Column("meting", lazy_gettext("Meting"), Erasure.wave_id, numeric=True),
            Column("aantal", lazy_gettext("Aantal"), Erasure.number, numeric=True),
            Column("zeker", lazy_gettext("Niets meer te vinden sinds"), Erasure.verified_on),
        ),
        key=Erasure.id,
        order="-gewist",
        title="gewist",
    )
    if (file := listing.export()) is not None:
        return file
    terms = terms_of(session())
    return render_template(
        "team/retention.html",
        listing=listing,
        terms=asdict(terms),
        words=TERMS,
        about=TERMS_ABOUT,
        what=ERASABLE,
        outlook=outlook(session(), terms),
        stock=stock_of(session(), terms, local_day(datetime.now(UTC))),
        may_choose=(account := signed_in()) is not None and allowed(account, (Role.ADMIN,)),
    )


@access(Role.ADMIN)
def terms() -> str:
    """Ask for other terms."""
    form = TermsForm(formdata=None, data=asdict(terms_of(session())))
    return _ask(form)


@access(Role.ADMIN)
def choose() -> tuple[str, int] | Response:
    """Choose other terms."""
    form, before = TermsForm(), asdict(terms_of(session()))
    if not form.validate_on_submit():
        return _ask(form), HTTPStatus.UNPROCESSABLE_ENTITY
    after = {name: form[name].data for name in before}
    today = local_day(datetime.now(UTC))
    at_once = [each for each in outlook(session(), Terms(**after)).coming if each.day <= today]
    if at_once and not form.sure.data:
        form.sure.errors = [gettext("Zeg eerst dat u dit wilt wissen.")]
        return _ask(form, at_once), HTTPStatus.UNPROCESSABLE_ENTITY
    choose_terms(session(), Terms(**after))
    changed = {name: f"{before[name]} → {after[name]}" for name in before if before[name] != after[name]}
    note(Act.RETENTION_TERMS, why=form.why.data, **changed)
    flash(gettext("De termijnen zijn bewaard. Ze gelden meteen."))
    return redirect(url_for("team.retention_index"), HTTPStatus.SEE_OTHER)


def _ask(form: TermsForm, at_once: Sequence[Coming] = ()) -> str:
    return render_template(
        "team/retention_terms.html", form=form, defaults=asdict(Terms()), at_once=at_once, what=ERASABLE
    )


PAGES = (
    ("/retention", "GET", index),
    ("/retention/terms", "GET", terms),
    ("/retention/terms", "POST", choose),
)
