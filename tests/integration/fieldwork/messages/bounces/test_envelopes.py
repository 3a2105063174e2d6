"""Each mail comes back to an address of its own, where a mailbox for that is set."""

import re

import pytest
from builders import MORNING, drawn_wave

from enquete_app.fieldwork.messages.bounces.addresses import id_in
from enquete_app.jobs.due import run_due

BOUNCES = "bounces@gemeente.example"

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def mailed(make_app, smtp):
    def mailed(**settings):
        app = make_app(**smtp.settings, **settings)
        with app.app_context():
            with app.extensions["database"].transaction() as session:
                drawn_wave(session, app.extensions["keyring"])
            list(run_due(app, MORNING))
        return list(zip(smtp.envelopes, smtp.mails, strict=True))

    return mailed


def test_the_envelope_names_the_mail_and_the_header_the_sender(mailed):
    found = mailed(BOUNCE_ADDRESS=BOUNCES)

    assert len({sender for (sender, _), _ in found}) == 3
    for (sender, _), mail in found:
        assert re.fullmatch(r"bounces\+[0-9a-z]{1,6}-[0-9a-f]{24}@gemeente\.example", sender)
        assert id_in(sender, BOUNCES).is_of(mail["Message-ID"].strip("<>").partition("@")[0])
        assert mail["From"].addresses[0].addr_spec == "onderzoek@gemeente.example"
        assert sender not in str(mail)


def test_without_such_a_mailbox_mails_come_back_to_the_sender(mailed):
    assert {sender for (sender, _), _ in mailed()} == {"onderzoek@gemeente.example"}
