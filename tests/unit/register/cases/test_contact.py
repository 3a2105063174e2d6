"""Whom a case is about, and where they can be mailed."""

import pytest
from zgw_objects import Case, person


def emails(rows):
    return [row["e_mail"] for row in rows]


def test_the_address_comes_from_the_role_that_the_settings_name(cases, fetched):
    cases.cases = [
        Case("1", roles=[person("b@gemeente.example", role="behandelaar"), person("k@inwoner.example")])
    ]

    assert emails(fetched()) == ["k@inwoner.example"]
    assert emails(fetched(role="belanghebbende")) == [""]


@pytest.mark.parametrize("kind", ["medewerker", "organisatorische_eenheid"])
def test_the_municipality_itself_is_no_complainant(cases, fetched, kind):
    cases.cases = [Case("1", roles=[person("b@gemeente.example", kind=kind)])]

    assert emails(fetched()) == [""]


def test_of_several_complainants_the_first_with_an_address_counts(cases, fetched):
    roles = [person(), person("een@inwoner.example"), person("twee@inwoner.example"), person(), person()]
    cases.cases = [Case("1", roles=roles)]

    assert emails(fetched()) == ["een@inwoner.example"]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("natuurlijk_persoon", ("Zoë van 't Hôf", "Kerkstraat 12b hs", "1234AB", "Voorbeeldstad")),
        ("niet_natuurlijk_persoon", ("Bakkerij De Koe B.V.", "", "", "")),
        ("vestiging", ("Fietsenmaker Ï", "", "", "")),
    ],
)
def test_names_and_addresses_come_only_where_a_survey_writes_letters(cases, fetched, kind, expected):
    cases.cases = [Case("1", roles=[person(kind=kind)])]

    [row] = fetched(postal=True)

    assert tuple(row[name] for name in ("naam", "adres", "postcode", "plaats")) == expected
    assert "naam" not in fetched()[0]


def test_without_an_address_in_a_role_the_newest_contact_about_the_case_gives_it(cases, fetched):
    cases.cases = [
        Case(
            "1",
            roles=[person("rol@inwoner.example")],
            contacts=[("2025-03-02T09:00:00Z", "email", "x@y.example")],
        ),
        Case(
            "2",
            roles=[person()],
            contacts=[
                ("2025-03-01T09:00:00Z", "email", "oud@inwoner.example"),
                ("2025-03-09T09:00:00Z", "email", "nieuw@inwoner.example"),
                ("2025-03-10T09:00:00Z", "telefoonnummer", "0612345678"),
            ],
        ),
        Case("3", contacts=[("2025-03-02T09:00:00Z", "email", "zonder@rol.example")]),
        Case("4", roles=[person()]),
    ]

    expected = ["rol@inwoner.example", "nieuw@inwoner.example", "zonder@rol.example", ""]
    assert emails(fetched(contacts=True)) == expected
    assert emails(fetched(contacts=False)) == ["rol@inwoner.example", "", "", ""]


def test_who_spoke_for_the_complainant_is_not_mailed(cases, fetched, monkeypatch):
    mails = [(f"2025-03-0{day}T09:00:00Z", "email", f"{day}@inwoner.example") for day in (1, 2)]
    cases.cases = [
        Case("1", roles=[person()], contacts=mails, represented=frozenset({1})),
        Case("2", roles=[person()], contacts=mails, represented=frozenset({0, 1})),
    ]

    assert emails(fetched(contacts=True)) == ["1@inwoner.example", ""]

    monkeypatch.setattr(cases, "_in_contacts", _all_contacts(cases))
    assert emails(fetched(contacts=True)) == ["1@inwoner.example", ""]


def test_a_party_that_a_role_names_gives_its_standard_address(cases, fetched):
    case = Case(
        "1", contacts=[(f"2025-03-0{day}T09:00:00Z", "email", f"{day}@inwoner.example") for day in (2, 1)]
    )
    case.roles = [person(betrokkene=cases.party_of(case)["url"])]
    cases.cases = [case]

    assert emails(fetched(contacts=True)) == ["1@inwoner.example"]
    assert not any("klantcontacten" in each for each in cases.asked)


def test_nobody_is_asked_by_a_citizen_service_number(cases, fetched):
    cases.cases = [Case("1", roles=[person(), person(kind="vestiging")])]

    fetched(contacts=True)

    assert not any("999990408" in each or "bsn" in each.lower() for each in cases.asked)


def test_a_server_that_does_not_filter_gives_nobody_the_address_of_somebody_else(cases, fetched, monkeypatch):
    cases.cases = [
        Case("1", roles=[person()], contacts=[("2025-03-02T09:00:00Z", "email", "een@inwoner.example")]),
        Case("2", roles=[person()], contacts=[("2025-03-03T09:00:00Z", "email", "twee@inwoner.example")]),
        Case("3", roles=[person()]),
    ]
    party = Case("4", contacts=[("2025-03-04T09:00:00Z", "email", "vier@inwoner.example")])
    party.roles = [person(betrokkene=cases.party_of(party)["url"])]
    cases.cases.append(party)
    monkeypatch.setattr(cases, "_in_contacts", _all_contacts(cases))

    assert emails(fetched(contacts=True)) == [
        "een@inwoner.example",
        "twee@inwoner.example",
        "",
        "vier@inwoner.example",
    ]


def _all_contacts(cases):
    """Answer as if nothing but the path had been asked for."""
    found = cases._in_contacts

    def answer(path, query):
        held = [(each, at) for each in cases.cases for at in range(len(each.contacts))]
        if path == "/klantcontacten":
            return [cases._contact(*each) for each in held]
        if path == "/digitaleadressen":
            return [
                cases._digital_address(*each, given_by["url"])
                for each in held
                for given_by in (cases.party_of(each[0]), cases._involved(*each))
            ]
        return found(path, query)

    return answer


@pytest.mark.parametrize("uuid", [None, "", "\N{NO-BREAK SPACE}"])
def test_without_a_uuid_no_contacts_are_asked_for(cases, fetched, uuid):
    cases.cases = [
        Case("1", roles=[person()], contacts=[("2025-03-02T09:00:00Z", "email", "een@inwoner.example")])
    ]

    def without(path, body):
        for each in body["results"] if path == "/zaken" else ():
            each["uuid"] = uuid
        return body

    cases.change = without

    assert emails(fetched(contacts=True)) == [""]
    assert not any("klantcontacten" in each for each in cases.asked)
    # The documents want one.
    cases.faults.clear()


def test_what_a_contact_is_about_may_stand_in_it(cases, fetched):
    cases.cases = [
        Case("1", roles=[person()], contacts=[("2025-03-02T09:00:00Z", "email", "een@inwoner.example")])
    ]

    def written_out(path, body):
        for each in body["results"] if path == "/klantcontacten" else ():
            each["gingOverOnderwerpobjecten"] = [cases._subject(cases.cases[0], 0)]
        return body

    cases.change = written_out

    assert emails(fetched(contacts=True)) == ["een@inwoner.example"]
    assert not any("onderwerpobjecten/" in each for each in cases.asked)
