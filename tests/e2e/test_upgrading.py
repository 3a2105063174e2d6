"""Starting on nothing, upgrading under people's hands, and going back."""

import os
import re
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread

import psycopg
import pytest
from browser import Browser
from builders import HEADING
from e2e.loaded_program import loaded_program, run
from faults.releases import NoReleaseError, newest_of, previous_release
from sqlalchemy import func, inspect, select, table, text
from werkzeug.serving import WSGIRequestHandler, make_server

from enquete_app.db import Database
from enquete_app.fieldwork.calendar import local_day

GUNICORN = ("gunicorn", "--config", "docs/deploy/gunicorn.conf.py", "--bind", "127.0.0.1:{port}", "wsgi:app")
HAND_ON = """
import os, runpy, sys
os.dup2(int(sys.argv[1]), 3)
os.environ |= {"LISTEN_PID": str(os.getpid()), "LISTEN_FDS": "1"}
sys.argv = ["gunicorn", "--config", "docs/deploy/gunicorn.conf.py", "wsgi:app"]
runpy.run_module("gunicorn", run_name="__main__")
"""
SECRET = "a secret key of the tests, long enough"
only_on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
PEOPLE = 3


def test_without_its_secrets_it_ends_and_says_why(program, tmp_path):
    """A worker process that may not start must not be started again for ever."""
    command = ["-m", *(part.format(port=0) for part in GUNICORN)]
    environ = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "WEB_CONCURRENCY": "1",
        "ENQUETE_SECRET_KEY": SECRET,
        "ENQUETE_BASE_URL": "https://x.example",
    }

    done = run(program, command, environ, timeout=20)

    assert done.returncode == 3
    assert "Error: ENQUETE_CONTACT_KEY is not set" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.fixture
def empty_url(database_url, tmp_path, request):
    """The address of a database without a table."""
    if database_url.startswith("sqlite"):
        return f"sqlite:///{tmp_path / 'new.sqlite3'}"
    url = request.getfixturevalue("make_postgres")()
    with psycopg.connect(url) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")
    return url


@pytest.mark.both
def test_on_an_empty_database_it_says_so_until_there_are_tables(installation, serve, tmp_path, empty_url):
    made = installation(ENQUETE_DATABASE_URL=empty_url, WEB_CONCURRENCY="1")
    address = serve(made, GUNICORN)

    unready = Browser().open(f"{address}/readyz")
    before = Browser().open(f"{address}/e/anything")
    said = (tmp_path / "server.log").read_text("utf-8")
    told = made.run("check")
    refused = made.run("run-due")
    made.do("db", "upgrade")
    after = Browser().open(f"{address}/e/anything")
    ready = Browser().open(f"{address}/readyz")

    assert (unready.status, ready.status) == (503, 200)
    assert before.status in {500, 503}
    assert "anything" not in said
    assert "database: is empty; run 'flask --app wsgi db upgrade'" in told.out
    assert refused.code == 1
    assert "Has 'flask --app wsgi db upgrade' been run?" in refused.err
    assert (after.status, after.heading) == (404, "Deze link werkt niet")


@pytest.mark.long
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_an_upgrade_gives_up_where_somebody_holds_a_table_and_changes_nothing(installation, database_url):
    made = installation()
    made.do("db", "downgrade", "0020", "--yes")
    database = Database(database_url)
    with database.reader() as somebody:
        somebody.execute(text("SELECT 1 FROM register_upload"))
        refused = made.run("db", "upgrade")
    with database.reader() as session:
        before = session.scalar(text("SELECT version_num FROM alembic_version"))
    made.do("db", "upgrade")
    database.engine.dispose()

    assert before == "0020"
    assert refused.code == 1
    assert refused.err == (
        "Error: The database says: canceling statement due to lock timeout. "
        "Somebody else holds what this needs; try again.\n"
    )


@pytest.mark.long
@only_on_sqlite
def test_requests_wait_while_the_service_restarts_whose_socket_stays(installation, tmp_path):
    """Of the socket in `docs/deploy/systemd`, which systemd keeps and hands on as number 3."""
    made = installation(WEB_CONCURRENCY="1")
    with socket.create_server(("127.0.0.1", 0)) as kept, ThreadPoolExecutor(1) as pool:
        address = f"http://127.0.0.1:{kept.getsockname()[1]}/healthz"

        with _handed_on(kept, made.environ):
            before = Browser().open(address)
        meanwhile = pool.submit(lambda: Browser().open(address))
        time.sleep(0.5)
        waited = not meanwhile.done()
        with _handed_on(kept, made.environ):
            after = meanwhile.result(30)

    assert waited
    assert (before.status, after.status) == (200, 200)


