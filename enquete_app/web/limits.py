"""How often one address may try something that is worth guessing."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from flask import abort, current_app, request
from limits import parse
from limits.storage import MemoryStorage, storage_from_string
from limits.strategies import MovingWindowRateLimiter
from redis.exceptions import RedisError

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from limits import RateLimitItem

P = ParamSpec("P")
R = TypeVar("R")
TOO_MANY_REQUESTS = 429


class Attempts:
    """The attempts so far: in Redis if there is one, so that all web processes share them, else here.

    Args:
        redis_url: where Redis is; empty for none.
    """

    def __init__(self, redis_url: str) -> None:
        self._own = MovingWindowRateLimiter(MemoryStorage())
        # `limits` calls a socket by another name than the client does.
        url = f"redis+{redis_url}" if redis_url.startswith("unix://") else redis_url
        self._shared = MovingWindowRateLimiter(storage_from_string(url)) if url else self._own

    def may(self, rate: RateLimitItem, what: str, who: str) -> bool:
        """Count an attempt, and tell whether it is still within the rate."""
        try:
            return self._shared.hit(rate, what, who)
        except RedisError:
            # Without Redis people can still sign in, and guessing is still limited.
            return self._own.hit(rate, what, who)


def init_limits(app: Flask, redis_url: str) -> None:
    """Begin to count attempts."""
    app.extensions["attempts"] = Attempts(redis_url)


def limited(rate: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Answer 429 to an address that asks for a view too often.

    Args:
        rate: how often it may, such as "10 per minute".
    """
    item = parse(rate)

    def guard(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            attempts: Attempts = current_app.extensions["attempts"]
            if not attempts.may(item, view.__qualname__, request.remote_addr or ""):
                abort(TOO_MANY_REQUESTS)
            return view(*args, **kwargs)

        return guarded

    return guard
