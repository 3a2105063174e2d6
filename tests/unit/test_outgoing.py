"""Asking other servers: no detour, no endless wait, no endless answer, nothing unencrypted."""

import gzip
import ssl
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import requests
from certificates import self_signed
from requests.exceptions import InvalidSchema, ReadTimeout, RequestException, SSLError, TooManyRedirects

from enquete_app import outgoing
from enquete_app.outgoing import TooLargeError, be_careful

GOOD = b'{"a": "' + b"b" * 200_000 + b'"}'


class Server(BaseHTTPRequestHandler):
    """Answers in many ways, each under its name."""

    asked: list[str]

    def do_GET(self):
        self.asked.append(self.path)
        getattr(self, self.path.strip("/"))()

    def log_message(self, *_):
        pass

    def _begin(self, **headers):
        self.send_response(200)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    def good(self):
        self._begin(Content_Length=str(len(GOOD)))
        self.wfile.write(GOOD)

    def packed(self):
        self._begin(Content_Encoding="gzip")
        self.wfile.write(gzip.compress(GOOD))

    def elsewhere(self):
        self.send_response(302)
        self.send_header("Location", "/good")
        self.end_headers()

    def endless(self):
        self._begin()
        for _ in range(10_000):
            self.wfile.write(b"x" * 65536)

    def bomb(self):
        self._begin(Content_Encoding="gzip")
        self.wfile.write(gzip.compress(b"x" * 50_000_000))

    def slow(self):
        self._begin()
        for _ in range(100):
            self.wfile.write(b"x")
            self.wfile.flush()
            time.sleep(0.02)

    def silent(self):
        time.sleep(1)


@contextmanager
def served(certificate=None):
    """Serve; gives the address, and what is asked."""
    handler = type("Own", (Server,), {"asked": []})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.handle_error = lambda *_: None  # Whoever asks hangs up.
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http{'s' if certificate else ''}://127.0.0.1:{server.server_port}", handler.asked
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def server():
    with served() as given:
        yield given


@pytest.fixture
def session():
    with requests.Session() as session:
        be_careful(session, plain=True)
        yield session


@pytest.mark.parametrize("path", ["/good", "/packed"])
def test_a_good_answer_comes_whole(session, server, path):
    assert session.get(server[0] + path).json() == {"a": "b" * 200_000}


def test_nobody_sends_us_elsewhere(session, server):
    address, asked = server
    with pytest.raises(TooManyRedirects):
        session.get(f"{address}/elsewhere", allow_redirects=True)

    assert asked == ["/elsewhere"]


@pytest.mark.parametrize("path", ["/endless", "/bomb"])
def test_of_an_endless_answer_no_more_is_read_than_makes_sense(session, server, path):
    with pytest.raises(TooLargeError):
        session.get(server[0] + path)


def test_who_sends_a_sign_at_a_time_is_not_waited_for(session, server, monkeypatch):
    monkeypatch.setattr(outgoing, "LONGEST_SECONDS", 0.2)
    began = time.monotonic()
    with pytest.raises(ReadTimeout):
        session.get(f"{server[0]}/slow")

    assert time.monotonic() - began < 1


def test_who_says_nothing_is_not_waited_for(session, server, monkeypatch):
    monkeypatch.setattr(outgoing, "TIMEOUT_SECONDS", 0.2)
    began = time.monotonic()
    with pytest.raises(RequestException):
        session.get(f"{server[0]}/silent")

    assert time.monotonic() - began < 0.9


def test_in_production_nothing_is_asked_unencrypted(server):
    with requests.Session() as session:
        be_careful(session)
        with pytest.raises(InvalidSchema):
            session.get(f"{server[0]}/good")

    assert server[1] == []


def test_a_certificate_that_nobody_vouches_for_is_not_believed(tmp_path):
    with requests.Session() as session, served(self_signed(tmp_path)) as (address, asked):
        be_careful(session)
        with pytest.raises(SSLError):
            session.get(f"{address}/good")

    assert asked == []


@pytest.mark.parametrize("address", ["file:///etc/passwd", "ftp://127.0.0.1/x", "gopher://127.0.0.1/x"])
def test_nothing_but_http_is_spoken(session, address):
    with pytest.raises(InvalidSchema):
        session.get(address)
