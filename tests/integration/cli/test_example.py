"""The demo shows the same figures on whatever day it is run."""

from datetime import date

import pytest
from builders import EXAMPLE, REGISTER

from enquete_app.cli.example import example_answers, moved
from enquete_app.fieldwork.drawing.draws import Order, find_survey, make_draw
from enquete_app.register.importing import import_register
from enquete_app.register.reading import read_register


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "day", [date(2026, 8, 31), date(2027, 3, 1), date(2028, 2, 29), date(2028, 5, 15), date(2030, 12, 31)]
)
def test_on_any_day_the_moved_example_has_336_eligible_people(database, keyring, day):
    with database.transaction() as session:
        import_register(session, moved(read_register(REGISTER, postal=False), day))
        draw = make_draw(session, find_survey(session, "klachtbehandeling"), Order(as_of=day), keyring)

    assert draw.eligible == 336
    assert {reason: count for reason, count in draw.excluded.items() if count} == {
        "kind_not_in_survey": 134,
        "not_closed": 6,
        "closed_in_future": 1,
        "closed_too_long_ago": 14,
        "no_email": 21,
        "invalid_email": 3,
        "same_person": 19,
    }


def test_there_are_76_answer_sets_with_numbers_and_texts():
    answers = example_answers()

    assert len(answers) == 76
    assert (EXAMPLE / "antwoorden.csv").exists()
    assert {type(value) for _, each in answers for value in each.values()} == {int, str}
