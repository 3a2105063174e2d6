"""Figures as drawn: their words and numbers, their accessibility, and what a page's policy wants of them."""

import io
import re
from dataclasses import replace
from itertools import pairwise

import pytest
from defusedxml.ElementTree import fromstring
from PIL import Image

from enquete_app.results.building import build_report
from enquete_app.results.charts import Axis, Point, chart_of, draw, planned, trend_of
from enquete_app.results.charts.canvas import width_of
from enquete_app.results.charts.drawing import NARROW, WIDE, WIDEST
from enquete_app.results.charts.scene import SMALL, wrap

SVG = "{http://www.w3.org/2000/svg}"
XML = "{http://www.w3.org/XML/1998/namespace}"


@pytest.fixture
def charts(db, example_wave, questionnaire, dutch):
    report = build_report(db, example_wave)
    return {each.name: chart_of(each, report, questionnaire, dutch) for each in planned(questionnaire)}


@pytest.fixture(scope="module")
def drawn():
    return {}


@pytest.fixture
def drawings(charts, drawn):
    """The figures of the published report, drawn once."""
    for name, chart in charts.items():
        drawn[name] = drawn.get(name) or draw(chart, name=f"figuur-{name}", language="nl")
    return drawn


def texts(svg):
    return [each.text for each in fromstring(svg).iter(f"{SVG}text")]


def drawn_on(page):
    return re.findall(r"<svg.*?</svg>", page, re.DOTALL)


def test_the_published_numbers_stand_in_the_figures(drawings, expected):
    for name in ("V1", "V2", "V3", "V4a", "V4b", "V4c"):
        counts = expected["frequencies"][name].values()
        shown = " ".join(texts(drawings[name].svg)[2:])
        inside = re.findall(r"(?<![^ ])(\d+)(?![^ ])|\((\d+)\)", shown)
        assert sorted(int(one or other) for one, other in inside) == sorted(counts), name


def test_the_published_agreement_stands_in_the_figures(drawings, expected):
    published = expected["statements_agree_neutral_disagree_dontknow"]
    for name in ("V6", "V9"):
        lines = {line: counts for line, counts in published.items() if line.startswith(name)}
        told = fromstring(drawings[name].svg).find(f"{SVG}desc").text
        found = re.findall(r"(\d+) \(", told)
        ordered = sorted(lines.values(), key=lambda counts: -counts[0])
        assert [int(count) for count in found] == [count for counts in ordered for count in counts]
        shares = [share.replace("\xa0%", "") for share in texts(drawings[name].svg) if share.endswith("%")]
        sums = [(c[0], c[2], c[3]) for c in ordered]
        assert shares == [f"{100 * count / 76:.0f}" for counts in sums for count in counts]


def test_the_published_grades_stand_in_the_figure(drawings, expected):
    shown = texts(drawings["V10"].svg)
    assert f"gemiddelde {expected['grade']['all']['mean']}" in shown
    counts = dict(zip(shown[-3::-2], shown[-4::-2], strict=False))
    assert (counts["1"], counts["10"]) == (str(expected["grade"]["ones"]), str(expected["grade"]["tens"]))


def test_every_number_of_people_in_a_figure_is_told_in_words_too(drawings):
    for name in ("V1", "V3", "V10"):
        told = fromstring(drawings[name].svg).find(f"{SVG}desc").text
        assert {each for each in texts(drawings[name].svg)[3:] if each.isdecimal()} <= set(
            re.findall(r"\d+", told)
        )


def test_a_figure_says_what_it_is_to_who_hears_it(drawings):
    root = fromstring(drawings["V1"].svg)
    title, told = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert (root.attrib["role"], root.attrib["lang"], root.attrib[f"{XML}lang"]) == ("img", "nl", "nl")
    assert root.attrib["aria-labelledby"] == title.attrib["id"]
    assert root.attrib["aria-describedby"] == told.attrib["id"]
    assert title.text == "Figuur 1. Hoe heeft u de klacht ingediend?"
    assert "Telefonisch: 4 (5,3\xa0%)" in told.text


def test_a_page_may_hold_all_figures(drawings):
    whole = "".join(each.page for each in drawings.values())
    ids = re.findall(r'\bid="([^"]+)"', whole)
    assert len(ids) == len(set(ids)) == 4 * len(drawings)
    assert not re.search(r"style|<script|href|url\(|<metadata|on\w+=|<g\b|data:", whole)
    assert set(re.findall(r'https?://[^"]+', whole)) == {"http://www.w3.org/2000/svg"}


def test_drawing_again_gives_the_same_bytes(charts, drawings):
    for name in ("V2", "V10", "V6"):
        assert draw(charts[name], name=f"figuur-{name}", language="nl") == drawings[name]


def test_no_date_and_no_program_stand_in_a_picture(drawings):
    with Image.open(io.BytesIO(drawings["V1"].png)) as picture:
        assert picture.info.keys() <= {"dpi"}
        assert round(picture.info["dpi"][0]) == 200


