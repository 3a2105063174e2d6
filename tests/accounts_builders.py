"""Members of staff whose second step is set up, and browsers that are signed in to them."""

from __future__ import annotations

from datetime import UTC, datetime

import pyotp
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from enquete_app.accounts import sessions, totp
from enquete_app.accounts.models import Account, Role, Way
from enquete_app.accounts.service import add_account, find_account, set_password
from enquete_app.keys import Keyring

PASSWORD = "een lang wachtwoord"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
"""Of everybody's app."""
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def member(session: Session, keyring: Keyring, email: str, *roles: Role, password: str = PASSWORD) -> Account:
    """Somebody with a password and a second step."""
    account = add_account(session, email, *roles)
    set_password(account, password)
    enrol(session, account, keyring)
    return account


def enrol(session: Session, account: Account, keyring: Keyring) -> list[str]:
    """Set somebody's second step up, as if long ago; gives the recovery codes."""
    return totp.enrol(session, account, SECRET, 0, keyring)


def code_of(secret: str = SECRET) -> str:
    """What somebody's app shows now."""
    return pyotp.TOTP(secret).at(datetime.now(UTC))


def fresh_code(app: Flask, email: str) -> str:
    """The code of now, which counts as not used yet even if it was: tests sign in more often than people."""
    with app.extensions["database"].transaction() as session:
        account = find_account(session, email)
        if account is not None and account.is_enrolled:
            account.totp_step = 0
    return code_of()


def browser_of(app: Flask, email: str, way: Way = Way.PASSWORD) -> FlaskClient:
    """A browser in which somebody is signed in, without the page for it."""
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["staff"] = token_for(app, email, way)
    return client


def token_for(app: Flask, email: str, way: Way = Way.PASSWORD) -> str:
    """The token of a new session of somebody."""
    with app.extensions["database"].transaction() as session:
        account = session.scalars(select(Account).where(Account.email == email)).one()
        return sessions.start(session, account, way=way, browser=FIREFOX, now=datetime.now(UTC))
