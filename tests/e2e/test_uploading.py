"""Registers uploaded to a real server: a worker on Redis is woken for them, too large ones get an answer."""

from __future__ import annotations

import time
from contextlib import closing
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest
from accounts_builders import PASSWORD, code_of, member
from browser import Browser
from builders import HEADING, LINE
from redis import Redis

from enquete_app.accounts.models import Role
from enquete_app.db import Database
from enquete_app.jobs.registering import SMALL
from enquete_app.keys import Keyring

EMAIL = "team@gemeente.example"
UPLOAD = "/team/register/upload"
WORKER = """
from enquete_app.jobs import queue
from wsgi import app
queue.TICK_SECONDS = 3600  # Only somebody who asks for something wakes it.
queue.work(app)
"""
BOUNDARY = "-" * 20
SERVERS = {
    "threads": ("gunicorn", "--threads", "4", "--bind", "127.0.0.1:{port}", "wsgi:app"),
    "sync": ("gunicorn", "--bind", "127.0.0.1:{port}", "wsgi:app"),
}

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def colleague(installation, serve, database_url):
    """Serve an installation and sign in to it."""

    def colleague(server=SERVERS["threads"], **settings):
        made = installation(**settings)
        database, environ = Database(database_url), made.environ
        keyring = Keyring(environ["ENQUETE_SECRET_KEY"], (), environ["ENQUETE_CONTACT_KEY"])
        with database.transaction() as session:
            member(session, keyring, EMAIL, Role.TEAM)
        database.engine.dispose()
        browser = Browser().open(f"{serve(made, server)}/team/sign-in")
        given = {"email": EMAIL, "password": PASSWORD, "code": code_of()}
        browser.open("/team/sign-in", given | {"csrf_token": _token(browser)})
        assert browser.open(UPLOAD).status == 200
        return browser, made

    return colleague


def _token(browser):
    return browser.page.find_all(attrs={"name": "csrf_token"})[-1]["value"]


def _send(browser, path, fields, size=0, content=b""):
    """Post a form with a file as browsers do: all of it, and then they read. Gives status, place and page."""
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    ]
    head = (
        f'{"".join(parts)}--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; '
        'filename="register.csv"\r\n\r\n'
    )
    body = head.encode() + (content or b"x" * size) + f"\r\n--{BOUNDARY}--\r\n".encode()
    connection = HTTPConnection(urlsplit(browser.url).netloc, timeout=60)
    headers = {
        "Content-Type": f"multipart/form-data; boundary={BOUNDARY}",
        "Cookie": "; ".join(f"{cookie.name}={cookie.value}" for cookie in browser.cookies),
        "Referer": browser.url,
    }
    with closing(connection):
        connection.request("POST", path, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.headers["Location"], answer.read().decode()


def _until(browser, path, words):
    deadline = time.monotonic() + 40
    while words not in browser.open(path).text:
        assert time.monotonic() < deadline, browser.text
        time.sleep(0.1)


def test_an_import_asked_for_in_a_browser_wakes_a_worker_on_redis(colleague, redis_url):
    browser, made = colleague(ENQUETE_REDIS_URL=redis_url)
    count = 2 * SMALL // len(LINE)
    lines = (LINE.replace("K-1;", f"K-{number};") for number in range(count))
    content = "\n".join([HEADING, *lines]).encode()
    worker = made.start("-c", WORKER)
    try:
        redis = Redis.from_url(redis_url)
        while not redis.keys("rq:job:tick-*") or redis.llen("rq:queue:enquete"):
            time.sleep(0.1)  # The tick with which a worker begins is not the one that is asked for.

        status, path, _ = _send(browser, UPLOAD, {"csrf_token": _token(browser)}, content=content)
        assert status == 303
        _until(browser, path, "Wat er gebeurt als u importeert")
        browser.press("go", "import")

        _until(browser, path, "Geïmporteerd: register.csv")
        assert f"<td>{count}</td>" in browser.text.replace(".", "")
    finally:
        worker.kill()


@pytest.mark.parametrize("server", SERVERS)
def test_a_form_that_is_too_large_gets_our_answer_from_a_real_server(colleague, server):
    browser, _ = colleague(SERVERS[server], ENQUETE_LARGEST_UPLOAD_MB="1")
    token = {"csrf_token": _token(browser)}

    uploaded = [_send(browser, UPLOAD, token, size) for size in (1_200_000, 4_000_000, 30_000_000)]
    status, _, page = _send(browser, "/code", token, 30_000_000)

    assert [status for status, _, _ in uploaded] == [413, 413, 413]
    assert all("hoogstens 1 MB" in page for _, _, page in uploaded)
    assert status == 413
    assert "<h1" in page
