"""Whatever people type, import or are told, and whatever goes wrong meanwhile: none of it is in the log."""

import io
import logging
import re

import pytest
from accounts_builders import browser_of, member
from builders import HEADING, MORNING, token
from redis import Redis
from register_builders import csrf
from sqlalchemy import select

from enquete_app.accounts.models import Account, Role
from enquete_app.fieldwork.answering.credentials import Purpose, handle
from enquete_app.fieldwork.models import Invitation
from enquete_app.jobs import due
from enquete_app.jobs.queue import work
from enquete_app.jobs.regular import do_due
from enquete_app.logs import JsonLines, Lines
from enquete_app.web.transaction import session

CASE, NAME, STREET = "ZQ-2025-991", "Zwaantje Quist", "Quistlaan 7"
ADDRESS, STAFF = "zwaantje.quist@inwoner.example", "m.ijzer@gemeente.example"
SUBJECT, ANSWER, BAD = "Lantaarnpaal-Q", "Mijn buurman gooide de steen", "gisteren-zq"
LINE = f"{CASE};klacht;formeel;2025-03-02;2025-04-03;gegrond;{ADDRESS};{SUBJECT};{NAME};{STREET};1234 ZQ"
REGISTER = f"{HEADING};onderwerp;naam;adres;postcode\n{LINE}\n"
BAD_ROWS = REGISTER + LINE.replace("2025-04-03", BAD).replace(CASE, f"{CASE}-b") + "\n"
EVERYTHING = f"{CASE} {NAME} {STREET} {ADDRESS} {STAFF} {SUBJECT} {ANSWER} {BAD}"
PRIVATE = (CASE, NAME, STREET, ADDRESS, STAFF, SUBJECT, ANSWER, BAD, "quist", "ijzer")


