"""What a stored report holds, from the responses in the database."""

import json
from collections import Counter
from datetime import date

import pytest

from enquete_app.answers.models import Ballot, Response
from enquete_app.fieldwork.models import WaveState
from enquete_app.fieldwork.waves.progress import WaveError
from enquete_app.results.building import (
    build_report,
    store_report,
    stored_report,
    waves_without_report,
)
from enquete_app.results.formatting import coefficient, decimal, percentage
from enquete_app.results.measures import Choices, Hidden, KeyIndicator, Share, Texts
from enquete_app.results.report import Report, StillOpenError, Withheld
from enquete_app.statistics import Suppression


@pytest.fixture
def report(db, example_wave):
    return build_report(db, example_wave)


def test_the_frequencies_are_as_published(report, expected):
    for question, counts in expected["frequencies"].items():
        if question == "V11_answered":
            assert report.frequencies["V11"] == Texts(base=76, answered=counts)
        else:
            wanted = {int(code): count for code, count in counts.items()}
            assert report.frequencies[question] == Choices(sum(wanted.values()), wanted)


def test_the_agreement_with_statements_is_as_published(report, expected):
    for line, published in expected["statements_agree_neutral_disagree_dontknow"].items():
        counts = report.frequencies[line].counts
        assert [counts[1] + counts[2], counts[3], counts[4] + counts[5], counts[6]] == published


def test_the_grades_are_as_published(report, expected):
    groups = {"all": report.grades.all}
    groups |= dict(zip(("ja", "deels", "nee"), report.grades.by["V3"].values(), strict=False))
    for name, group in groups.items():
        assert (group.n, decimal(group.mean, group.n)) == (
            expected["grade"][name]["n"],
            expected["grade"][name]["mean"],
        )
    assert report.frequencies["V10"].counts[1] == expected["grade"]["ones"]
    assert report.frequencies["V10"].counts[10] == expected["grade"]["tens"]


def test_the_correlations_are_as_published(report, expected):
    published = {
        (row, column): cell
        for row, cells in expected["pearson"]["rows"].items()
        for column, cell in zip(expected["pearson"]["order"], cells, strict=False)
    }
    found = {
        (cell.row, cell.column): f"{coefficient(cell.figures)}|{cell.figures.n}"
        for cell in report.correlations.cells
    }
    assert list(report.correlations.order) == expected["pearson"]["order"]
    assert found == published


def test_the_key_indicator_is_the_share_of_its_answers(report, expected):
    counts = expected["frequencies"]["V2"]
    assert report.key_indicator == KeyIndicator("V2", (3,), Share(76, counts["3"], counts["3"] / 76))


def test_outcomes_are_counted_per_class_of_judgement(report, example):
    given = [answers.get("V3") for facts, answers in example if facts["judgement"] == "ongegrond"]
    counts = {code: given.count(code) for code in range(1, 5)}
    assert report.outcome_by_judgement == {
        "upheld": Hidden(Suppression.COMPLEMENTARY),
        "not_upheld": Choices(sum(counts.values()), counts),
    }


def test_a_statement_with_a_base_is_also_correlated_over_everybody(report):
    full = {(cell.row, cell.column): cell.figures.n for cell in report.correlations.cells_full_base}
    based = {(cell.row, cell.column): cell.figures.n for cell in report.correlations.cells}
    assert len(full) == 10
    assert all("V9_2" in pair and n > based[pair] for pair, n in full.items())


def test_both_response_rates_are_as_published(report, expected):
    fieldwork = report.fieldwork
    of_invited = percentage(fieldwork.response_of_invited.estimate, fieldwork.invited)
    of_delivered = percentage(fieldwork.response_of_delivered.estimate, fieldwork.delivered)
    published = expected["fieldwork"]
    assert of_invited == f"{published['response_rate_of_invited_pct']}\xa0%".replace(".", ",")
    assert of_delivered == f"{published['response_rate_of_delivered_pct']}\xa0%".replace(".", ",")


def test_more_answers_than_mails_known_to_have_left_are_no_rate(db, make_wave):
    wave = make_wave(invited=2, delivered=1, uncertain=1, completed=2)
    fieldwork = build_report(db, wave).fieldwork
    assert fieldwork.response_of_invited.estimate == 1
    assert fieldwork.response_of_delivered.estimate is None


def test_a_stored_report_is_the_one_that_was_built(db, example_wave):
    store_report(db, example_wave.id)
    db.flush()
    db.expire_all()
    assert stored_report(db, example_wave.id) == build_report(db, example_wave)


def test_the_report_survives_being_text(report):
    assert Report.from_json(json.loads(json.dumps(report.to_json()))) == report


def test_storing_twice_changes_nothing(db, example_wave):
    store_report(db, example_wave.id)
    first = stored_report(db, example_wave.id)
    store_report(db, example_wave.id)
    assert stored_report(db, example_wave.id) == first


