"""How often one address may try something that is worth guessing."""

from __future__ import annotations

import math
import time
from functools import wraps
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from flask import abort, current_app, request
from limits import parse
from limits.storage import MemoryStorage, storage_from_string
from limits.strategies import MovingWindowRateLimiter
from redis.exceptions import RedisError

from enquete_app.web.transaction import keyring

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from limits import RateLimitItem

P = ParamSpec("P")
R = TypeVar("R")
TOO_MANY_REQUESTS = 429
TIMEOUTS = {"socket_connect_timeout": 1, "socket_timeout": 1}
"""In seconds: somebody is waiting, and a Redis that hangs is worth no more than one that is away."""


class Attempts:
    """The attempts so far: in Redis if there is one, so that all web processes share them, else here.

    Args:
        redis_url: where Redis is; empty for none.
    """

    def __init__(self, redis_url: str) -> None:
        self._own = MovingWindowRateLimiter(MemoryStorage())
        # `limits` calls a socket by another name than the client does.
        url = f"redis+{redis_url}" if redis_url.startswith("unix://") else redis_url
        storage = storage_from_string(url, **TIMEOUTS) if url else self._own.storage
        self._shared = MovingWindowRateLimiter(storage)

    def seconds_to_wait(self, rate: RateLimitItem, what: str, who: str) -> int:
        """Count an attempt, and tell whether it is still within the rate.

        Returns:
            0 if it is; else how many seconds from now one would be.
        """
        try:
            return _hit(self._shared, rate, what, who)
        except RedisError:
            # Without Redis people can still sign in, and guessing is still limited.
            return _hit(self._own, rate, what, who)


def init_limits(app: Flask, redis_url: str) -> None:
    """Begin to count attempts."""
    app.extensions["attempts"] = Attempts(redis_url)


def seconds_to_wait(rate: str, what: str) -> int:
    """Count an attempt of the address that the request comes from, as `Attempts` does.

    Args:
        rate: how many attempts it has, such as "10 per minute".
        what: is attempted.
    """
    attempts: Attempts = current_app.extensions["attempts"]
    # Under a key, since whoever can read what Redis keeps should not learn who was here.
    who = keyring().derive("address", network_of(request.remote_addr or "")).hex()[:16]
    return attempts.seconds_to_wait(parse(rate), what, who)


def network_of(address: str) -> str:
    """What counts as one address: of IPv6 the /64 in which a single computer may choose as it likes.

    Args:
        address: as the server or a trusted proxy names it; some proxies add a port.
    """
    found = _parsed(address) or _parsed(address.rpartition(":")[0].strip("[]"))
    if isinstance(found, IPv6Address):
        return str(found.ipv4_mapped or found.packed[:8].hex(":", 2))
    return str(found or address)


def limited(rate: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Answer 429 to an address that asks for a view too often.

    Args:
        rate: how often it may, such as "10 per minute".
    """

    def guard(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            if seconds_to_wait(rate, view.__qualname__):
                abort(TOO_MANY_REQUESTS)
            return view(*args, **kwargs)

        return guarded

    return guard


def _hit(limiter: MovingWindowRateLimiter, rate: RateLimitItem, what: str, who: str) -> int:
    if limiter.hit(rate, what, who):
        return 0
    free_at = limiter.get_window_stats(rate, what, who).reset_time
    return min(max(math.ceil(free_at - time.time()), 1), rate.get_expiry())


def _parsed(address: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(address)
    except ValueError:
        return None
