"""The two transports of the same work: a thread in the serving process, and RQ on Redis."""

import time
from datetime import UTC, datetime

import pytest
from builders import complaint
from redis import Redis
from rq import Queue
from sqlalchemy import func, select

from enquete_app.fieldwork.calendar import local_day
from enquete_app.fieldwork.drawing.draws import Order, find_survey, make_draw
from enquete_app.fieldwork.models import Message, MessageKind, MessageState
from enquete_app.jobs.due import close_and_forget
from enquete_app.jobs.queue import QUEUE, work
from enquete_app.jobs.thread import WorkThread, build_in_subprocess
from enquete_app.jobs.waking import wake
from enquete_app.results.building import stored_report

pytestmark = pytest.mark.both


def drawn_today(app, people=3):
    database, keyring = app.extensions["database"], app.extensions["keyring"]
    today = local_day(datetime.now(UTC))
    with app.app_context(), database.transaction() as session:
        session.add_all(complaint(received=today, closed=today) for _ in range(people))
        session.flush()
        make_draw(session, find_survey(session, "klachtbehandeling"), Order(as_of=today), keyring)


def sent(app):
    with app.extensions["database"].reader() as session:
        invitations = select(func.count()).where(
            Message.kind == MessageKind.INVITATION, Message.state == MessageState.SENT
        )
        return session.scalar(invitations)


@pytest.fixture
def app_with_redis(make_app, smtp, redis_url):
    return make_app(**smtp.settings, REDIS_URL=redis_url)


def test_a_worker_on_redis_sends_what_is_due(app_with_redis, smtp):
    drawn_today(app_with_redis)

    work(app_with_redis, burst=True)

    assert sent(app_with_redis) == 3
    assert set(smtp.by_message_id().values()) == {1}


def test_a_flushed_redis_loses_nothing(app_with_redis, redis_url):
    drawn_today(app_with_redis)
    work(app_with_redis, burst=True)
    drawn_before = sent(app_with_redis)

    Redis.from_url(redis_url).flushdb()
    work(app_with_redis, burst=True)

    assert sent(app_with_redis) == drawn_before == 3


def test_nothing_personal_is_ever_in_redis(app_with_redis, redis_url):
    drawn_today(app_with_redis)
    work(app_with_redis, burst=True)

    redis = Redis.from_url(redis_url)
    held = b"".join(redis.dump(key) or b"" for key in redis.scan_iter())
    assert b"inwoner" not in held
    assert b"K-0" not in held


def test_whoever_asks_while_a_worker_is_at_work_wakes_one_again(app_with_redis, redis_url):
    """However soon: a worker at work may have passed by what is asked now."""
    queue = Queue(QUEUE, connection=Redis.from_url(redis_url))
    for _ in range(3):
        wake(app_with_redis)
        wake(app_with_redis)
        assert queue.count == 1
        assert queue.pop_job_id()  # as a worker does


def test_the_thread_begins_with_the_first_request_and_not_before(make_app, smtp):
    app = make_app(**smtp.settings)
    drawn_today(app)
    thread = WorkThread(app)
    thread.start_with_first_request()
    time.sleep(0.2)
    assert sent(app) == 0

    app.test_client().get("/")
    deadline = time.monotonic() + 20
    while sent(app) < 3 and time.monotonic() < deadline:
        time.sleep(0.05)
    thread.stop()

    assert sent(app) == 3


def test_results_are_built_in_a_process_of_their_own(make_app):
    app = make_app()
    drawn_today(app)
    with app.app_context():
        close_and_forget(app, 1)

    build_in_subprocess(app, 1)

    with app.extensions["database"].reader() as session:
        assert stored_report(session, 1) is not None
