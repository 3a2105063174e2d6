"""No server that serves Enquete writes into its log what opens something, or who came with it, or when."""

import json
import re
import socket
import time
from urllib.parse import urlsplit

import pytest
from browser import Browser

GUNICORN = (
    *("gunicorn", "--config", "docs/deploy/gunicorn.conf.py"),
    *("--bind", "127.0.0.1:{port}", "--access-logfile", "-", "wsgi:app"),
)
FLASK_RUN = ("flask", "--app", "wsgi", "run", "--port", "{port}")
DEMO = ("flask", "--app", "wsgi", "demo", "--port", "{port}")
PATHS = (
    *("/e/geheim", "/E/geheim", "//e/geheim", "/e/geheim%20geheim", "/e/geheim%22geheim"),
    *("/u/geheim", "/team/password/geheim", "/vragenlijst/geheim/controle", "/privacy?taal=geheim"),
)
LAST = "/team/sign-in"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "server",
    [GUNICORN, FLASK_RUN, pytest.param(DEMO, marks=pytest.mark.long)],
    ids=["gunicorn", "flask run", "demo"],
)
def test_no_address_that_opens_something_is_in_a_log(installation, serve, server):
    made = installation(ENQUETE_LOG="json")
    address = serve(made, server)

    for path in PATHS:
        Browser().open(f"{address}{path}")
        Browser().open(f"{address}{path}", {})
    _send(address, b"GET /e/geheim twee HTTP/1.1\r\n\r\n")
    Browser().open(f"{address}{LAST}")

    log = _log_until(LAST, made.folder / "server.log")
    assert "geheim" not in log
    assert not re.search(r"[A-Z]+ /\S* HTTP/|\b127\.0\.0\.1 |Mozilla|/privacy|/vragenlijst", log)
    if server is GUNICORN:
        lines = [json.loads(line) for line in log.splitlines()]
        assert {line.get("route") for line in lines} == {None, "/team/password/<token>", LAST}


def _log_until(words, file):
    """A server writes its line only after the answer has gone."""
    for _ in range(100):
        if words in (log := file.read_text(encoding="utf-8")):
            return log
        time.sleep(0.1)
    raise AssertionError(log)


def _send(address, request):
    """Send what no browser would."""
    parts = urlsplit(address)
    with socket.create_connection((parts.hostname, parts.port), timeout=30) as connection:
        connection.sendall(request)
        connection.recv(1000)
