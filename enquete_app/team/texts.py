"""The texts of mails and letters: what each says, writing one, trying it, and its versions."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Response, abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext, lazy_gettext
from sqlalchemy import or_, select
from werkzeug.wrappers import Response as AnyResponse

from enquete_app.accounts.models import Role
from enquete_app.audit import Act
from enquete_app.fieldwork.messages.previewing import faults_of
from enquete_app.fieldwork.models import TextEdition
from enquete_app.fieldwork.texts.comparing import differences
from enquete_app.fieldwork.texts.editions import (
    ChangedMeanwhileError,
    EditionError,
    FaultyError,
    find_edition,
    keep,
    newest_edition,
    number_of,
    open_waves,
    put_back,
    texts_of,
)
from enquete_app.fieldwork.texts.placeholders import TextKind
from enquete_app.fieldwork.texts.standard import text_of
from enquete_app.languages import LANGUAGES
from enquete_app.team.access import access, signed_in
from enquete_app.team.auditing import note
from enquete_app.team.listing import Column, Listing
from enquete_app.team.texts_form import Desk, TextForm, find_desk, find_survey, panel, places, show_faults
from enquete_app.team.texts_trial import Trial, try_out
from enquete_app.team.texts_wording import KINDS, MARKS, say_fault
from enquete_app.web.transaction import session

SEE_OTHER = 303
UNPROCESSABLE = 422
CONFLICT = 409
MAIL_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
"""Of a mail as HTML, whose styles stand in its lines: mail readers take no style sheets."""
VERSIONS = (
    Column("versie", lazy_gettext("Versie"), TextEdition.number),
    Column("gemaakt", lazy_gettext("Gemaakt op"), TextEdition.made_at),
    Column("door", lazy_gettext("Door"), TextEdition.made_by),
    Column("opmerking", lazy_gettext("Opmerking"), TextEdition.note),
)
Page = str | tuple[str, int] | tuple[str, int, dict[str, str]] | AnyResponse


@access(Role.TEAM, Role.ADMIN)
def index(slug: str) -> Page:
    """Show what there is for each kind and language, and which version runs where."""
    survey = find_survey(slug)
    newest = newest_edition(session(), survey)
    texts = texts_of(newest)
    rows = {
        kind: [
            (each, text_of(texts, kind, code), code in texts.get(kind, {}))
            for code, each in LANGUAGES.items()
        ]
        for kind in TextKind
    }
    waves = open_waves(session(), survey)
    return render_template(
        "team/texts.html", survey=survey, newest=newest, rows=rows, kinds=KINDS, waves=waves
    )


@access(Role.TEAM, Role.ADMIN)
def edit(slug: str, text_kind: str, text_language: str) -> Page:
    """Ask for the words of one text."""
    desk = find_desk(slug, text_kind, text_language)
    return _edit_page(desk, desk.form())


@access(Role.TEAM, Role.ADMIN)
def save(slug: str, text_kind: str, text_language: str) -> Page:
    """Keep a text as a new version; or show it, try it, or begin anew, which keep nothing."""
    desk = find_desk(slug, text_kind, text_language)
    match request.form.get("go"):
        case "preview":
            return _edit_page(desk, desk.form())
        case "standard":
            flash(gettext("Dit is de standaardtekst. Die geldt pas als u hem bewaart."))
            return _edit_page(desk, desk.form(desk.standard()))
        case "html":
            html = panel(desk, desk.form()).preview.html
            return Response(html or abort(404), headers={"Content-Security-Policy": MAIL_POLICY})
        case "trial":
            return _try(desk, desk.form())
        case _:
            return _keep(desk, desk.form())


@access(Role.TEAM, Role.ADMIN)
def versions(slug: str) -> Page:
    """List the versions."""
    survey = find_survey(slug)
    listing = Listing(
        session(),
        select(TextEdition).where(TextEdition.survey_id == survey.id),
        VERSIONS,
        key=TextEdition.id,
        order="-versie",
        search=lambda sought: or_(
            TextEdition.note.icontains(sought, autoescape=True),
            TextEdition.made_by.icontains(sought, autoescape=True),
        ),
        title=f"teksten-{slug}",
    )
    return listing.export() or render_template("team/texts_versions.html", survey=survey, listing=listing)


@access(Role.TEAM, Role.ADMIN)
def version(slug: str, text_number: int) -> Page:
    """Show what a version changed, and what putting it back would."""
    return _version_page(slug, text_number)


@access(Role.TEAM, Role.ADMIN)
def restore(slug: str, text_number: int) -> Page:
    """Make a new version with the texts of an earlier one."""
    survey, account = find_survey(slug), signed_in()
    who = account.email if account else abort(403)
    words = gettext("Versie %(number)s teruggezet", number=text_number)
    try:
        made = put_back(session(), survey, text_number, who=who, now=datetime.now(UTC), note=words)
    except FaultyError as error:
        faults = [say_fault(fault, TextKind.INVITATION) for fault in error.found]
        return _version_page(slug, text_number, faults), UNPROCESSABLE
    except EditionError:
        abort(404)
    if made:
        note(Act.TEXTS_PUT_BACK, f"survey {slug}", version=made.number, earlier=text_number)
        flash(gettext("Versie %(number)s is gemaakt. Nieuwe metingen gebruiken die.", number=made.number))
    else:
        flash(gettext("Deze teksten gelden al. Er is niets veranderd."))
    return redirect(url_for("team.texts_index", slug=slug), SEE_OTHER)


def _edit_page(desk: Desk, form: TextForm, trial: Trial | None = None) -> str:
    return render_template(
        "team/texts_edit.html",
        desk=desk,
        form=form,
        panel=panel(desk, form),
        places=places(desk),
        kinds=KINDS,
        trial=trial,
    )


def _keep(desk: Desk, form: TextForm) -> Page:
    account = signed_in()
    who = account.email if account else abort(403)
    change = desk.change(form)
    if found := faults_of(change.piece, desk.example()):
        show_faults(form, found, desk.kind)
        return _edit_page(desk, form), UNPROCESSABLE
    try:
        made = keep(session(), desk.survey, change, who=who, now=datetime.now(UTC))
    except ChangedMeanwhileError as error:
        return _changed_meanwhile(desk, form, error), CONFLICT
    except EditionError:
        abort(404)
    if made:
        note(
            Act.TEXTS_CHANGED,
            f"survey {desk.survey.slug}",
            version=made.number,
            kind=str(desk.kind),
            language=desk.language.code,
        )
        flash(gettext("Bewaard als versie %(number)s. Nieuwe metingen gebruiken die.", number=made.number))
    else:
        flash(gettext("Er is niets veranderd, dus er is geen nieuwe versie."))
    return redirect(url_for("team.texts_index", slug=desk.survey.slug), SEE_OTHER)


def _changed_meanwhile(desk: Desk, form: TextForm, error: ChangedMeanwhileError) -> str:
    """Show both; keeping once more then replaces the other's text."""
    number = number_of(error.edition)
    form.based_on.data = str(number)
    form.body.errors = [
        gettext(
            "Iemand anders heeft deze tekst intussen veranderd, in versie %(number)s. Uw tekst staat hier"
            " nog. Bewaart u nog eens, dan vervangt uw tekst die andere.",
            number=number,
        )
    ]
    return _edit_page(desk, form)


