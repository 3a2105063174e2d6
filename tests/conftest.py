"""Real databases, a real SMTP server, and no way out of this machine."""

from __future__ import annotations

import gc
import os
import shutil
import socket
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path
from uuid import uuid4
from zlib import crc32

import psycopg
import pytest
from flask import Flask
from hypothesis import settings
from quick import all_drawings, keep_addresses, keep_drawings, keep_statements, keep_templates
from redis import Redis
from redis.exceptions import RedisError
from reused_database import ReusedDatabase
from smtp_server import SmtpServer
from zgw_server import CaseServer, case_server

from config import Config
from enquete_app import create_app
from enquete_app.cli.database import migrate
from enquete_app.db import Database
from enquete_app.instruments import finding
from enquete_app.register.cases import calling

POSTGRES = os.environ.get("ENQUETE_TEST_POSTGRES_URL", "postgresql://postgres@127.0.0.1:5432")
REDIS = os.environ.get("ENQUETE_TEST_REDIS_URL", "redis://127.0.0.1:6379")
REDIS_DATABASE = 15 - int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
"""Tests that run beside each other must not empty each other's database."""
SECRET = "a secret key of the tests, long enough"

# Machines are noisy: how long an example takes is no fault.
settings.register_profile("unhurried", settings.default, deadline=None)
settings.load_profile("unhurried")

_connect = socket.socket.connect


def _connect_to_this_machine_only(self: socket.socket, address: object) -> None:
    if isinstance(address, tuple) and address[0] not in {"127.0.0.1", "::1", "localhost"}:
        raise RuntimeError(f"a test tried to reach {address[0]}")
    _connect(self, address)  # type: ignore[arg-type]


socket.socket.connect = _connect_to_this_machine_only  # type: ignore[method-assign,assignment]

