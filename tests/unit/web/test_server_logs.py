"""What is left of a line of a server's log; `tests/e2e/test_server_logs.py` asks the servers themselves."""

import logging

import pytest

from enquete_app.web.server_logs import init_server_logs

GUNICORN = '10.0.0.1 - - [15/May/2025:09:00:00 +0200] "{} HTTP/1.1" {} 5738 "-" "Mozilla/5.0"'
FLASK_RUN = '10.0.0.1 - - [15/May/2025 09:00:00] "\x1b[32m{} HTTP/1.1\x1b[0m" {} -'


@pytest.fixture
def logged(caplog):
    init_server_logs()

    def logged(line):
        logging.getLogger("gunicorn.access").info("%s", line)
        return caplog.messages[-1]

    with caplog.at_level(logging.INFO, "gunicorn.access"):
        yield logged


@pytest.mark.parametrize("line", [GUNICORN, FLASK_RUN], ids=["gunicorn", "flask run"])
@pytest.mark.parametrize("path", ["/e/geheim", "/vragenlijst/geheim/pagina/tip?taal=nl"])
def test_of_pages_with_answers_neither_size_nor_mistakes_are_told(logged, line, path):
    lines = {logged(line.format(f"POST {path}", status)) for status in (200, 303, 422)}

    [only] = lines
    assert only.startswith("10.0.0.1 - - [15/May/2025")
    assert only.endswith(" ***")
    assert "5738" not in only
    assert "Mozilla" not in only


def test_our_own_faults_stay_visible(logged):
    line = logged(GUNICORN.format("POST /vragenlijst/geheim/controle", 500))
    assert line.endswith('"POST /vragenlijst/*** HTTP/1.1" 500')


def test_other_pages_keep_their_lines(logged):
    line = GUNICORN.format("GET /privacy", 200)
    assert logged(line) == line
