"""What in an open answer may tell who somebody is."""

import itertools
import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enquete_app.results.open_answers.marking import (
    LOUD,
    PUT_INSTEAD,
    Kind,
    case_numbers,
    is_bsn,
    marks,
    pieces,
    proposal,
)

CASES = case_numbers(["K-2024-00274"])
DIGITS = st.text("0123456789", min_size=1, max_size=12)
WRITTEN = st.lists(
    st.sampled_from(
        [
            *(
                "06-12345678",
                "+31 6 1234 5678",
                "jan@inwoner.example",
                "123456782",
                "3 mei 2024",
                "K-2024-00001",
            ),
            *(
                "mevrouw De Vries",
                "dhr. Jansen",
                "NL91 ABNA 0417 1643 00",
                "1234 AB 12",
                "Laan 3",
                "Jan Jansen",
            ),
            *("de", "het", "ik", "Ik", ".", ",", "-", " ", "\n", "(", ")", "[naam]", "0", "12", "é", "👍"),
        ]
    ),
    max_size=20,
)


def found(text, cases=CASES):
    return [(text[each.start : each.end], each.kind) for each in marks(text, cases)]


@pytest.mark.parametrize(
    ("text", "marked", "kind"),
    [
        ("mail naar jan.de-vries@gemeente.example.", "jan.de-vries@gemeente.example", Kind.EMAIL),
        ("jan (at) gemeente.example", "jan (at) gemeente.example", Kind.EMAIL),
        ("bel 06-12345678 even", "06-12345678", Kind.PHONE),
        ("bel 06 12 34 56 78 even", "06 12 34 56 78", Kind.PHONE),
        ("06.12.34.56.78", "06.12.34.56.78", Kind.PHONE),
        ("(010) 123 45 67", "(010) 123 45 67", Kind.PHONE),
        ("0031 (0)6 12345678", "0031 (0)6 12345678", Kind.PHONE),
        ("+32 470 12 34 56", "+32 470 12 34 56", Kind.PHONE),
        ("rekening nl91abna0417164300", "nl91abna0417164300", Kind.IBAN),
        ("BE71 0961 2345 6769", "BE71 0961 2345 6769", Kind.IBAN),
        ("bsn: 123456782", "123456782", Kind.BSN),
        ("1234.56.782", "1234.56.782", Kind.BSN),
        ("op 1234AB 12a", "1234AB 12a", Kind.ADDRESS),
        ("in de Lange Voorbeeldstraat 8", "Lange Voorbeeldstraat 8", Kind.ADDRESS),
        ("op Laan 12", "Laan 12", Kind.ADDRESS),
        ("op 3 januari 2024", "3 januari 2024", Kind.DATE),
        ("op 3-1-2024", "3-1-2024", Kind.DATE),
        ("op 2024-01-03", "2024-01-03", Kind.DATE),
        ("op de drieëntwintigste van mei", "drieëntwintigste van mei", Kind.DATE),
        ("op drie mei", "drie mei", Kind.DATE),
        ("on March 3rd, 2024", "March 3rd, 2024", Kind.DATE),
        ("on the third of March", "third of March", Kind.DATE),
        ("in mei 2024", "mei 2024", Kind.DATE),
        ("zaak K-2024-00123 loopt", "K-2024-00123", Kind.CASE),
        ("k 2024 00123", "k 2024 00123", Kind.CASE),
        ("zaaknummer: Z12345/b", "zaaknummer: Z12345/b", Kind.CASE),
        ("dank aan mevrouw De Vries", "mevrouw De Vries", Kind.NAME),
        ("dank aan dhr. Jansen", "dhr. Jansen", Kind.NAME),
        ("de heer J.P. van der Berg-Smit", "de heer J.P. van der Berg-Smit", Kind.NAME),
        ("Mevr. Öztürk", "Mevr. Öztürk", Kind.NAME),
        ("Mr Smith was kind", "Mr Smith", Kind.NAME),
        ("mijn naam is Sanne", "Sanne", Kind.NAME),
        ("zo deed Jan van der Meer", "Jan van der Meer", Kind.NAME),
        ("ik sprak Sanne", "Sanne", Kind.PERHAPS),
    ],
)
def test_it_is_found_by_its_form(text, marked, kind):
    assert (marked, kind) in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "Houd je aan de afspraak die gemaakt is.",
        "Bel even terug, dat helpt al veel.",
        "Het duurde 6 weken en 3 dagen.",
        "Ik gaf een 7, in 2024 nog een 5.",
        "Dit mei je zo doen.",
        "123456789 is niemands nummer.",
        "32-13-2024 is geen dag.",
    ],
)
def test_plain_words_and_numbers_stay(text):
    assert found(text) == []


def test_the_proposal_puts_a_word_in_brackets_and_leaves_what_is_only_perhaps_a_name():
    text = "Mevrouw De Vries (06-12345678) zei tegen Sanne dat het op 3 mei klaar was."

    assert (
        proposal(text, marks(text))
        == "[naam] ([telefoonnummer]) zei tegen Sanne dat het op [datum] klaar was."
    )


@pytest.mark.parametrize("digits", ["123456782", "111222333"])
def test_the_eleven_test(digits):
    assert is_bsn(digits)
    assert not is_bsn(str(int(digits) + 1))


def test_no_digits_but_noughts_are_nobodys_number():
    assert not is_bsn("000000000")


@pytest.mark.parametrize("examples", [[], ["12"], ["A-1"], ["", "abc"]])
def test_case_numbers_with_few_digits_mark_nothing(examples):
    assert case_numbers(examples) is None


def test_case_numbers_of_several_kinds():
    cases = case_numbers(["2024/0001", "Z.24.12345"])

    assert [text for text, kind in found("2023/1111 en z2499999", cases) if kind is Kind.CASE] == [
        "2023/1111",
        "z2499999",
    ]


@given(st.text(max_size=300) | WRITTEN.map(" ".join) | WRITTEN.map("".join))
def test_pieces_lie_in_order_and_make_the_text_again(text):
    spans = marks(text, CASES)

    assert all(each.start < each.end <= len(text) for each in spans)
    assert all(one.end <= other.start for one, other in itertools.pairwise(spans))
    assert "".join(piece.text for piece in pieces(text, spans)) == text


@given(WRITTEN.map(" ".join))
def test_nothing_loud_that_stood_there_is_left_in_the_proposal(text):
    spans = marks(text, CASES)
    made = proposal(text, spans)

    for kind in LOUD:
        assert made.count(PUT_INSTEAD[kind]) >= sum(each.kind is kind for each in spans)
    for secret in ("06-12345678", "jan@inwoner.example", "K-2024-00001"):
        assert secret not in made


@given(DIGITS, st.sampled_from(["", " ", "-", "."]), st.text(string.ascii_letters, min_size=1, max_size=3))
def test_every_case_number_of_the_pattern_is_found(digits, between, letters):
    number = f"{letters}{between}{digits.zfill(4)}"
    cases = case_numbers([number])

    assert cases is not None
    assert re.search(cases, f"het ging om {number}, dacht ik")
