"""Advice on plain language is given and binds nobody."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enquete_app.fieldwork.texts.placeholders import Piece, Text, TextKind
from enquete_app.fieldwork.texts.plainness import MOST_ADVICE, AdviceKind, advice


def given_advice(body, subject="Vragen", language="nl"):
    found = advice(Piece(TextKind.INVITATION, language, Text(subject, body)))
    return {(each.kind, each.what) for each in found}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "Wilt u " + "heel " * 14 + "lang wachten?",
            (AdviceKind.LONG_SENTENCE, "Wilt u heel heel heel heel …"),
        ),
        ("De klachtenafhandelingsprocedure.", (AdviceKind.LONG_WORD, "klachtenafhandelingsprocedure")),
        ("Doe je mee?", (AdviceKind.INFORMAL, "je")),
        ("Bel bijv. morgen.", (AdviceKind.ABBREVIATION, "bijv.")),
    ],
)
def test_what_could_be_plainer_is_named(body, expected):
    assert expected in given_advice(body)


def test_english_is_not_measured_by_dutch_words():
    assert given_advice("We know je from jou, etc.", language="en") == set()
    assert given_advice("word " * 18, language="en") == set()
    assert given_advice("word " * 21, language="en") != set()


def test_points_of_a_list_are_sentences_of_their_own():
    assert (
        given_advice("- een twee drie vier vijf zes zeven acht\n- een twee drie vier vijf zes zeven acht")
        == set()
    )


def test_a_long_subject_is_advised_against():
    assert given_advice("Dag", subject="s" * 61) == {(AdviceKind.LONG_SUBJECT, "60")}


@given(st.text(), st.text(), st.sampled_from(["nl", "en"]))
def test_advice_is_short_whatever_is_typed(subject, body, language):
    assert len(given_advice(body, subject, language)) <= MOST_ADVICE
