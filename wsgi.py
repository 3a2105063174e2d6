"""The application that a WSGI server and the `flask` command load."""

import sys

from config import ConfigError, demo, from_environ
from enquete_app import create_app
from enquete_app.cli.demo import demo_is_asked
from enquete_app.logs import set_up

try:
    # The demo ignores the environment, so it must not fail on what is missing there.
    config = demo() if demo_is_asked(sys.argv) else from_environ()
    set_up(as_json=config.LOG_IS_JSON)
    app = create_app(config)
except ConfigError as error:
    sys.exit(f"Error: {error}")
