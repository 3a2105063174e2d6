"""All published numbers of waves and their year together narrow no hidden group below its threshold."""

import itertools

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from enquete_app.results.assembling import fieldwork_of, with_figures
from enquete_app.results.disclosure import COMPLEMENTARY, TOO_FEW, Screen
from enquete_app.results.measures import Choices, Correlations, Grades, Hidden
from enquete_app.results.report import Report
from enquete_app.results.tallying import FACTS, Reply, Tally
from enquete_app.statistics import Thresholds

JUDGEMENTS = ("gegrond", "deels gegrond", "ongegrond")
NUMBERS = st.integers(0, 16)
WAVES = st.lists(
    st.fixed_dictionaries(dict.fromkeys(itertools.product(JUDGEMENTS, (1, 2, 3)), NUMBERS)),
    min_size=2,
    max_size=4,
)
EMPTY = Report(
    wave="1",
    questionnaire_id="klachtbehandeling",
    questionnaire_version="2024",
    fieldwork=fieldwork_of(
        dict.fromkeys(
            (
                *("invited", "bounced", "delivered", "started", "completed", "blank", "opted_out"),
                *("uncertain", "failed", "reminded"),
            ),
            0,
        )
    ),
    frequencies={},
    grades=Grades(population=0, all=TOO_FEW, by={}, unknown={}),
    correlations=Correlations(),
)


def counted(questionnaire, people):
    tally = Tally(questionnaire)
    for (judgement, outcome), number in people.items():
        facts = tuple(judgement if fact == "judgement" else None for fact in FACTS)
        # Not all of them give a grade, so that the bases of frequencies and grades differ.
        answers = [{"V3": outcome, "V10": 5} if place % 4 else {"V3": outcome} for place in range(number)]
        tally.add([Reply(facts, each) for each in answers])
    return tally


def published(questionnaire, waves):
    """The reports of waves and of their year, and what each wave counted."""
    tallies = [counted(questionnaire, people) for people in waves]
    screens = [Screen() for _ in waves]
    reports = [
        with_figures(EMPTY, tally, screen, population=1000)
        for tally, screen in zip(tallies, screens, strict=True)
    ]
    whole = Tally(questionnaire)
    for tally in tallies:
        whole.absorb(tally)
    return tallies, reports, with_figures(EMPTY, whole, Screen(parts=screens), population=1000)


def narrowed(truth, shown_cells, sums, cell):
    """The most people that a hidden cell can hold."""
    places = {each: place for place, each in enumerate(truth)}
    equations = [([each], truth[each]) for each in shown_cells]
    equations += [(cells, sum(truth[each] for each in cells)) for cells in sums]
    rows = []
    for cells, _ in equations:
        row = [0.0] * len(truth)
        for each in cells:
            row[places[each]] = 1.0
        rows.append(row)
    objective = [0.0] * len(truth)
    objective[places[cell]] = -1.0
    found = linprog(objective, A_eq=rows or None, b_eq=[people for _, people in equations] or None)
    return float("inf") if found.status == 3 else round(-found.fun, 6)


def check(groups, reports, year, of_grades, threshold):
    """Try each hidden group of each wave.

    Args:
        groups: per wave the people per group.
        reports: per wave the figures per group, as published.
        year: those of the year.
        of_grades: per wave, and at the end for the year, whether the total is published.
        threshold: of the breakdown.
    """
    keys = sorted({key for each in groups for key in each})
    truth = {(place, key): each.get(key, 0) for place, each in enumerate(groups) for key in keys}
    shown = [
        (place, key)
        for place, key in truth
        if key not in reports[place] or not isinstance(reports[place][key], Hidden)
    ]
    totals = [[(place, key) for key in keys] for place, is_shown in enumerate(of_grades[:-1]) if is_shown]
    sums = [
        [(place, key) for place in range(len(groups))] for key in keys if not isinstance(year[key], Hidden)
    ]
    if of_grades[-1]:
        sums.append(list(truth))
    for cell in truth.keys() - set(shown):
        before = narrowed(truth, shown, [*totals, *([list(truth)] if of_grades[-1] else [])], cell)
        assert narrowed(truth, shown, [*totals, *sums], cell) >= min(before, threshold)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(waves=WAVES)
def test_no_hidden_group_of_grades_can_be_narrowed_below_its_threshold(questionnaire, waves):
    tallies, reports, year = published(questionnaire, waves)
    totals = [not isinstance(each.grades.all, Hidden) for each in (*reports, year)]
    for name, threshold in (("judgement", 10), ("V3", 5)):
        groups = [
            {str(value): grades.total() for value, grades in tally.grades_by(name).items()}
            for tally in tallies
        ]
        check(groups, [each.grades.by[name] for each in reports], year.grades.by[name], totals, threshold)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(waves=WAVES)
def test_no_hidden_outcomes_by_judgement_can_be_narrowed_below_their_threshold(questionnaire, waves):
    _, reports, year = published(questionnaire, waves)
    groups = [
        {
            "upheld": sum(people[judgement, code] for judgement in JUDGEMENTS[:2] for code in (1, 2, 3)),
            "not_upheld": sum(people["ongegrond", code] for code in (1, 2, 3)),
        }
        for people in waves
    ]
    totals = [not isinstance(each.frequencies["V3"], Hidden) for each in (*reports, year)]
    tables = [each.outcome_by_judgement for each in reports]
    check(groups, tables, year.outcome_by_judgement, totals, 10)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(waves=WAVES)
def test_a_year_less_the_waves_that_show_a_question_tells_of_nobody_or_of_enough(questionnaire, waves):
    tallies, reports, year = published(questionnaire, waves)
    for name, figure in year.frequencies.items():
        if isinstance(figure, Choices):
            hidden = [
                tally.codes_of(name).total()
                for tally, report in zip(tallies, reports, strict=True)
                if isinstance(report.frequencies[name], Hidden)
            ]
            assert not hidden or sum(hidden) >= 5


@pytest.mark.parametrize(("more", "verdict"), [((12, 6), COMPLEMENTARY), ((12, 0), None), ((12, 15), None)])
def test_a_wider_figure_of_a_year_is_hidden_with_the_few_that_one_wave_hides(more, verdict):
    screens = []
    for extra in more:
        screen = Screen()
        screen.base(("narrow",), 20, 10)
        screen.wider(("wide",), 20 + extra, 10, narrow=("narrow",))
        screens.append(screen)
    year = Screen(parts=screens)
    year.base(("narrow",), 40, 10)
    assert year.wider(("wide",), 40 + sum(more), 10, narrow=("narrow",)) == verdict


def test_thresholds_of_a_year_can_be_raised():
    part = Screen(Thresholds(total=20))
    assert part.base(("x",), 15, part.thresholds.total) == TOO_FEW
    year = Screen(Thresholds(total=20), [part])
    assert year.base(("x",), 25, year.thresholds.total) == COMPLEMENTARY
