from enquete_app.register.errors import Fault, Trouble
from enquete_app.team.register.wording import FAULTS, TROUBLES


def test_all_that_can_be_wrong_with_a_register_has_words():
    assert TROUBLES.keys() == set(Trouble)
    assert FAULTS.keys() == set(Fault)
