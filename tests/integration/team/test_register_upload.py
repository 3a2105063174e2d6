"""Uploading a register in the browser: recognised, corrected, previewed, imported, thrown away."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from builders import LINE
from register_builders import csrf, csv_register
from sqlalchemy import select

from enquete_app.audit.models import AuditLine
from enquete_app.jobs import registering
from enquete_app.jobs.due import run_due
from enquete_app.register import intake
from enquete_app.register.looking import RECOGNISED
from enquete_app.register.uploads import RefusedCell, Upload, UploadPiece


def test_nothing_is_stored_before_importing_and_then_all_of_it(upload, press, signed_in, stored, count):
    path = upload(csv_register(3))

    page = signed_in.open(path).text
    assert "Nieuw</th><td>3<" in page
    assert "<td>02-01-2025</td><td>03-02-2025</td>" in page
    assert stored("case_number") == []

    assert press(path, "import").status_code == 303
    assert "Geïmporteerd: register.csv" in signed_in.open(path).text
    assert stored("case_number") == [("K-1",), ("K-2",), ("K-3",)]
    assert count(UploadPiece) == 0


def test_an_overlapping_export_changes_only_what_changed(upload, press, signed_in):
    press(upload(csv_register(3)), "import")
    later = csv_register(3, first=2).replace(b"K-3;klacht;formeel", b"K-3;klacht;informeel")

    path = upload(later)

    counts = re.findall(r"<td>(?:<a[^>]*>)?(\d+)", signed_in.open(path).text)[:4]
    assert counts == ["1", "1", "1", "0"]
    press(path, "import")
    assert re.findall(r"<td>(?:<a[^>]*>)?(\d+)", signed_in.open(path).text)[:4] == counts


def test_refused_rows_are_listed_and_given_as_a_file_in_which_nothing_is_a_formula(
    upload, signed_in, press, stored
):
    bad = LINE.replace("K-1", "K-9").replace("2025-02-03", "=cmd()")
    early = LINE.replace("K-1", "K-8").replace("2025-02-03", "2024-12-31")
    path = upload(csv_register(1) + f"{bad}\n{early}".encode())

    page = signed_in.open(f"{path}/refused").text
    assert "=cmd()" in page
    assert "is geen datum" in page
    assert "ligt voor de dag van ontvangst (02-01-2025)" in page
    exported = signed_in.open(f"{path}/refused?als=csv").text
    assert exported.splitlines()[1] == "3;afgehandeld_op;'=cmd();is geen datum"
    press(path, "import")
    assert stored("case_number") == [("K-1",)]


def test_pressing_import_twice_imports_once(upload, press, signed_in, database):
    path = upload(csv_register(2))
    page = signed_in.open(path).text
    form = {"csrf_token": csrf(page), "version": "1", "go": "import"}

    answers = [signed_in.client.post(path, data=form).status_code for _ in range(2)]

    assert answers == [303, 303]
    with database.reader() as session:
        acts = session.scalars(select(AuditLine.act).order_by(AuditLine.id)).all()
    assert [act for act in acts if act.startswith("register.")] == ["register.uploaded", "register.imported"]


def test_what_a_colleague_changed_meanwhile_is_not_imported_unseen(upload, press, fields, signed_in, stored):
    path = upload(csv_register(2))
    press(path, **fields(path) | {"date_order": "month first", "go": "correct"})

    press(path, "import", version="1")

    assert "Een collega heeft intussen iets gewijzigd" in signed_in.open(path).text
    assert stored("case_number") == []


def test_an_abandoned_file_is_thrown_away(upload, signed_in, stored, count):
    path = upload(csv_register(2) + b"K-9;;;;;;")

    assert "Weggooien" in signed_in.open(f"{path}/abandon").text
    assert signed_in.post(f"{path}/abandon").status_code == 303

    assert "niet geïmporteerd" in signed_in.open(path).text
    assert (stored("case_number"), count(UploadPiece), count(RefusedCell)) == ([], 0, 0)


def test_after_a_day_nothing_that_tells_of_people_is_left(upload, app, press, database, count):
    upload(csv_register(2) + b"K-9;;;;;;")
    press(upload(csv_register(2) + b"K-8;;;;;;"), "import")
    now = datetime.now(UTC)

    with app.app_context():
        assert list(run_due(app, now + timedelta(hours=23))) == []
        assert count(UploadPiece) == 1
        lines = list(run_due(app, now + timedelta(hours=25)))

    assert lines == ["1 uploaded registers thrown away: nobody imported them"]
    assert (count(UploadPiece), count(RefusedCell)) == (0, 0)
    with database.reader() as session:
        for each in session.scalars(select(Upload)):
            assert (each.findings, each.preview) == (None, None)


def test_a_large_file_is_worked_on_by_itself_with_progress_shown(
    upload, press, app, signed_in, stored, monkeypatch
):
    monkeypatch.setattr(registering, "SMALL", 100)
    path = upload(csv_register(50))
    assert "data-refresh" in signed_in.open(path).text

    with app.app_context():
        assert list(run_due(app, datetime.now(UTC))) == ["upload 1: ready"]
    press(path, "import")
    assert "wordt geïmporteerd" in signed_in.open(path).text
    with app.app_context():
        assert list(run_due(app, datetime.now(UTC))) == ["upload 1: done"]

    assert len(stored("id")) == 50


def test_progress_is_noted_while_looking_and_while_importing(upload, press, app, monkeypatch):
    monkeypatch.setattr(registering, "SMALL", 100)
    monkeypatch.setattr(registering, "SECONDS", 0)
    noted = []
    monkeypatch.setattr(intake, "advance", lambda *args: noted.append(args[2]) or True)
    path = upload(csv_register(5_000))

    with app.app_context():
        list(run_due(app, datetime.now(UTC)))
    looking = noted.copy()
    noted.clear()
    press(path, "import")
    with app.app_context():
        list(run_due(app, datetime.now(UTC)))

    for percents in (looking, noted):
        assert percents == sorted(percents)
        assert percents[0] <= 20
        assert percents[-1] >= 95
    assert any(0 < percent < RECOGNISED for percent in looking)


def test_a_file_that_cannot_be_read_says_why_and_is_thrown_away(upload, signed_in, count):
    path = upload(b"\xd0\xcf\x11\xe0 and so on", "register.xls")

    assert "oud Excel-bestand" in signed_in.open(path).text
    assert count(UploadPiece) == 0


@pytest.mark.parametrize("content", [b"", b"\n\n"])
def test_an_empty_file_is_answered_with_words(upload, signed_in, content):
    assert "Het bestand is leeg." in signed_in.open(upload(content)).text


def test_without_a_file_the_form_comes_back(signed_in):
    answer = signed_in.post("/team/register/upload")

    assert answer.status_code == 422
    assert "Kies een bestand." in answer.text


@pytest.mark.parametrize("role", ["analyst", "admin"])
def test_only_the_team_sees_anything_of_it(colleague, upload, role):
    path = upload(csv_register(1))
    somebody = colleague(f"{role}@gemeente.example")
    somebody.sign_in()

    for page in ("/team/register", path, f"{path}/refused", "/team/register/subjects"):
        assert somebody.open(page).status_code == 403
    assert "Register</a>" not in somebody.open("/team/").text
