"""Which passwords are too easy to guess, whatever their length."""

import pytest

from enquete_app.accounts.guessable import is_guessable

PLACE = ["Gemeente Voorbeeldstad"]


@pytest.mark.parametrize(
    "password",
    [
        *("password1234", "qwertyuiop123", "aaaaaaaaaaaa", "123456789012", "iloveyou1234", "wachtwoord123"),
        *("Welkom123456", "gemeente2024!", "Voorbeeldstad2025", "voorbeeldstad01"),
    ],
)
def test_what_many_would_choose_is_refused(password):
    assert is_guessable(password, PLACE)


@pytest.mark.parametrize(
    "password",
    [
        "vier losse woorden samen",
        "een lang wachtwoord",
        "paard batterij nietje",
        "x7Kq-92mZ-pLw4",
        "é" * 3 + "kxqvbnwzj",
    ],
)
def test_what_nobody_would_think_of_is_taken(password):
    assert not is_guessable(password, PLACE)


def test_a_word_of_another_place_is_not_refused_for_ours():
    assert not is_guessable("Zuiderwoudkapel7", PLACE)
    assert is_guessable("Zuiderwoudkapel7", ["Zuiderwoudkapel"])


def test_the_longest_password_takes_no_time():
    assert not is_guessable("ab1 " * 3 + "qxzkvj" * 30, PLACE)
