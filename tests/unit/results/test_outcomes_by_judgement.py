"""What people say they got against the municipality's judgement, and what of it stays hidden."""

import pytest

from enquete_app.results.disclosure import Screen
from enquete_app.results.figures import frequencies_of, grades_of
from enquete_app.results.measures import Choices, Hidden
from enquete_app.results.outcomes import Judgement, judgement_class, outcome_by_judgement_of
from enquete_app.results.tallying import FACTS, Reply, Tally
from enquete_app.statistics import Suppression

TOO_FEW = Hidden(Suppression.TOO_FEW)
COMPLEMENTARY = Hidden(Suppression.COMPLEMENTARY)


def people(number, judgement, **answers):
    return [Reply(tuple(judgement if fact == "judgement" else None for fact in FACTS), answers)] * number


@pytest.fixture
def outcomes(questionnaire):
    def count(*groups):
        tally = Tally(questionnaire)
        tally.add([reply for group in groups for reply in group])
        screen = Screen()
        grades = grades_of(tally, frequencies_of(tally, screen), screen, population=1000)
        return outcome_by_judgement_of(tally, grades, screen)

    return count


@pytest.mark.parametrize(
    ("judgement", "expected"),
    [
        *(("gegrond", Judgement.UPHELD), ("Deels gegrond", Judgement.UPHELD)),
        *(("ongegrond / gegrond", Judgement.UPHELD), ("ongegrond", Judgement.NOT_UPHELD)),
        *(("niet gegrond", Judgement.NOT_UPHELD), ("Niet-gegrond", Judgement.NOT_UPHELD)),
        *(("geen oordeel", None), ("", None), (None, None)),
    ],
)
def test_one_part_upheld_is_upheld(judgement, expected):
    assert judgement_class(judgement) is expected


def test_a_class_is_shown_from_ten_people_with_an_outcome(outcomes):
    found = outcomes(people(10, "gegrond", V3=1), people(3, "gegrond", V10=5), people(11, "ongegrond", V3=3))
    assert found == {
        "upheld": Choices(10, {1: 10, 2: 0, 3: 0, 4: 0}),
        "not_upheld": Choices(11, {1: 0, 2: 0, 3: 11, 4: 0}),
    }


def test_a_small_class_hides_the_other_from_which_it_would_follow(outcomes):
    found = outcomes(people(9, "gegrond", V3=1), people(20, "ongegrond", V3=3))
    assert found == {"upheld": TOO_FEW, "not_upheld": COMPLEMENTARY}


def test_few_people_without_a_judgement_are_not_to_be_had_by_subtraction(outcomes):
    found = outcomes(
        people(12, "gegrond", V3=1), people(20, "ongegrond", V3=3), people(4, "geen oordeel", V3=3)
    )
    assert (found["upheld"], found["not_upheld"].base) == (COMPLEMENTARY, 20)


def test_a_class_hides_if_less_its_shown_judgements_it_would_tell_of_a_few(outcomes):
    gegrond, ongegrond = people(30, "gegrond", V3=1, V10=8), people(30, "ongegrond", V3=3, V10=4)
    deels = people(4, "deels gegrond", V3=2, V10=5) + people(9, "", V3=3, V10=4)
    assert outcomes(gegrond, ongegrond, deels)["upheld"] == COMPLEMENTARY
    assert outcomes(gegrond, ongegrond, deels * 3)["upheld"].base == 42
