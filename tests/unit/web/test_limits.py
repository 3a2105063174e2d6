"""How often somebody may try."""

import socket
import time

import pytest
from limits import parse

from enquete_app.web.limits import Attempts, network_of


@pytest.mark.parametrize(
    "redis_url",
    ["", "redis://127.0.0.1:1/0", "unix:///nowhere/redis.sock?db=1"],
    ids=["none", "tcp", "socket"],
)
def test_attempts_are_limited_for_each_address_also_while_redis_is_away(redis_url):
    attempts, rate = Attempts(redis_url), parse("2 per minute")

    waits = [attempts.seconds_to_wait(rate, "sign in", "192.0.2.1") for _ in range(4)]

    assert waits[:2] == [0, 0]
    assert all(50 <= wait <= 60 for wait in waits[2:])
    assert attempts.seconds_to_wait(rate, "sign in", "192.0.2.2") == 0


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("192.0.2.1:50123", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:0db8:0001:0002"),
        ("2001:db8:1:2::9", "2001:0db8:0001:0002"),
        ("[2001:db8:1:2::9]:443", "2001:0db8:0001:0002"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("fe80::1%eth0", "fe80:0000:0000:0000"),
        ("", ""),
        ("unknown", "unknown"),
    ],
)
def test_what_one_computer_can_choose_from_counts_as_one_address(address, network):
    assert network_of(address) == network


def test_a_redis_that_hangs_keeps_nobody_waiting():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        attempts = Attempts(f"redis://127.0.0.1:{silent.getsockname()[1]}/0")
        began = time.monotonic()
        waits = [attempts.seconds_to_wait(parse("1 per minute"), "sign in", "192.0.2.1") for _ in range(2)]

    assert time.monotonic() - began < 9
    assert waits[0] == 0 < waits[1]
