"""Which figures a report shows, hides and how it counts, on answers made for the purpose."""

import pytest

from enquete_app.questionnaire import CodeField, on_path
from enquete_app.results.disclosure import Screen
from enquete_app.results.figures import correlations_of, frequencies_of, grades_of
from enquete_app.results.measures import Choices, Hidden, Texts
from enquete_app.results.tallying import FACTS, Reply, Tally
from enquete_app.statistics import Suppression, Thresholds, Undefined

TOO_FEW = Hidden(Suppression.TOO_FEW)
COMPLEMENTARY = Hidden(Suppression.COMPLEMENTARY)


@pytest.fixture
def tally(questionnaire):
    def make(*replies):
        counted = Tally(questionnaire)
        counted.add([Reply(facts, on_path(questionnaire, answers)) for facts, answers in replies])
        return counted

    return make


def reply(number=1, *, handling=None, **answers):
    facts = tuple(handling if fact == "handling" else None for fact in FACTS)
    return [(facts, answers)] * number


def grades(tally, *, population=1000):
    screen = Screen()
    return grades_of(tally, frequencies_of(tally, screen), screen, population=population)


def correlations(tally):
    screen = Screen()
    frequencies_of(tally, screen)
    return correlations_of(tally, screen)


def counted(tally):
    """All that a tally has counted."""
    fields = tally.questionnaire.fields.values()
    return {
        "whole": [tally.responses, tally.asked, tally.written, tally.outcomes],
        "codes": [tally.codes_of(each.name) for each in fields if isinstance(each, CodeField)],
        "grades": [tally.grades_by(name) for name in (*FACTS, tally.questionnaire.outcome.id)],
        "scores": [tally.scores_of(pair) for pair in tally.pairs],
        "full base": [tally.scores_of(pair, full_base=True) for pair in tally.pairs_full_base],
    }


def cell(cells, row, column):
    return next(each.figures for each in cells if (each.row, each.column) == (row, column))


def test_a_distribution_is_shown_from_five_answers(tally):
    assert frequencies_of(tally(*reply(5, V1=1)), Screen())["V1"].base == 5
    assert frequencies_of(tally(*reply(4, V1=1)), Screen())["V1"] == TOO_FEW


def test_a_skipped_question_is_in_no_base(tally):
    found = frequencies_of(tally(*reply(5, V1=1), *reply(3, V5=1)), Screen())
    assert found["V1"] == Choices(5, {1: 5, 2: 0, 3: 0, 4: 0, 5: 0, 6: 0})
    assert found["V5"] == TOO_FEW


def test_a_question_asked_after_an_answer_stands_on_who_answered_it(tally):
    found = frequencies_of(tally(*reply(6, V3=1, V4a=2), *reply(4, V3=2, V4b=1)), Screen())
    assert found["V4a"].base == 6
    assert found["V4b"] == TOO_FEW


def test_an_open_question_counts_who_was_asked_and_who_wrote(tally):
    found = frequencies_of(
        tally(*reply(3, V6_1=5, V7="moeilijk"), *reply(2, V6_1=4), *reply(9, V6_1=1)), Screen()
    )
    assert found["V7"] == Texts(base=5, answered=3)
    assert found["V11"] == Texts(base=14, answered=0)


def test_dont_know_counts_in_the_distribution_of_a_statement(tally):
    assert frequencies_of(tally(*reply(5, V6_1=6)), Screen())["V6_1"].counts[6] == 5


def test_a_code_outside_the_questionnaire_stops_the_report(questionnaire):
    counted = Tally(questionnaire)
    counted.add([Reply((None,) * len(FACTS), {"V1": 99})])
    with pytest.raises(ValueError, match=r"V1: \[99\]"):
        frequencies_of(counted, Screen())


def test_an_outcome_is_shown_from_five_grades(tally):
    found = grades(tally(*reply(5, V3=1, V10=8), *reply(5, V3=2, V10=4))).by["V3"]
    assert (found["1"].n, found["1"].mean, found["2"].mean) == (5, 8, 4)


def test_an_outcome_below_five_hides_another_from_which_it_would_follow(tally):
    found = grades(tally(*reply(3, V3=1, V10=8), *reply(6, V3=2, V10=4), *reply(7, V3=3, V10=4))).by["V3"]
    assert (found["1"], found["2"], found["3"].n) == (TOO_FEW, COMPLEMENTARY, 7)


def test_an_outcome_that_nobody_chose_is_shown_as_empty(tally):
    found = grades(tally(*reply(5, V3=1, V10=8))).by["V3"]
    assert (found["4"].n, found["4"].mean) == (0, None)


def test_an_outcome_whose_few_people_gave_no_grade_is_hidden_and_not_empty(tally):
    found = grades(tally(*reply(12, V3=1, V10=8), *reply(2, V3=2))).by["V3"]
    assert found["2"] == TOO_FEW


