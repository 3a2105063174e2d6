"""What figures show of a report."""

import pytest

from enquete_app.results.charts import Axis, Point, chart_of, planned, trend_of
from enquete_app.results.charts.content import Part


@pytest.fixture
def read(questionnaire):
    figures = {each.name: each for each in planned(questionnaire)}
    return lambda name, report, words: chart_of(figures[name], report, questionnaire, words)


def scale(agree, neither, disagree, apart=0):
    return {1: agree, 2: 0, 3: neither, 4: disagree, 5: 0, 6: apart}


STATEMENTS = {
    "V6_1": scale(2, 4, 4),
    "V6_2": scale(8, 1, 1),
    "V6_3": None,
    "V6_4": scale(2, 2, 6),
    "V6_5": scale(9, 3, 2, 6),
}


def test_a_choice_has_its_answers_in_the_order_of_the_question(read, make_report, dutch):
    chart = read("V4a", make_report(V4a={1: 15, 2: 0, 3: 2}), dutch)
    assert chart.title == "Figuur 7. Was het duidelijk waarom u gelijk heeft gekregen?"
    assert chart.note == "n = 17; in procenten, met het aantal eronder"
    assert chart.parts == (
        Part("Ja", 15, "88\xa0%"),
        Part("Nee", 0, "0\xa0%"),
        Part("Anders, namelijk", 2, "12\xa0%"),
    )
    assert chart.description == (
        "Figuur over 17 antwoorden. Ja: 15 (88,2\xa0%); Nee: 0 (0,0\xa0%); Anders, namelijk: 2 (11,8\xa0%)."
    )


def test_a_figure_in_english_has_the_english_questions_and_numbers(read, make_report, english):
    chart = read("V4a", make_report(V4a={1: 15, 2: 0, 3: 2}), english)
    assert chart.parts[0] == Part("Yes", 15, "88%")
    assert "Yes: 15 (88.2%)" in chart.description


def test_the_words_are_dutch_where_a_questionnaire_lacks_the_language(english):
    assert english.asked({"nl": "Ja "}) == "Ja"


def test_the_grades_have_their_mean_where_it_may_be_shown(read, make_report, dutch):
    counts = dict.fromkeys(range(1, 11), 1)
    chart = read("V10", make_report(V10=counts), dutch)
    assert (chart.mean, chart.mean_label) == (None, "")
    assert (chart.lowest, chart.highest) == ("zeer ontevreden", "zeer tevreden")
    assert [part.label for part in chart.parts] == [str(grade) for grade in range(1, 11)]


@pytest.mark.parametrize(("people", "above", "unit"), [(99, "99", "aantal mensen"), (100, "10", "procenten")])
def test_grades_of_many_people_are_percentages(read, make_report, dutch, people, above, unit):
    chart = read("V10", make_report(V10=dict.fromkeys(range(1, 11), people)), dutch)
    assert chart.above == (above,) * 10
    assert unit in chart.note


def test_statements_go_from_most_to_least_agreement_and_the_hidden_last(read, make_report, dutch):
    chart = read("V6", make_report(**STATEMENTS), dutch)
    assert [line.sums[0].share if line.sums else line.hidden for line in chart.lines] == [
        "80\xa0%",
        "45\xa0%",
        "20\xa0%",
        "20\xa0%",
        "te weinig antwoorden om te tonen",
    ]
    assert chart.lines[2].label == "Het was makkelijk om een klacht in te dienen."
    assert chart.note.startswith("n = 10–20; ")
    assert chart.title.endswith("over de klachtenprocedure")


def test_answers_off_the_scale_stand_apart(read, make_report, dutch):
    chart = read("V6", make_report(**STATEMENTS), dutch)
    assert chart.apart == "weet ik niet"
    assert "weet ik niet" not in chart.options
    assert chart.lines[1].apart == Part("weet ik niet", 6, "30\xa0%")
    assert chart.sides == (-1, -1, 0, 1, 1)
    assert chart.heads == ("Eens (samen)", "Oneens (samen)")


def test_a_statement_is_told_with_its_sums(read, make_report, dutch):
    chart = read("V6", make_report(**STATEMENTS), dutch)
    assert (
        "‘Mijn klacht werd vlot afgehandeld.’: Eens (samen): 9 (45,0\xa0%); "
        "niet eens/ niet oneens: 3 (15,0\xa0%); Oneens (samen): 2 (10,0\xa0%); "
        "weet ik niet: 6 (30,0\xa0%); n = 20."
    ) in chart.description
    assert (
        "‘Er werd snel contact opgenomen over mijn klacht.’: te weinig antwoorden om te tonen."
        in chart.description
    )


def test_a_sum_that_rounds_otherwise_than_its_parts_is_explained(read, make_report, dutch):
    def note(**counts):
        lines = {f"V6_{number}": scale(5, 5, 0) for number in range(1, 6)} | counts
        return read("V6", make_report(**lines), dutch).note

    assert "afronding" not in note()
    # Twice 16.67 % is 33 %, not 34 %.
    assert "afronding" in note(V6_1={1: 1, 2: 1, 3: 4, 4: 0, 5: 0, 6: 0})


@pytest.mark.parametrize(("name", "hidden"), [("V1", ["V1"]), ("V10", ["V10"]), ("V6", STATEMENTS)])
def test_what_is_hidden_has_no_figure(read, make_report, dutch, name, hidden):
    assert read(name, make_report(**dict.fromkeys(hidden)), dutch) is None


def test_a_trend_tells_its_values_with_their_intervals(dutch):
    points = [Point("2025", 5.04, 4.5, 5.6), Point("2026", None), Point("2027", 6.25)]
    chart = trend_of("Rapportcijfer", points, Axis((1, 4, 7, 10), dutch.decimal), dutch, note="95 %")
    assert chart.description == "2025: 5,0 (van 4,5 tot 5,6); 2026: geen cijfer; 2027: 6,3."
