"""A mail as bytes: what is put in comes out, nothing breaks a header, and what is unfit does not leave."""

from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.utils import getaddresses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enquete_app.fieldwork.messages.wire import (
    LARGEST,
    Content,
    TooLargeError,
    UnfitError,
    fault_in,
    size_of,
    written,
)

OURS = ["MIME-Version", "Subject", "From", "To", "Date", "Message-ID", "Auto-Submitted"]
HEADERS = {"Content-Type", "Content-Language", *OURS}
PARTS = ["multipart/alternative", "text/plain", "text/html"]
NASTY = [
    *("\r", "\n", "\r\n", "\r\n ", "\0", "\v", "\f", "\x1c", "\x85", "\u2028", "\u2029", "\ud800"),
    *(
        "\r\nBcc: x@elders.nl",
        "\n\n",
        "=?utf-8?q?Bcc=3A?=",
        "=?utf-8?b?DQpCY2M6?=",
        "?=",
        "=?",
        "<x@elders.nl>",
    ),
    *(
        ",",
        ";",
        ":",
        '"',
        "\\",
        "(",
        "@",
        "  ",
        "\t",
        "\N{PARTY POPPER}",
        "שלום",
        "\u202e",
        "e\u0301",
        "é" * 90,
    ),
    *("G" * 90, "a " * 60, "\u200d", "\xa0", "."),
]
texts = st.one_of(st.text(), st.lists(st.one_of(st.sampled_from(NASTY), st.text(max_size=9))).map("".join))


def content(**values):
    defaults = {
        "subject": "Een paar vragen",
        "sender": ("Gemeente Voorbeeldstad", "onderzoek@gemeente.example"),
        "recipient": "klager@inwoner.example",
        "date": datetime(2025, 5, 15, 7, tzinfo=UTC),
        "message_id": "<0123@gemeente.example>",
        "text": "Goedendag,\n\ntot ziens",
        "html": "<p>Goedendag,</p>\n<p>tot ziens</p>",
        "headers": {"Content-Language": "nl"},
    }
    return Content(**(defaults | values))


def read(sent):
    return message_from_bytes(sent, policy=policy.strict)


def sender_of(sent):
    """The name and the address of the one sender, with words decoded as RFC 2047 says.

    Python 3.11's newer reader leaves the blank between encoded words in a name.
    """
    [(name, address)] = getaddresses([message_from_bytes(sent)["From"]])
    return str(make_header(decode_header(name))), address


def together(text):
    return " ".join(text.split())


@given(texts, texts)
def test_no_words_break_a_header_and_all_that_are_taken_come_out(subject, name):
    try:
        sent = written(content(subject=subject, sender=(name, "onderzoek@gemeente.example")))
    except UnfitError:
        return
    mail = read(sent)

    assert sorted(mail.keys()) == sorted(HEADERS)
    assert not any(value.defects for value in mail.values())
    assert together(mail["Subject"]) == together(subject)
    shown, address = sender_of(sent)
    assert address == mail["From"].addresses[0].addr_spec == "onderzoek@gemeente.example"
    assert together(shown) == together(name)
    assert str(mail["To"]) == "klager@inwoner.example"


@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1))
def test_words_without_control_characters_are_never_refused(words):
    assert written(content(subject=words, sender=(words, "a@b.example")))


@given(texts.filter(lambda text: "\ud800" not in text))
def test_a_body_comes_out_as_it_went_in(text):
    sent = written(content(text=text or "x", html=""))

    assert sent.isascii()
    assert max(map(len, sent.split(b"\r\n"))) <= 998
    assert read(sent).get_content().split() == (text or "x").split()


