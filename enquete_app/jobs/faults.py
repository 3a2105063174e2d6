"""How often something that was due could not be done: a number for whoever watches this installation.

It may start anew at any time, as counters do; what could not be done is tried again, and stands in the log.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from redis import Redis
from redis.exceptions import RedisError

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

IN_THIS_PROCESS = "note_faults"
"""The extension that counts where the serving process does the work."""
PATIENCE_SECONDS = 2
_KEY = "enquete:faults"


def note_faults(app: Flask, number: int) -> None:
    """Count what could not be done by a run. With workers Redis counts; without it the number is lost.

    Args:
        app: the application.
        number: how many things there were now.
    """
    if not app.config["REDIS_URL"]:
        note: Callable[[int], None] = app.extensions[IN_THIS_PROCESS]
        note(number)
    elif number:
        try:
            with redis_at(app.config["REDIS_URL"]) as redis:
                redis.incrby(_KEY, number)
        except RedisError as error:
            app.logger.error("no queue: %s", type(error).__name__)  # noqa: TRY400 - an outage is no fault of ours


def faults_of_workers(redis_url: str) -> int | None:
    """How many there were; none if Redis does not say."""
    try:
        with redis_at(redis_url) as redis:
            return int(cast("bytes | None", redis.get(_KEY)) or 0)
    except RedisError:
        return None


def redis_at(url: str) -> Redis:
    """Redis, for a question that may not take long. Leaving its `with` closes it."""
    return Redis.from_url(url, socket_connect_timeout=PATIENCE_SECONDS, socket_timeout=PATIENCE_SECONDS)
