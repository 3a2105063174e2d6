"""What is typed on the pages with questions: taken, kept, refused."""

import pytest

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

PAGES = ["indienen", "gelijk", "procedure", "klachtbehandelaar", "cijfer", "tip"]
DEPENDENT = {"V4a", "V4b", "V4c", "V7", "V8"}


@pytest.mark.parametrize(
    ("answers", "asked"),
    [
        ({"V1": 2, "V3": 1, "V4a": 2, "V10": 8}, {"V4a"}),
        ({"V3": 2, "V4b": 3, "V4b_anders": "half", "V9_2": 6}, {"V4b"}),
        ({"V3": 3, "V4c": 1, "V6_1": 4, "V7": "Lang formulier"}, {"V4c", "V7"}),
        ({"V3": 4, "V3_anders": "Weet niet", "V6_2": 5, "V8": "Welke brief?"}, {"V8"}),
        ({"V6_1": 4, "V6_2": 5}, {"V7", "V8"}),
        ({"V6_1": 3, "V6_2": 6}, set()),
    ],
)
def test_answers_decide_what_is_asked_and_are_sent_as_given(begun, ballots, answers, asked):
    fields = set()
    for page_id in PAGES:
        assert begun.page_id == page_id
        fields |= begun.fields()
        begun.next(**{name: value for name, value in answers.items() if name in begun.fields()})
    assert fields & DEPENDENT == asked
    begun.press("go", "send")

    assert "Hartelijk dank voor uw deelname." in begun.text
    assert ballots() == [answers]


@pytest.mark.parametrize("answers", [{"V3": 1, "V6_1": 5}, {"V3": 4, "V6_1": 1}, {}])
def test_everybody_takes_the_same_steps_so_that_their_number_tells_nothing(begun, answers):
    said = []
    while begun.page_id != "controle":
        said.append(begun.step)
        begun.next(**{name: value for name, value in answers.items() if name in begun.fields()})
    said.append(begun.step)

    assert said == [f"Stap {number} van 7" for number in range(1, 8)]


def test_the_title_of_the_window_has_no_full_stop_within(begun):
    assert begun.page.title.string.startswith("Stap 1 van 7 – Manier van indienen van de klacht – ")
    assert begun.heading == "Manier van indienen van de klacht."


def test_enter_goes_on_from_a_page_with_questions_and_does_nothing_on_the_check_page(begun):
    def default_button():
        return next(button for button in begun.page("button") if button.get("form") == "formulier")

    assert (default_button()["name"], default_button()["value"]) == ("go", "next")
    begun.go_to("controle")
    assert default_button().has_attr("disabled")
    assert not default_button().has_attr("name")


def test_every_grade_has_its_full_name_for_who_cannot_see_the_ends_of_the_scale(begun):
    begun.go_to("cijfer")
    names = [label.get_text().strip() for label in begun.page.select("label.enq-option")]
    assert names == ["1 - zeer ontevreden", *map(str, range(2, 10)), "10 - zeer tevreden"]


@pytest.mark.parametrize(("outcome", "asked"), [(1, "V4a"), (2, "V4b"), (3, "V4c")])
def test_each_outcome_has_its_own_question_why(begun, outcome, asked):
    begun.go_to("gelijk").next(V3=outcome)

    assert begun.fields() & DEPENDENT == {asked}


def test_a_heading_within_a_page_leads_in_its_questions(begun):
    begun.go_to("gelijk").next(V3=1)
    assert [begun.heading, *(each.get_text() for each in begun.page.select("h2.utrecht-heading-2"))][:2] == [
        "Resultaat van de klacht.",
        "De klachtenprocedure.",
    ]
    begun.back().next(V3=4)

    assert begun.heading == "De klachtenprocedure."


def test_going_back_and_forth_keeps_what_was_typed(begun):
    begun.next(V1=2).back(V3=1)
    assert begun.value("V1") == "2"
    begun.next()

    assert begun.value("V3") == "1"


def test_an_answer_off_the_path_comes_back_with_the_path_but_is_not_sent(begun, person, ballots):
    begun.go_to("gelijk").next(V3=1).next(V4a=2).back().back().next(V3=4)
    assert begun.page_id == "procedure"
    assert person.draft()["V4a"] == 2
    assert begun.back().next(V3=1).value("V4a") == "2"
    begun.back().next(V3=4).go_to("controle").press("go", "send")

    assert ballots() == [{"V3": 4}]


def test_an_emptied_text_is_gone(begun, person):
    begun.next(V1=5, V1_anders="Per duif").back().next(V1=5, V1_anders="")

    assert person.draft() == {"V1": 5}


def test_text_beside_an_option_chooses_it(begun, person):
    begun.next(V1_anders="Per duif")

    assert begun.page_id == "gelijk"
    assert person.draft() == {"V1": 5, "V1_anders": "Per duif"}


def test_text_beside_an_option_that_is_not_chosen_is_an_error_that_keeps_both(begun, person):
    begun.next(V1=2, V1_anders="Per duif")

    assert begun.status == 422
    assert begun.faults == ["V1_anders"]
    assert (
        begun.page.find(id="V1_anders-fout").get_text()
        == "Fout: Kies ‘Anders, namelijk’ of haal de tekst weg."
    )
    assert (begun.value("V1"), begun.value("V1_anders")) == ("2", "Per duif")
    assert begun.page.title.string.startswith("Fout:")
    assert person.draft() == {"V1": 2, "V1_anders": "Per duif"}


def test_that_error_does_not_keep_anybody_from_going_back(begun):
    begun.next().back(V3=1, V3_anders="?")
    assert begun.page_id == "indienen"

    assert begun.next().value("V3_anders") == "?"


def test_sending_with_that_error_points_at_the_field_and_sends_nothing(begun, ballots):
    begun.next().back(V3=1, V3_anders="?").go_to("gelijk")
    begun.open(begun.url.replace("gelijk", "controle")).press("go", "send")

    assert begun.status == 422
    assert begun.faults == ["V3_anders"]
    assert ballots() == []


@pytest.mark.parametrize("button", ["next", "back", "en"])
def test_a_text_that_is_too_long_stays_on_the_page_whichever_button_is_pressed(begun, person, button):
    begun.go_to("tip").press("go", button, V11="é" * 2001)

    assert begun.status == 422
    assert begun.page_id == "tip"
    assert begun.faults == ["V11"]
    assert begun.value("V11") == "é" * 2001
    assert "V11" not in person.draft()
    assert begun.language == ("en" if button == "en" else "nl")


def test_a_text_of_the_greatest_length_is_taken_with_line_breaks_counted_once(begun, person):
    begun.go_to("tip").next(V11="🙂\r\n" * 1000)

    assert begun.page_id == "controle"
    assert person.draft()["V11"] == "🙂\n" * 999 + "🙂"


@pytest.mark.parametrize(
    "text",
    [
        "Café ☕, naïef, łódź, 漢字 🏳️‍🌈",
        "regel een\n\nregel\ttwee",
        "<script>alert(1)</script> & \"'{{ 7*7 }}",
    ],
)
def test_text_comes_back_as_it_was_typed(begun, ballots, text):
    begun.go_to("tip").next(V11=text).back()
    assert begun.value("V11") == text
    begun.next()
    assert " ".join(text.split()) in " ".join(" ".join(begun.given.values()).split())
    assert "<script>" not in begun.text
    begun.press("go", "send")

    assert ballots() == [{"V11": text}]
