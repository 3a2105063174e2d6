"""Opting out: looking does nothing, one POST does it, one click undoes it."""

from datetime import timedelta

import pytest
from builders import DRAW_DAY, complaint
from sqlalchemy import func, select, update

from enquete_app.fieldwork.drawing.draws import Order, find_survey, make_draw
from enquete_app.fieldwork.models import Contact, Invitation
from enquete_app.jobs.due import close_and_forget

SECRET = "a secret key of the tests, long enough"


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


BUTTON = b"List-Unsubscribe=One-Click"
MULTIPART = b'--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n'


@sqlite_alone
@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/x-www-form-urlencoded", BUTTON),
        ("application/x-www-form-urlencoded; charset=ISO-8859-1", BUTTON + b"\r\n"),
        ("APPLICATION/X-WWW-FORM-URLENCODED", b"List-Unsubscribe%3DOne-Click"),
        ("multipart/form-data; boundary=x", MULTIPART),
        ("multipart/form-data; boundary=y", MULTIPART),
        ("multipart/form-data", MULTIPART),
        ("text/plain", BUTTON),
        ("application/json", b'{"List-Unsubscribe": "One-Click"}'),
        ("nonsense", BUTTON),
        (None, BUTTON),
        (None, b""),
    ],
)
def test_the_button_of_a_mail_program_works_however_it_is_sent(app, person, opted_out, content_type, body):
    answer = app.test_client().post(person.opt_out, data=body, content_type=content_type)

    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert "U bent afgemeld" in answer.text
    assert opted_out() == 1


@sqlite_alone
@pytest.mark.parametrize("fallbacks", [(SECRET,), ()], ids=["old key kept", "old key gone"])
def test_an_opt_out_link_outlives_the_key_it_was_made_under(make_app, visitor, person, opted_out, fallbacks):
    browser = visitor()
    app = make_app(SECRET_KEY="another secret key, long enough for us", SECRET_KEY_FALLBACKS=fallbacks)
    browser.client = app.test_client()
    browser.open(person.opt_out, {"List-Unsubscribe": "One-Click"})
    assert (browser.status, browser.heading, opted_out()) == (200, "U bent afgemeld", 1)
    browser.press("go", "in")

    assert (browser.heading, opted_out()) == ("Afmelden", 0)


@sqlite_alone
def test_whom_a_robot_opted_out_is_told_so_can_still_answer_and_undoes_it_with_one_click(
    visitor, person, opted_out
):
    visitor().open(person.opt_out, {"List-Unsubscribe": "One-Click"})
    browser = visitor().open(person.link)
    assert "U bent afgemeld: u krijgt van ons geen e-mail meer. Meedoen kan nog wel." in browser.text
    assert browser.press("go", "start").page_id == "indienen"

    browser.open(person.link).open(person.opt_out).press("go", "in")

    assert opted_out() == 0
    assert "U bent afgemeld" not in browser.open(person.link).text


@sqlite_alone
def test_when_nothing_tells_any_more_whose_the_link_is_the_page_does_not_pretend(
    database, visitor, person, opted_out
):
    with database.transaction() as session:
        session.execute(update(Invitation).values(contact_hash=None, complaint_id=None))
    for fields in (None, {"List-Unsubscribe": "One-Click"}, {"go": "out"}):
        browser = visitor().open(person.opt_out, fields)
        assert (browser.status, browser.heading) == (200, "Uw gegevens zijn gewist")
        assert not browser.page.select("main button")
    assert browser.press("go", "en").language == "en"


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