def test_a_group_by_register_facts_is_shown_from_ten_grades(tally):
    found = grades(tally(*reply(10, handling="formeel", V10=3), *reply(9, handling="informeel", V10=7)))
    assert found.by["handling"] == {"formeel": COMPLEMENTARY, "informeel": TOO_FEW}
    assert found.unknown["handling"] is None


def test_responses_without_a_fact_are_counted_as_unknown(tally):
    found = grades(tally(*reply(10, handling="formeel", V10=3), *reply(11, V10=7)))
    assert found.by["handling"]["formeel"].n == 10
    assert found.unknown["handling"] == 11


def test_few_responses_without_a_fact_are_not_to_be_had_by_subtraction(tally):
    found = grades(tally(*reply(30, handling="formeel", V10=3), *reply(2, V10=7)))
    assert found.by["handling"]["formeel"] == COMPLEMENTARY


def test_thresholds_can_be_raised(tally):
    counted = tally(*reply(15, V1=1, V10=5))
    raised = Screen(Thresholds(total=20))
    shown = frequencies_of(counted, raised)
    assert shown["V1"] == TOO_FEW
    assert grades_of(counted, shown, raised, population=100).all == TOO_FEW


def test_the_interval_for_this_wave_is_narrower_than_that_for_trends(tally):
    found = grades(tally(*reply(10, V10=3), *reply(10, V10=7)), population=40).all
    assert found.low_trend < found.low < found.high < found.high_trend


def test_when_everybody_answered_the_interval_of_each_group_has_no_width(tally):
    counted = tally(*reply(6, V3=1, V10=8), *reply(6, V3=1, V10=3), *reply(7, V3=2, V10=4))
    found = grades(counted, population=19)
    assert (found.all.low, found.all.high) == (found.all.mean, found.all.mean)
    group = found.by["V3"]["1"]
    assert (group.low, group.high) == (5.5, 5.5)


def test_agreement_counts_upwards(tally):
    people = [each for code in (1, 2, 3, 4, 5) for each in reply(4, V6_1=code, V10=11 - 2 * code)]
    found = cell(correlations(tally(*people)).cells, "V10", "V6_1")
    assert (found.r, found.n, found.stars) == (1.0, 20, "**")


def test_dont_know_is_left_out_of_correlations(tally):
    people = [*reply(6, V6_1=1, V10=9), *reply(6, V6_1=5, V10=2), *reply(9, V6_1=6, V10=5)]
    assert cell(correlations(tally(*people)).cells, "V10", "V6_1").n == 12


def test_a_correlation_is_shown_from_ten_people(tally):
    nine = [*reply(5, V6_1=1, V10=9), *reply(4, V6_1=5, V10=2)]
    assert cell(correlations(tally(*nine)).cells, "V10", "V6_1") == TOO_FEW
    ten = [*nine, *reply(V6_1=3, V10=3)]
    assert cell(correlations(tally(*ten)).cells, "V10", "V6_1").n == 10


def test_a_constant_column_has_no_coefficient_but_a_reason(tally):
    found = cell(correlations(tally(*reply(12, V6_1=1, V10=9))).cells, "V10", "V6_1")
    assert (found.r, found.stars, found.undefined) == (None, "", Undefined.CONSTANT)
    assert found.holm_p is None


@pytest.mark.parametrize(("others", "expected"), [(0, 12), (3, COMPLEMENTARY), (10, 22)])
def test_the_full_base_is_hidden_where_it_would_tell_of_the_few_it_adds(tally, others, expected):
    people = [
        *reply(6, V5=1, V9_2=1, V10=9),
        *reply(6, V5=1, V9_2=5, V10=2),
        *reply(others, V5=2, V9_2=3, V10=5),
    ]
    found = correlations(tally(*people))
    assert cell(found.cells, "V10", "V9_2").n == 12
    full = cell(found.cells_full_base, "V10", "V9_2")
    assert expected in (full, getattr(full, "n", None))


def test_counting_in_parts_and_in_another_order_gives_the_same(questionnaire, example):
    replies = [Reply(tuple(facts[name] for name in FACTS), answers) for facts, answers in example]
    whole, parts = Tally(questionnaire), Tally(questionnaire)
    whole.add(replies)
    replies.reverse()
    for at in range(0, len(replies), 10):
        parts.add(replies[at : at + 10])
    assert counted(parts) == counted(whole)


def test_classes_counted_apart_add_up_to_all_of_them(tally, questionnaire):
    some = reply(3, V1=1, V3=2, V5=1, V9_2=2, V10=4, handling="formeel")
    others = [*reply(2, V1=1, V3=1, V6_1=5, V7="Te lang", V10=9), *reply(1)]
    whole = Tally(questionnaire)
    for part in (tally(*some), tally(*others)):
        whole.absorb(part)
    assert counted(whole) == counted(tally(*some, *others))
