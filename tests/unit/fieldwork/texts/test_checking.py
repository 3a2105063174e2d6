"""Faults in texts are found before anybody gets them."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enquete_app.fieldwork.texts.checking import Fault, FaultKind, Where, faults, tells_of_a_complaint
from enquete_app.fieldwork.texts.placeholders import (
    IN_SUBJECT,
    Placeholder,
    Text,
    TextKind,
    allowed,
    meant,
    names_in,
    required,
)

GOOD = Text(
    "Een paar vragen",
    "Op ((datum ontvangen)) schreef u ons.\n\nDoe mee\n((link))\n\n"
    "Het duurt ((minuten)) minuten. Tot en met ((laatste dag)). Bel ((telefoon)).",
)
SUBJECT, BODY = Where.SUBJECT, Where.BODY


def found(kind=TextKind.INVITATION, **changes):
    return [(each.where, each.kind, each.what) for each in faults(replace(GOOD, **changes), kind)]


def with_more(words):
    return f"{GOOD.body}\n\n{words}"


def test_a_good_text_has_no_faults():
    assert found() == []


@pytest.mark.parametrize("empty", ["", "  ", "\u200b\u00ad", "\u2003"])
def test_nothing_to_see_is_empty(empty):
    assert found(subject=empty) == [(SUBJECT, FaultKind.EMPTY, "")]
    assert found(body=empty) == [(BODY, FaultKind.EMPTY, "")]


@pytest.mark.parametrize("place", required(TextKind.INVITATION))
def test_what_every_mail_tells_may_not_be_missing(place):
    assert (BODY, FaultKind.MISSING, place) in found(body=GOOD.body.replace(f"(({place}))", ""))


@pytest.mark.parametrize("place", required(TextKind.LETTER))
def test_what_every_letter_tells_may_not_be_missing(place):
    body = " ".join(each.written for each in required(TextKind.LETTER) if each is not place)
    assert found(TextKind.LETTER, body=body) == [(BODY, FaultKind.MISSING, place)]


@pytest.mark.parametrize(
    ("words", "kind", "what"),
    [
        ("((voornaam))", FaultKind.UNKNOWN, "voornaam"),
        ("(())", FaultKind.UNKNOWN, ""),
        ("((oordeel))", FaultKind.SECRET, "oordeel"),
        ("((Onderwerp van de klacht))", FaultKind.SECRET, "Onderwerp van de klacht"),
        ("((zaaknummer))", FaultKind.SECRET, "zaaknummer"),
        ("((naam))", FaultKind.NOT_HERE, "naam"),
        ("((code))", FaultKind.NOT_HERE, "code"),
        ("((minuten", FaultKind.UNCLOSED, "((minuten"),
        ("((minuten)", FaultKind.UNCLOSED, "((minuten)"),
        ("minuten))", FaultKind.UNCLOSED, "minuten))"),
        ("(minuten)", FaultKind.OTHER_MARKS, "(minuten)"),
        ("{{ minuten }}", FaultKind.OTHER_MARKS, "{{ minuten }}"),
        ("[[minuten]]", FaultKind.OTHER_MARKS, "[[minuten]]"),
        ("%(minutes)s", FaultKind.OTHER_MARKS, "%(minutes)s"),
        ("<b>vet</b>", FaultKind.OTHER_MARKS, "<b>"),
        ("Klik op ((link))", FaultKind.LINK_IN_LINE, ""),
        ("((link))", FaultKind.LINK_TWICE, ""),
        ("**half", FaultKind.STARS, ""),
        ("http://a.example/e/abcdefghijklmnopqrstuvwxyz234567", FaultKind.PERSONAL_LINK, ""),
        ("x" * 61, FaultKind.LONG_WORD, "x" * 20),
        ("bel\x07", FaultKind.CONTROL, ""),
        ("om\u202egekeerd", FaultKind.CONTROL, ""),
        ("nul\x00", FaultKind.CONTROL, ""),
        ("y " * 3000, FaultKind.TOO_LONG, "6000"),
    ],
)
def test_what_is_wrong_in_a_body_is_found(words, kind, what):
    assert (BODY, kind, what) in found(body=with_more(words))


@pytest.mark.parametrize(
    "words",
    [
        "(tussen haakjes)",
        "Bel ons (of mail).",
        "Kies a) of b).",
        "5 < 6 en 7 > 6",
        "* een\n* twee",
        "**((laatste dag))**",
        "https://" + "x" * 90 + ".example/" + "y" * 90,
        "Tab\ten\r\nregel",
        "👨‍👩‍👧 é ç ((e-mailadres)) ((CONTROLEPAGINA))",
    ],
)
def test_what_is_fine_in_a_body_passes(words):
    assert found(body=with_more(words)) == []


@pytest.mark.parametrize(
    "subject",
    [
        "Uw klacht",
        "KLACHTBEHANDELING",
        "Over klachten en klagers",
        "Your complaint",
        "Complaints handling",
        "kl\u00adacht",
        "k\u200blacht",
        "ＫＬＡＣＨＴ",
        "k-l-a-c-h-t",
        "k l a c h t",
        "klacht\u0301",
        "Uw KLÁCHT",
        "Ihre Beschwerde",
        "Votre réclamation",
        "ŞİKAYETİNİZ",
        "Ваша скарга",
        "شكواك",
    ],
)
def test_a_subject_that_tells_of_a_complaint_is_found(subject):
    assert (SUBJECT, FaultKind.COMPLAINT, "") in found(subject=subject)


@pytest.mark.parametrize(
    "subject", ["Een krachtig gesprek", "Wat ook lacht", "Iemand die vlak lag", "Reclame"]
)
def test_a_subject_that_only_resembles_it_passes(subject):
    assert not tells_of_a_complaint(subject)


@pytest.mark.parametrize("sign", ["\r", "\n", "\r\n", "\0", "\x0b", "\x85", "\u2028", "\u2029", "\u202e"])
def test_no_sign_that_ends_or_turns_a_header_gets_into_a_subject(sign):
    assert (SUBJECT, FaultKind.CONTROL, "") in found(subject=f"Vragen{sign}Bcc: x@elders.example")


@pytest.mark.parametrize("place", Placeholder)
def test_a_subject_holds_nothing_about_the_person(place):
    if place in IN_SUBJECT:
        assert found(subject=f"Vragen ((({place})))".replace("(((", "((").replace(")))", "))")) == []
    else:
        assert found(subject=f"Vragen (({place}))") == [(SUBJECT, FaultKind.NOT_HERE, place)]


def test_a_subject_has_a_length_and_emoji_count_as_signs():
    assert found(subject="é🙂" * 50) == []
    assert found(subject="é" * 101) == [(SUBJECT, FaultKind.TOO_LONG, "100")]


@given(st.text(), st.text(), st.sampled_from(TextKind))
def test_whatever_is_typed_is_judged(subject, body, kind):
    for fault in faults(Text(subject, body), kind):
        assert isinstance(fault, Fault)
        assert len(fault.what) < 60


@given(st.sampled_from(TextKind), st.data())
def test_a_text_without_faults_holds_what_is_required_and_only_what_is_allowed(kind, data):
    places = data.draw(st.lists(st.sampled_from(Placeholder)))
    body = "\n".join(place.written for place in places) or "x"

    if not faults(Text("Vragen", body), kind):
        held = {meant(name) for name in names_in(body)}
        assert set(required(kind)) <= held <= set(allowed(kind))
