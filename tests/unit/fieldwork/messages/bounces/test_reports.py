"""What comes back is read for what it says: each mail of the collection lies in the folder of its verdict."""

import logging
import time
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from enquete_app.fieldwork.messages.bounces.addresses import id_of
from enquete_app.fieldwork.messages.bounces.reports import Report, judge

MAILS = Path(__file__).parents[4] / "data/bounces"
COLLECTION = sorted(MAILS.glob("*/*.eml"))
UNKNOWN_USER = (MAILS / "hard/postfix-unknown-user.eml").read_bytes()
REPORT_OF = b"""From: MAILER-DAEMON@mx.example
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; klager@inwoner.example
%b

--b--
"""


@pytest.mark.parametrize("mail", COLLECTION, ids=lambda each: f"{each.parent.name}: {each.stem}")
def test_a_mail_is_read_for_what_it_says(mail, caplog):
    caplog.set_level(logging.DEBUG)

    assert judge(mail.read_bytes()) == mail.parent.name
    assert caplog.text == ""


def test_the_collection_is_large_enough_to_count_for_something():
    assert {each.parent.name for each in COLLECTION} == set(Report)
    assert len(COLLECTION) >= 50


@pytest.mark.parametrize("mail", COLLECTION, ids=lambda each: each.stem)
def test_a_mail_is_read_the_same_with_the_other_line_ends(mail):
    content = mail.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")

    assert judge(content) == mail.parent.name


def test_the_mails_of_the_collection_came_back_to_one_address():
    ours = [
        id_of(each.read_bytes(), "bounces@gemeente.example") for each in COLLECTION if each.stem != "empty"
    ]

    assert set(ours) == {(100, "0123456789abcdef01234567")}


@pytest.mark.parametrize(
    ("fields", "verdict"),
    [
        (b"Action: failed\nStatus: 5.1.1", Report.HARD),
        (b"ACTION: Failed (given up)\nSTATUS: 5.1.1 (bad mailbox)", Report.HARD),
        (b"Action: failed\nStatus: 5.1.2", Report.HARD),
        (b"Action: failed\nStatus: 5.1.10", Report.HARD),
        (b"Action: failed\nStatus: 5.4.310", Report.HARD),
        (b"Action: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; 550 no such user", Report.HARD),
        (b"Action: failed\nDiagnostic-Code: smtp; 550 5.1.1 no such user at 192.4.2.2", Report.HARD),
        (b"Action: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; 450 greylisted", Report.SOFT),
        (b"Action: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; 552 too much", Report.SOFT),
        (b"Action: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; 535 sign in", Report.SOFT),
        (b"Action: failed\nStatus: 5.0.0\nDiagnostic-Code: x-unix; mailbox is full", Report.SOFT),
        (b"Action: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; 550 postbus vol", Report.SOFT),
        (b"Action: failed\nStatus: 5.7.1", Report.SOFT),
        (b"Action: failed\nStatus: 5.7.26\nDiagnostic-Code: smtp; 550 DMARC", Report.SOFT),
        (b"Action: failed\nStatus: 5.1.7", Report.SOFT),
        (b"Action: failed\nStatus: 5.3.4", Report.SOFT),
        (b"Action: failed\nStatus: 4.2.2", Report.SOFT),
        (b"Action: failed\nStatus: vijf", Report.SOFT),
        (b"Action: failed", Report.SOFT),
        (b"Action: delayed\nStatus: 5.1.1", Report.SOFT),
        (b"Action: expanded\nStatus: 2.0.0", Report.NONE),
        (b"Action: mislukt\nStatus: 5.1.1", Report.NONE),
        (b"Action: \xff\xfe\nStatus: \xff5.1.1", Report.NONE),
        (b"Action: failed\nStatus: 5.1.1\xff\xfe", Report.HARD),
        (b"Status: 5.1.1", Report.NONE),
        (b"", Report.NONE),
    ],
)
def test_only_a_final_failure_of_the_address_is_hard(fields, verdict):
    assert judge(REPORT_OF % fields) == verdict


def test_a_report_is_read_also_where_megabytes_follow():
    assert judge(UNKNOWN_USER + b"\r\nbijlage" * 700_000) == Report.HARD
    assert judge(b"x" * 5_000_000) == Report.NONE
    assert judge(b"X-Spam: " + b"x" * 5_000_000 + b"\r\n" + UNKNOWN_USER) == Report.NONE


