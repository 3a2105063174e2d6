import pytest
from hypothesis import given
from hypothesis import strategies as st

from enquete_app.questionnaire import CodeField, is_blank, load, most_pages, on_path, path, shown

INSTRUMENT = load("klachtbehandeling", "2024")


def pages(questionnaire, **answers):
    return [page.id for page in path(questionnaire, answers)]


def drafts(questionnaire):
    """Draw answers to any fields, on the path or off it, also codes that no option has."""
    return st.fixed_dictionaries(
        {},
        optional={
            name: st.integers(0, 11) if isinstance(field, CodeField) else st.text(max_size=5)
            for name, field in questionnaire.fields.items()
        },
    )


def test_an_answer_to_a_choice_opens_a_page(micro):
    questionnaire = micro("shown_if_choice")
    assert pages(questionnaire, Called=1) == ["first", "second"]
    assert pages(questionnaire, Called=2) == ["first"]


def test_a_skipped_choice_opens_nothing(micro):
    assert pages(micro("shown_if_choice")) == ["first"]


def test_an_answer_to_one_statement_opens_a_page(micro):
    questionnaire = micro("shown_if_statement")
    assert pages(questionnaire, M_1=2) == ["first", "second"]
    assert pages(questionnaire, M_1=1, M_2=2) == ["first"]


@pytest.mark.parametrize(
    ("called", "wrote", "expected"),
    [(1, 1, ["Both", "Always"]), (1, 2, ["Always"]), (2, 1, ["Always"]), (2, 2, ["Always"])],
)
def test_two_conditions_must_both_hold(micro, called, wrote, expected):
    questionnaire = micro("two_conditions")
    page = questionnaire.pages_by_id["second"]
    answers = {"Called": called, "Wrote": wrote}
    assert [item.id for item in shown(page, questionnaire, answers)] == expected


def test_a_page_with_any_item_to_show_is_on_the_path(micro):
    assert pages(micro("two_conditions"), Called=2) == ["first", "second"]


def test_an_answer_off_the_path_does_not_route(micro):
    questionnaire = micro("off_path_chain")
    assert pages(questionnaire, Called=1, Helped=1) == ["first", "second", "third"]
    assert pages(questionnaire, Called=2, Helped=1) == ["first"]


def test_an_answer_off_the_path_does_not_count(micro):
    answers = {"Called": 2, "Helped": 1, "Thanked": "Ja"}
    assert on_path(micro("off_path_chain"), answers) == {"Called": 2}


def test_returning_to_an_earlier_choice_finds_the_answers_again(micro):
    questionnaire = micro("off_path_chain")
    draft = {"Called": 2, "Helped": 1, "Thanked": "Ja"}
    on_path(questionnaire, draft)
    assert on_path(questionnaire, draft | {"Called": 1}) == draft | {"Called": 1}


def test_the_text_of_the_chosen_option_counts(micro):
    answers = {"How": 2, "How_anders": "Fax"}
    assert on_path(micro("anders"), answers) == answers


@pytest.mark.parametrize("chosen", [{"How": 1}, {}])
def test_the_text_of_an_option_not_chosen_does_not_count(micro, chosen):
    assert on_path(micro("anders"), chosen | {"How_anders": "Fax"}) == chosen


def test_unknown_fields_do_not_count(micro):
    assert on_path(micro("grade"), {"Grade": 7, "go": "next"}) == {"Grade": 7}


@pytest.mark.parametrize(
    ("answers", "blank"),
    [
        ({}, True),
        ({"V1": 1, "V3": 1, "V5": 1, "V11": "Bel terug."}, True),
        ({"V10": 1}, False),
        ({"V9_5": 6}, False),
    ],
)
def test_only_the_grade_or_a_statement_makes_a_response_complete(answers, blank):
    assert is_blank(INSTRUMENT, answers) is blank


def test_what_is_not_decided_yet_counts_as_asked(micro):
    questionnaire = micro("shown_if_choice")
    first, second = questionnaire.pages
    assert most_pages(questionnaire, {}, first) == 2
    assert most_pages(questionnaire, {"Called": 2}, first) == 2
    assert most_pages(questionnaire, {"Called": 1}, second) == 2


def test_of_pages_that_exclude_each_other_one_counts(micro):
    questionnaire = micro("pages_that_exclude_each_other")
    first, *_, last = questionnaire.pages
    assert most_pages(questionnaire, {}, first) == 4
    assert most_pages(questionnaire, {"How": 1}, last) == 3
    assert most_pages(questionnaire, {"How": 4}, last) == 2


@pytest.mark.parametrize("name", ["pages_that_exclude_each_other", "two_conditions"])
@given(data=st.data())
def test_the_most_pages_never_grow_on_the_way_and_end_as_the_path(micro, name, data):
    questionnaire = micro(name)
    draft = data.draw(drafts(questionnaire))
    pages = path(questionnaire, draft)
    numbers = [most_pages(questionnaire, draft, page) for page in pages]
    assert numbers == sorted(numbers, reverse=True)
    assert numbers[-1] == len(pages)


@given(drafts(INSTRUMENT))
def test_whatever_somebody_answers_to_the_instrument_they_get_all_of_its_pages(draft):
    assert path(INSTRUMENT, draft) == INSTRUMENT.pages
    assert most_pages(INSTRUMENT, draft, INSTRUMENT.pages[0]) == len(INSTRUMENT.pages)


@given(drafts(INSTRUMENT))
def test_what_counts_leads_along_the_same_path(draft):
    assert path(INSTRUMENT, on_path(INSTRUMENT, draft)) == path(INSTRUMENT, draft)


@given(drafts(INSTRUMENT))
def test_what_counts_counts_still(draft):
    counting = on_path(INSTRUMENT, draft)
    assert on_path(INSTRUMENT, counting) == counting


@given(drafts(INSTRUMENT))
def test_what_counts_is_part_of_the_draft_and_shown_on_the_path(draft):
    counting = on_path(INSTRUMENT, draft)
    visible = {
        field.name
        for page in path(INSTRUMENT, draft)
        for item in shown(page, INSTRUMENT, draft)
        for field in item.fields
    }
    assert counting.items() <= draft.items()
    assert counting.keys() <= visible


@given(drafts(INSTRUMENT))
def test_a_page_is_on_the_path_exactly_when_it_shows_something(draft):
    showing = [page for page in INSTRUMENT.pages if shown(page, INSTRUMENT, draft)]
    assert list(path(INSTRUMENT, draft)) == showing


@given(drafts(INSTRUMENT))
def test_finding_the_path_changes_no_answer(draft):
    before = dict(draft)
    path(INSTRUMENT, draft)
    on_path(INSTRUMENT, draft)
    assert draft == before
