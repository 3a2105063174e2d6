"""Whether the process lives and all is there that it needs; without a session, quick, and no more told."""

from datetime import UTC, datetime, timedelta

import pytest
from builders import MORNING
from sqlalchemy import text

from enquete_app.jobs.due import run_due
from enquete_app.jobs.fetching import order
from enquete_app.operate import health
from enquete_app.register import intake

sqlite_alone = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
ALL_WELL = {"database": "ok", "tables": "ok", "work": "ok", "queue": "ok"}


@pytest.fixture
def asked(app):
    def asked(path="/readyz"):
        answer = app.test_client().get(path)
        assert "Set-Cookie" not in answer.headers
        assert answer.headers["Cache-Control"] == "no-store"
        return answer.status_code, answer.json

    return asked


def test_all_is_there(asked):
    assert asked() == (200, ALL_WELL)
    assert asked() == (200, ALL_WELL)


@sqlite_alone
def test_a_process_lives_whatever_has_become_of_its_database(make_app):
    app = make_app(DATABASE_URL="postgresql://nobody@127.0.0.1:1/none", REDIS_URL="redis://127.0.0.1:1/0")
    ask = app.test_client().get

    assert (ask("/healthz").status_code, ask("/healthz").json) == (200, {"process": "ok"})
    assert ask("/readyz").status_code == 503
    assert ask("/readyz").json == {
        "database": "unreachable",
        "tables": "unknown",
        "work": "unknown",
        "queue": "unreachable",
    }


@sqlite_alone
@pytest.mark.parametrize(
    ("change", "found"),
    [("DELETE FROM alembic_version", "older"), ("UPDATE alembic_version SET version_num = '0019'", "older")],
)
def test_tables_of_an_older_program_are_told(app, asked, change, found):
    with app.extensions["database"].transaction() as session:
        session.execute(text(change))

    assert asked() == (503, ALL_WELL | {"tables": found, "work": "unknown"})


@sqlite_alone
def test_while_an_upgrade_is_made_the_older_program_stays_in_service(app, asked):
    with app.extensions["database"].transaction() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    assert asked() == (200, ALL_WELL)


@sqlite_alone
def test_work_that_nobody_does_any_more_is_late_until_somebody_does(app, asked, monkeypatch):
    clock = [0.0]
    monkeypatch.setattr(health.time, "monotonic", lambda: clock[0])
    app.extensions["pulse"] = health.Pulse(0.0)
    assert asked()[0] == 200
    clock[0] += health.LATE_SECONDS - 1
    assert asked()[0] == 200
    clock[0] += 1
    assert asked() == (503, ALL_WELL | {"work": "late"})

    list(run_due(app, MORNING))

    assert asked() == (200, ALL_WELL)


def test_work_is_not_late_while_a_register_is_fetched_and_gets_on(app, asked, monkeypatch):
    clock = [0.0]
    monkeypatch.setattr(health.time, "monotonic", lambda: clock[0])
    app.extensions["pulse"] = health.Pulse(0.0)
    database = app.extensions["database"]
    with database.transaction() as session:
        upload = order(session, "team@gemeente.example", datetime.now(UTC)).id
        intake.claim(session, upload, datetime.now(UTC))
    assert asked()[0] == 200
    clock[0] += health.LATE_SECONDS

    assert asked() == (200, ALL_WELL)

    with database.transaction() as session:
        intake.find_upload(session, upload).lease_until = datetime.now(UTC) - timedelta(seconds=1)
    assert asked() == (503, ALL_WELL | {"work": "late"})


@sqlite_alone
def test_work_counts_as_done_while_nothing_may_be_sent(app, asked, monkeypatch):
    clock = [0.0]
    monkeypatch.setattr(health.time, "monotonic", lambda: clock[0])
    app.extensions["pulse"] = health.Pulse(0.0)
    app.test_cli_runner().invoke(args=["sending", "hold"])
    assert asked()[0] == 200
    clock[0] += health.LATE_SECONDS

    list(run_due(app, MORNING))

    assert asked() == (200, ALL_WELL)


def test_a_queue_that_is_there_is_well(make_app, redis_url):
    answer = make_app(REDIS_URL=redis_url).test_client().get("/readyz")

    assert answer.json == ALL_WELL