@pytest.fixture
def old(installation, smtp, tmp_path):
    """The previous release on a database of its own, on which three people are asked."""
    try:
        code = previous_release(tmp_path / "previous")
    except NoReleaseError as error:
        pytest.skip(f"the history of this checkout is too short: {error}")
    new = installation(smtp)
    new.do("db", "downgrade", newest_of(code), "--yes")
    old = installation(smtp)
    with TemporaryDirectory() as folder, loaded_program(code, address := Path(folder) / "program"):
        old.code, old.program = code, address
        _ask(old, tmp_path)
        yield old


def _ask(old, tmp_path):
    today = local_day(datetime.now(UTC))
    rows = [
        f"K-{number};klacht;formeel;{today};{today};gegrond;klager{number}@inwoner.example"
        for number in range(PEOPLE)
    ]
    (tmp_path / "register.csv").write_text("\n".join([HEADING, *rows]), encoding="utf-8")
    old.do("register", "import", tmp_path / "register.csv")
    old.do("wave", "draw", "--as-of", today, "--everyone")
    old.do("run-due")


@pytest.mark.new_files
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_people_answer_while_it_is_upgraded_and_taken_back(old, installation, serve, smtp, make_app):
    new, migration = installation(smtp), newest_of(old.code)
    url = old.environ["ENQUETE_DATABASE_URL"]
    paths = [re.search(r"/e/\S+", str(mail.get_body(("plain",))))[0] for mail in smtp.mails]
    assert len(paths) == PEOPLE
    before = serve(old)
    first = Browser().open(f"{before}{paths[0]}").press("go", "start").press("go", "next", V1="1")
    rows = _rows(url)

    new.do("db", "upgrade")
    assert {name: _rows(url)[name] for name in rows} == rows
    # The old program still serves: what was begun goes on there, and ends with the new one.
    assert first.press("go", "next").status == 200
    with _serving(make_app(CONTACT_KEY=old.environ["ENQUETE_CONTACT_KEY"])) as after:
        assert _finish(Browser().open(f"{after}{paths[0]}").press("go", "start")) == "U bent klaar"
    assert _finish(Browser().open(f"{before}{paths[1]}").press("go", "start")) == "U bent klaar"
    assert old.run("run-due").code == 0

    # And back: the old program serves and works on what the new one took in.
    rows = _rows(url)
    assert old.run("db", "upgrade").code == 1
    undone = new.run("db", "downgrade", migration, "--yes")
    assert (undone.code, undone.out.strip()) == (0, migration)
    assert f"undoes {migration}" not in undone.err
    assert {name: rows[name] for name in _rows(url)} == _rows(url)
    assert _finish(Browser().open(f"{before}{paths[2]}").press("go", "start")) == "U bent klaar"
    old.do("wave", "close", "1")
    assert old.do("wave", "list").split("\t")[:2] == ["1", "sealed"]


def test_only_what_is_below_can_be_gone_back_to(installation):
    made = installation()

    for revision in ("9999", made.do("db", "upgrade").strip(), "nonsense"):
        done = made.run("db", "downgrade", revision, "--yes")
        assert (done.code, done.out) == (1, "")
        assert f"{revision} is no migration below" in done.err
    asked = made.run("db", "downgrade", "0018")
    assert asked.code == 1
    assert "Go on?" in asked.err
    assert made.do("db", "upgrade").strip() > "0018"


@contextmanager
def _handed_on(kept, environ):
    """Serve at a socket that stays open afterwards, as the service does."""
    process = subprocess.Popen(
        [sys.executable, "-c", HAND_ON, str(kept.fileno())],
        env=environ,
        pass_fds=[kept.fileno()],
        stderr=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        process.terminate()
        process.wait(20)


@contextmanager
def _serving(app):
    """Serve the program of this process."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Silent)
    thread = Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Silent(WSGIRequestHandler):
    def log(self, *_):
        """Say nothing."""


def _finish(browser):
    until = time.monotonic() + 60
    while "controle" not in browser.url and time.monotonic() < until:
        browser.press("go", "next")
    return browser.press("go", "send").heading


def _rows(url):
    """How many rows each table has; which migration there is does not count."""
    database = Database(url)
    with closing(database.engine.connect()) as connection:
        names = [name for name in inspect(connection).get_table_names() if name != "alembic_version"]
        found = {name: connection.scalar(select(func.count()).select_from(table(name))) for name in names}
    database.engine.dispose()
    return found
