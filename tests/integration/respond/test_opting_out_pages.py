"""Opting out: looking does nothing, one POST does it, one click undoes it."""

from datetime import timedelta

import pytest
from builders import DRAW_DAY, complaint
from sqlalchemy import func, select

from enquete_app.fieldwork.drawing import Order, find_survey, make_draw
from enquete_app.fieldwork.models import Contact
from enquete_app.jobs.due import close_and_forget


@pytest.fixture
def opted_out(database):
    """How many people want no more mail."""

    def opted_out():
        with database.reader() as session:
            return session.scalar(select(func.count()).select_from(Contact).where(Contact.opted_out))

    return opted_out


sqlite_alone = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@sqlite_alone
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_looking_opts_nobody_out(app, person, opted_out, method):
    answer = app.test_client().open(person.opt_out, method=method)

    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert opted_out() == 0


def test_the_button_of_a_mail_program_opts_out_at_once_and_one_click_undoes_it(visitor, person, opted_out):
    browser = visitor().open(person.opt_out, {"List-Unsubscribe": "One-Click"})
    assert (browser.status, browser.heading) == (200, "U bent afgemeld")
    assert opted_out() == 1
    browser.open(person.opt_out, {"List-Unsubscribe": "One-Click"})
    assert opted_out() == 1
    browser.press("go", "in")

    assert browser.heading == "Afmelden"
    assert opted_out() == 0


@sqlite_alone
def test_a_mail_program_may_send_its_button_as_multipart(app, person, opted_out):
    answer = app.test_client().post(
        person.opt_out, data={"List-Unsubscribe": "One-Click"}, content_type="multipart/form-data"
    )

    assert answer.status_code == 200
    assert opted_out() == 1


@sqlite_alone
def test_the_page_opts_out_and_back_in_in_the_language_chosen(visitor, person, opted_out):
    browser = visitor().open(person.opt_out).press("go", "en")
    assert (browser.language, opted_out()) == ("en", 0)
    browser.press("go", "out")
    assert (browser.language, opted_out()) == ("en", 1)
    browser.press("go", "in")

    assert (browser.language, opted_out()) == ("en", 0)


@sqlite_alone
def test_opting_out_does_not_take_the_questionnaire_away(visitor, person):
    browser = visitor().open(person.opt_out).press("go", "out")

    assert browser.open(person.link).press("go", "start").page_id == "indienen"


@sqlite_alone
def test_opting_out_works_after_closing_and_the_next_draw_leaves_the_person_out(
    app, database, keyring, visitor, person
):
    close_and_forget(app, 1)
    browser = visitor().open(person.opt_out).press("go", "out")
    assert browser.heading == "U bent afgemeld"

    with database.transaction() as session:
        session.add(complaint())
        order = Order(as_of=DRAW_DAY + timedelta(days=30))
        draw = make_draw(session, find_survey(session, "klachtbehandeling"), order, keyring)
        assert draw.excluded["opted_out"] == 1


@sqlite_alone
def test_a_token_that_is_no_opt_out_token_does_nothing(visitor, person, opted_out):
    token = person.opt_out.removeprefix("/u/")
    for wrong in (person.link.removeprefix("/e/"), person.code, token[:-1], "%00"):
        for fields in (None, {"List-Unsubscribe": "One-Click"}):
            assert visitor().open(f"/u/{wrong}", fields).status == 404
    assert opted_out() == 0
