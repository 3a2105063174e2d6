"""Having complaints fetched from the case system, on a page."""

import pytest
from sqlalchemy import select

from enquete_app.register.errors import RegisterError, Trouble
from enquete_app.register.intake import show_trouble
from enquete_app.register.uploads import Upload, UploadState

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
FETCH = "/team/register/fetch"
BUTTON = "Ophalen uit het zaaksysteem"


@pytest.fixture
def with_system(app):
    app.config |= {"ZGW_ZAKEN_URL": "http://127.0.0.1:1/", "ZGW_CATALOGI_URL": "http://127.0.0.1:1/"}
    app.config |= {"ZGW_CASE_TYPES": "KLACHT; KLACHT-INF", "ZGW_CLIENT_ID": "enquete"}


def upload_in(database):
    with database.reader() as session:
        return session.scalars(select(Upload)).one()


def test_without_a_case_system_there_is_no_button_and_no_page(team):
    assert BUTTON not in team.open("/team/register").text
    assert team.open(FETCH).status_code == 404


def test_before_anything_is_fetched_the_page_says_what(team, with_system):
    assert BUTTON in team.open("/team/register").text

    page = team.open(FETCH).text

    assert "KLACHT, KLACHT-INF" in page
    assert "190 dagen" in page
    assert "alleen het e-mailadres over" in page


def test_what_is_ordered_has_the_page_of_an_upload(team, with_system, database):
    answer = team.post(FETCH)

    upload = upload_in(database)
    assert (upload.state, upload.is_fetched, upload.size) == (UploadState.LOOKING, True, 0)
    assert answer.headers["Location"] == f"/team/register/imports/{upload.id}"
    assert "worden opgehaald uit het zaaksysteem" in team.open(answer.headers["Location"]).text


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (
            RegisterError(Trouble.NO_RIGHTS, api="Zaken", code="x", scope="zaken.lezen"),
            "scope zaken.lezen nodig",
        ),
        (RegisterError(Trouble.NO_CASES, wanted="KLACHT", after="2025-01-01"), "de rechten zijn in orde"),
    ],
)
def test_why_nothing_came_is_said_in_words(team, with_system, database, error, said):
    team.post(FETCH)
    with database.transaction() as session:
        upload = session.scalars(select(Upload)).one()
        show_trouble(session, upload, error, upload.uploaded_at)

    page = team.open(f"/team/register/imports/{upload.id}").text

    assert "Er is niets opgehaald uit het zaaksysteem" in page
    assert said in page
    is_fault = error.trouble is not Trouble.NO_CASES
    assert ("de laatste keer niet gelukt" in team.open("/team/register").text) is is_fault
