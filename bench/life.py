"""Whether the promises to respondents hold in long lives of waves that nobody thought of.

Run it from the project's folder with `PYTHONPATH=tests`; `README.md` tells more.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp

from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test
from life import Life

from config import Config
from enquete_app import create_app
from enquete_app.cli.database import migrate

KEY = "a key of the benchmark, long enough to be one"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lives", type=int, default=200)
    parser.add_argument("--steps", type=int, default=60)
    asked = parser.parse_args()
    began = time.monotonic()
    rules = settings(
        max_examples=asked.lives,
        stateful_step_count=asked.steps,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    with TemporaryDirectory() as folder:
        run_state_machine_as_test(lambda: Life(lambda: _app(Path(folder))), settings=rules)
    print(f"{asked.lives} lives of up to {asked.steps} steps in {time.monotonic() - began:.0f} s: they hold")


def _app(folder: Path) -> Flask:
    own = Path(mkdtemp(dir=folder))
    app = create_app(
        Config(
            SECRET_KEY=KEY,
            CONTACT_KEY=KEY[::-1],
            DATABASE_URL=f"sqlite:///{own / 'enquete.sqlite3'}",
            MAILBOX=own / "mailbox",
            WITNESS=str(own / "witness"),
            WORKER="none",
            TESTING=True,
        )
    )
    migrate(app.extensions["database"])
    return app


if __name__ == "__main__":
    main()
