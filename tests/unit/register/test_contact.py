import pytest
from builders import complaint

from enquete_app.register.contact import contact_of, normalised_email


@pytest.mark.parametrize(
    "spelling", ["Jan.Smit@Inwoner.Example", " jan.smit@inwoner.example ", "JAN.SMIT@INWONER.EXAMPLE"]
)
def test_spellings_of_one_mailbox_are_one_person(spelling):
    assert normalised_email(spelling) == "jan.smit@inwoner.example"


@pytest.mark.parametrize(
    "text", ["", "geen e-mail", "piet@", "anna@inwoner,example", "a@b\r\nBcc: c@d.example"]
)
def test_what_is_no_address_is_none(text):
    assert normalised_email(text) is None


def test_accents_written_in_two_ways_are_one():
    assert normalised_email("rene\u0301e@inwoner.example") == normalised_email("ren\u00e9e@inwoner.example")


def test_without_an_email_address_the_postal_one_identifies():
    post = {
        "email": "",
        "name": "J. Smit",
        "address": "Dorpsstraat 1",
        "postcode": "1234 AB",
        "town": "Ons Dorp",
    }

    assert contact_of(complaint(**post)) == contact_of(complaint(**post | {"postcode": "1234ab"}))
    assert contact_of(complaint(**post)) != contact_of(complaint(**post | {"name": "P. Smit"}))
    assert contact_of(complaint(email="")) is None
