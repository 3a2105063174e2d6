"""What is left of the servers' own lines; `tests/e2e/test_server_logs.py` asks the servers themselves."""

import logging

import pytest

from enquete_app.web.server_logs import init_server_logs

REQUESTS = {
    "gunicorn.access": '10.0.0.1 - - [15/May/2025:09:00:00 +0200] "GET {} HTTP/1.1" 200 5738 "-" "Mozilla"',
    "werkzeug": '10.0.0.1 - - [15/May/2025 09:00:00] "\x1b[32mPOST {} HTTP/1.1\x1b[0m" 303 -',
}


@pytest.fixture
def logged(caplog):
    """Log a line the way a server does; gives what is left of it, none if nothing is."""
    init_server_logs()

    def logged(name, line, *args):
        caplog.clear()
        logging.getLogger(name).warning(line, *args)
        return caplog.messages[-1] if caplog.messages else None

    with caplog.at_level(logging.DEBUG):
        yield logged


@pytest.mark.parametrize(("name", "line"), REQUESTS.items())
@pytest.mark.parametrize("path", ["/e/geheim", "/vragenlijst/geheim/pagina/tip?taal=nl", "/", "/team/"])
def test_no_line_tells_of_a_request(logged, name, line, path):
    assert logged(name, line.format(path)) is None


@pytest.mark.parametrize(
    ("line", "left"),
    [
        ("Error handling request /e/geheim", "Error handling request /e/***"),
        ("Invalid request from ip=10.0.0.1: Invalid HTTP", "Invalid request from ip=***: Invalid HTTP"),
        ("Booting worker with pid: 7", "Booting worker with pid: 7"),
    ],
)
def test_faults_of_the_server_stay_without_what_is_private(logged, line, left):
    assert logged("gunicorn.error", "%s", line) == left


def test_where_the_server_listens_is_told(logged):
    assert logged("werkzeug", " * Running on http://127.0.0.1:5000")