@pytest.mark.parametrize(
    "words", ["é" * 200, "a" * 200, "een twee " * 30, "=?utf-8?q?klacht?=", "\N{PARTY POPPER}" * 60]
)
def test_encoded_words_stand_in_lines_as_long_as_they_may_be(words):
    sent = written(content(subject=words, sender=(words, "onderzoek@gemeente.example")))

    lines = [line for line in sent.partition(b"\r\n\r\n")[0].split(b"\r\n") if b"=?" in line]
    assert lines
    assert max(map(len, lines)) <= 76


def test_a_subject_that_looks_encoded_is_shown_as_it_stands():
    assert read(written(content(subject="=?utf-8?q?klacht?=")))["Subject"] == "=?utf-8?q?klacht?="


@pytest.mark.parametrize(
    "name", ["Vóórbeeldstad, afdeling Klachten en nog meer woorden", 'Stad, "de" <beste>', "a@b"]
)
def test_a_name_with_signs_that_mean_something_in_a_header_stays_one_name(name):
    sent = written(content(sender=(name, "onderzoek@gemeente.example")))

    assert sender_of(sent) == (name, "onderzoek@gemeente.example")


@pytest.mark.parametrize(
    "text", ["kort", "één", "x" * 5000, "é" * 5000, "Å…\x85\x0b", ".\n..\nFrom x", "=3D =\n="]
)
def test_parts_have_seven_bits_and_short_lines(text):
    sent = written(content(text=text, html=f"<p>{text}</p>"))

    assert sent.isascii()
    assert max(map(len, sent.split(b"\r\n"))) <= 998
    plain, html = (read(sent).get_body((kind,)).get_content() for kind in ("plain", "html"))
    assert plain.replace("\r\n", "\n").rstrip("\n") == text
    assert html.replace("\r\n", "\n").rstrip("\n") == f"<p>{text}</p>"


def test_letters_that_are_all_foreign_take_less_than_two_bytes_for_one():
    assert size_of("ش" * 10_000, "x") < 2 * 2 * 10_000


def test_a_mail_is_as_large_as_may_be_and_no_larger():
    assert len(written(content(text="x\n" * 33_000))) <= LARGEST
    with pytest.raises(TooLargeError, match="bytes"):
        written(content(text="x\n" * 33_400))


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"headers": {"X-Á": "a"}}, "signs"),
        ({"headers": {"List-Unsubscribe": "<https://één.example/u/x>"}}, "signs"),
        ({"headers": {"List-Unsubscribe": f"<https://a.example/{'x' * 990}>"}}, "line is too long"),
        ({"headers": {"bcc": "a@elders.nl\r\n"}}, "line break in the header 'bcc'"),
        ({"headers": {"Bcc: a@elders.nl\r\nX": "a"}}, "line break in the header"),
        ({"headers": {"subject": "nog een"}}, "a header is missing, too many or there twice"),
        ({"text": ""}, "part is missing or empty"),
        ({"text": "\ud800"}, "signs that no mail can carry"),
    ],
)
def test_what_would_be_no_good_mail_is_refused(values, said):
    with pytest.raises(UnfitError, match=said):
        written(content(**values))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (b"Auto-Submitted: auto-generated\r\n", b"", "a header is missing"),
        (b"To: ", b"To: a@elders.nl\r\nTo: ", "there twice"),
        (b"To: ", b"Bcc: a@elders.nl\r\nTo: ", "too many"),
        (b"Subject: ", b"Subject: \xc3\xa9", "signs that have no place"),
        (b"Subject: Een", b"Subject: Een\nBcc: a@elders.nl", "signs that have no place"),
        (b"Subject: Een", b"Subject: Een\rx", "signs that have no place"),
        (b"Goedendag", b"Goedendag\xe9", "more than ASCII"),
        (b"text/html", b"text/plain", "a part is missing"),
        (b"alternative", b"alternatief; x", "a part is missing"),
    ],
)
def test_a_fault_in_the_bytes_is_found(old, new, said):
    sent = written(content())

    assert fault_in(sent, HEADERS, PARTS) is None
    assert said in fault_in(sent.replace(old, new, 1), HEADERS, PARTS)
