"""The address that a mail comes back to tells which mail it was, and can be read by nobody wrongly."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enquete_app.fieldwork.messages.bounces.addresses import MailId, id_in, id_of, return_address

BOUNCES = "bounces@gemeente.example"
NAME = "0123456789abcdef" * 2
OURS = f"bounces+2s-{NAME[:24]}@gemeente.example"


def test_the_address_holds_the_number_and_how_the_name_begins():
    assert return_address(BOUNCES, 100, NAME) == OURS
    assert id_in(OURS, BOUNCES) == MailId(100, NAME[:24])
    assert id_in(OURS, BOUNCES).is_of(NAME)
    assert not id_in(OURS, BOUNCES).is_of(NAME[::-1])


@given(st.integers(0, 2**31 - 1), st.binary(min_size=16, max_size=16))
def test_every_address_is_read_as_it_was_made(number, name):
    longest = f"{'b' * 20}@gemeente.example"

    address = return_address(longest, number, name.hex())

    assert id_in(address, longest) == (number, name.hex()[:24])
    assert len(address.partition("@")[0]) <= 64
    assert address == address.lower()


@pytest.mark.parametrize(
    "address",
    [
        OURS.upper(),
        f"<{OURS}>",
        f"Bounces <{OURS}>",
        f"iemand@inwoner.example, {OURS}",
        f"bounces+onzin@gemeente.example, {OURS}",
        OURS.replace("gemeente.example", "mx3.gemeente.example"),
        f"SRS0=Ab1=XY=inwoner.example={OURS}",
        f"prvs=0123456789={OURS}",
    ],
)
def test_servers_may_write_the_address_in_their_own_way(address):
    assert id_in(address, BOUNCES) == (100, NAME[:24])


@pytest.mark.parametrize(
    "address",
    [
        "",
        BOUNCES,
        "bounces+@gemeente.example",
        "bounces+2s@gemeente.example",
        OURS.replace("2s-", "-"),
        OURS.replace("2s-", "zzzzzz-"),  # more than a number of a row can be
        OURS.replace("2s-", "1234567-"),
        OURS.replace("2s-", "2é-"),
        OURS.replace(NAME[:24], NAME[:23]),
        OURS.replace(NAME[:24], NAME[:25]),
        OURS.replace("+", "-"),
        OURS.replace("bounces", "retour"),
        "bounces+" * 10_000,
    ],
)
def test_any_other_address_is_none_of_ours(address):
    assert id_in(address, BOUNCES) is None


@pytest.mark.parametrize("header", ["To", "Delivered-To", "X-Original-To", "Envelope-To", "delivered-to"])
def test_the_address_is_found_in_what_mail_servers_write_down(header):
    mail = f"From: <>\r\n{header}: {OURS}\r\nSubject: retour\r\n\r\nmail\r\n"

    assert id_of(mail.encode(), BOUNCES) == (100, NAME[:24])


def test_whom_the_server_says_it_was_delivered_to_comes_before_whom_it_says_it_is_to():
    other = OURS.replace("2s-", "2t-")
    mail = f"To: {other}\r\nDelivered-To: bounces@gemeente.example\r\nDelivered-To: {OURS}\r\n\r\n"

    assert id_of(mail.encode(), BOUNCES) == (100, NAME[:24])


def test_an_address_in_the_text_or_in_a_returned_mail_does_not_count():
    mail = f"To: {BOUNCES}\r\nSubject: {OURS}\r\nReturn-Path: <{OURS}>\r\n\r\nDelivered-To: {OURS}\r\n"

    assert id_of(mail.encode(), BOUNCES) is None


@given(st.binary(max_size=500))
def test_whatever_comes_is_read_without_a_fault(content):
    assert id_of(b"To: " + content, BOUNCES) is None
    assert id_of(content, BOUNCES) is None
