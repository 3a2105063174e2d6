"""Confirming what a draw will send, moving it, or throwing the draw away."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import format_date, format_datetime, gettext

from enquete_app.accounts.models import Role
from enquete_app.audit import Act
from enquete_app.fieldwork.calendar import local_day
from enquete_app.fieldwork.drawing.confirming import (
    Choice,
    ConfirmationError,
    Obstacle,
    batch_of,
    confirm,
    days_after,
    discard,
    fault_of,
    has_left,
    has_others,
    last_day,
    newest_draw,
    text_of_draw,
)
from enquete_app.fieldwork.drawing.facts import facts_of, facts_of_discarded
from enquete_app.fieldwork.messages.mails import minutes_of
from enquete_app.fieldwork.messages.previewing import Example
from enquete_app.fieldwork.models import WaveState
from enquete_app.fieldwork.texts.editions import number_of, texts_of
from enquete_app.fieldwork.waves.progress import WaveError, find_wave
from enquete_app.languages import LANGUAGES
from enquete_app.team.access import access, signed_in
from enquete_app.team.auditing import note
from enquete_app.team.confirming_form import OBSTACLES, ConfirmForm, confirm_form, leaves_at
from enquete_app.team.texts_shown import Shown, shown_texts
from enquete_app.team.texts_wording import KINDS
from enquete_app.web.transaction import refuse_commit, session

if TYPE_CHECKING:
    from datetime import date

    from werkzeug.wrappers import Response

    from enquete_app.fieldwork.drawing.confirming import Batch
    from enquete_app.fieldwork.models import Draw

SEE_OTHER, CONFLICT, UNPROCESSABLE = 303, 409, 422
Page = str | tuple[str, int]


@access(Role.TEAM)
def show(wave_id: str) -> Page:
    """Show text, number and moment of a draw's mails, to be confirmed or changed."""
    draw, now = _draw_of(wave_id), datetime.now(UTC)
    form = confirm_form(request.args, draw, now)
    is_right = "dag" not in request.args or form.judge(draw, now)
    return _page(draw, form) if is_right else (_page(draw, form), UNPROCESSABLE)


@access(Role.TEAM)
def agree(wave_id: str) -> Page | Response:
    """Plan the mails for the moment that somebody has confirmed."""
    draw, now, account = _draw_of(wave_id), datetime.now(UTC), signed_in()
    form = confirm_form(request.form, draw, now)
    is_right = [form.judge(draw, now), form.checked.validate(form)]
    if not all(is_right) or form.moment is None:
        return _page(draw, form), UNPROCESSABLE
    choice = Choice(
        moment=form.moment,
        seen=form.seen_moment,
        text=form.text_number,
        who=account.email if account else "",
    )
    try:
        changed = confirm(session(), draw.id, choice, now)
    except ConfirmationError as error:
        return _refused(wave_id, error)
    if changed:
        note(Act.DRAW_CONFIRMED, f"wave {draw.wave_id}", **facts_of(draw), mails_at=form.moment.isoformat())
    moment = format_datetime(leaves_at(form.moment), "EEEE d MMMM y, HH:mm")
    flash(gettext("Bevestigd. De mails gaan weg vanaf %(moment)s uur.", moment=moment))
    return redirect(url_for("team.waves_show", wave_id=draw.wave_id), SEE_OTHER)


@access(Role.TEAM)
def discard_page(wave_id: str) -> Page:
    """Ask before a draw is thrown away."""
    draw = _draw_of(wave_id)
    if _has_left(draw):
        return _refused(wave_id, ConfirmationError(Obstacle.LEFT, draw))
    return render_template(
        "team/confirm.html",
        title=gettext("Trekking van meting %(number)s weggooien?", number=draw.wave_id),
        consequences=[
            _what_goes(draw),
            gettext(
                "Het auditlogboek bewaart wie dit deed, het startgetal en de controlegetallen van deze "
                "trekking. Zo kan niemand trekken tot de uitkomst bevalt."
            ),
            gettext("Daarna kunt u opnieuw trekken, ook voor dezelfde dag."),
        ],
        button=gettext("Trekking weggooien"),
        back=url_for("team.confirming_show", wave_id=draw.wave_id),
    )