# Processes that tests start are not held back by that, so they must not inherit an installation's settings,
# its mail server above all.
for _name in list(os.environ):
    if _name.startswith("ENQUETE_") and not _name.startswith("ENQUETE_TEST_"):
        del os.environ[_name]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the rest: what is marked as long, and the other of two databases.

    With `ENQUETE_TEST_PART=rest` that alone is run, with `all` everything.
    """
    rest = {each for each in items if each.get_closest_marker("long")} | _other_of_pairs(items)
    part = os.environ.get("ENQUETE_TEST_PART", "first")
    left_out = {"first": rest, "rest": set(items) - rest, "all": set()}[part]
    items[:] = [item for item in items if item not in left_out]
    config.hook.pytest_deselected(items=list(left_out))


def pytest_collection_finish() -> None:
    """Keep the collector from looking through what stays, thousands of tests above all."""
    gc.collect()
    gc.freeze()


def _other_of_pairs(items: list[pytest.Item]) -> set[pytest.Item]:
    """Of what is tried on each kind of database though they do not differ in it, half on each."""
    integration = Path(__file__).parent / "integration"
    pairs: dict[tuple[str, ...], list[pytest.Item]] = {}
    for item in items:
        kind = getattr(item, "callspec", None) and item.callspec.params.get("database_url")
        if kind and integration in item.path.parents and not item.get_closest_marker("both"):
            pairs.setdefault(tuple(item.nodeid.split(kind, 1)), []).append(item)
    return {pair[crc32("".join(name).encode()) % 2 - 1] for name, pair in pairs.items() if len(pair) == 2}


def _left_out(what: str) -> None:
    """Without a server its tests are left out; in CI that is a failure, not a silence."""
    if os.environ.get("CI"):
        pytest.fail(f"CI is set, but there is no {what}")
    pytest.skip(f"no {what} on this machine")


@pytest.fixture(scope="session", autouse=True)
def quick_applications(tmp_path_factory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        keep_templates(patch, tmp_path_factory.getbasetemp().parent / "templates")
        keep_addresses(patch)
        keep_statements(patch)
        keep_drawings(patch)
        yield


@pytest.fixture(autouse=True)
def figures(request) -> Iterator[None]:
    """Figures drawn one by one for tests that look at them."""
    with all_drawings() if request.node.get_closest_marker("figures") else nullcontext():
        yield


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory) -> Path:
    file = tmp_path_factory.mktemp("sqlite") / "template.sqlite3"
    database = Database(f"sqlite:///{file}")
    migrate(database)
    database.forget()
    database.engine.dispose()
    return file


@pytest.fixture(scope="session")
def postgres_template() -> Iterator[str]:
    try:
        server = psycopg.connect(f"{POSTGRES}/postgres", autocommit=True, connect_timeout=5)
    except psycopg.OperationalError:
        _left_out("PostgreSQL")
    name = f"enquete_{uuid4().hex[:12]}"
    with server:
        server.execute(f"CREATE DATABASE {name}")  # type: ignore[call-overload]
        database = Database(f"{POSTGRES}/{name}")
        migrate(database)
        database.engine.dispose()
        yield name
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")  # type: ignore[call-overload]


@pytest.fixture(scope="session")
def make_postgres(postgres_template) -> Iterator[Callable[[], str]]:
    """Make new databases; gives their addresses."""
    made = []
    with psycopg.connect(f"{POSTGRES}/postgres", autocommit=True) as server:

        def make() -> str:
            made.append(name := f"enquete_{uuid4().hex[:12]}")
            server.execute(f"CREATE DATABASE {name} TEMPLATE {postgres_template}")  # type: ignore[call-overload]
            # The machine does not fail meanwhile; tests in which a server dies have one of their own.
            server.execute(f"ALTER DATABASE {name} SET synchronous_commit = off")  # type: ignore[call-overload]
            return f"{POSTGRES}/{name}"

        yield make
        for name in made:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")  # type: ignore[call-overload]


@pytest.fixture(scope="session")
def reused_postgres(make_postgres) -> list[ReusedDatabase]:
    """The one database that tests use in turn; a list, so that one which a test altered can be replaced."""
    return [ReusedDatabase(make_postgres())]


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request, tmp_path) -> Iterator[str]:
    """An empty, migrated database of each kind; one whose files are new to tests that look into them."""
    if request.param == "sqlite":
        file = tmp_path / "enquete.sqlite3"
        shutil.copy(request.getfixturevalue("sqlite_template"), file)
        yield f"sqlite:///{file}"
        return
    make = request.getfixturevalue("make_postgres")
    if request.node.get_closest_marker("new_files"):
        yield make()
        return
    reused = request.getfixturevalue("reused_postgres")
    finding._READ.clear()  # of the database's former user: to the program it is one whose questionnaires stay
    yield reused[0].url
    if not reused[0].is_emptied():
        reused[0] = ReusedDatabase(make())


@pytest.fixture
def redis_url() -> str:
    try:
        Redis.from_url(url := f"{REDIS}/{REDIS_DATABASE}").flushdb()
    except RedisError:
        _left_out("Redis")
    return url


@pytest.fixture
def smtp() -> Iterator[SmtpServer]:
    with SmtpServer() as server:
        yield server


@pytest.fixture
def make_app(database_url, tmp_path) -> Iterator[Callable[..., Flask]]:
    """Make applications on one database; settings can be given by name."""
    made = []

    def make(**settings: object) -> Flask:
        defaults: dict[str, object] = {
            "SECRET_KEY": SECRET,
            "CONTACT_KEY": "a contact key of the tests, long enough",
            "DATABASE_URL": database_url,
            "MAILBOX": tmp_path / "mailbox",
            "WITNESS": str(tmp_path / "witness"),
            "BASE_URL": "http://127.0.0.1:5000",
            "WORKER": "none",
            "TESTING": True,
        }
        app = create_app(Config(**(defaults | settings)))  # type: ignore[arg-type]
        made.append(app)
        return app

    yield make
    for app in made:
        app.extensions["database"].engine.dispose()


@pytest.fixture
def app(make_app) -> Iterator[Flask]:
    """An application with its context active."""
    app = make_app()
    with app.app_context():
        yield app


@pytest.fixture
def database(app) -> Database:
    return app.extensions["database"]


@pytest.fixture
def keyring(app):
    return app.extensions["keyring"]


@pytest.fixture(scope="session")
def case_system() -> Iterator[CaseServer]:
    with case_server() as server:
        yield server


@pytest.fixture
def cases(case_system, monkeypatch) -> Iterator[CaseServer]:
    """The case system; at the end nothing may have been asked or answered that the documents do not know."""
    monkeypatch.setattr(calling, "PAUSE_SECONDS", 0)
    case_system.begin_anew()
    yield case_system
    assert case_system.faults == []
