from uuid import UUID, uuid4

import pytest

from enquete_app.fieldwork.answering.credentials import CODE_SIGNS, Purpose, credential, hash_of
from enquete_app.keys import Keyring

KEYRING = Keyring("secret")
SOMEBODY = UUID(int=1)


def derived(purpose=Purpose.LINK, invitation=SOMEBODY, version=1):
    return credential(purpose, invitation, version, keyring=KEYRING, key_id=KEYRING.current_id)


def test_a_link_has_160_bits_and_survives_mail_programs():
    assert len(derived()) == 32
    assert derived().isalnum()
    assert derived() == derived().lower()


def test_a_code_has_16_signs_without_vowels_or_look_alikes():
    codes = "".join(
        credential(Purpose.CODE, uuid4(), 1, keyring=KEYRING, key_id=KEYRING.current_id) for _ in range(200)
    )

    assert len(codes) == 3200
    assert set(codes) == set(CODE_SIGNS)
    assert not set("AEIOU0O1IL5S8B2Z") & set(codes)


def test_a_new_version_makes_another_credential():
    assert derived(version=2) != derived(version=1)


def test_purposes_and_people_never_share_a_credential():
    made = {
        derived(purpose, invitation)
        for purpose in (Purpose.LINK, Purpose.OPT_OUT)
        for invitation in (SOMEBODY, uuid4())
    }

    assert len(made) == 4


@pytest.mark.parametrize(
    "typed",
    [
        "CDFH JKMN PRTV WXY3",
        "cdfhjkmnprtvwxy3",
        "CDFH-JKMN-PRTV-WXY3",
        " cdfh\tjkmnprtvwxy3\n",
        "CDFHJKMNPRTVWXY3.",
        "<CDFHJKMN-PRTVWXY3>\u200b",
        "CDFH\u2010JKMN\u2011PRTV\u2012WXY3",
        "CDFH\u2013JKMN\u2014PRTV\u2015WXY3",
        "CDFH\u2212JKMN\u00adPRTV\ufe58WXY3\uff0d",
        "CDFH\u00a0JKMN\u202fPRTV\u3000WXY3\ufeff",
        "CDFH\r\nJKMN\u2028PRTV\u2060WXY3\u200d",
        "\uff23\uff24\uff26\uff28\uff2a\uff2b\uff2d\uff2e\uff30\uff32\uff34\uff36\uff37\uff38\uff39\uff13",
        "\uff43dfhjkmnprtvwxy\uff13",
        "CDFHJKMNPRTVWXY3%20",
        "CDFHJKMNPRTVWXY3&gt;",
        "&quot;CDFHJKMNPRTVWXY3&quot;",
        "&lt;CDFHJKMNPRTVWXY3&amp;",
    ],
)
def test_only_letters_and_digits_matter_and_not_their_case(typed):
    assert hash_of(typed) == hash_of("CDFHJKMNPRTVWXY3")


@pytest.mark.parametrize("mangled", ["", "\0", "\ud800", "x" * 10_000])
def test_anything_can_be_looked_up(mangled):
    assert len(hash_of(mangled)) == 32
