"""Mail scanners look at links again and again: whatever they look at, nothing changes and nobody is known."""

import sqlite3
from itertools import cycle, islice
from pathlib import Path

import psycopg
import pytest
from werkzeug.test import EnvironBuilder, run_wsgi_app

pytestmark = [pytest.mark.new_files, pytest.mark.both]

LOOKS = 500, pytest.param(10_000, marks=pytest.mark.long)
"""What writes at all writes on the first look, or on one of the next that are counted."""


@pytest.fixture
def links(begun, people, visitor):
    """Of somebody who did nothing, one who began and one who has sent; of opting out; of the code page."""
    first, second, third = people
    begun.next(V1=1)
    visitor().open(second.link).press("go", "start").go_to("controle").press("go", "send")
    opt_outs = [third.opt_out, f"{third.opt_out}?taal=en"]
    return [third.link, f"{third.link}?taal=en", first.link, second.link, *opt_outs, "/code"]


@pytest.mark.parametrize("looks", LOOKS)
def test_thousands_of_looks_at_links_leave_the_database_as_it_was_and_set_no_cookie(
    app, database_url, links, looks
):
    environs = [
        EnvironBuilder(link, method=method).get_environ() for link in links for method in ("GET", "HEAD")
    ]
    before, statuses, cookies = dump(database_url), set(), set()

    for environ in islice(cycle(environs), looks):
        _, status, headers = run_wsgi_app(app.wsgi_app, dict(environ))
        statuses.add(status)
        cookies.update(headers.getlist("Set-Cookie"))

    assert statuses == {"200 OK"}
    assert cookies == set()
    assert dump(database_url) == before


def dump(url):
    """All that is in the database to the byte, and what its rows say of their writers and places."""
    return _sqlite(Path(url.removeprefix("sqlite:///"))) if url.startswith("sqlite") else _postgresql(url)


def _sqlite(file):
    connection = sqlite3.connect(file)
    logical = "\n".join(connection.iterdump())
    connection.close()
    return logical, file.read_bytes(), file.with_name(f"{file.name}-wal").read_bytes()


def _postgresql(url):
    with psycopg.connect(url) as connection:
        tables = connection.execute(
            "SELECT relname, relkind FROM pg_class WHERE relkind IN ('r', 'S') "
            "AND relnamespace = 'public'::regnamespace ORDER BY relname"
        ).fetchall()
        return {name: _copy(connection, name, kind) for name, kind in tables}


def _copy(connection, name, kind):
    columns = "*" if kind == "S" else "ctid, xmin, xmax, *"
    with connection.cursor().copy(f'COPY (SELECT {columns} FROM "{name}") TO STDOUT') as rows:  # noqa: S608
        return b"".join(rows)
