"""What no form of ours offers: refused or ignored, and nothing typed earlier is lost."""

import logging

import pytest
from accounts_builders import PASSWORD, fresh_code, member
from flask import session as cookie_of_request
from flask_wtf.csrf import generate_csrf
from register_builders import csrf

from enquete_app.accounts.models import Role

SECRET = "a secret key of the tests, long enough"
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.mark.parametrize("value", ["0", "7", "-1", "1.0", " 1", "01", "１", "x", "9" * 40, "1\0"])
def test_a_code_that_no_option_has_is_refused_and_what_was_chosen_stays(begun, person, value):
    begun.next(V1=2).back().next(V1=value)

    assert begun.status == 422
    assert begun.faults == ["V1"]
    assert person.draft() == {"V1": 2}


@pytest.mark.parametrize(("page", "field"), [("procedure", "V6_3"), ("cijfer", "V10"), ("procedure", "V5")])
def test_every_kind_of_question_refuses_other_codes(begun, person, page, field):
    begun.go_to(page).next(**{field: "11"})

    assert (begun.status, begun.faults) == (422, [field])
    assert person.draft() == {}


def test_unknown_fields_and_those_of_other_pages_are_ignored(begun, person):
    begun.next(V1=1, V10=10, V4a=1, seen="tip", language="en", answered="true", __proto__="x")

    assert begun.page_id == "gelijk"
    assert person.draft() == {"V1": 1}


def test_of_a_field_given_twice_one_counts(begun, person):
    begun.client.post(begun.url, data={**begun.form(), "V1": ["1", "2"], "go": "next"})

    assert person.draft() == {"V1": 1}


@pytest.mark.parametrize("page_id", ["waarom", "bestaat-niet", "..", "%00", "INDIENEN"])
def test_a_page_that_is_not_asked_leads_to_the_one_that_is(begun, person, page_id):
    form = {**begun.form(), "go": "next", "V1": "1", "V4a": "1"}
    address = begun.url.replace("indienen", page_id)
    for fields in (None, form):
        begun.open(address, fields)

        assert begun.status in {200, 404}
        assert begun.status == 404 or begun.page_id == "indienen"
    assert person.draft() == {}


@pytest.mark.parametrize("button", ["", "finish", "0", "send"])
def test_an_unknown_button_goes_on(begun, person, button):
    begun.open(begun.url, {**begun.form(), "go": button, "V1": "1"})

    assert begun.page_id == "gelijk"
    assert person.draft() == {"V1": 1}


def test_a_body_of_ten_megabytes_is_refused_and_the_draft_stays(begun, person):
    begun.next(V1=1)
    begun.open(begun.url, {**begun.form(), "go": "next", "V3_anders": "a" * 10_000_000})

    assert (begun.status, begun.heading) == (413, "De tekst is te lang")
    assert "Uw eerdere antwoorden zijn bewaard" in begun.text
    assert person.draft() == {"V1": 1}


@pytest.mark.parametrize("content_type", ["application/json", "text/plain", "multipart/form-data"])
def test_a_body_that_is_no_form_is_refused_and_the_draft_stays(begun, person, content_type):
    begun.next(V1=1)
    answer = begun.client.post(begun.url, data=b'{"V3": 1}', content_type=content_type)

    assert answer.status_code == 403
    assert person.draft() == {"V1": 1}


def test_bytes_that_are_no_text_do_no_harm(begun, person):
    fields = "&".join(f"{name}={value}" for name, value in begun.form().items())
    body = f"{fields}&go=next&V1_anders=".encode() + b"%ff%fe%ed%a0%80ok"
    answer = begun.client.post(begun.url, data=body, content_type="application/x-www-form-urlencoded")

    assert answer.status_code == 303
    assert person.draft()["V1_anders"].endswith("ok")


def test_a_longest_questionnaire_fits(begun, ballots):
    # Browsers count an emoji as two.
    long = {"V1_anders": "🙂" * 125, "V2_anders": "漢" * 250, "V3_anders": "🙂" * 125}
    texts = {"V6_1": 5, "V6_2": 5, "V7": '"' * 2000, "V8": "漢" * 2000, "V11": "🙂" * 1000}
    begun.go_to("controle", **long, **texts).press("go", "send")

    assert begun.status == 200
    [sent] = ballots()
    assert sent.items() >= (long | texts).items()


@pytest.fixture
def after_rotation(begun, make_app):
    """The same browser, after the server has got a new secret key."""
    server = make_app(SECRET_KEY="another secret key, long enough", SECRET_KEY_FALLBACKS=(SECRET,))
    cookies = begun.client._cookies
    begun.client = server.test_client()
    begun.client._cookies = cookies
    return begun


def test_a_page_that_was_open_while_the_secret_key_changed_can_still_be_sent(after_rotation):
    after_rotation.next(V1=2)

    assert (after_rotation.status, after_rotation.page_id) == (200, "gelijk")
    assert after_rotation.back().value("V1") == "2"


def test_a_form_without_its_token_is_refused_after_a_change_of_the_key_too(after_rotation, person):
    forged = {**after_rotation.form(), "csrf_token": "x", "go": "next", "V1": "2"}
    after_rotation.open(after_rotation.url, forged)

    assert after_rotation.status == 403
    assert person.draft() == {}


def test_a_form_that_staff_signed_in_beside_can_still_be_sent_and_leaves_no_line_in_the_log(
    begun, database, keyring, caplog
):
    with database.transaction() as session:
        member(session, keyring, "team@gemeente.example", Role.TEAM)
    app = begun.client.application
    given = {"email": "team@gemeente.example", "password": PASSWORD}
    token = csrf(begun.client.get("/team/sign-in").text)
    code = fresh_code(app, "team@gemeente.example")
    begun.client.post("/team/sign-in", data={"csrf_token": token, "code": code, **given})
    assert begun.client.get("/team/").status_code == 200
    caplog.clear()
    with caplog.at_level(logging.DEBUG):
        begun.next(V1=2)

    assert (begun.status, begun.page_id) == (200, "gelijk")
    assert not caplog.messages


def test_a_page_that_was_opened_with_the_previous_release_can_still_be_sent(begun):
    app = begun.client.application
    with begun.client.session_transaction() as cookie:
        del cookie["respondents_token"]
        cookie["csrf_token"] = "of the previous release"
    with app.test_request_context():
        cookie_of_request["csrf_token"] = "of the previous release"
        then = generate_csrf()
    begun.open(begun.url, {**begun.form(), "csrf_token": then, "go": "next", "V1": "2"})

    assert (begun.status, begun.page_id) == (200, "gelijk")


def test_the_token_of_staff_does_not_fit_another_browser(begun, visitor, person):
    other = visitor().client
    stolen = csrf(other.get("/team/sign-in").text)
    begun.open(begun.url, {**begun.form(), "csrf_token": stolen, "go": "next", "V1": "2"})

    assert begun.status == 403
    assert person.draft() == {}
