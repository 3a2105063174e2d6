"""A trial mail to oneself, with an answer for whatever may go wrong."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from flask_babel import gettext, lazy_gettext

from enquete_app.audit import Act
from enquete_app.fieldwork.messages.mailer import Delivery, NoConnectionError, Outcome, open_post
from enquete_app.fieldwork.messages.mails import BadSettingError
from enquete_app.fieldwork.messages.previewing import compose_trial, faults_of
from enquete_app.jobs.due import sender_of
from enquete_app.register.contact import mailable_email
from enquete_app.team.access import signed_in
from enquete_app.team.auditing import note
from enquete_app.team.texts_form import show_faults
from enquete_app.web.limits import seconds_to_wait
from enquete_app.web.transaction import settle

if TYPE_CHECKING:
    from flask import Flask

    from enquete_app.fieldwork.messages.mailer import Mail
    from enquete_app.team.texts_form import Desk, TextForm

RATE = "5 per minute"
"""Enough to write by, too little to annoy anybody with."""
OK = 200
UNPROCESSABLE = 422
TOO_MANY = 429
UNAVAILABLE = 503
_ANSWERS = {
    Outcome.ACCEPTED: lazy_gettext("De proefmail is verstuurd naar %(address)s."),
    Outcome.REFUSED: lazy_gettext(
        "De mailserver weigert uw adres %(address)s (code %(reason)s). Klopt het adres van uw account?"
    ),
    Outcome.LATER: lazy_gettext(
        "De mailserver neemt nu geen mail aan (%(reason)s). Probeer het over een paar minuten nog eens."
    ),
    Outcome.UNKNOWN: lazy_gettext(
        "De verbinding brak af (%(reason)s). Misschien is de proefmail aangekomen. Kijk in uw postvak."
    ),
}


@dataclass(frozen=True)
class Trial:
    """What came of it.

    Args:
        words: what to say.
        status: of the answer.
        headers: that the answer needs.
    """

    words: str
    status: int = OK
    headers: dict[str, str] = field(default_factory=dict)


def try_out(app: Flask, desk: Desk, form: TextForm) -> Trial:
    """Mail a text as typed to the address of whoever is signed in, and to no other.

    Args:
        app: the application.
        desk: which text.
        form: as typed.
    """
    piece, account = desk.piece(form), signed_in()
    address = mailable_email(account.email) if account else None
    if found := faults_of(piece, desk.example()):
        show_faults(form, found, desk.kind)
        return Trial("", UNPROCESSABLE)
    if desk.kind.is_letter or address is None:
        return Trial(gettext("Hier kan geen proefmail van komen."), UNPROCESSABLE)
    if wait := seconds_to_wait(RATE, "trial mail"):
        words = gettext("U heeft net een paar proefmails gestuurd. Wacht %(seconds)s seconden.", seconds=wait)
        return Trial(words, TOO_MANY, {"Retry-After": str(wait)})
    slug, sender = desk.survey.slug, sender_of(app)
    try:
        mail = compose_trial(piece, desk.example(), sender, to=address, now=datetime.now(UTC))
        delivery = _deliver(app, mail)
    except (NoConnectionError, BadSettingError) as error:
        words = gettext("De mailserver is niet bereikbaar (%(reason)s). Vraag de beheerder.", reason=error)
        return Trial(words, UNAVAILABLE)
    note(Act.TEXTS_TRIED, f"survey {slug}", kind=str(piece.kind), language=piece.language)
    words = str(_ANSWERS[delivery.outcome]) % {"address": address, "reason": delivery.reason}
    return Trial(words, OK if delivery.outcome is Outcome.ACCEPTED else UNAVAILABLE)


def _deliver(app: Flask, mail: Mail) -> Delivery:
    # A mail server may take its time; nobody else should wait for this request's lock meanwhile.
    settle()
    with open_post(app) as post:
        return post.deliver(mail)
