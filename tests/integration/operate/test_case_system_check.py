from datetime import timedelta

import pytest
from zgw_objects import Case
from zgw_server import CLIENT, SECRET, TOKEN

from enquete_app.operate.case_system import fault_of_case_system
from enquete_app.register.cases import fetching
from enquete_app.zgw_settings import ZgwSettings


@pytest.fixture
def found(cases):
    cases.cases = [Case("long ago", closed="2001-01-01"), Case("open", closed=None, result=None, version=2)]
    defaults = {name: getattr(ZgwSettings(), name) for name in ZgwSettings.__dataclass_fields__}
    given = {
        "ZGW_ZAKEN_URL": cases.address("zaken"),
        "ZGW_CATALOGI_URL": cases.address("catalogi"),
        "ZGW_CLIENT_ID": CLIENT,
        "ZGW_CLIENT_SECRET": SECRET,
        "ZGW_CASE_TYPES": "KLACHT",
    }
    return lambda **settings: fault_of_case_system(defaults | given | settings)


def test_a_case_system_that_shows_cases_is_in_order_and_so_is_none(found):
    assert found() is None
    assert found(ZGW_ZAKEN_URL="") is None


def test_a_case_type_without_any_case_is_pointed_out(cases, found):
    cases.shown_types = set()

    assert found().startswith("Probably no rights: of case type KLACHT")


def test_a_version_of_which_no_case_is_shown_is_pointed_out_once_it_is_a_month_old(cases, found, monkeypatch):
    cases.cases.pop()

    assert found().startswith("of the newest version of case type KLACHT not one case is shown")
    monkeypatch.setattr(fetching, "NEW_FOR", timedelta(days=10_000))
    assert found() is None


def test_a_token_that_customer_contacts_are_refused_with_is_pointed_out(cases, found):
    address = cases.address("klantinteracties")

    assert found(ZGW_KLANTINTERACTIES_URL=address, ZGW_KLANTINTERACTIES_TOKEN=TOKEN) is None
    said = found(ZGW_KLANTINTERACTIES_URL=address, ZGW_KLANTINTERACTIES_TOKEN="another's")
    assert "Klantinteracties API does not know us" in said


def test_a_lack_of_rights_is_pointed_out(cases, found):
    cases.rights.remove("catalogi.lezen")

    assert found().startswith("No rights: the Catalogi API")
