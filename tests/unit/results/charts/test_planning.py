"""Which figures a questionnaire gets."""

from questionnaire_builders import REPORTS

from enquete_app.questionnaire import load, parse
from enquete_app.results.charts import Kind, Planned, planned


def test_the_figures_are_numbered_as_in_the_published_report():
    assert [(each.number, each.name) for each in planned(load("klachtbehandeling", "2024"))] == [
        *((1, "V1"), (2, "V2"), (3, "V3")),
        *((4, "V10"), (5, "V6"), (6, "V9")),
        *((7, "V4a"), (8, "V4b"), (9, "V4c")),
    ]


def test_another_questionnaire_gets_figures_by_what_it_asks():
    assert planned(parse(REPORTS)) == (
        Planned("M1", 1, Kind.SPLIT),
        Planned("M2", 2, Kind.SPLIT),
        Planned("M5", 3, Kind.DISTRIBUTION),
        Planned("M4", 4, Kind.SCALE),
    )
