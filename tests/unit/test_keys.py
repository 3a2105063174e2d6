import pytest
from hypothesis import given
from hypothesis import strategies as st

from enquete_app.keys import Keyring, UnknownKeyError, seal, unseal

KEY = bytes(32)


@given(st.binary(max_size=96))
def test_what_was_sealed_comes_out_and_has_one_length(plain):
    sealed = seal(plain, KEY, size=100)

    assert unseal(sealed, KEY) == plain
    assert len(sealed) == 12 + 100 + 16


def test_the_same_content_sealed_twice_differs():
    assert seal(b"answer", KEY, size=100) != seal(b"answer", KEY, size=100)


def test_another_key_or_a_changed_byte_opens_nothing():
    sealed = seal(b"answer", KEY, size=100)

    with pytest.raises(ValueError, match="another key"):
        unseal(sealed, bytes([1]) * 32)
    with pytest.raises(ValueError, match="changed"):
        unseal(sealed[:-1] + bytes([sealed[-1] ^ 1]), KEY)


def test_content_that_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="do not fit"):
        seal(bytes(97), KEY, size=100)


def test_purposes_and_contexts_never_share_a_key():
    keyring = Keyring("secret")

    derived = {
        keyring.derive("link", "a", 1),
        keyring.derive("code", "a", 1),
        keyring.derive("link", "a", 2),
        keyring.derive("link", "a1"),
        keyring.derive("linka", 1),
    }

    assert len(derived) == 5


def test_after_rotation_old_things_open_and_new_ones_are_made_under_the_new_key():
    before, after = Keyring("old"), Keyring("new", ("old",))

    assert after.derive("draft", 1, key_id=before.current_id) == before.derive("draft", 1)
    assert after.derive("draft", 1) != before.derive("draft", 1)
    with pytest.raises(UnknownKeyError, match=before.current_id):
        Keyring("new").derive("draft", 1, key_id=before.current_id)


def test_secrets_do_not_show_when_a_keyring_is_printed():
    assert "hidden" not in repr(Keyring("hidden", ("hidden",), "hidden"))
