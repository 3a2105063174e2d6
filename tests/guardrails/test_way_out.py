"""No test can reach a real mail server, or anything else outside this machine."""

import socket

import pytest


def test_a_connection_to_the_outside_is_refused_before_it_is_tried():
    with socket.socket() as way_out, pytest.raises(RuntimeError, match=r"a test tried to reach 192\.0\.2\.1"):
        way_out.connect(("192.0.2.1", 25))


def test_a_name_that_would_have_to_be_looked_up_is_refused_too():
    with socket.socket() as way_out, pytest.raises(RuntimeError, match="tried to reach"):
        way_out.connect(("mail.gemeente.example", 25))
