"""Staff register, look up and lift opt-outs; what they type is found nowhere afterwards."""

import logging

import pytest
from builders import complaint
from sqlalchemy import func, select

from enquete_app.audit.models import AuditLine
from enquete_app.fieldwork.models import Contact

EMAIL = "jan.smit@inwoner.example"
PAGE = "/team/opt-outs"
HOME = {"name": "Jan Smit", "address": "Dorpsstraat 1", "postcode": "1234 AB", "town": "Voorbeeldstad"}


@pytest.fixture
def count(database):
    def count(*conditions):
        with database.reader() as session:
            return session.scalar(select(func.count()).select_from(Contact).where(*conditions))

    return count


def heading(answer):
    return answer.text.split("<h1")[1].split(">")[1].split("<")[0]


@pytest.mark.parametrize("known", [{"email": EMAIL}, HOME], ids=["e-mail", "post"])
def test_somebody_is_looked_up_opted_out_and_opted_in_again(signed_in, count, known):
    assert heading(signed_in.post(PAGE, **known)) == "Deze persoon is niet afgemeld"
    done = signed_in.post(PAGE, go="out", why="phone", **known)
    assert (done.status_code, done.location) == (303, PAGE)
    assert "De persoon is afgemeld." in signed_in.open(PAGE).text

    assert count(Contact.opted_out) == 1
    assert heading(signed_in.post(PAGE, **known)) == "Deze persoon is afgemeld"
    signed_in.post(PAGE, go="in", why="own request", **known)
    assert count(Contact.opted_out) == 0
    assert heading(signed_in.post(PAGE, **known)) == "Deze persoon is niet afgemeld"


def test_looking_somebody_up_changes_nothing(signed_in, count):
    signed_in.post(PAGE, email=EMAIL)

    assert count() == 0


def test_who_is_in_the_register_and_who_is_not_look_the_same(signed_in, database):
    before = signed_in.post(PAGE, email=EMAIL).text
    with database.transaction() as session:
        session.add(complaint(email=EMAIL))
    after = signed_in.post(PAGE, email=EMAIL).text

    def plain(page):
        return [line for line in page.split("\n") if "csrf_token" not in line]

    assert plain(before) == plain(after)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"email": "jan"}, "Dit is geen e-mailadres waar post naartoe kan."),
        ({}, "Vul een e-mailadres in, of een adres met postcode of plaats."),
        ({"address": "Dorpsstraat 1"}, "Vul een e-mailadres in, of een adres met postcode of plaats."),
        ({"email": EMAIL, "go": "out"}, "Kies hoe u het weet."),
        ({"email": EMAIL, "go": "in", "why": "phone"}, "Kies waarom u de afmelding intrekt."),
        ({"email": "x" * 1001}, "Dit is te lang."),
    ],
)
def test_what_is_missing_or_wrong_is_said_and_kept(signed_in, count, fields, words):
    answer = signed_in.post(PAGE, **fields)

    assert answer.status_code == 422
    assert words in answer.text
    assert all(value in answer.text for name, value in fields.items() if name not in {"go", "why"})
    assert count() == 0


def test_the_audit_log_tells_of_the_act_alone(signed_in, database):
    signed_in.post(PAGE, email=EMAIL)
    signed_in.post(PAGE, go="out", why="desk", email=EMAIL)
    signed_in.post(PAGE, go="in", why="mistake", email=EMAIL)

    with database.reader() as session:
        of = select(AuditLine.who, AuditLine.act, AuditLine.about, AuditLine.facts)
        lines = session.execute(of.where(AuditLine.act.startswith("opt_out")).order_by(AuditLine.id)).all()
    assert lines == [
        ("team@gemeente.example", "opt_out.registered", "", {"why": "desk"}),
        ("team@gemeente.example", "opt_out.lifted", "", {"why": "mistake"}),
    ]


def test_the_address_is_in_no_cookie_location_or_log(signed_in, caplog):
    with caplog.at_level(logging.DEBUG):
        answers = [
            signed_in.post(PAGE, email=EMAIL),
            signed_in.post(PAGE, go="out", why="desk", email=EMAIL),
            signed_in.post(PAGE, go="out", email=EMAIL),
        ]

    assert not [each for each in answers if "smit" in str(each.headers).lower()]
    assert "smit" not in caplog.text.lower()
    assert answers[1].headers["Location"] == PAGE


@pytest.mark.parametrize("role", ["analyst", "admin"])
def test_who_may_see_no_contact_data_has_no_such_page(colleague, role):
    somebody = colleague(f"{role}@gemeente.example")
    somebody.sign_in()

    assert somebody.open(PAGE).status_code == 403
    assert somebody.post(PAGE, form_at="/team/", email=EMAIL).status_code == 403
    assert "Afmeldingen" not in somebody.open("/team/").text
