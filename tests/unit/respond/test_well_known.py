"""What `security.txt` says, whatever day it is."""

from datetime import UTC, date, datetime, timedelta

import pytest

from enquete_app.respond.well_known import security_text

BASE = "https://enquete.gemeente.example"


@pytest.mark.parametrize("today", [date(2026, 1, 1) + timedelta(days=31 * n // 3) for n in range(160)])
def test_it_never_is_out_of_date_and_never_promises_more_than_a_year(today):
    [expires] = [line for line in security_text("a@b.example", BASE, today).splitlines() if "Expires" in line]
    until = datetime.fromisoformat(expires.removeprefix("Expires: "))

    assert until.tzinfo is not None
    assert timedelta(days=140) < until - datetime(*today.timetuple()[:3], tzinfo=UTC) < timedelta(days=190)


@pytest.mark.parametrize(
    ("contact", "written"),
    [
        ("leak@gemeente.example", "mailto:leak@gemeente.example"),
        ("https://a.example/cvd", "https://a.example/cvd"),
    ],
)
def test_it_names_the_contact_as_an_address_and_where_it_stands(contact, written):
    assert security_text(contact, BASE, date(2026, 11, 27)) == (
        f"Contact: {written}\n"
        "Expires: 2027-05-01T00:00:00Z\n"
        "Preferred-Languages: nl, en\n"
        f"Canonical: {BASE}/.well-known/security.txt\n"
    )
