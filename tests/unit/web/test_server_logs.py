"""What is left of the servers' own lines; `tests/e2e/test_server_logs.py` asks the servers themselves."""

import logging

import pytest
from gunicorn.http import errors

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


@pytest.mark.parametrize(
    ("fault", "left"),
    [
        (errors.InvalidHeader("Cookie\t: session=geheim"), "Invalid HTTP Header***"),
        (errors.InvalidHeaderName("V11=geheim"), "Invalid HTTP header name***"),
        (errors.InvalidRequestLine("V11=geheim&V12=\nook geheim"), "Invalid HTTP request line***"),
        (errors.InvalidRequestMethod("geheim"), "Invalid HTTP method***"),
        (errors.InvalidHTTPVersion("geheim"), "Invalid HTTP Version***"),
        (errors.InvalidChunkSize(b"geheim"), "Invalid chunk size***"),
        (
            errors.LimitRequestHeaders("limit request headers fields size"),
            "limit request headers fields size",
        ),
    ],
    ids=lambda each: type(each).__name__,
)
@pytest.mark.parametrize("address", ["10.0.0.1", "2001:db8::1"])
def test_of_a_request_that_cannot_be_read_the_kind_of_fault_is_told_alone(logged, fault, left, address):
    line = f"Invalid request from ip={address}: {fault}"

    assert logged("gunicorn.error", line) == f"Invalid request from ip=***: {left}"


def test_nothing_is_told_of_a_request_that_broke_off(logged):
    fault = errors.NoMoreData(b"V11=geheim")

    left = logged("gunicorn.error", "Ignored premature client disconnection. %s", fault)

    assert left == "Ignored premature client disconnection. No more data after***"


def test_where_the_server_listens_is_told(logged):
    assert logged("werkzeug", " * Running on http://127.0.0.1:5000")


def test_a_line_of_the_development_server_has_no_colours_for_a_screen(logged):
    assert logged("werkzeug", "\x1b[31m\x1b[1mWARNING: of %s\x1b[0m\n * Running", "it") == (
        "WARNING: of it\n * Running"
    )
