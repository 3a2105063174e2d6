"""A wave with several draws: each frame is exported and verified by itself."""

from datetime import timedelta

import pytest
from builders import complaint
from rolling_builders import at, rolling_plan

from enquete_app.jobs.due import run_due

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def run(app, database):
    """Commands on a wave with draws of two weeks."""
    for week in (0, 1):
        with database.transaction() as session:
            if week == 0:
                rolling_plan(session)
            session.add(complaint())
            session.add(complaint(closed=(at(5, 1) + timedelta(weeks=week)).date()))
        list(run_due(app, at(5, 1) + timedelta(weeks=week)))
    return lambda *arguments: app.test_cli_runner().invoke(args=["wave", *map(str, arguments)])


def test_all_draws_of_a_wave_are_verified(run):
    assert run("verify", "1").output == "ok\n"


def test_a_frame_is_exported_by_its_day_and_verified_by_itself(run, tmp_path):
    for day in ("2025-05-01", "2025-05-08"):
        file = tmp_path / day
        assert run("frame", "1", "--as-of", day, "-o", file).exit_code == 0
        assert run("verify", "1", "--frame", file).output == "ok\n"
        assert run("verify", "--frame", file).output == "ok\n"


def test_without_a_day_the_command_asks_which(run):
    asked = run("frame", "1")

    assert asked.exit_code == 1
    assert "Wave 1 has draws of 2025-05-01, 2025-05-08. Say which with --as-of." in asked.stderr
