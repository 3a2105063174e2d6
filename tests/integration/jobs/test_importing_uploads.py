"""Importing an upload happens once and whole, whoever does it, however often, and wherever it dies."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from killing import is_killed_at
from register_builders import csv_register
from sqlalchemy import func, select

from enquete_app.jobs import registering
from enquete_app.jobs.registering import work_at_once, work_on_uploads
from enquete_app.register import intake
from enquete_app.register.models import Complaint
from enquete_app.register.uploads import RefusedCell, Upload, UploadPiece, UploadState

pytestmark = pytest.mark.both

NOW = datetime(2025, 5, 15, 9, tzinfo=UTC)
ROWS = 40


@pytest.fixture
def received(database, monkeypatch):
    """An upload, looked at and told to be imported."""
    monkeypatch.setattr(registering, "SMALL", 10**9)

    def received(content=None, *, importing=True):
        with database.transaction() as session:
            stream = io.BytesIO(csv_register(ROWS) if content is None else content)
            upload = intake.receive(session, stream, name="register.csv", who="a@b.example", now=NOW)
            assert work_at_once(session, upload, NOW)
            if importing:
                upload.state = UploadState.IMPORTING
            return upload.id

    return received


@pytest.fixture
def work(database):
    return lambda: list(work_on_uploads(database, NOW, lambda: False))


def stands(database):
    with database.reader() as session:
        complaints, pieces = (
            session.scalar(select(func.count()).select_from(table)) for table in (Complaint, UploadPiece)
        )
        return session.scalars(select(Upload.state)).one(), complaints, pieces


def test_killed_between_any_two_statements_all_is_imported_or_nothing(database, received, monkeypatch):
    received()
    # The lease of a dead worker is over at once, so that the next one need not wait.
    monkeypatch.setattr(intake, "LEASE", timedelta(seconds=-1))
    monkeypatch.setattr(intake, "MOST_ATTEMPTS", 1000)
    step = 1
    while is_killed_at(step, database, lambda: list(work_on_uploads(database, NOW, lambda: False))):
        now = stands(database)
        assert now in {("importing", 0, 1), ("done", ROWS, 0)}
        if now[0] == "done":
            break
        step += 1

    assert step > 10
    assert list(work_on_uploads(database, NOW, lambda: False)) in ([], ["upload 1: done"])
    assert stands(database) == ("done", ROWS, 0)


def test_two_machines_import_an_upload_once(database, received, work):
    received()

    with ThreadPoolExecutor(2) as pool:
        lines = [each.result() for each in [pool.submit(work), pool.submit(work)]]

    assert sorted(lines) == [[], ["upload 1: done"]]
    assert stands(database) == ("done", ROWS, 0)


def test_two_overlapping_uploads_at_once_store_each_complaint_once(database, received, work):
    received()
    received(csv_register(ROWS, first=ROWS // 2 + 1))

    with ThreadPoolExecutor(2) as pool:
        for each in [pool.submit(work), pool.submit(work)]:
            each.result()
    work()

    with database.reader() as session:
        numbers = session.scalars(select(Complaint.case_number)).all()
        counts = session.scalars(select(Upload.counts)).all()
    assert len(numbers) == len(set(numbers)) == ROWS * 3 // 2
    assert sorted(each["new"] for each in counts) == [ROWS // 2, ROWS]
    assert sum(each["unchanged"] for each in counts) == ROWS // 2


def test_an_upload_that_is_abandoned_while_it_is_worked_on_is_not_imported(
    database, received, work, monkeypatch
):
    upload_id = received()
    prepare = registering._prepare

    def prepare_and_abandon(*given):
        done = prepare(*given)
        with database.transaction() as session:
            upload = intake.find_upload(session, upload_id, lock=True)
            intake.end(session, upload, UploadState.ABANDONED, NOW)
        return done

    monkeypatch.setattr(registering, "_prepare", prepare_and_abandon)

    assert work() == []
    assert stands(database) == ("abandoned", 0, 0)


def test_work_that_breaks_off_again_and_again_is_given_up(database, received, work, monkeypatch):
    received()
    monkeypatch.setattr(intake, "LEASE", timedelta(seconds=-1))
    monkeypatch.setattr(registering, "_carry_out", lambda *_: iter(()))

    lines = [work() for _ in range(4)]

    assert lines == [[], [], [], ["upload 1: given up"]]
    assert stands(database) == ("unreadable", 0, 0)


def test_told_to_end_the_work_is_left_for_the_next_process(database, received, work, monkeypatch):
    received(csv_register(3000))
    stops = iter([False])

    assert list(work_on_uploads(database, NOW, lambda: next(stops, True))) == []
    with database.reader() as session:
        assert session.scalars(select(Upload.lease_until)).one() is None

    assert work() == ["upload 1: done"]
    assert stands(database) == ("done", 3000, 0)


def test_progress_is_noted_while_a_long_file_is_read(database, received, monkeypatch):
    received(csv_register(6000))
    monkeypatch.setattr(registering, "SECONDS", 0.0)
    seen = []
    advance = intake.advance

    def noticed(session, upload_id, percent, clock):
        seen.append(percent)
        return advance(session, upload_id, percent, clock)

    monkeypatch.setattr(intake, "advance", noticed)
    list(work_on_uploads(database, NOW, lambda: False))

    assert len(seen) > 2
    assert seen == sorted(set(seen))


def test_refused_rows_are_all_counted_and_some_thousands_kept(database, received, monkeypatch):
    monkeypatch.setattr("enquete_app.register.looking.MOST_REFUSALS", 10)
    received(csv_register(30, line="K-1;klacht;;gisteren;;;"), importing=False)

    with database.reader() as session:
        assert session.scalars(select(Upload.counts)).one()["refused"] == 30
        assert session.scalar(select(func.count()).select_from(RefusedCell)) == 10
