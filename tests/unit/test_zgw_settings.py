import pytest

from config import ConfigError, from_environ
from enquete_app.register.cases.system import Api, case_system_of
from enquete_app.zgw_settings import pairs_in

GIVEN = {
    "ENQUETE_SECRET_KEY": "s" * 32,
    "ENQUETE_CONTACT_KEY": "c" * 32,
    "ENQUETE_ZGW_ZAKEN_URL": "https://zaken.gemeente.example/zaken/api/v1/",
    "ENQUETE_ZGW_CATALOGI_URL": "https://zaken.gemeente.example/catalogi/api/v1",
    "ENQUETE_ZGW_CLIENT_ID": "enquete",
    "ENQUETE_ZGW_CLIENT_SECRET": "a secret of the client",
    "ENQUETE_ZGW_CASE_TYPES": "KLACHT-FORMEEL = formeel; KLACHT-INFORMEEL= informeel ;KLACHT",
}


def system(**given):
    config = from_environ(GIVEN | {f"ENQUETE_ZGW_{name}": value for name, value in given.items()})
    return case_system_of({name: getattr(config, name) for name in dir(config) if name.startswith("ZGW_")})


def test_without_an_address_there_is_no_case_system():
    assert system(ZAKEN_URL="", CASE_TYPES="") is None


def test_what_is_set_describes_the_case_system():
    found = system(RESULTS="Klacht terecht = gegrond", PROPERTIES="domein = Directie", DAYS="60")

    assert found.addresses == {
        Api.ZAKEN: "https://zaken.gemeente.example/zaken/api/v1/",
        Api.CATALOGI: "https://zaken.gemeente.example/catalogi/api/v1/",
    }
    assert found.case_types == {"KLACHT-FORMEEL": "formeel", "KLACHT-INFORMEEL": "informeel", "KLACHT": ""}
    assert found.results == {"klachtterecht": "gegrond"}
    assert found.properties == {"domein": "directie"}
    assert (found.days, found.role) == (60, "initiator")


@pytest.mark.parametrize("text", ["= formeel", "KLACHT; KLACHT = formeel"])
def test_pairs_have_a_first_and_each_only_once(text):
    with pytest.raises(ConfigError, match="ENQUETE_ZGW_CASE_TYPES must be pairs"):
        pairs_in("ZGW_CASE_TYPES", text)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("CATALOGI_URL", "", "CATALOGI_URL is not set"),
        ("CLIENT_ID", "", "CLIENT_ID is not set"),
        ("CLIENT_SECRET", "", "CLIENT_SECRET is not set"),
        ("CLIENT_SECRET", "short", "at least 14 signs"),
        ("CASE_TYPES", "", "CASE_TYPES is not set"),
        ("ZAKEN_URL", "zaken.gemeente.example", "must be an address"),
        ("ZAKEN_URL", "https://jan:geheim@zaken.gemeente.example", "must be an address"),
        ("CATALOGI_URL", "ftp://zaken.gemeente.example", "must be an address"),
        ("KLANTINTERACTIES_URL", "https://klant.gemeente.example", "KLANTINTERACTIES_TOKEN is not set"),
        ("PROPERTIES", "zaaknummer = Kenmerk", "must name columns"),
        ("RESULTS", "= gegrond", "must be pairs"),
        ("ROLE", "behandelaar", "must be one of"),
        ("NIGHTLY_AT", "24", "full hour"),
        ("NIGHTLY_AT", "03:00", "full hour"),
        ("DAYS", "0", "whole number"),
    ],
)
def test_what_could_only_fail_later_is_refused(name, value, said):
    with pytest.raises(ConfigError, match=said) as caught:
        system(**{name: value})

    assert "geheim" not in str(caught.value)


@pytest.mark.parametrize("name", ["ZAKEN_URL", "CATALOGI_URL", "KLANTINTERACTIES_URL"])
def test_in_production_nothing_is_asked_for_in_clear(name):
    given = {
        "ENQUETE_BASE_URL": "https://enquete.gemeente.example",
        "ENQUETE_ZGW_KLANTINTERACTIES_TOKEN": "t",
    }

    with pytest.raises(ConfigError, match="must begin with https"):
        from_environ(GIVEN | given | {f"ENQUETE_ZGW_{name}": "http://zaken.gemeente.example"})
