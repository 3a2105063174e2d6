import pytest
from zgw_objects import Case
from zgw_server import CLIENT, SECRET

from enquete_app.operate.case_system import fault_of_case_system
from enquete_app.zgw_settings import ZgwSettings


@pytest.fixture
def found(cases):
    cases.cases = [Case("long ago", closed="2001-01-01")]
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


def test_a_lack_of_rights_is_pointed_out(cases, found):
    cases.rights.remove("catalogi.lezen")

    assert found().startswith("No rights: the Catalogi API")
