"""Texts as typed become paragraphs, lists and a button, and nothing is lost."""

import re

from hypothesis import given
from hypothesis import strategies as st

from enquete_app.fieldwork.texts.markup import Button, Paragraph, Points, Run, as_text, fill, parse
from enquete_app.fieldwork.texts.placeholders import Placeholder

WORDS = {place: f"waarde{number}" for number, place in enumerate(Placeholder)}
TYPED = st.lists(
    st.sampled_from(
        [
            "((link))",
            "((laatste dag))",
            "((onbekend))",
            "((",
            "))",
            "**",
            "*",
            "- ",
            "\n",
            "\n\n",
            "\r\n",
            " ",
        ]
    )
    | st.text(max_size=12)
    | st.sampled_from(["https://a.example/x?y=1", "http://b.example.", "é", "🙂", "عربي"]),
    max_size=30,
).map("".join)


def lines_of(body):
    [block] = parse(body)
    return block.lines


def test_blank_lines_part_paragraphs_and_line_breaks_stay():
    first, second = parse("Een\nTwee\n \n\nDrie")

    assert first == Paragraph(((Run("Een"),), (Run("Twee"),)))
    assert second == Paragraph(((Run("Drie"),),))


def test_a_hyphen_begins_a_point_also_right_after_a_paragraph():
    before, points, after = parse("Zo:\n- een\n* twee\n• drie\nKlaar")

    assert isinstance(points, Points)
    assert as_text((points,)) == "- een\n- twee\n- drie"
    assert (as_text((before,)), as_text((after,))) == ("Zo:", "Klaar")


def test_a_hyphen_within_a_line_is_none():
    assert as_text(parse("Wij - de gemeente - vragen.")) == "Wij - de gemeente - vragen."


def test_the_line_before_the_link_is_what_the_button_says():
    before, button, after = parse("Doe mee!\n**Naar** de vragen\n((Link))\nTot dan")

    assert isinstance(button, Button)
    assert button.words == "Naar de vragen"
    assert (as_text((before,)), as_text((after,))) == ("Doe mee!", "Tot dan")


def test_a_link_within_a_line_is_no_button():
    assert not any(isinstance(block, Button) for block in parse("Klik op ((link)) hier"))


def test_bold_needs_both_marks_on_a_line():
    assert lines_of("a **b c** d") == ((Run("a "), Run("b c", is_bold=True), Run(" d")),)
    assert as_text(parse("a ** b\n** c")) == "a ** b\n** c"


def test_a_placeholder_may_be_bold_and_spelled_with_capitals_and_blanks():
    [line] = lines_of("**(( Laatste  DAG ))**")

    assert line == (Run("laatste dag", is_bold=True, place=Placeholder.LAST_DAY),)


def test_web_addresses_are_links_without_the_full_stop_after_them():
    [line] = lines_of("Kijk op https://gemeente.example/a?b=1.")

    assert [(run.words, run.is_address) for run in line] == [
        ("Kijk op ", False),
        ("https://gemeente.example/a?b=1", True),
        (".", False),
    ]


@given(TYPED)
def test_no_word_is_lost_whatever_is_typed(typed):
    names = {place.casefold() for place in Placeholder}
    kept = re.findall(r"\w+", as_text(fill(parse(typed), WORDS)))
    said = re.findall(
        r"\w+",
        re.sub(
            r"\(\(([^()\n]*)\)\)",
            lambda found: (
                WORDS.get(" ".join(found[1].split()).casefold(), found[0])
                if " ".join(found[1].split()).casefold() in names
                else found[0]
            ),
            typed,
        ),
    )
    # Two that only marks stood between are one word in the text.
    assert "".join(kept) == "".join(said)


@given(TYPED)
def test_a_text_taken_apart_and_written_again_is_taken_apart_the_same(typed):
    once = as_text(fill(parse(typed), WORDS))
    assert as_text(parse(once)) == as_text(parse(as_text(parse(once))))


@given(TYPED)
def test_everything_filled_in_is_filled(typed):
    for block in fill(parse(typed), WORDS):
        lines = (block.line,) if isinstance(block, Button) else block.lines
        assert all(run.place is None for line in lines for run in line)
