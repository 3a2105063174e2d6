"""The nginx that operators are given an example of: what it lets through, what it notes, how it encrypts."""

import json
import re
import socket
import ssl
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, build_opener

import pytest
from browser import Browser
from builders import HEADING
from nginx_server import Echo, NginxServer, program

from enquete_app.fieldwork.calendar import local_day

pytestmark = pytest.mark.skipif(program() is None, reason="no nginx on this machine")
MEGABYTE = 1024 * 1024
PROTECTED = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
}


@pytest.fixture
def nginx(tmp_path, monkeypatch):
    """nginx, with nothing behind it yet."""
    (folder := tmp_path / "nginx").mkdir()
    monkeypatch.setenv("SSL_CERT_FILE", str(folder / "cert.pem"))
    with NginxServer(folder, tmp_path / "web.sock") as server:
        yield server


@pytest.fixture
def echoed(nginx, tmp_path):
    """What arrives behind nginx of a request; the answer's status where it does not get there."""

    def ask(path, content=None, **headers):
        opener = build_opener()
        opener.addheaders = list(headers.items())
        try:
            with opener.open(f"https://localhost:{nginx.port}{path}", content, timeout=10) as answer:
                return json.loads(answer.read())
        except HTTPError as error:
            return error.code

    with Echo(tmp_path / "web.sock"):
        yield ask


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_somebody_answers_through_it_and_no_log_tells(made, nginx, smtp, tmp_path):
    address = f"https://localhost:{nginx.port}"
    made.environ["ENQUETE_BASE_URL"] = address
    with gunicorn(made, tmp_path):
        made.do("run-due")
        [mail] = smtp.mails
        link = re.search(r"https://\S+/e/\S+", str(mail.get_body(("plain",))))[0]
        answers = Browser().open(link).press("go", "start").press("go", "next", V1="1")
        path = answers.url
        while "controle" not in answers.url:
            answers.press("go", "next")
        assert answers.press("go", "send").heading == "U bent klaar"
        opted_out = mail["List-Unsubscribe"].strip("<>")
        assert Browser().open(opted_out, {"List-Unsubscribe": "One-Click"}).status == 200
        assert (
            Browser().open(f"{address}/static/enquete.css").headers["Cache-Control"] == "public, max-age=3600"
        )
        assert Browser().open(f"{address}/team/?geheim").url.startswith(f"{address}/team/sign-in")
    trespass(nginx, link, opted_out, path)

    logs = nginx.logs()
    told = logs["enquete.log"].splitlines()
    assert {tuple(line.split()[2:6]) for line in told} == {
        *(("127.0.0.1", "GET", "/team", status) for status in ("302", "503")),
        *(("127.0.0.1", "GET", "/team/sign-in", "200"),),
        *(("-", method, "-", "503") for method in ("GET", "POST")),
    }
    private = [each.rpartition("/")[2].partition("?")[0] for each in (link, opted_out)]
    handle = re.search(r"/vragenlijst/([^/]+)/", path)[1]
    assert not [
        each for each in ("geheim", handle, *private) if each.lower() in "".join(logs.values()).lower()
    ]


def trespass(nginx, *urls):
    """Ask while nothing answers any more, and what could not be asked with a browser; all can be noted."""
    for url in urls:
        found = Browser().open(url)
        assert (found.status, found.heading, found.headers["Retry-After"]) == (503, "Even geduld", "30")
        Browser().open(url.upper().replace("HTTPS://LOCALHOST", "https://localhost"))
        Browser().open(url.replace("localhost/", "localhost//"), {"naam": "geheim"})
        Browser().open(f"{url}/../geheim")
    for path in ("/team/?geheim", "/Geheim", "/x%2fe%2fgeheim", "/team/geheim0/geheim"):
        Browser().open(f"https://localhost:{nginx.port}{path}")
    for line in (
        b"GET /e/geheim twee HTTP/1.1\r\n\r\n",
        b"GET /e/geheim\r\n\r\n",
        b"\x16GET /e/geheim\r\n\r\n",
    ):
        for port in (nginx.port, nginx.plain_port):
            with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
                connection.sendall(line)
                connection.recv(1000)
    context = ssl.create_default_context()
    with (
        socket.create_connection(("127.0.0.1", nginx.port), timeout=10) as connection,
        context.wrap_socket(connection, server_hostname="localhost") as encrypted,
    ):
        encrypted.sendall(b"GET /e/geheim twee HTTP/1.1\r\n\r\n")
        encrypted.recv(1000)