def test_an_open_wave_has_no_results_and_says_until_when(db, make_wave):
    wave = make_wave(state=WaveState.OPEN, closes_on=date(2025, 6, 12))
    sentence = f"Wave {wave.id} is still open; there are results once it closes on 2025-06-12."
    for ask in (store_report, stored_report):
        with pytest.raises(StillOpenError) as caught:
            ask(db, wave.id)
        assert str(caught.value) == sentence
        assert caught.value.closes_on == date(2025, 6, 12)


def test_a_wave_whose_closing_day_is_not_known_says_less(db, make_wave):
    wave = make_wave(state=WaveState.OPEN)
    with pytest.raises(StillOpenError, match=r"once it closes\.$"):
        stored_report(db, wave.id)


def test_an_unknown_wave_is_the_fault_of_who_asks(db):
    with pytest.raises(WaveError):
        stored_report(db, 99)


def test_only_ended_waves_wait_for_a_report(db, make_wave):
    closed, _open = make_wave(), make_wave(state=WaveState.OPEN)
    sealed = make_wave(state=WaveState.SEALED)
    assert waves_without_report(db) == [closed.id, sealed.id]
    store_report(db, closed.id)
    assert waves_without_report(db) == []


def test_a_closed_wave_without_answers_hides_figures_and_does_not_fail(db, make_wave):
    report = build_report(db, make_wave(invited=3, delivered=3))
    too_few = Hidden(Suppression.TOO_FEW)
    assert report.responses == 0
    assert set(report.frequencies.values()) == {too_few}
    assert report.grades.all == too_few
    assert {cell.figures for cell in report.correlations.cells} == {too_few}
    assert report.fieldwork.response_of_invited.estimate == 0


def test_nobody_invited_is_a_rate_of_none(db, make_wave):
    assert build_report(db, make_wave()).fieldwork.response_of_invited.estimate is None


def sealed_wave(make_wave, db, ballots, **values):
    wave = make_wave(state=WaveState.SEALED, completed=ballots, invited=9, delivered=9, **values)
    db.add_all(Ballot(wave_id=wave.id, key_id="k", sealed=b"x") for _ in range(ballots))
    db.flush()
    return wave


def test_a_sealed_wave_shows_its_fieldwork_and_how_many_are_still_needed(db, make_wave):
    report = build_report(db, sealed_wave(make_wave, db, 2))
    assert (report.withheld, report.still_needed) == (Withheld.TOO_FEW, 3)
    assert report.fieldwork.completed == 2
    assert report.responses is None
    assert report.to_json()["frequencies"] == {}
    assert report.to_json()["key_indicator"] is report.to_json()["outcome_by_judgement"] is None
    assert report.to_json()["grades"] == {
        "population": 336,
        "all": {"suppressed": "too_few"},
        "by": {},
        "unknown": {},
    }


def test_another_sealed_wave_lowers_what_the_first_still_needs(db, make_wave):
    first = sealed_wave(make_wave, db, 2)
    store_report(db, first.id)
    second = sealed_wave(make_wave, db, 1)
    store_report(db, second.id)
    assert stored_report(db, first.id).still_needed == 2


def test_a_wave_opened_later_points_to_the_wave_that_holds_its_answers(db, make_wave, example):
    small = sealed_wave(make_wave, db, 0)
    store_report(db, small.id)
    later = make_wave(example[:8], eligible=20)
    small.state, small.opened_into_id = WaveState.CLOSED, later.id
    db.flush()
    store_report(db, later.id)
    told = stored_report(db, small.id)
    assert (told.withheld, told.opened_into) == (Withheld.OPENED_LATER, str(later.id))
    assert stored_report(db, later.id).opened_with == (str(small.id),)


def test_intervals_speak_about_the_people_of_all_waves_whose_answers_are_counted(db, make_wave, example):
    later = make_wave(example[:8], eligible=20)
    make_wave(opened_into_id=later.id, eligible=30)
    assert build_report(db, later).grades.population == 50


def test_the_answers_of_other_waves_do_not_count(db, make_wave, example):
    wave = make_wave(example[:8])
    make_wave(example)
    assert build_report(db, wave).responses == 8


def test_a_report_is_counted_in_small_parts(db, make_wave, example, monkeypatch):
    whole = build_report(db, make_wave(example))
    monkeypatch.setattr("enquete_app.results.assembling.CHUNK", 7)
    parts = build_report(db, db.get(type(make_wave()), int(whole.wave)))
    assert parts == whole


def test_the_facts_of_the_example_are_its_groups(report, db):
    handling = report.grades.by["handling"]
    counted = Counter(each.handling for each in db.query(Response))
    shown = {key: group.n for key, group in handling.items() if not isinstance(group, Hidden)}
    assert shown
    assert shown.items() <= counted.items()
