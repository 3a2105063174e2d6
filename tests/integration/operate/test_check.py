"""`check` tells what would go wrong only later."""

import pytest
from certificates import self_signed
from imap_server import ImapServer

LONG = "0123456789abcdef" * 2
BLANK = "holds a blank"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("key", "said"),
    [(LONG, "ok"), (f"{LONG} {LONG}", BLANK), (f"{LONG}\n", BLANK), ("short", "shorter than")],
)
def test_a_secret_key_that_could_be_no_fallback_is_told(make_app, key, said):
    app = make_app(SECRET_KEY=key)

    with app.app_context():
        told = app.test_cli_runner().invoke(args=["check"]).output

    assert f"secret key: {said}" in told


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (
            {"BOUNCE_ADDRESS": ""},
            "ENQUETE_BOUNCE_ADDRESS is not set, so nobody reads what comes back",
        ),
        ({"BOUNCE_IMAP_SERVER": ""}, "ok"),
        ({}, "the mailbox is read unencrypted"),
        ({"BOUNCE_IMAP_PASSWORD": "wrong"}, "the mailbox cannot be reached (LoginError)"),
        ({"BOUNCE_IMAP_USE_TLS": True}, "the mailbox cannot be reached (SSLError)"),
    ],
)
def test_whether_somebody_reads_what_comes_back_is_told(make_app, settings, said):
    with ImapServer() as server:
        app = make_app(**(server.settings | settings))
        with app.app_context():
            told = app.test_cli_runner().invoke(args=["check"]).output

    assert f"bounces: {said}\n" in told


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_mailbox_that_is_read_safely_is_fit(make_app, tmp_path, monkeypatch):
    with ImapServer(certificate=self_signed(tmp_path)) as server:
        monkeypatch.setenv("SSL_CERT_FILE", str(server.certificate[0]))
        app = make_app(**server.settings)
        with app.app_context():
            assert "bounces: ok\n" in app.test_cli_runner().invoke(args=["check"]).output
