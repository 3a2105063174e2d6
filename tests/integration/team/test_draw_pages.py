"""The record of a draw, its verification and its files; who may see the seed."""

import json
import subprocess
import sys

import pytest
from design_builders import unconfirmed_draw
from sqlalchemy import update

from enquete_app.fieldwork.models import Draw

DRAW = "/team/waves/1/draws/1/"
sqlite_alone = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def draw(app, database, keyring):
    with database.transaction() as session:
        return unconfirmed_draw(session, keyring, people=6, size=4, by=("handling", "channel"))


def test_the_record_tells_what_was_asked_and_what_came_of_it(signed_in, draw):
    page = signed_in.open(DRAW).text

    assert "een steekproef van 4" in page
    assert "naar behandeling, kanaal, naar verhouding van hun grootte" in page
    assert "van 15 november 2024 tot en met 15 mei 2025 (6 maanden)" in page
    assert "nog niet: er gaat niets weg" in page
    assert draw.seed.hex() in page


def test_redoing_it_tells_that_the_same_comes_of_it(signed_in, draw):
    assert "Klopt." in signed_in.open(f"{DRAW}?narekenen=1").text


def test_redoing_it_tells_the_first_difference(signed_in, draw, database):
    with database.transaction() as session:
        session.execute(update(Draw).values(frame=draw.frame.replace(b"informeel", b"formeel", 1)))

    assert "SHA-256 is" in signed_in.open(f"{DRAW}?narekenen=1").text


@sqlite_alone
def test_after_retention_it_says_that_the_frame_is_gone(signed_in, draw, database):
    with database.transaction() as session:
        session.execute(update(Draw).values(frame=None))

    page = signed_in.open(f"{DRAW}?narekenen=1").text

    assert "na de bewaartermijn verwijderd" in page
    assert "frame.tsv" not in page
    assert signed_in.open(f"{DRAW}frame.tsv").status_code == 404


def test_what_can_be_downloaded_redoes_the_draw_elsewhere(signed_in, draw, tmp_path):
    for name in ("frame.tsv", "record.json", "verify.txt"):
        (tmp_path / name).write_bytes(signed_in.open(DRAW + name).data)

    done = subprocess.run(
        [sys.executable, "-I", "verify.txt", "frame.tsv", "record.json"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout == "ok\n"
    assert (tmp_path / "frame.tsv").read_bytes() == draw.frame


@sqlite_alone
@pytest.mark.parametrize("role", ["analyst", "admin"])
def test_others_than_the_team_see_hashes_and_no_seed_and_get_no_frame(colleague, draw, role, database):
    somebody = colleague(f"{role}@gemeente.example")
    somebody.sign_in()
    with database.transaction() as session:
        session.execute(update(Draw).values(selection_sha256="0" * 64))

    page, record = (
        somebody.open(f"{DRAW}?narekenen=1").text,
        json.loads(somebody.open(f"{DRAW}record.json").text),
    )

    assert draw.seed.hex() not in page
    assert "seed" not in record
    assert record["seed_sha256"] == draw.seed_sha256
    assert "alleen het team mag zien" in page
    assert somebody.open(f"{DRAW}frame.tsv").status_code == 403


@sqlite_alone
@pytest.mark.parametrize("path", ["/team/waves/1/draws/9/", "/team/waves/9/draws/1/"])
def test_a_draw_that_is_not_of_that_wave_is_not_found(signed_in, draw, path):
    assert signed_in.open(path).status_code == 404
