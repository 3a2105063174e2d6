import csv
import io
import ssl
import threading
from datetime import date

import pytest
from certificates import self_signed
from smtp_server import free_port
from werkzeug.serving import make_server
from werkzeug.wrappers import Response

from enquete_app.register.cases.fetching import fetch

TODAY = date(2025, 5, 15)


@pytest.fixture
def fetched(cases):
    """Fetch, and give the rows of the file by their headings."""

    def fetched(*, postal=False, known=frozenset(), progress=lambda _: None, **settings):
        system, among = cases.system(**settings), lambda some: known & set(some)
        with fetch(system, today=TODAY, postal=postal, known=among, progress=progress) as file:
            text = file.read().decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))

    return fetched


@pytest.fixture
def own_certificate(tmp_path):
    """A server whose certificate nobody but itself has signed; gives its address."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*self_signed(tmp_path))
    server = make_server("127.0.0.1", free_port(), Response("{}"), ssl_context=context)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"https://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()
