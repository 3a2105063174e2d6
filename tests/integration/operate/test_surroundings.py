"""`check` looks at what is around the program: files, users, proxies, and how the servers are set."""

import os
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

import psycopg
import pytest
from faults.own_servers import OwnRedis
from psycopg import sql
from sqlalchemy import make_url

from enquete_app.operate import surroundings
from enquete_app.operate.servers import apart, is_open
from enquete_app.operate.surroundings import file_system

KEY = "a key of the tests that is long enough for all"
only_on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
only_on_postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


@pytest.fixture
def told(make_app, monkeypatch):
    """What it says of an installation, by name; it must never take that for fit."""

    # Wherever tests keep their files, which may be a disk in memory.
    kinds = {Path("/dev/shm/witness"): "tmpfs"}  # noqa: S108 - only named
    monkeypatch.setattr(surroundings, "file_system", lambda path: kinds.get(path, "ext4"))

    def told(**settings):
        app = make_app(**settings)
        with app.app_context():
            done = app.test_cli_runner().invoke(args=["check"])
        assert done.exit_code == 1
        return dict(line.split(": ", 1) for line in done.output.splitlines())

    return told


@only_on_sqlite
@pytest.mark.parametrize(
    ("settings", "name", "said"),
    [
        ({"SECRET_KEY": "ab" * 20}, "secret key", "easily guessed"),
        ({"CONTACT_KEY": "0" * 40}, "contact key", "easily guessed"),
        ({"SECRET_KEY": KEY, "CONTACT_KEY": KEY}, "contact key", "is the secret key too"),
        ({"BASE_URL": "https://x.example"}, "proxies", "ENQUETE_TRUSTED_PROXIES is 0"),
        ({"BASE_URL": "https://x.example", "TRUSTED_PROXIES": 1}, "proxies", "ok"),
        ({"WITNESS": "/dev/shm/witness"}, "witness", "lies on tmpfs, which does not last"),  # noqa: S108 - the test only names it
        ({}, "witness", "ok"),
        ({}, "files", "ok"),
    ],
)
def test_settings_that_are_not_safe_are_told(told, settings, name, said):
    assert told(**settings)[name].startswith(said)


@only_on_sqlite
def test_visitors_must_not_see_the_program(told, monkeypatch):
    monkeypatch.setenv("FLASK_DEBUG", "1")

    assert told()["process"].startswith("FLASK_DEBUG is set")


@only_on_sqlite
@pytest.mark.parametrize(("user", "said"), [(0, "runs as root"), (1000, "ok")])
def test_it_needs_no_rights_over_the_machine(told, monkeypatch, user, said):
    monkeypatch.setattr(os, "geteuid", lambda: user)

    assert told()["process"].startswith(said)


@only_on_sqlite
def test_a_database_that_others_can_read_is_told(told):
    # The folders of other tests are closed to others.
    with TemporaryDirectory() as name:
        (folder := Path(name)).chmod(0o755)
        (file := folder / "enquete.sqlite3").touch(0o644)
        file.chmod(0o644)
        settings = {"DATABASE_URL": f"sqlite:///{file}"}
        assert told(**settings)["files"] == (
            f"everybody on this machine can read {file}; take that away with chmod o-rwx"
        )

        file.chmod(0o640)
        assert told(**settings)["files"] == "ok"
        file.chmod(0o644)
        folder.chmod(0o750)
        assert told(**settings)["files"] == "ok"


def test_a_file_is_on_the_innermost_file_system(tmp_path):
    (tmp_path / "mounts").write_text(
        "22 1 0:21 / / rw,relatime shared:1 - overlay overlay rw\n"
        "23 22 8:1 /x /var/lib rw - ext4 /dev/sda rw\n"
        "24 22 0:30 / /mnt/a\\040share rw - nfs4 server:/ rw\n",
        "utf-8",
    )
    found = [
        file_system(Path(each), tmp_path / "mounts")
        for each in ("/var/lib/enquete/x", "/srv/x", "/mnt/a share/x")
    ]

    assert found == ["ext4", "overlay", "nfs4"]
    assert file_system(Path("/srv"), tmp_path / "none") == ""


@only_on_postgresql
def test_what_the_database_may_do_and_lose_is_told(told, database_url):
    told_at_first = told()
    assert told_at_first["database role"].startswith("is a superuser")
    assert told_at_first["database clock"] == "ok"
    assert told_at_first["database connection"] == "ok"

    lax = told(DATABASE_URL=f"{database_url}?options={quote('-c synchronous_commit=off')}")
    assert lax["database writes"].startswith("synchronous_commit off")


@only_on_postgresql
def test_a_role_that_is_no_superuser_is_fit(told, database_url):
    role, password = f"enquete_role_{os.getpid()}", "a password of the tests"
    with psycopg.connect(database_url, autocommit=True) as server:
        name = sql.Identifier(role)
        server.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(name, sql.Literal(password)))
        server.execute(sql.SQL("GRANT SELECT ON ALL TABLES IN SCHEMA public TO {}").format(name))
        address = make_url(database_url).set(username=role, password=password)
        try:
            assert told(DATABASE_URL=address.render_as_string(hide_password=False))["database role"] == "ok"
        finally:
            server.execute(sql.SQL("DROP OWNED BY {}").format(name))
            server.execute(sql.SQL("DROP ROLE {}").format(name))


@only_on_sqlite
def test_a_queue_that_forgets_or_has_nobody_at_work_is_told(told):
    with OwnRedis() as redis:
        assert told(REDIS_URL=redis.url)["queue"] == "no worker is at work; start one"
        redis.set("maxmemory", "100mb")
        redis.set("maxmemory-policy", "allkeys-lru")
        assert told(REDIS_URL=redis.url)["queue"].startswith("Redis forgets what it has no room for")


@pytest.mark.parametrize(
    ("access", "is_fault"),
    [
        ({"host": "redis"}, True),
        ({"host": "10.0.0.3"}, True),
        ({"host": "redis", "password": "a password"}, False),
        ({"host": "localhost"}, False),
        ({"host": "127.0.0.2"}, False),
        ({"host": "::1"}, False),
        ({"path": "/run/redis.sock"}, False),
    ],
)
def test_who_reaches_the_queue_must_show_a_password(access, is_fault):
    assert (is_open(access) is not None) is is_fault


def test_clocks_may_differ_by_half_a_minute():
    now = time.time()

    assert apart(now - 30, now) is None
    assert apart(now + 31, now) == "its clock and this machine's differ by 31 seconds; set both by NTP"
