"""What a provider's claims mean here."""

import pytest

from enquete_app.accounts.models import Role
from enquete_app.accounts.provided import person_of

WHO = {"iss": "https://login.gemeente.example", "sub": "17", "email": "jan@gemeente.example"}
MEANING = {"klachten": Role.TEAM, "onderzoek": Role.ANALYST, "beheer": Role.ADMIN, "app beheer": Role.ADMIN}


def roles(claims, claim="roles"):
    return person_of(WHO | claims, roles_claim=claim, meaning=MEANING).roles


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (["klachten"], {Role.TEAM}),
        (["klachten", "beheer", "iets anders"], {Role.TEAM, Role.ADMIN}),
        ("klachten onderzoek", {Role.TEAM, Role.ANALYST}),
        ("app beheer", {Role.ADMIN}),
        ([], set()),
        ("", set()),
        (["Klachten"], set()),
        (None, set()),
        (17, set()),
        ({"klachten": True}, set()),
        ([["klachten"], None, 3], set()),
    ],
)
def test_only_values_that_are_named_give_a_role(given, expected):
    assert roles({"roles": given}) == expected


def test_roles_may_stand_deeper_or_under_a_name_with_dots():
    assert roles({"realm_access": {"roles": ["beheer"]}}, "realm_access.roles") == {Role.ADMIN}
    assert roles({"https://gemeente.example/roles": ["beheer"]}, "https://gemeente.example/roles") == {
        Role.ADMIN
    }
    assert roles({"realm_access": ["beheer"]}, "realm_access.roles") == set()
    assert roles({}, "realm_access.roles") == set()


@pytest.mark.parametrize(
    ("said", "proven"), [(True, True), ("true", True), (False, False), ("no", False), (None, False)]
)
def test_an_address_counts_as_theirs_only_if_the_provider_says_so(said, proven):
    assert person_of(WHO | {"email_verified": said}, roles_claim="roles", meaning=MEANING).is_proven is proven


def test_who_it_is_holds_the_provider_too_and_no_address_is_no_fault():
    person = person_of(WHO | {"email": None}, roles_claim="roles", meaning=MEANING)

    assert (person.subject, person.email) == ("https://login.gemeente.example 17", "")