DEEP = b"".join(b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (n, n) for n in range(5000))
WITHIN = b"Content-Type: message/rfc822\n\n" * 5000
FAILED = b"Content-Type: multipart/report; boundary=b\nFrom: postmaster@x.example\n\n--b\n\n"
TRIGGERS = (
    b"The following addresses had\nfailed addresses follow:\nYour message could not be delivered to\n"
    b"Did not reach the following recipient\nYour message to:\nhere is your list of failed recipients\n"
)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(DEEP, id="parts within parts"),
        pytest.param(WITHIN, id="mails within mails"),
        pytest.param(b"Content-Type: multipart/mixed" + b";" * 300_000, id="empty parameters"),
        pytest.param(b"Content-Type: multipart/mixed" + b'\n ;"' * 60_000, id="folded parameters"),
        pytest.param(b'Content-Type: multipart/mixed; a="' + b'\\"' * 100_000, id="quotation marks"),
        pytest.param(b"".join(b"Content-Type: a/b; c%d*=x\n" % n for n in range(9000)), id="headers"),
        pytest.param(b"From: " + b"(" * 300_000 + b"\nX-Failed-Recipients: " + b"<" * 300_000, id="comments"),
        pytest.param(b"From: MAILER-DAEMON@x\n\n" + b"," * 300_000, id="commas"),
        pytest.param(b"From: MAILER-DAEMON@x\n\n" + TRIGGERS + b"a@" * 130_000, id="at signs"),
        pytest.param(b"From: MAILER-DAEMON@x\n\n" + TRIGGERS + (b"a" * 900 + b"\n") * 280, id="long lines"),
        pytest.param(b"From: MAILER-DAEMON@x\n\n" + TRIGGERS + (b"<a@b " * 180 + b"\n") * 280, id="brackets"),
        pytest.param(FAILED + b"--b\n\n" * 50_000, id="many parts"),
        pytest.param(REPORT_OF % (b"Action: failed\n\n" * 15_000), id="many recipients"),
        pytest.param(REPORT_OF % (b"Action: failed\nStatus: " + b"5.1." * 60_000), id="long status"),
        pytest.param(REPORT_OF % (b"Action: failed\nDiagnostic-Code: " + b"mailbox " * 30_000), id="words"),
        pytest.param(b"\0" * 300_000, id="zeros"),
        pytest.param(b"\r" * 300_000, id="carriage returns"),
    ],
)
def test_a_hostile_mail_is_read_in_seconds(content, caplog):
    began = time.process_time()

    assert judge(content) in Report
    assert time.process_time() - began < 10
    assert caplog.text == ""


@given(st.binary(max_size=2000))
@example(b"Content-Type: message/delivery-status\n\n")
@example(b"Content-Type: multipart/report; charset=\xff\n\n")
def test_whatever_comes_is_read_without_a_fault(content):
    assert judge(content) in Report
    assert judge(REPORT_OF % content) in Report


@settings(max_examples=300)
@given(st.integers(0, len(UNKNOWN_USER)), st.integers(0, 40), st.binary(max_size=40))
def test_a_report_that_was_spoilt_on_the_way_is_read_without_a_fault(where, cut, put):
    assert judge(UNKNOWN_USER[:where] + put + UNKNOWN_USER[where + cut :]) in Report
    assert judge(UNKNOWN_USER[:where]) in Report


@pytest.mark.parametrize("charset", ["utf-8", "utf-7", "idna", "punycode", "rot13", "hex", "unknown", ""])
def test_a_report_in_words_may_name_any_charset(charset):
    mail = (MAILS / "hard/qmail-no-mailbox.eml").read_bytes()
    kind = f'Content-Type: text/plain; charset="{charset}"\nSubject:'.encode()

    assert judge(mail.replace(b"Subject:", kind, 1)) == Report.HARD


@pytest.mark.parametrize(
    "subject",
    [
        b"=?utf-8?B?UsOpcG9uc2UgYXV0b21hdGlxdWUgOiB2b3RyZSBhdmlz?=",
        b"Absence du bureau",
        b"AW: Automatische Antwort: x",
        b"=?iso-8859-1?Q?Antwort:_Abwesenheitsnotiz_f=FCr_Sie?=",
        b"Niet aanwezig",
    ],
)
def test_an_automatic_answer_is_known_by_its_subject_in_other_languages_too(subject):
    words = b"This is a permanent error; I have given up.\n<klager@inwoner.example>: user unknown\n"
    answer = b"From: postmaster@inwoner.example\nSubject: %b\n\n%b"
    report = b"The following addresses had permanent fatal errors\n<klager@inwoner.example>\n"

    assert judge(answer % (subject, report + words)) is Report.NONE
    assert judge(answer % (b"Undeliverable", report + words)) is Report.HARD
