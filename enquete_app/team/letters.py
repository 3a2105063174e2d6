"""The letters of a wave: what waits, and the batches that were made."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from flask import redirect, render_template, request, url_for
from flask_babel import lazy_gettext
from sqlalchemy import func, select
from werkzeug.wrappers import Response

from enquete_app.accounts.models import Role
from enquete_app.audit import Act
from enquete_app.fieldwork.calendar import local_day
from enquete_app.fieldwork.letters import batches as letters
from enquete_app.fieldwork.letters.going_on import may_go_on
from enquete_app.fieldwork.letters.judging import LetterError
from enquete_app.fieldwork.letters.models import LetterBatch
from enquete_app.fieldwork.models import Message, MessageKind, WaveState
from enquete_app.fieldwork.retention.outlook import messages_erased_on
from enquete_app.fieldwork.waves.progress import find_wave
from enquete_app.team.access import access
from enquete_app.team.auditing import note
from enquete_app.team.letters_bounced import count_bounced
from enquete_app.team.letters_forms import BatchForm
from enquete_app.team.letters_wording import KINDS, WHY_NOT, erased_words
from enquete_app.team.listing import Column, Listing
from enquete_app.web.transaction import keyring, session

if TYPE_CHECKING:
    from enquete_app.fieldwork.models import Wave

SEE_OTHER = 303
UNPROCESSABLE = 422
Page = str | tuple[str, int] | Response


@access(Role.TEAM)
def index(wave_id: str) -> Page:
    """Show how many letters wait, and the batches."""
    wave = find_wave(session(), wave_id)
    listing = _listing(wave)
    today = local_day(datetime.now(UTC))
    return listing.export() or _render(wave, BatchForm(formdata=None, dated_on=today), listing)


@access(Role.TEAM)
def make(wave_id: str) -> Page:
    """Make a batch of the letters that wait."""
    wave, form, now = find_wave(session(), wave_id, lock=False), BatchForm(), datetime.now(UTC)
    kind = MessageKind.REMINDER if request.form.get("kind") == "reminder" else MessageKind.INVITATION
    if not form.validate_on_submit():
        return _render(wave, form, _listing(wave)), UNPROCESSABLE
    day, seen = form.dated_on.data, _seen()
    try:
        batch = letters.make_batch(session(), wave, kind, day, now=now, keyring=keyring(), seen=seen)
    except LetterError as error:
        if made := letters.made_since(session(), wave, kind, day, seen):
            return _to_batch(made)
        form.dated_on.errors = [WHY_NOT[error.why]]
        return _render(wave, form, _listing(wave)), UNPROCESSABLE
    note(Act.LETTERS_MADE, f"wave {wave.id}", batch=batch.id, kind=kind.value, dated_on=str(batch.dated_on))
    return _to_batch(batch)


def _seen() -> datetime:
    """When the last batch was made that stood on the page.

    What cannot be read comes from a page of an earlier release, or is forged: as if that showed no batch.
    """
    try:
        seen = datetime.fromisoformat(request.form.get("seen", ""))
        return seen.astimezone(UTC) if seen.tzinfo else letters.NOTHING_SEEN
    except (ValueError, OverflowError):  # The latter near the first and last year, in another time zone.
        return letters.NOTHING_SEEN


def _to_batch(batch: LetterBatch) -> Page:
    address = url_for("team.letters_batch_show", wave_id=batch.wave_id, batch_id=batch.id)
    return redirect(address, SEE_OTHER)


def _render(wave: Wave, form: BatchForm, listing: Listing) -> str:
    now = datetime.now(UTC)
    return render_template(
        "team/letters.html",
        wave=wave,
        form=form,
        listing=listing,
        kinds=KINDS,
        erased=_erased(wave),
        waiting={kind: letters.count_waiting(session(), wave, kind, now) for kind in MessageKind},
        bounced=count_bounced(wave) if may_go_on(wave, now) else 0,
        seen=letters.last_made(session(), wave).isoformat(),
        most=letters.MOST_IN_BATCH,
    )


def _erased(wave: Wave) -> dict[MessageKind, str | None]:
    erased_on = messages_erased_on(session(), wave.id)
    return {kind: erased_words(wave, kind, erased_on) for kind in MessageKind}


def _listing(wave: Wave) -> Listing:
    inside = select(func.count()).where(Message.batch_id == LetterBatch.id).scalar_subquery()
    # In the file: of letters that were erased no number is known, and not that there were none.
    known = inside if wave.state is WaveState.OPEN else func.nullif(inside, 0)
    return Listing(
        session(),
        select(LetterBatch, inside.label("inside")).where(LetterBatch.wave_id == wave.id),
        (
            Column("stapel", lazy_gettext("Stapel"), LetterBatch.id),
            Column(
                "soort",
                lazy_gettext("Soort"),
                LetterBatch.kind,
                choices=KINDS,
                shown=lambda kind: str(KINDS[kind]),
            ),
            Column("datum", lazy_gettext("Datum op de brief"), LetterBatch.dated_on),
            Column("gepost", lazy_gettext("Gepost op"), LetterBatch.posted_on),
            Column("brieven", lazy_gettext("Brieven"), known, numeric=True),
        ),
        key=LetterBatch.id,
        order="-stapel",
        title=f"brieven-meting-{wave.id}",
    )


PAGES = (
    ("/waves/<wave_id>/letters", "GET", index),
    ("/waves/<wave_id>/letters", "POST", make),
)
