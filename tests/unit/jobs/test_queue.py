"""Telling the worker that there is work."""

import socket
import time

from flask import Flask

from enquete_app.jobs.queue import tick_now


def test_a_redis_that_hangs_keeps_nobody_waiting(caplog):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        app = Flask("silent")
        app.config["REDIS_URL"] = f"redis://127.0.0.1:{silent.getsockname()[1]}/0"
        began = time.monotonic()
        tick_now(app)

    assert time.monotonic() - began < 5
    assert "no tick" in caplog.text
