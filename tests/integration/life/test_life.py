"""Whatever people and staff do, in whatever order: the promises hold."""

import itertools
import shutil
from collections import Counter

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from life import Life
from staff_view import quick_files

from config import Config
from enquete_app import create_app

WHAT_HAS_TO_COME_ABOUT = {
    *("sent", "sent again", "sent late", "opted out", "reminded", "closed", "read", "erased", "drawn"),
    *("reopened", "without address", "deleted"),
}
SHORT = settings(
    max_examples=5,
    stateful_step_count=12,
    # The same each time, so that what is to come about does; `bench.life` tries ever new ones.
    derandomize=True,
    phases=[Phase.generate],
    deadline=None,
    suppress_health_check=list(HealthCheck),
    database=None,
)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.long)])
def new_database(request):
    """Make a new, migrated database; gives its address."""
    if request.param == "postgresql":
        make = request.getfixturevalue("make_postgres")
        return lambda _folder: make()
    template = request.getfixturevalue("sqlite_template")
    return lambda folder: f"sqlite:///{shutil.copy(template, folder / 'enquete.sqlite3')}"


@pytest.fixture
def machine(new_database, tmp_path):
    """Make machines, each with an application on a database and a mailbox of its own."""
    numbers = itertools.count()

    def make():
        folder = tmp_path / str(next(numbers))
        folder.mkdir()
        app = create_app(
            Config(
                SECRET_KEY="a secret key of the tests, long enough",
                CONTACT_KEY="a contact key of the tests, long enough",
                DATABASE_URL=new_database(folder),
                MAILBOX=folder / "mailbox",
                WITNESS=str(folder / "witness"),
                WORKER="none",
                TESTING=True,
            )
        )
        if app.extensions["database"].engine.dialect.name == "sqlite":
            quick_files(app.extensions["database"].engine)
        return app

    machines = []

    def machine():
        machines.append(Life(make))
        return machines[-1]

    return machine, machines


def test_the_promises_hold_whatever_is_pressed_in_whatever_order(machine):
    make, machines = machine
    run_state_machine_as_test(make, settings=SHORT)

    came_about = sum((each.seen for each in machines), Counter())
    assert came_about.keys() == WHAT_HAS_TO_COME_ABOUT, "else the promises would hold of nothing"
