"""Of a whole wave, run by real processes, only the mails hold what opens something or names somebody."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from browser import Browser
from builders import HEADING, token
from e2e.artefacts import columns, files, leaks, log_position, redis_content
from sqlalchemy import select

from enquete_app.db import Database
from enquete_app.fieldwork.answering.credentials import Purpose, handle
from enquete_app.fieldwork.calendar import local_day
from enquete_app.fieldwork.models import Invitation
from enquete_app.keys import Keyring

pytestmark = pytest.mark.new_files

GUNICORN = (
    *("gunicorn", "--threads", "4", "--bind", "127.0.0.1:{port}"),
    *("--access-logfile", "-", "--log-level", "debug", "--access-logformat", "{format}", "wsgi:app"),
)
FORMAT = '%(h)s %(l)s %(u)s %(t)s "%(r)s" %(s)s %(b)s "%(f)s" "%(a)s"'
PEOPLE = [f"klager{number}@inwoner.example" for number in range(9)]
REFUSED, LATER = "weg@onbestelbaar.example", "vol@inwoner.example"


@pytest.fixture
def made(installation, smtp, redis_url, tmp_path):
    """An installation with a register of people whose complaints were closed today; all it says is kept."""
    made = installation(smtp, ENQUETE_REDIS_URL=redis_url)
    smtp.at_rcpt = lambda address: "451 try later" if address == LATER else None
    made.today = local_day(datetime.now(UTC))
    rows = [
        f"K-{number};klacht;formeel;{made.today};{made.today};gegrond;{email}"
        for number, email in enumerate([*PEOPLE, REFUSED, LATER])
    ]
    (tmp_path / "register.csv").write_text("\n".join([HEADING, *rows]), encoding="utf-8")
    made.said = {}

    def say(*args):
        done = made.run(*args)
        made.said["flask " + " ".join(map(str, args))] = (done.out + done.err).encode()

    made.say = say
    return made


def secrets_of(made, smtp):
    """All that opens something or names somebody, by kind and number."""
    keyring = Keyring(made.environ["ENQUETE_SECRET_KEY"], (), made.environ["ENQUETE_CONTACT_KEY"])
    database = Database(made.environ["ENQUETE_DATABASE_URL"])
    with database.reader() as session:
        ids = list(session.scalars(select(Invitation.id)))
    database.engine.dispose()
    assert len(ids) == len(PEOPLE) + 2
    secrets = {f"address {each}": each for each in (*PEOPLE, REFUSED, LATER)}
    for each in ids:
        secrets |= {f"{purpose} {each}": token(each, keyring, purpose).lower() for purpose in Purpose}
        secrets[f"handle {each}"] = handle(each, keyring)
    return secrets


def answer(link):
    """Answer with a browser, coming in twice and looking again afterwards."""
    browser = Browser().open(link).press("go", "start").press("go", "next", V1="1").press("go", "en")
    browser.open(link).press("go", "start")
    while "controle" not in browser.url:
        browser.press("go", "next")
    browser.press("go", "send").open(link)


def trespass(address, secrets):
    """Ask for what there is not, in every way that could make somebody note what was asked for."""
    for name, secret in secrets.items():
        if name.startswith("link"):
            Browser().open(f"{address}/e/{secret.upper()}")
            Browser().open(f"{address}/e/{secret}/meer?{secret}")
            Browser().open(f"{address}/e/{secret}x", {"go": "start", "naam": secret})
            Browser().open(f"{address}/e/{secret}", method="PUT")
        if name.startswith("code"):
            Browser().open(f"{address}/code?{secret}", {"code": secret.upper() + "C"})
            Browser().open(f"{address}/code", {"code": secret})
        if name.startswith("handle"):
            Browser().open(f"{address}/vragenlijst/{secret}/indienen", {"handle": secret})


def keep(made, redis_url, since, when):
    url = made.environ["ENQUETE_DATABASE_URL"]
    made.said[f"redis {when}"] = redis_content(redis_url)
    made.said |= {f"column {name} {when}": content for name, content in columns(url)}
    made.said |= {f"{name} {when}": content for name, content in files(url, since)}


@pytest.fixture
def wave(made, serve, smtp, redis_url, tmp_path):
    """A wave from import to results; gives its secrets. What was said and is left stands in `made.said`."""
    server, log = tuple(part.replace("{format}", FORMAT) for part in GUNICORN), tmp_path / "server.log"
    since = log_position(made.environ["ENQUETE_DATABASE_URL"])
    made.say("register", "import", tmp_path / "register.csv")
    made.say("wave", "draw", "--as-of", made.today, "--everyone", "--json")
    address = serve(made, server)
    made.say("worker", "--burst")
    secrets = secrets_of(made, smtp)
    links = [part for mail in smtp.mails for part in str(mail.get_body(("plain",))).split() if "/e/" in part]
    assert len(links) == len(PEOPLE)
    for link in links[:6]:
        answer(link)
    Browser().open(links[6]).press("go", "start")
    Browser().open(smtp.mails[7]["List-Unsubscribe"].strip("<>"), {"List-Unsubscribe": "One-Click"})
    trespass(address, secrets)
    made.say("run-due", "--now", made.today + timedelta(days=12))
    keep(made, redis_url, since, "in the field")
    made.said["log"] = log.read_bytes()

    secret = made.environ["ENQUETE_SECRET_KEY"]
    made.environ["ENQUETE_SECRET_KEY"] = "a key that no link was made under, and long enough"
    broken = serve(made, server)
    assert 500 in {Browser().open(f"{broken}{urlsplit(each).path}").status for each in links}
    trespass(broken, secrets)
    made.said["log of errors"] = log.read_bytes()

    made.environ["ENQUETE_SECRET_KEY"] = secret
    made.say("run-due", "--now", made.today + timedelta(days=29))
    made.say("wave", "frame", "1")
    made.say("results", "export", "1", "--format", "json")
    assert b'"responses": 6' in made.said["flask results export 1 --format json"]
    keep(made, redis_url, since, "in the end")
    return secrets


@pytest.mark.long
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_whole_wave_leaves_tokens_codes_handles_and_addresses_in_its_mails_alone(made, wave, smtp):
    mails = {"mails": b"\n".join(mail.as_bytes() for mail in smtp.mails)}
    assert {kind for _, kind in leaks(mails, wave)} >= {"link", "opt", "address"}

    found = leaks(made.said, wave)

    assert {kind for _, kind in found} == {"address"}
    assert {name.rpartition(" in the ")[0] for name, _ in found if name.startswith("column")} == {
        "column complaint.email"
    }
    assert not [name for name, _ in found if name.startswith(("flask", "log of", "redis")) or name == "log"]
