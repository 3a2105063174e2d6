"""Killing whatever mails: at random points, and at chosen ones of the dialogue with the mail server."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from concurrent.futures import Future
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from faults.post import PATIENCE, Post, descendants, kill
from gunicorn.app.base import BaseApplication
from smtp_server import free_port

from enquete_app.fieldwork.messages.mailer import Delivery, Mail, SmtpPost
from enquete_app.jobs.waking import start_work_thread


def run_due(post: Post) -> None:
    """Kill a `run-due`, or the process of a tick."""
    _killed(post, post.lots.choice([post.work, post.tick]))


def worker_with_horse(post: Post) -> None:
    """Kill a worker and its work horse at once."""
    _killed(post, post.work_on_redis)


def worker(post: Post) -> None:
    """Kill the worker, and let its work horse end what it does; another worker begins meanwhile."""
    process = post.begin(post.work_on_redis)
    post.pause()
    # It stands still first: a horse that it starts meanwhile would be nobody's, and taken for dead.
    os.kill(process, signal.SIGSTOP)
    horses = descendants(process)
    kill(process)
    post.wait_for(process)
    post.note_work()
    post.wait_for(post.begin(post.work_on_redis))
    until = time.monotonic() + PATIENCE
    while any(map(_is_alive, horses)) and time.monotonic() < until:
        time.sleep(0.01)


def horse(post: Post) -> None:
    """Kill the work horse only; its worker notes that and goes on."""
    process = post.begin(post.work_on_redis)
    post.pause()
    for each in descendants(process):
        kill(each)
    post.note(1)
    post.wait_for(process)


def web_process(post: Post) -> None:
    """Kill gunicorn's worker process, in whose thread the mails leave, and let gunicorn start another."""
    port = free_port()
    gunicorn = post.begin(lambda: _Gunicorn(post, port).run())
    _visit(port)
    post.pause()
    for each in descendants(gunicorn):
        kill(each)
    post.note(1)
    # The next one comes when the lease of the dead is over.
    post.move_past_leases()
    _visit(port)
    post.wait_until_done()
    post.terminate(gunicorn)


def before_the_content(post: Post) -> None:
    """Kill the process once a mail counts as leaving, before the server hears of it."""
    _killed_beside_delivery(post, is_after=False)


def between_250_and_commit(post: Post) -> None:
    """Kill the process once the server took a mail, before that is recorded."""
    _killed_beside_delivery(post, is_after=True)


def within_the_dialogue(post: Post) -> None:
    """Kill the process while the server has a mail's content and has not answered yet."""
    dead: Future[int] = Future()
    post.at_a_content(lambda: kill(dead.result()))
    dead.set_result(post.begin(post.work))
    post.wait_for(dead.result())
    post.note(1)


def _killed(post: Post, what: Callable[[], None]) -> None:
    process = post.begin(what)
    post.pause()
    post.kill(process)


def _killed_beside_delivery(post: Post, *, is_after: bool) -> None:
    left = post.lots.randrange(1, post.people)
    deliver = SmtpPost.deliver

    def deliver_and_die(self: SmtpPost, mail: Mail) -> Delivery:
        nonlocal left
        left -= 1
        turn = left  # another thread may count on meanwhile
        if turn == 0 and not is_after:
            _die()
        delivery = deliver(self, mail)
        if turn == 0:
            _die()
        return delivery

    def work() -> None:
        SmtpPost.deliver = deliver_and_die  # type: ignore[method-assign]
        post.work()

    post.wait_for(post.begin(work))
    post.note(1)


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _is_alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text("ascii").rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def _visit(port: int) -> None:
    """Be the request with which the thread starts."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        connection = HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/")
            connection.getresponse().read()
        except OSError:
            time.sleep(0.02)
        else:
            return
        finally:
            connection.close()


class _Gunicorn(BaseApplication):  # type: ignore[misc]
    """Gunicorn as the command runs it, around an application that is loaded already."""

    def __init__(self, post: Post, port: int) -> None:
        self._post, self._port = post, port
        super().__init__()

    def load_config(self) -> None:
        """Set it up."""
        settings = {
            "bind": f"127.0.0.1:{self._port}",
            "threads": 2,
            "loglevel": "critical",
            "control_socket_disable": True,
        }
        for name, value in settings.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """Give the application, with the setting `WORKER=thread`."""
        start_work_thread(self._post.app)
        return self._post.app