def test_a_page_has_a_drawing_for_each_width_and_none_repeats_the_title(drawings):
    for name, drawing in drawings.items():
        wide, narrow = drawn_on(drawing.page)
        widths = [float(fromstring(each).attrib["width"]) for each in (wide, narrow)]
        assert widths == [WIDEST if name in {"V6", "V9"} else WIDE, NARROW]
        assert not any(words.startswith("Figuur") for each in (wide, narrow) for words in texts(each))
        assert texts(drawing.svg)[0].startswith("Figuur")


def test_no_word_is_small_or_leaves_the_drawing(drawings):
    for drawing in drawings.values():
        for svg in (drawing.svg, *drawn_on(drawing.page)):
            root = fromstring(svg)
            for each in root.iter(f"{SVG}text"):
                size = float(each.attrib["font-size"].removesuffix("px"))
                assert size >= SMALL
                width = width_of(each.text, size, "font-weight" in each.attrib)
                share = {"middle": 0.5, "end": 1}.get(each.attrib.get("text-anchor"), 0)
                left = float(each.attrib["x"]) - share * width
                assert left >= -0.5
                assert left + width <= float(root.attrib["width"]) + 0.5
                assert 0 < float(each.attrib["y"]) < float(root.attrib["height"])


def test_words_of_a_questionnaire_cannot_become_markup(make_report, questionnaire, dutch):
    figure = planned(questionnaire)[0]
    chart = chart_of(figure, make_report(V1=dict.fromkeys(range(1, 7), 5)), questionnaire, dutch)
    parts = tuple(replace(part, label='<script>&"$a$') for part in chart.parts)
    evil = replace(chart, title="</title><script>", description="</desc><img>", parts=parts)
    drawing = draw(evil, name="figuur", language="nl")
    assert "<script" not in drawing.page + drawing.svg
    assert "<img" not in drawing.page + drawing.svg
    assert '<script>&"$a$' in texts(drawing.svg)


def test_a_statement_that_is_hidden_says_why(make_report, questionnaire, dutch):
    counts = {1: 5, 2: 0, 3: 0, 4: 0, 5: 0, 6: 0}
    report = make_report(V6_1=counts, V6_2=None, V6_3=counts, V6_4=counts, V6_5=counts)
    figure = next(each for each in planned(questionnaire) if each.name == "V6")
    drawing = draw(chart_of(figure, report, questionnaire, dutch), name="figuur", language="nl")
    assert texts(drawing.svg).count("te weinig antwoorden om te tonen") == 1


def test_a_trend_is_drawn_with_gaps_and_bounds_beyond_its_axis(dutch):
    points = [
        Point("voorjaar", 5.0, 0.5, 11),
        Point("zomer", None),
        Point("najaar", 6.0),
        Point("winter", 6.5, 6, 7),
    ]
    chart = trend_of("Cijfer", points, Axis((1, 4, 7, 10), dutch.decimal), dutch)
    drawing = draw(chart, name="trend", language="nl")
    assert {"5,0", "6,0", "6,5", "–", "voorjaar"} <= set(texts(drawing.svg))
    assert drawing.png.startswith(b"\x89PNG")


def test_a_trend_of_many_waves_goes_down_where_their_names_have_no_room(dutch):
    points = [Point(f"meting {number}", 5 + number / 10, 4.5, 7.5) for number in range(14)]
    chart = trend_of("Cijfer", points, Axis((1, 4, 7, 10), dutch.decimal), dutch)
    for svg in drawn_on(draw(chart, name="trend", language="nl").page):
        placed = [
            (each.attrib["x"], each.attrib["y"])
            for each in fromstring(svg).iter(f"{SVG}text")
            if each.text.startswith("meting")
        ]
        assert len(placed) == 14
        assert {x for x, _ in placed} == {"0"}
        assert len({y for _, y in placed}) == 14


def test_the_marks_of_a_narrow_trend_do_not_touch(dutch):
    points = [Point(f"meting {number}, januari 2025", 0.33, 0.29, 0.37) for number in range(6)]
    for top in (0.2, 0.4, 0.6, 0.8, 1.0):
        marks = tuple(top * quarter / 4 for quarter in range(5))
        chart = trend_of("Respons", points, Axis(marks, dutch.share), dutch)
        for svg in drawn_on(draw(chart, name="trend", language="nl").page):
            found = fromstring(svg).iterfind(f".//{SVG}text[@text-anchor='middle']")
            names = [each for each in found if each.text in {dutch.share(mark) for mark in marks}]
            at = [(float(each.get("x")), width_of(each.text, SMALL, False)) for each in names]
            for (left, one), (right, other) in pairwise(at):
                assert right - left >= (one + other) / 2 + 4
            assert not at or [names[0].text, names[-1].text] == [dutch.share(0), dutch.share(top)]


def test_words_break_where_they_have_to():
    def measure(text, _size, _bold):
        return len(text)

    assert wrap("een twee drie", 8, 1, False, measure) == ["een twee", "drie"]
    assert wrap("wat onbestelbaar is", 6, 1, False, measure) == ["wat", "onbest", "elbaar", "is"]
    assert wrap("onb", 0, 1, False, measure) == ["o", "n", "b"]
    assert wrap("", 3, 1, False, measure) == [""]
