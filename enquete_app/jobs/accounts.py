"""What is due for the accounts: links that were asked for, and forgetting what is over."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from enquete_app.accounts import attempts, sessions
from enquete_app.accounts.models import PasswordRequest
from enquete_app.accounts.service import password_token
from enquete_app.fieldwork.messages.mailer import open_post
from enquete_app.fieldwork.messages.staff_mails import LinkKind, hand_over, write_link_mail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask

    from enquete_app.db import Database
    from enquete_app.fieldwork.messages.mails import Sender


def look_after_accounts(app: Flask, sender: Sender) -> Iterator[str]:
    """Delete sessions that are over and counts that are old, and mail the links that were asked for.

    On the real clock: what people did a moment ago has nothing to do with the moment that a run is for.

    Yields:
        A line for each thing that was done.
    """
    database: Database = app.extensions["database"]
    now, terms = datetime.now(UTC), sessions.terms_in(app.config)
    with database.transaction() as session:
        ended = sessions.delete_over(session, terms, now)
        attempts.delete_old(session, now)
    if ended:
        yield f"{ended} staff sessions were over"
    with database.reader() as session:
        asked = attempts.links_to_mail(session, now)
    for request, account in asked:
        token = password_token(account, sender.keyring, forgotten=True)
        link = f"{sender.base_url}/team/password/{token}"
        mail = write_link_mail(LinkKind.FORGOTTEN, account.email, link, sender=sender, now=now)
        if hand_over(mail, open_post(app)):
            with database.transaction() as session:
                session.get_one(PasswordRequest, request.id).is_done = True
            yield "1 password link mailed"
