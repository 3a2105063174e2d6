"""How often somebody may try."""

import pytest
from limits import parse

from enquete_app.web.limits import Attempts


@pytest.mark.parametrize(
    "redis_url",
    ["", "redis://127.0.0.1:1/0", "unix:///nowhere/redis.sock?db=1"],
    ids=["none", "tcp", "socket"],
)
def test_attempts_are_limited_for_each_address_also_while_redis_is_away(redis_url):
    attempts, rate = Attempts(redis_url), parse("2 per minute")

    assert [attempts.may(rate, "sign in", "192.0.2.1") for _ in range(3)] == [True, True, False]
    assert attempts.may(rate, "sign in", "192.0.2.2")
