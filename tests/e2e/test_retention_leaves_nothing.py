"""Retention leaves nothing that names somebody or holds their words: no row, file of the database or job."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from browser import Browser
from builders import HEADING
from e2e.artefacts import columns, files, leaks, log_position, redis_content

from enquete_app.fieldwork.calendar import local_day

pytestmark = pytest.mark.new_files

PEOPLE = [f"klager{number}@inwoner.example" for number in range(8)]
WORDS = "Niemand belde mij ooit terug"


@pytest.fixture
def made(installation, smtp, redis_url, tmp_path):
    made = installation(smtp, ENQUETE_REDIS_URL=redis_url)
    made.today = local_day(datetime.now(UTC))
    rows = [
        f"ZAAK-{number:05};klacht;formeel;{made.today};{made.today};gegrond;{email}"
        for number, email in enumerate(PEOPLE)
    ]
    (tmp_path / "register.csv").write_text("\n".join([HEADING, *rows]), encoding="utf-8")
    return made


def answer(link):
    """Answer with a browser, in one's own words too."""
    browser = Browser().open(link).press("go", "start")
    while "controle" not in browser.url:
        words = {"V11": WORDS} if 'name="V11"' in browser.text else {}
        browser.press("go", "next", **words)
    browser.press("go", "send")


def artefacts(made, redis_url):
    url = made.environ["ENQUETE_DATABASE_URL"]
    found = {"redis": redis_content(redis_url)}
    found |= {f"column {name}": content for name, content in columns(url)}
    # The write-ahead log is the operator's, like backups: it holds what was, until it is over.
    found |= {name: content for name, content in files(url, log_position(url)) if not name.startswith("log")}
    return found


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_in_the_end_there_is_nothing_left(made, serve, smtp, redis_url, tmp_path):
    secrets = {f"address {each}": each for each in PEOPLE}
    secrets |= {f"case {number}": f"ZAAK-{number:05}" for number in range(len(PEOPLE))} | {"words": WORDS}
    made.do("register", "import", tmp_path / "register.csv")
    made.do("wave", "draw", "--as-of", made.today, "--everyone")
    serve(made)
    made.do("worker", "--burst")
    links = [part for mail in smtp.mails for part in str(mail.get_body(("plain",))).split() if "/e/" in part]
    for link in links[:6]:
        answer(link)
    made.do("run-due", "--now", made.today + timedelta(days=29))
    kinds = {kind for _, kind in leaks(artefacts(made, redis_url), secrets)}
    assert kinds == {"address", "case", "words"}

    for days in (60, 240, 280, 400, 800):
        said = made.do("run-due", "--now", made.today + timedelta(days=days))

    assert "made sure that nothing is left of what was erased" in said
    assert leaks(artefacts(made, redis_url), secrets) == set()
    assert Browser().open(links[0]).status == 410
    assert urlsplit(smtp.mails[0]["List-Unsubscribe"].strip("<>")).path.startswith("/u/")
    assert Browser().open(smtp.mails[0]["List-Unsubscribe"].strip("<>")).status == 200
