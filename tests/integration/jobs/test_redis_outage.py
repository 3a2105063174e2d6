"""Redis goes away and comes back; the worker goes on."""

import os
import signal
import subprocess
import sys
import time

import pytest
from redis import Redis
from redis.exceptions import RedisError
from rq import Queue
from rq.exceptions import StopRequested
from rq.worker import WorkerStatus
from smtp_server import free_port

from enquete_app.jobs.queue import QUEUE, _Worker

WORKER = """
from enquete_app.jobs import queue
from wsgi import app
queue.TICK_SECONDS = 1
queue.work(app)
"""


@pytest.fixture
def start():
    """Start programs; those that still run at the end are killed."""
    started = []

    def start(*command, **options):
        try:
            process = subprocess.Popen(command, stdout=subprocess.DEVNULL, **options)
        except FileNotFoundError:
            leave_out = pytest.fail if os.environ.get("CI") else pytest.skip
            leave_out(f"no {command[0]} on this machine")
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()


def _ticks_done(redis):
    try:
        return [key for key in redis.keys("rq:job:tick-*") if redis.hget(key, "status") == b"finished"]
    except RedisError:
        return []


def _wait_for_ticks(redis, worker):
    for _ in range(400):
        assert worker.poll() is None, "the worker ended"
        if _ticks_done(redis):
            return
        time.sleep(0.1)
    pytest.fail("no tick within 40 seconds")


@pytest.mark.long
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_tick_comes_back_with_redis(start, database_url, tmp_path):
    port = free_port()
    server = ("redis-server", "--port", str(port), "--save", "", "--dir", str(tmp_path))
    redis = Redis(port=port)
    first = start(*server)
    for _ in range(100):
        try:
            redis.ping()
            break
        except RedisError:
            time.sleep(0.1)
    environ = {
        "PATH": os.environ["PATH"],
        "ENQUETE_SECRET_KEY": "a secret key of the tests, long enough",
        "ENQUETE_CONTACT_KEY": "a contact key of the tests, long enough",
        "ENQUETE_DATABASE_URL": database_url,
        "ENQUETE_REDIS_URL": f"redis://127.0.0.1:{port}/0",
    }
    worker = start(sys.executable, "-c", WORKER, env=environ, stderr=subprocess.DEVNULL)
    _wait_for_ticks(redis, worker)

    first.kill()
    first.wait()
    time.sleep(2.5)  # longer than a tick, so that one finds no Redis
    second = start(*server)
    _wait_for_ticks(redis, worker)

    second.kill()
    second.wait()
    time.sleep(2.5)
    worker.terminate()
    assert worker.wait(30) == 0, "told to end while there is no Redis"
    redis.close()


def test_a_worker_whose_redis_went_away_at_work_ends_when_told_to(start, tmp_path, monkeypatch):
    port = free_port()
    server = start("redis-server", "--port", str(port), "--save", "", "--dir", str(tmp_path))
    redis = Redis(port=port)
    for _ in range(100):
        try:
            redis.ping()
            break
        except RedisError:
            time.sleep(0.1)
    worker = _Worker([Queue(QUEUE, connection=redis)], connection=redis)
    worker.set_state(WorkerStatus.BUSY)
    server.kill()
    server.wait()
    monkeypatch.setattr(signal, "signal", lambda *_: None)

    with pytest.raises(StopRequested):
        worker.request_stop(signal.SIGTERM, None)
    redis.close()
