"""`check` tells what would go wrong only later."""

import pytest
from builders import drawn_wave
from certificates import self_signed
from dns import resolver as dns_resolver
from dns_server import DnsServer
from imap_server import ImapServer

from enquete_app.operate import check as check_module

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


def test_another_contact_key_than_that_of_earlier_draws_is_told(make_app):
    def told(key):
        app = make_app(CONTACT_KEY=key)
        with app.app_context():
            lines = app.test_cli_runner().invoke(args=["check"]).output.splitlines()
        return app, next(line for line in lines if line.startswith("contact key: "))

    app, before = told(LONG)
    assert before == "contact key: ok"
    with app.extensions["database"].transaction() as session:
        drawn_wave(session, app.extensions["keyring"])

    assert told(LONG)[1] == "contact key: ok"
    assert "is not the one of earlier draws" in told(LONG[::-1])[1]


DNS = {
    "gemeente.nl TXT": ['"v=spf1 mx -all"'],
    "s1._domainkey.gemeente.nl TXT": ['"k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="'],
    "_dmarc.gemeente.nl TXT": ['"v=DMARC1; p=reject"'],
    "terug.gemeente.nl MX": ["10 mail.gemeente.nl."],
    "terug.gemeente.nl TXT": ['"v=spf1 +all"'],
}


@pytest.fixture
def dns(monkeypatch):
    with DnsServer(DNS) as server:
        monkeypatch.setattr(dns_resolver, "default_resolver", server.resolver())
        yield server


@pytest.fixture
def check(make_app, smtp):
    """Run it with a mail server; returns what it said, by name."""

    def check(**settings):
        app = make_app(**{**smtp.settings, "MAIL_FROM": "Onderzoek@Gemeente.NL", **settings})
        with app.app_context():
            done = app.test_cli_runner().invoke(args=["check"])
        assert done.exit_code == 1
        assert done.exception is None or isinstance(done.exception, SystemExit)
        return dict(line.split(": ", 1) for line in done.output.splitlines())

    return check


sqlite_alone = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@sqlite_alone
def test_the_records_of_the_sending_domain_are_told(check, dns):
    told = check(DKIM_SELECTOR="S1", BOUNCE_ADDRESS="bounces@terug.gemeente.nl")

    assert {told[name] for name in ("MX", "DKIM", "DMARC", "alignment")} == {"ok"}
    assert told["SPF"].startswith("terug.gemeente.nl lets everybody send")


@sqlite_alone
def test_without_an_address_for_bounces_they_come_back_to_the_sender(check, dns):
    told = check()

    assert told["SPF"] == "ok"
    assert told["MX"].startswith("mails cannot come back to gemeente.nl")
    assert told["DKIM"].startswith("not looked up; set ENQUETE_DKIM_SELECTOR")


@sqlite_alone
def test_a_domain_with_other_letters_is_looked_up_as_dns_knows_it(check, dns):
    check(MAIL_FROM="onderzoek@gemeente-één.nl")

    assert "xn--gemeente-n-j7aa.nl TXT" in dns.asked


@sqlite_alone
def test_a_machine_without_name_servers_is_told(check, monkeypatch):
    monkeypatch.setattr(dns_resolver, "default_resolver", None)
    monkeypatch.setattr(dns_resolver.Resolver, "read_resolv_conf", _no_name_servers)

    assert check()["DNS"] == "this machine knows no name server"


def _no_name_servers(resolver, _file):
    raise dns_resolver.NoResolverConfiguration


@sqlite_alone
def test_a_trial_without_a_mail_server_asks_nothing_of_dns(check, dns):
    told = check(MAIL_SERVER="")

    assert told["DNS"] == "not looked up without a mail server"
    assert not dns.asked


@sqlite_alone
def test_a_fault_in_dns_is_a_fault(make_app, smtp, dns, monkeypatch):
    monkeypatch.setattr(check_module, "_findings", lambda: iter([]))
    app = make_app(**smtp.settings, MAIL_FROM="onderzoek@gemeente.nl")
    with app.app_context():
        run = app.test_cli_runner().invoke
        assert run(args=["check"]).exit_code == 1
        dns.records = DNS | {"gemeente.nl MX": ["10 mail.gemeente.nl."]}
        assert run(args=["check"]).exit_code == 0


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
