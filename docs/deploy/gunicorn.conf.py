"""How Gunicorn serves Enquete; what the command line says goes before this.

In the image it lies where Gunicorn looks by itself, elsewhere it is given: `gunicorn --config
docs/deploy/gunicorn.conf.py wsgi:app`. `WEB_CONCURRENCY` sets how many processes there are.
"""

import os
import tempfile

bind = "127.0.0.1:8000"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 4
timeout = 60
graceful_timeout = 30
# Longer than a proxy keeps an idle connection, which would else use one that has just been closed.
keepalive = 75
# Who asked for what, and when, is in no log of ours: it tells who answered (docs/architecture.md).
accesslog = None
errorlog = "-"
# Its own lines have the form of ours.
logger_class = "enquete_app.web.gunicorn_log.JsonLogger"
# The heartbeat of a worker is a file; on a disk that is busy it would count as hanging.
worker_tmp_dir = "/dev/shm"  # noqa: S108 - a folder of the system's
# Nothing here writes beside the program, and nobody steers it from outside.
control_socket_disable = True

# Each worker keeps its numbers for /metrics in a file here, and whichever is asked adds them up.
# Gunicorn reads this once more at a HUP.
if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="enquete-metrics-")
