"""Figures are made with their report and found again."""

import pytest
from sqlalchemy import func, select, update

from enquete_app.fieldwork.models import WaveState
from enquete_app.results import drawn
from enquete_app.results.building import build_report, store_report, stored_report, waves_without_report
from enquete_app.results.charts import Drawing
from enquete_app.results.drawn import EDITION, figure_file, figures_on_page
from enquete_app.results.models import StoredFigure, StoredReport


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """What figures look like is looked at elsewhere."""

    def draw(chart, *, name, language):
        return Drawing(svg=f"<svg>{chart.title}</svg>", page=f"<svg id='{name}'/>", png=language.encode())

    monkeypatch.setattr(drawn, "draw", draw)


def test_figures_are_made_with_the_report_in_both_languages(db, example_wave, questionnaire):
    store_report(db, example_wave.id)

    report = stored_report(db, example_wave.id)
    found = figures_on_page(db, report, questionnaire, "nl")
    assert [(each.number, name) for name, each in found.items()] == [
        *((1, "V1"), (2, "V2"), (3, "V3"), (4, "V10"), (5, "V6"), (6, "V9")),
        *((7, "V4a"), (8, "V4b"), (9, "V4c")),
    ]
    assert found["V1"].drawings == f"<svg id='figuur-{example_wave.id}-V1'/>"
    english = figure_file(db, example_wave.id, "V1", "en", "svg").decode()
    assert english == "<svg>Figure 1. How did you submit the complaint?</svg>"
    assert figure_file(db, example_wave.id, "V1", "en", "png") == b"en"


def test_making_them_again_leaves_each_once(db, example_wave):
    for _ in range(2):
        store_report(db, example_wave.id)
        db.flush()

    assert db.scalar(select(func.count()).select_from(StoredFigure)) == 18


@pytest.mark.parametrize(
    "asked", [("V1", "nl", "exe"), ("V5", "nl", "svg"), ("V1", "ar", "png"), ("V1", "nl", "")]
)
def test_there_is_no_file_of_anything_else(db, example_wave, asked):
    store_report(db, example_wave.id)

    assert figure_file(db, example_wave.id, *asked) is None


def test_what_is_hidden_has_no_figure(db, make_wave, questionnaire, example):
    wave = make_wave(example[:5])
    store_report(db, wave.id)

    found = figures_on_page(db, build_report(db, wave), questionnaire, "nl")
    assert {"V1", "V10"} <= found.keys()
    assert not {"V4a", "V4b"} & found.keys()


def test_a_withheld_report_has_no_figures_and_is_made_once(db, make_wave):
    wave = make_wave(state=WaveState.SEALED)
    store_report(db, wave.id)
    db.flush()

    assert db.scalar(select(func.count()).select_from(StoredFigure)) == 0
    assert waves_without_report(db) == []


def test_a_report_without_figures_or_with_older_ones_is_made_again(db, example_wave):
    store_report(db, example_wave.id)
    assert waves_without_report(db) == []
    for edition in (0, EDITION - 1):
        db.execute(update(StoredReport).values(drawn=edition))
        assert waves_without_report(db) == [example_wave.id]
        store_report(db, example_wave.id)
        assert waves_without_report(db) == []


def test_figures_of_a_newer_release_are_left_alone_by_an_older_one_beside_it(db, example_wave):
    store_report(db, example_wave.id)
    db.execute(update(StoredReport).values(drawn=EDITION + 1))

    assert waves_without_report(db) == []
