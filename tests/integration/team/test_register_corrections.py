"""Correcting in the browser how an uploaded register is read."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from builders import HEADING, LINE
from register_builders import OTHER_HEADING, csv_register, excel
from sqlalchemy import select

from enquete_app.jobs import registering
from enquete_app.jobs.due import run_due
from enquete_app.register.uploads import KnownLayout


def test_a_correction_is_shown_at_once_and_remembered_for_the_next_file(
    upload, press, fields, signed_in, stored
):
    line = LINE.replace("klacht", "Bezwaarklacht").replace("gegrond", "Terecht")
    path = upload(csv_register(2, heading=OTHER_HEADING, line=line))
    assert "wat betekent Bezwaarklacht?" in signed_in.open(path).text

    given = fields(path) | {"value_kind_0": "klacht", "value_judgement_0": "gegrond", "go": "correct"}
    assert press(path, **given).status_code == 303
    assert "Dit weten wij niet zeker" not in signed_in.open(path).text
    press(path, "import")
    assert stored("kind", "judgement") == [("klacht", "gegrond")] * 2

    path = upload(csv_register(2, first=5, heading=OTHER_HEADING, line=line))
    page = signed_in.open(path).text
    assert "Dit weten wij niet zeker" not in page
    assert "dezelfde als in een eerder bestand" in page
    press(path, "import")
    assert stored("kind", "judgement") == [("klacht", "gegrond")] * 4


def test_a_column_that_is_not_recognised_can_be_chosen(upload, press, fields, signed_in, stored):
    path = upload(csv_register(2, heading=HEADING.replace("ontvangen_op", "Binnen")))
    page = signed_in.open(path).text
    assert "Welke kolom is: Ontvangen op?" in page
    assert "Importeren</button>" not in page
    assert press(path, "import").status_code == 422

    press(path, **fields(path) | {"column_received": "3", "go": "correct"})

    press(path, "import")
    assert stored("received") == [(datetime(2025, 1, 2, tzinfo=UTC).date(),)] * 2


def test_one_column_cannot_be_two_fields(upload, press, fields):
    path = upload(csv_register(1))

    answer = press(path, **fields(path) | {"column_subject": "0", "go": "correct"})

    assert answer.status_code == 422
    assert "Deze kolom is ook gekozen voor Zaaknummer." in answer.text


def test_a_file_without_kinds_can_be_all_complaints(upload, press, fields, stored):
    content = csv_register(2, heading=HEADING.replace("soort;", ""), line=LINE.replace("klacht;", ""))
    path = upload(content)

    press(path, **fields(path) | {"all_complaints": "y", "go": "correct"})
    press(path, "import")

    assert stored("kind") == [("klacht",)] * 2


QUOTED = csv_register(1, line=LINE.replace("K-1", '"K-1"'))
TWO_SHEETS = excel([HEADING.split(";"), LINE.split(";")], Leeg=[])


@pytest.fixture(params=[100, 300_000], ids=["by itself", "at once"])
def worked_on(request, monkeypatch, app, signed_in):
    """The page of an upload once it was worked on, at once or by whoever does what is due."""
    monkeypatch.setattr(registering, "SMALL", request.param)

    def page(path):
        with app.app_context():
            list(run_due(app, datetime.now(UTC)))
        return signed_in.open(path).text

    return page


@pytest.mark.parametrize(
    ("content", "name", "field", "wrong", "right", "words"),
    [
        (csv_register(2), "a.csv", "heading_row", "500", "1", "In rij 500 staan geen koppen"),
        (csv_register(2) + HEADING.encode(), "a.csv", "heading_row", "4", "1", "staan geen rijen meer"),
        (QUOTED, "a.csv", "delimiter", "\t", ";", "Kies een andere scheiding."),
        (TWO_SHEETS, "a.xlsx", "sheet", "Leeg", "Blad1", "Het bestand is leeg."),
    ],
)
def test_a_correction_by_which_a_file_cannot_be_read_can_be_corrected_again(
    upload, press, fields, worked_on, stored, content, name, field, wrong, right, words
):
    path = upload(content, name)
    worked_on(path)
    chosen = {"go": "correct", "column_subject": "5", "column_judgement": ""}
    press(path, **fields(path) | chosen | {field: wrong})

    refused = worked_on(path)

    assert "Fout:" in refused
    assert f'href="#{field}"' in refused
    assert words in refused
    assert press(path, "import").status_code == 422
    given = fields(path)
    assert (given[field], given["column_subject"]) == (wrong, "5")
    press(path, **given | {"go": "correct", field: right})
    assert "Fout:" not in worked_on(path)
    press(path, "import")
    worked_on(path)
    assert "gegrond" in {subject for (subject,) in stored("subject")}


def test_what_is_no_heading_is_not_remembered(upload, press, fields, signed_in, database):
    path = upload(csv_register(3))

    press(path, **fields(path) | {"go": "correct", "heading_row": "2"})

    assert "Welke kolom is" in signed_in.open(path).text
    with database.reader() as session:
        assert session.scalars(select(KnownLayout)).all() == []