class Kept(logging.Handler):
    """All lines of this process in both forms, as production has them."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        # The test's own mail server tells of what it gets.
        self.addFilter(lambda record: not record.name.startswith("mail"))
        self.lines: list[str] = []

    def emit(self, record):
        self.lines += [each.format(record) for each in (JsonLines(), Lines())]

    @property
    def text(self):
        return "\n".join(self.lines)


@pytest.fixture
def log():
    kept, root = Kept(), logging.getLogger()
    before = root.level
    root.addHandler(kept)
    root.setLevel(logging.INFO)
    yield kept
    root.removeHandler(kept)
    root.setLevel(before)


@pytest.fixture
def app(make_app, smtp):
    smtp.at_rcpt = lambda address: f"550 5.1.1 <{address}> {NAME} {STREET} is unknown here"
    return make_app(**smtp.settings, TESTING=False)


@pytest.fixture
def secrets(app, tmp_path, log):
    """Play a fieldwork in which much goes wrong; gives all that may be nowhere in the log."""
    _import(app, tmp_path)
    _command(app, "wave", "draw", "--as-of", "2025-05-15", "--everyone")
    _as_staff(app)
    with app.app_context():
        assert "1 invitations refused" in list(due.run_due(app, MORNING))
    links = _links(app)
    _answer(app, links)
    _break_pages(app, links)
    return (*PRIVATE, *links.values())


def found_in(text, secrets):
    return {each for each in secrets if each.lower() in text.lower()}


def logged(log):
    return found_in(log.text, PRIVATE)


@pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)
def test_of_pages_commands_and_mails_nothing_personal_is_logged(secrets, log):
    assert "ValueError in respond.welcome at" in log.text
    assert "IntegrityError in respond.begin at" in log.text
    assert '"route": "/team/sign-in", "status": 200' in log.text

    assert found_in(log.text, secrets) == set()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("step", ["plan_reminders", "waves_to_close"])
def test_of_a_run_that_fails_its_step_and_the_kind_are_logged(app, log, monkeypatch, step):
    monkeypatch.setattr(due, step, _fails)
    with app.app_context():
        assert do_due(app, stop=lambda: False) == 1

    assert "ValueError" in log.text
    assert re.search(r'"run": "\w{5}-\w{5}"', log.text)
    assert logged(log) == set()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_of_a_job_on_the_queue_that_fails_nothing_is_logged_or_kept(
    make_app, redis_url, log, monkeypatch, capfd
):
    monkeypatch.setattr(due, "waves_to_close", _fails)

    work(make_app(REDIS_URL=redis_url), burst=True)

    redis = Redis.from_url(redis_url)
    kept = b"".join(redis.dump(key) or b"" for key in redis.scan_iter()).decode("latin-1")
    said = "".join(capfd.readouterr())
    assert redis.get("enquete:faults") == b"1"
    assert found_in(log.text + kept + said, PRIVATE) == set()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_a_server_logs_of_an_exception_has_no_words_of_it(app, log):
    try:
        _fails()
    except ValueError:
        logging.getLogger("gunicorn.error").exception("Error handling request /e/geheim")

    assert "Error handling request /e/***" in log.text
    assert '"error": "ValueError"' in log.text
    assert logged(log) == set()


def test_the_test_would_find_what_is_logged(log):
    logging.getLogger("enquete_app").warning("a mail to %s", ADDRESS)

    assert logged(log) == {ADDRESS, "quist"}


def _fails(*_args, **_named):
    raise ValueError(EVERYTHING)


def _command(app, *given):
    with app.app_context():
        return app.test_cli_runner().invoke(args=given)


def _import(app, folder):
    (folder / "bad.csv").write_text(BAD_ROWS, encoding="utf-8")
    (folder / "good.csv").write_text(REGISTER, encoding="utf-8")
    assert _command(app, "register", "import", str(folder / "bad.csv")).exit_code == 1
    assert _command(app, "register", "import", str(folder / "good.csv")).output.startswith("1 new")


def _as_staff(app):
    """Sign in with a wrong password, then upload rows that are refused and look for somebody."""
    database, keyring = app.extensions["database"], app.extensions["keyring"]
    with database.transaction() as writing:
        member(writing, keyring, STAFF, *Role)
    stranger = app.test_client()
    form = {"csrf_token": csrf(stranger.get("/team/sign-in").text), "email": STAFF, "password": ANSWER}
    stranger.post("/team/sign-in", data=form)
    client = browser_of(app, STAFF)
    page = client.get("/team/register/upload").text
    file = (io.BytesIO(BAD_ROWS.encode()), f"{NAME}.csv")
    sent = client.post("/team/register/upload", data={"csrf_token": csrf(page), "file": file})
    assert sent.status_code == 303
    assert client.get(f"{sent.location}/refused").status_code == 200
    client.get(f"/team/register/complaints?zaaknummer={CASE}")


def _links(app):
    keyring = app.extensions["keyring"]
    with app.extensions["database"].reader() as reading:
        person = reading.scalars(select(Invitation.id)).one()
    tokens = {purpose.value: token(person, keyring, purpose) for purpose in Purpose}
    return {**tokens, "handle": handle(person, keyring)}


def _answer(app, links):
    client = app.test_client()
    client.post("/code", data={"code": links[Purpose.CODE.value]})
    page = client.post(f"/e/{links[Purpose.LINK.value]}", data={"go": "start"}, follow_redirects=True).text
    fields = dict(re.findall('name="(csrf_token|handle)" value="([^"]+)"', page))
    path = f"/vragenlijst/{links['handle']}"
    client.post(f"{path}/tip", data={**fields, "go": "next", "V11": ANSWER})
    client.post(f"{path}/tip", data={**fields, "go": "next", "V11": ANSWER * 100})
    client.post(f"{path}/controle", data={**fields, "go": "send"})
    client.post(f"/u/{links[Purpose.OPT_OUT.value]}")
    client.get(f"/e/{links[Purpose.LINK.value]}x")


def _break_pages(app, links):
    """Let a page fail in its view, and another at its commit."""
    views = app.view_functions

    def doubled(**_):
        session().add_all(Account(email=STAFF, role=Role.TEAM) for _ in range(2))
        return "stored"

    views["respond.welcome"], views["respond.begin"] = _fails, doubled
    app.extensions["csrf"].exempt(doubled)
    client, path = app.test_client(), f"/e/{links[Purpose.LINK.value]}?{ADDRESS}"
    assert client.get(path).status_code == 500
    assert client.post(path).status_code == 500
