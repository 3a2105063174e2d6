"""The application that a WSGI server and the `flask` command load."""
# ruff: noqa: E402 - loading is what is to go without the collector

import gc
import sys

# What is loaded here stays. Looking through it for what could be freed, now and when the process ends, would
# take most commands longer than their work does.
gc.disable()

from config import ConfigError, demo, from_environ
from enquete_app import create_app
from enquete_app.cli.demo import demo_is_asked
from enquete_app.logs import set_up

GUNICORN_ENDS = 3
"""The exit by which Gunicorn knows that a worker cannot start; after others it tries again for ever."""

try:
    # The demo ignores the environment, so it must not fail on what is missing there.
    config = demo() if demo_is_asked(sys.argv) else from_environ()
    set_up(as_json=config.LOG_IS_JSON)
    app = create_app(config)
except ConfigError as error:
    sys.stderr.write(f"Error: {error}\n")
    sys.exit(GUNICORN_ENDS if "gunicorn.arbiter" in sys.modules else 1)
gc.freeze()
gc.enable()