@access(Role.TEAM)
def throw_away(wave_id: str) -> Page | Response:
    """Delete a draw of which no mail has left; the audit log keeps its seed and hashes."""
    try:
        gone = discard(session(), _draw_of(wave_id).id)
    except ConfirmationError as error:
        return _refused(wave_id, error)
    note(Act.DRAW_DISCARDED, f"wave {gone.wave_id}", **facts_of_discarded(gone))
    flash(gettext("De trekking van meting %(number)s is weggegooid.", number=gone.wave_id))
    return redirect(url_for("team.design_show", slug=gone.wave.survey.slug), SEE_OTHER)


def _what_goes(draw: Draw) -> str:
    words = gettext("De meting en haar %(number)s uitnodigingen verdwijnen. Er gaat geen mail weg.")
    if has_others(session(), draw):
        words = gettext(
            "Alleen de trekking van %(day)s verdwijnt, met haar %(number)s uitnodigingen. Daarvan gaat geen "
            "mail weg. De meting en haar andere trekkingen blijven."
        )
    return str(words % {"number": draw.selected, "day": format_date(draw.as_of, "d MMMM y")})


def _draw_of(wave_id: str) -> Draw:
    draw = newest_draw(session(), find_wave(session(), wave_id).id)
    if draw is None:
        raise WaveError(f"Wave {wave_id} has no draw.")
    return draw


def _refused(wave_id: str, error: ConfirmationError) -> Page:
    """Show how the draw stands now, and why what was asked could not be done."""
    refuse_commit()
    if error.draw is None:
        raise WaveError(f"There is no wave {wave_id}.")
    draw = _draw_of(wave_id)
    form = confirm_form(request.args, draw, datetime.now(UTC))
    return _page(draw, form, str(OBSTACLES[error.obstacle])), CONFLICT


def _page(draw: Draw, form: ConfirmForm, fault: str | None = None) -> str:
    batch = batch_of(session(), draw)
    moment = _shown_moment(form, draw)
    leaving = leaves_at(moment) if moment else None
    days = days_after(draw, leaving) if leaving else None
    per_minute = current_app.config["MAIL_PER_MINUTE"]
    return render_template(
        "team/confirm_wave.html",
        draw=draw,
        wave=draw.wave,
        form=form,
        fault=fault,
        batch=batch,
        moment=moment,
        leaves_at=leaving,
        minutes=math.ceil(batch.mails / per_minute) if per_minute else 1,
        days=days,
        last_day=last_day(draw),
        is_late=local_day(datetime.now(UTC)) > last_day(draw),
        has_left=_has_left(draw),
        samples=_samples(draw, batch, local_day(leaving) if leaving else draw.as_of),
        text_number=number_of(text_of_draw(session(), draw)),
        languages=LANGUAGES,
        kinds=KINDS,
    )


def _shown_moment(form: ConfirmForm, draw: Draw) -> datetime | None:
    """The moment of which the page tells what follows: the one chosen, if mails may leave then."""
    chosen = form.moment
    is_possible = chosen is not None and fault_of(chosen, draw, datetime.now(UTC)) is None
    return chosen if is_possible else draw.mails_at


def _has_left(draw: Draw) -> bool:
    if draw.wave.state is not WaveState.OPEN:
        return True
    return not draw.awaits_confirmation and has_left(session(), draw)


def _samples(draw: Draw, batch: Batch, first_day: date) -> list[Shown]:
    """The mails and letters in each language that somebody of the draw gets, as they will be."""
    texts = texts_of(text_of_draw(session(), draw))
    example = Example(
        base_url=current_app.config["BASE_URL"],
        today=first_day,
        minutes=minutes_of(draw.wave),
        closes_after_days=draw.wave.days_open,
    )
    return [
        *shown_texts(texts, batch.by_language, example, by_post=False),
        *shown_texts(texts, batch.letters_by_language, example, by_post=True),
    ]


PAGES = (
    ("/waves/<wave_id>/confirm", "GET", show),
    ("/waves/<wave_id>/confirm", "POST", agree),
    ("/waves/<wave_id>/discard", "GET", discard_page),
    ("/waves/<wave_id>/discard", "POST", throw_away),
)
