"""Taking Redis and PostgreSQL away from whatever mails."""

from __future__ import annotations

import time

from faults.own_servers import OwnPostgres
from faults.post import SOON, Post


def redis_flushed(post: Post) -> None:
    """Redis forgets everything while a worker works."""
    process = post.begin(post.work_on_redis)
    post.pause()
    post.note_work()
    post.redis.flush()
    post.wait_for(process)


def redis_restarted_empty(post: Post) -> None:
    """Redis dies while a worker works and comes back with nothing; the worker goes on by itself."""
    process = post.begin(post.work_for_good)
    post.pause()
    post.note_work()
    post.redis.restart()
    post.wait_until_done()
    post.terminate(process)


def redis_gone(post: Post) -> None:
    """Redis dies and does not come back; somebody runs `run-due` beside the worker that waits for it."""
    process = post.begin(post.work_for_good)
    post.pause()
    post.note_work()
    post.redis.kill()
    try:
        post.wait_for(post.begin(post.work))
        post.wait_until_done()
        post.terminate(process)
    finally:
        post.redis.start()


def postgresql_restarted(post: Post) -> None:
    """PostgreSQL ends at once and comes back while two work."""
    processes = [post.begin(post.work) for _ in range(2)]
    post.pause()
    post.note_work()
    _cluster(post).restart_at_once()
    for process in processes:
        post.wait_for(process)
    post.note_dialogues(2)


def connections_exhausted(post: Post) -> None:
    """PostgreSQL gives no connection any more while one works and another begins to."""
    first = post.begin(post.work)
    post.pause()
    post.note_work()
    with _cluster(post).exhausted():
        second = post.begin(post.work)
        time.sleep(post.lots.uniform(10, 30) * SOON)
    for process in (first, second):
        post.wait_for(process)


def _cluster(post: Post) -> OwnPostgres:
    assert post.cluster is not None
    return post.cluster