def _try(desk: Desk, form: TextForm) -> Page:
    trial = try_out(current_app, desk, form)
    page = _edit_page(desk, form, trial)
    return page, trial.status, trial.headers


def _version_page(slug: str, number: int, faults: list[str] | None = None) -> str:
    survey = find_survey(slug)
    try:
        edition = find_edition(session(), survey, number)
        before = find_edition(session(), survey, max(number - 1, 0))
    except EditionError:
        abort(404)
    newest = newest_edition(session(), survey)
    return render_template(
        "team/texts_version.html",
        survey=survey,
        number=number,
        edition=edition,
        newest=newest,
        changed=differences(texts_of(before), texts_of(edition)),
        would_change=differences(texts_of(newest), texts_of(edition)),
        waves=[wave for wave in open_waves(session(), survey) if (wave.text_edition_number or 0) == number],
        languages=LANGUAGES,
        kinds=KINDS,
        marks=MARKS,
        faults=faults or [],
    )


PAGES = (
    ("/surveys/<slug>/texts/", "GET", index),
    ("/surveys/<slug>/texts/<text_kind>/<text_language>", "GET", edit),
    ("/surveys/<slug>/texts/<text_kind>/<text_language>", "POST", save),
    ("/surveys/<slug>/texts/versions/", "GET", versions),
    ("/surveys/<slug>/texts/versions/<int:text_number>", "GET", version),
    ("/surveys/<slug>/texts/versions/<int:text_number>", "POST", restore),
)
