"""Figures on the page of results, and as files."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from enquete_app.results import drawn

pytestmark = pytest.mark.figures

PAGE = "/team/waves/1/results"
ROOT = Path(__file__).resolve().parents[3]


def figure_of(page, name):
    return BeautifulSoup(page, "html.parser").find("section", attrs={"aria-labelledby": f"vraag-{name}"})


def test_a_figure_stands_above_its_table_which_has_no_bars_then(signed_in, closed):
    page = signed_in.open(PAGE).text

    shown = figure_of(page, "V1")
    assert [each.name for each in shown.find_all(["h3", "figure", "table"])] == ["h3", "figure", "table"]
    assert shown.figcaption.strong.get_text() == "Figuur 1"
    assert [each["role"] for each in shown.find_all("svg")] == ["img", "img"]
    assert "6 antwoorden" in shown.get_text()
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert 'style="' not in page


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_is_hidden_has_a_sentence_and_no_figure(signed_in, closed):
    shown = figure_of(signed_in.open(PAGE).text, "V4a")

    assert shown.figure is None
    assert "Niet getoond: te weinig antwoorden om te tonen." in shown.get_text()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_figures_come_as_files_in_the_language_of_the_page(signed_in, closed):
    links = {each["href"] for each in figure_of(signed_in.open(f"{PAGE}?taal=en").text, "V1").find_all("a")}

    assert links == {f"{PAGE}/figures/V1.{kind}?taal=en" for kind in ("svg", "png")}
    svg, png = (signed_in.open(f"{PAGE}/figures/V1.{kind}?taal=en") for kind in ("svg", "png"))
    assert (svg.mimetype, png.mimetype) == ("image/svg+xml", "image/png")
    assert svg.headers["Content-Disposition"] == 'attachment; filename="meting-1-V1-en.svg"'
    assert "Figure 1. How did you submit the complaint?" in svg.text
    assert png.data.startswith(b"\x89PNG")
    assert "Figuur 1. Hoe heeft u de klacht ingediend?" in signed_in.open(f"{PAGE}/figures/V1.svg").text


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("name", ["V4a.svg", "V5.svg", "V1.exe", "V1", "x.svg", "V1.SVG"])
def test_there_is_no_other_file(signed_in, closed, name):
    assert signed_in.open(f"{PAGE}/figures/{name}").status_code == 404


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_figures_are_only_looked_up_when_a_page_is_asked(signed_in, closed, monkeypatch):
    monkeypatch.setattr(drawn, "draw", None)
    monkeypatch.setattr(drawn, "chart_of", None)

    assert figure_of(signed_in.open(PAGE).text, "V1").figure is not None
    assert signed_in.open(f"{PAGE}/figures/V1.png").status_code == 200


def test_knowing_about_figures_loads_no_matplotlib():
    code = (
        "import sys, enquete_app.results.drawn; from enquete_app.questionnaire import load;"
        "from enquete_app.results.charts import planned; planned(load('klachtbehandeling', '2024'));"
        "print('matplotlib' in sys.modules, 'numpy' in sys.modules)"
    )

    assert subprocess.check_output([sys.executable, "-c", code], text=True, cwd=ROOT).split() == ["False"] * 2
