"""A wave whose mails come back to a mailbox, and what comes back of them."""

from pathlib import Path

import pytest
from builders import drawn_wave
from imap_server import ADDRESS, ImapServer
from sqlalchemy import select

from enquete_app.fieldwork.messages.bounces.addresses import id_in, return_address
from enquete_app.fieldwork.messages.mails import mail_name
from enquete_app.fieldwork.models import Message, MessageKind
from enquete_app.jobs.bounces import take_in

MAILS = Path(__file__).parents[4] / "data/bounces"
IN_COLLECTION = b"bounces+2s-0123456789abcdef01234567@gemeente.example"


@pytest.fixture
def imap():
    with ImapServer() as server:
        yield server


@pytest.fixture
def bounce_settings():
    """Of a mailbox that nobody reads; a test that has one overrides this."""
    return {"BOUNCE_ADDRESS": ADDRESS}


@pytest.fixture
def wave(make_app, smtp, people, bounce_settings):
    """An application with a drawn wave, mailing to the test's server."""
    app = make_app(**smtp.settings, **bounce_settings)
    with app.app_context():
        with app.extensions["database"].transaction() as session:
            drawn_wave(session, app.extensions["keyring"], people=people)
        yield app


@pytest.fixture
def address_of(wave):
    """The address that a mail to somebody comes back to: to the first of those drawn, the second …"""

    def address_of(person=0, kind=MessageKind.INVITATION):
        with wave.extensions["database"].reader() as session:
            own = select(Message).where(Message.kind == kind).order_by(Message.id)
            message = session.scalars(own).all()[person]
            name = mail_name(message.invitation, message.kind, wave.extensions["keyring"])
            return return_address(ADDRESS, message.id, name)

    return address_of


@pytest.fixture
def returned():
    """A mail of the collection, sent to an address."""

    def returned(mail, address):
        return (MAILS / f"{mail}.eml").read_bytes().replace(IN_COLLECTION, address.encode())

    return returned


@pytest.fixture
def takes(wave, returned):
    """What an application does with a mail of the collection that comes to an address."""

    def takes(mail, address, app=wave):
        return take_in(app, id_in(address, ADDRESS), returned(mail, address))

    return takes
