"""One batch of letters: its PDF, marking it as posted, taking that back, taking it apart."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from flask import abort, current_app, flash, redirect, render_template, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response

from enquete_app.accounts.models import Role
from enquete_app.audit import Act
from enquete_app.fieldwork.calendar import local_day
from enquete_app.fieldwork.letters import batches as letters
from enquete_app.fieldwork.letters import posting as letter_posting
from enquete_app.fieldwork.letters.judging import LetterError
from enquete_app.fieldwork.letters.pdf import Sheet, letters_pdf, recipient_of, strange_signs
from enquete_app.fieldwork.retention.outlook import messages_erased_on
from enquete_app.fieldwork.texts.editions import texts_of
from enquete_app.fieldwork.waves.progress import find_wave
from enquete_app.jobs.due import sender_of
from enquete_app.keys import UnknownKeyError
from enquete_app.team.access import access
from enquete_app.team.auditing import note
from enquete_app.team.letters_forms import PostedForm
from enquete_app.team.letters_wording import KINDS, REASONS, WHY_NOT, erased_words
from enquete_app.typesetting import LayoutError
from enquete_app.web.transaction import keyring, refuse_commit, session

if TYPE_CHECKING:
    from flask_wtf import FlaskForm

    from enquete_app.fieldwork.letters.judging import Letter
    from enquete_app.fieldwork.letters.models import LetterBatch
    from enquete_app.fieldwork.models import Wave

SEE_OTHER = 303
CONFLICT = 409
UNPROCESSABLE = 422
Page = str | tuple[str, int] | Response


@access(Role.TEAM)
def show(wave_id: str, batch_id: str) -> Page:
    """Show a batch and what can be done with it."""
    wave, batch = _found(wave_id, batch_id)
    inside, today = _letters(wave, batch), local_day(datetime.now(UTC))
    going = [each for each in inside if each.reason is None]
    return render_template(
        "team/letters_batch.html",
        wave=wave,
        batch=batch,
        kinds=KINDS,
        number=len(inside if batch.posted_on else going),
        erased=erased_words(wave, batch.kind, messages_erased_on(session(), wave.id)),
        left_out=[(each, REASONS[each.reason]) for each in inside if each.reason],
        strange=[(lines[0], signs) for lines, signs in map(_strange, going) if signs],
        may_take_back=batch.marked_on == today and wave.state == "open",
    )


@access(Role.TEAM)
def download(wave_id: str, batch_id: str) -> Page:
    """Make the PDF of a batch that is not posted yet. It is not kept; that it was made is noted."""
    wave, batch = _found(wave_id, batch_id)
    if batch.posted_on is not None or wave.closes_on is None:
        abort(CONFLICT)
    going = [each.message for each in _letters(wave, batch) if each.reason is None]
    sheet = Sheet(
        dated_on=batch.dated_on,
        last_day=wave.closes_on - timedelta(days=1),
        texts=texts_of(wave.text_edition),
        return_address=current_app.config["POSTAL_ADDRESS"],
        logo=Path(current_app.config["LOGO"]) if current_app.config["LOGO"] else None,
        made_at=batch.made_at,
    )
    try:
        content = letters_pdf(going, batch, sender_of(current_app), sheet)
    except (LayoutError, UnknownKeyError):
        return _cannot_be_made()
    note(Act.LETTERS_DOWNLOADED, f"wave {wave.id}", batch=batch.id, letters=len(going))
    name = f"brieven-meting-{wave.id}-stapel-{batch.id}.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, content_type="application/pdf", headers=headers)


@access(Role.TEAM)
def posted_page(wave_id: str, batch_id: str) -> Page:
    """Ask before a batch counts as posted."""
    wave, batch = _found(wave_id, batch_id)
    form = PostedForm(formdata=None, posted_on=local_day(datetime.now(UTC)))
    return _ask_posted(wave, batch, form)


@access(Role.TEAM)
def mark_posted(wave_id: str, batch_id: str) -> Page:
    """Record that a batch was posted."""
    wave, batch = _found(wave_id, batch_id, lock=True)
    form, now = PostedForm(), datetime.now(UTC)
    if not form.validate_on_submit():
        return _ask_posted(wave, batch, form), UNPROCESSABLE
    try:
        count = letter_posting.post(session(), wave, batch, form.posted_on.data, now=now, keyring=keyring())
    except LetterError as error:
        refuse_commit()
        form.posted_on.errors = [
            gettext("Kies een dag van het maken van de brieven tot en met vandaag.")
            if error.why == "day"
            else WHY_NOT[error.why]
        ]
        return _ask_posted(wave, batch, form), UNPROCESSABLE
    note(Act.LETTERS_POSTED, f"wave {wave.id}", batch=batch.id, letters=count, day=str(batch.posted_on))
    flash(ngettext("%(num)s brief gemarkeerd als gepost.", "%(num)s brieven gemarkeerd als gepost.", count))
    return redirect(_address(wave, batch), SEE_OTHER)


@access(Role.TEAM)
def take_back_page(wave_id: str, batch_id: str) -> Page:
    """Ask before a batch counts as not posted after all."""
    wave, batch = _found(wave_id, batch_id)
    return _ask(
        wave,
        batch,
        title=gettext("Toch niet gepost?"),
        consequences=[
            gettext("De brieven tellen niet meer als verstuurd."),
            gettext("U kunt de PDF weer downloaden en de brieven later opnieuw markeren."),
            gettext("Zijn de brieven wel gepost? Dan moet u dit niet doen."),
        ],
        button=gettext("Terugdraaien"),
    )


@access(Role.TEAM)
def take_back(wave_id: str, batch_id: str) -> Page:
    """Record that a batch was not posted after all."""
    wave, batch = _found(wave_id, batch_id, lock=True)
    try:
        letter_posting.take_back(session(), wave, batch, datetime.now(UTC))
    except LetterError as error:
        refuse_commit()
        flash(WHY_NOT[error.why])
        return redirect(_address(wave, batch), SEE_OTHER)
    note(Act.LETTERS_TAKEN_BACK, f"wave {wave.id}", batch=batch.id)
    flash(gettext("De brieven tellen niet meer als gepost."))
    return redirect(_address(wave, batch), SEE_OTHER)


@access(Role.TEAM)
def take_apart_page(wave_id: str, batch_id: str) -> Page:
    """Ask before a batch is given up."""
    wave, batch = _found(wave_id, batch_id)
    return _ask(
        wave,
        batch,
        title=gettext("Stapel %(number)s opheffen?", number=batch.id),
        consequences=[
            gettext("De brieven wachten weer, om in een andere stapel te gaan."),
            gettext("Heeft u al iets geprint? Vernietig dat dan: er staan namen, adressen en codes op."),
        ],
        button=gettext("Opheffen"),
    )


@access(Role.TEAM)
def take_apart(wave_id: str, batch_id: str) -> Page:
    """Give a batch up."""
    wave, batch = _found(wave_id, batch_id, lock=True)
    number = batch.id
    try:
        letters.take_apart(session(), wave, batch, local_day(datetime.now(UTC)))
    except LetterError as error:
        refuse_commit()
        flash(WHY_NOT[error.why])
        return redirect(_address(wave, batch), SEE_OTHER)
    note(Act.LETTERS_TAKEN_APART, f"wave {wave.id}", batch=number)
    flash(gettext("Stapel %(number)s is opgeheven.", number=number))
    return redirect(url_for("team.letters_index", wave_id=wave.id), SEE_OTHER)


def _found(wave_id: str, batch_id: str, *, lock: bool = False) -> tuple[Wave, LetterBatch]:
    wave = find_wave(session(), wave_id)
    batch = letters.find_batch(session(), wave, batch_id, lock=lock)
    if batch is None:
        abort(404)
    return wave, batch


def _letters(wave: Wave, batch: LetterBatch) -> list[Letter]:
    return letters.letters_of(session(), wave, batch, keyring(), local_day(datetime.now(UTC)))


def _strange(letter: Letter) -> tuple[list[str], str]:
    lines = recipient_of(letter.complaint) if letter.complaint else [""]
    return lines, strange_signs(lines)


def _address(wave: Wave, batch: LetterBatch) -> str:
    return url_for("team.letters_batch_show", wave_id=wave.id, batch_id=batch.id)


def _ask_posted(wave: Wave, batch: LetterBatch, form: FlaskForm) -> str:
    reminded = wave.days_to_reminder
    return _ask(
        wave,
        batch,
        title=gettext("Stapel %(number)s markeren als gepost?", number=batch.id),
        consequences=[
            gettext("De brieven tellen vanaf die dag als verstuurd."),
            gettext("%(days)s dagen later kunt u herinneringsbrieven maken.", days=reminded)
            if batch.kind == "invitation"
            else gettext("Hierna gaan er geen brieven meer: ieder krijgt hooguit één herinnering."),
            gettext("De PDF met de codes kunt u daarna niet meer downloaden. Verwijder uw eigen exemplaar."),
            gettext("Vandaag kunt u dit nog terugdraaien."),
        ],
        button=gettext("Markeren als gepost"),
        form=form,
        danger=False,
    )


def _ask(wave: Wave, batch: LetterBatch, **content: object) -> str:
    return render_template("team/confirm.html", back=_address(wave, batch), **content)


def _cannot_be_made() -> tuple[str, int]:
    refuse_commit()
    title = gettext("De brieven kunnen niet gemaakt worden")
    text = gettext("Er ontbreekt iets in de instellingen. Vraag het de beheerder.")
    return render_template("team/refusal.html", title=title, text=text), CONFLICT


_BATCH = "/waves/<wave_id>/letters/<batch_id>"
PAGES = (
    (_BATCH, "GET", show),
    (f"{_BATCH}/pdf", "POST", download),
    (f"{_BATCH}/posted", "GET", posted_page),
    (f"{_BATCH}/posted", "POST", mark_posted),
    (f"{_BATCH}/back", "GET", take_back_page),
    (f"{_BATCH}/back", "POST", take_back),
    (f"{_BATCH}/apart", "GET", take_apart_page),
    (f"{_BATCH}/apart", "POST", take_apart),
)
