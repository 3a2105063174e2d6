"""What no form of ours offers: refused or ignored, and nothing typed earlier is lost."""

import pytest

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
