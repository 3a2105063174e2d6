import pytest
from builders import complaint

from enquete_app.register.contact import contact_of, mailable_email, normalised_email


@pytest.mark.parametrize(
    "spelling", ["Jan.Smit@Inwoner.Example", " jan.smit@inwoner.example ", "JAN.SMIT@INWONER.EXAMPLE"]
)
def test_spellings_of_one_mailbox_are_one_person(spelling):
    assert normalised_email(spelling) == "jan.smit@inwoner.example"


@pytest.mark.parametrize(
    "text",
    [
        *("", "geen e-mail", "piet@", "anna@inwoner,example", "a@b\r\nBcc: c@d.example"),
        *("a@een.example, b@twee.example", "Jan <jan@inwoner.example>", "zo\u00eb@inwoner.example"),
    ],
)
def test_what_is_no_address_is_none(text):
    assert normalised_email(text) is None
    assert mailable_email(text) is None


@pytest.mark.parametrize(
    ("registered", "mailed"),
    [
        (" Jan.Smit@Inwoner.Example ", "Jan.Smit@inwoner.example"),
        ("jan@stra\u00dfe.example", "jan@xn--strae-oqa.example"),
        ("jan@frysl\u00e2n.example", "jan@xn--frysln-0ta.example"),
    ],
)
def test_mail_goes_to_the_domain_as_registered_in_dns(registered, mailed):
    assert mailable_email(registered) == mailed


def test_accents_written_in_two_ways_are_one():
    assert normalised_email("jan@ren\u00e9e.example") == "jan@ren\u00e9e.example"
    assert normalised_email("jan@rene\u0301e.example") == "jan@ren\u00e9e.example"


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
