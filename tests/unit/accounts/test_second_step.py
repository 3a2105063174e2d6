"""Codes of the app: which step one belongs to, and that none works twice."""

from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from enquete_app.accounts.totp import STEP_SECONDS, WINDOW, address_for_app, secret_for, step_of
from enquete_app.keys import Keyring

SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
"""That of RFC 6238's test vectors."""


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        *((59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924")),
        *((2000000000, "279037"), (20000000000, "353130")),
    ],
)
def test_the_codes_are_those_of_the_standard(seconds, code):
    assert step_of(SECRET, code, datetime.fromtimestamp(seconds, UTC)) == seconds // STEP_SECONDS


@given(
    seconds=st.integers(1_600_000_000, 3_800_000_000),
    off=st.integers(-5, 5),
    used=st.none() | st.integers(-3, 3),
)
def test_a_code_is_good_one_step_early_or_late_and_only_if_newer_than_the_last(seconds, off, used):
    moment, current = datetime.fromtimestamp(seconds, UTC), seconds // STEP_SECONDS
    code = pyotp.TOTP(SECRET).generate_otp(current + off)
    newer_than = None if used is None else current + used

    found = step_of(SECRET, code, moment, newer_than=newer_than)

    if abs(off) <= WINDOW and (used is None or off > used):
        assert found == current + off
    elif found is not None:  # by chance the code of another step too: one in a million
        assert abs(found - current) <= WINDOW
        assert newer_than is None or found > newer_than


@pytest.mark.parametrize("typed", ["287 082", " 287082 ", "287\u00a0082"])
def test_blanks_in_a_code_do_not_matter(typed):
    assert step_of(SECRET, typed, datetime.fromtimestamp(59, UTC)) == 1


@pytest.mark.parametrize(
    "typed", ["", "28708", "2870822", "28708a", "２８７０８２", "٢٨٧٠٨٢", "287082\0", "-28708"]
)
def test_what_is_no_code_fits_nothing(typed):
    assert step_of(SECRET, typed, datetime.fromtimestamp(59, UTC)) is None


def test_a_browser_is_offered_the_same_secret_for_as_long_as_its_session():
    keyring = Keyring("a secret key")

    assert secret_for("token", keyring) == secret_for("token", keyring)
    assert secret_for("token", keyring) != secret_for("another", keyring)
    assert secret_for("token", keyring) != secret_for("token", Keyring("another secret key"))
    assert len(secret_for("token", keyring)) == 32


def test_the_app_reads_whose_code_it_is():
    address = address_for_app(SECRET, "jan@gemeente.example", "Gemeente: Voorbeeldstad")
    parsed = pyotp.parse_uri(address)

    assert (parsed.secret, parsed.name, parsed.digits, parsed.interval) == (
        SECRET,
        "jan@gemeente.example",
        6,
        30,
    )
    assert parsed.issuer == "Gemeente  Voorbeeldstad"
    assert parsed.verify(parsed.now(), for_time=datetime.now(UTC), valid_window=1)
    assert timedelta(seconds=parsed.interval) == timedelta(seconds=STEP_SECONDS)