@pytest.fixture
def made(installation, smtp, tmp_path):
    """An installation whose only complainant is to be asked."""
    made = installation(smtp, ENQUETE_TRUSTED_PROXIES="1")
    today = local_day(datetime.now(UTC))
    row = f"K-1;klacht;formeel;{today};{today};gegrond;klager@inwoner.example"
    (tmp_path / "register.csv").write_text(f"{HEADING}\n{row}\n", encoding="utf-8")
    made.do("register", "import", tmp_path / "register.csv")
    made.do("wave", "draw", "--as-of", today, "--everyone")
    return made


@contextmanager
def gunicorn(made, folder):
    """Serve as the unit for systemd does, but for the socket."""
    arguments = (
        "--config",
        "docs/deploy/gunicorn.conf.py",
        "--bind",
        f"unix:{folder / 'web.sock'}",
        "wsgi:app",
    )
    made.environ["WEB_CONCURRENCY"] = "1"
    with (folder / "gunicorn.log").open("wb") as log:
        process = made.start("-m", "gunicorn", *arguments, out=log)
    try:
        until = time.monotonic() + 60
        while not (folder / "web.sock").exists():
            assert time.monotonic() < until
            time.sleep(0.05)
        yield
    finally:
        process.terminate()
        process.wait(30)
    assert "/e/" not in (folder / "gunicorn.log").read_text("utf-8")


def test_what_a_visitor_says_of_himself_is_not_handed_on(echoed):
    forged = {"X-Forwarded-For": "9.9.9.9", "X-Forwarded-Host": "boef.example", "X-Request-ID": "mine"}

    arrived = echoed("/privacy?taal=en", **forged)

    assert arrived["path"] == "/privacy?taal=en"
    assert arrived["X-Forwarded-For"] == "127.0.0.1"
    assert arrived["X-Forwarded-Host"] == arrived["Host"] == "localhost"
    assert arrived["X-Forwarded-Proto"] == "https"
    assert re.fullmatch(r"[0-9a-f]{32}", arrived["X-Request-ID"])


@pytest.mark.parametrize(
    ("path", "length", "arrives"),
    [
        ("/vragenlijst/x/y", MEGABYTE, MEGABYTE),
        ("/vragenlijst/x/y", MEGABYTE + 1, 413),
        ("/team/register/upload", 3 * MEGABYTE, 3 * MEGABYTE),
        ("/team/questionnaires/upload", 4 * MEGABYTE, 4 * MEGABYTE),
    ],
)
def test_a_body_is_as_large_as_the_page_takes_and_is_never_on_disk(echoed, nginx, path, length, arrives):
    found = echoed(path, bytes(length))

    assert (found if isinstance(found, int) else found["length"]) == arrives
    assert "buffered to a temporary file" not in "".join(nginx.logs().values())


@pytest.mark.parametrize("path", ["/metrics", "/readyz", "/healthz", "/%6detrics", "//metrics"])
def test_what_is_for_machines_inside_is_not_seen_outside(echoed, path):
    assert echoed(path) == 404


@pytest.mark.parametrize(
    ("path", "content", "status"),
    [
        ("/metrics", None, 404),
        ("/e/geheim", bytes(2 * MEGABYTE), 413),
        ("/e/geheim", None, 503),
    ],
)
def test_what_it_answers_itself_protects_as_the_program_does(nginx, path, content, status):
    with pytest.raises(HTTPError) as refused:
        build_opener().open(f"https://localhost:{nginx.port}{path}", content, timeout=10)

    with refused.value as answer:
        assert answer.code == status
        assert {name: answer.headers[name] for name in PROTECTED} == PROTECTED


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
def test_only_modern_tls_and_only_our_name_is_answered(nginx):
    versions = [ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1, ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3]

    assert [nginx.shakes_hands(each) for each in versions] == [False, False, True, True]
    assert not nginx.shakes_hands(ssl.TLSVersion.TLSv1_3, "ander.example")


def test_who_comes_unencrypted_is_sent_on(nginx):
    class Stay(HTTPRedirectHandler):
        def redirect_request(self, *_):
            return None

    with pytest.raises(HTTPError) as sent:
        build_opener(Stay).open(f"http://127.0.0.1:{nginx.plain_port}/e/abc?taal=en", timeout=10)

    with sent.value as answer:
        assert (answer.code, answer.headers["Location"]) == (
            301,
            f"https://localhost:{nginx.port}/e/abc?taal=en",
        )
