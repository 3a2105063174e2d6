"""`register fetch` does with a case system what `register import` does with a file."""

import json

import pytest
from builders import MORNING
from flask import current_app
from sqlalchemy import func, select
from zgw_objects import Case, person
from zgw_server import CLIENT, SECRET

from enquete_app.jobs.due import Fault
from enquete_app.jobs.fetching import fetch_registers, order
from enquete_app.register.models import Complaint
from enquete_app.register.uploads import Upload, UploadState

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def cases(cases):
    cases.cases = [
        Case("Z-1", roles=[person("een@inwoner.example")]),
        Case("Z-2", closed="2025-04-02", received="2025-04-03"),
    ]
    return cases


@pytest.fixture
def command(make_app, cases):
    app = make_app(
        ZGW_ZAKEN_URL=cases.address("zaken"),
        ZGW_CATALOGI_URL=cases.address("catalogi"),
        ZGW_CLIENT_ID=CLIENT,
        ZGW_CLIENT_SECRET=SECRET,
        ZGW_CASE_TYPES="KLACHT = formeel",
    )

    def command(*options):
        return app.test_cli_runner().invoke(args=["register", "fetch", "--now", "2025-05-15T09:00", *options])

    command.stored = lambda: _stored(app)
    with app.app_context():
        yield command


def _stored(app):
    with app.extensions["database"].reader() as session:
        return session.scalar(select(func.count()).select_from(Complaint))


def test_it_stores_what_can_be_read_and_tells_of_the_rest_as_for_a_file(command):
    first = command("--json")
    assert (first.exit_code, command.stored()) == (1, 0)
    told = json.loads(first.stdout)
    assert told["new"] == 1
    assert told["refused"] == [
        {
            "row": 3,
            "column": "afgehandeld_op",
            "reason": "2025-04-02 is before ontvangen_op 2025-04-03",
            "value": "2025-04-02",
        }
    ]

    second = command("--skip-bad-rows")
    assert (second.exit_code, command.stored()) == (0, 1)
    assert "1 new, 0 changed, 0 unchanged, 1 refused" in second.stdout

    assert "0 new, 0 changed, 1 unchanged, 1 refused" in command("--skip-bad-rows").stdout


def test_a_list_that_waits_on_the_page_goes_once_a_newer_one_is_stored(command):
    database = current_app.extensions["database"]
    with database.transaction() as session:
        order(session, "team@gemeente.example", MORNING)
    list(fetch_registers(current_app, MORNING, lambda: False, Fault))

    def state():
        with database.reader() as session:
            return session.scalar(select(Upload.state))

    command("--dry-run", "--skip-bad-rows")
    assert state() is not UploadState.ABANDONED
    command("--skip-bad-rows")
    assert state() is UploadState.ABANDONED


def test_a_dry_run_stores_nothing(command, cases):
    cases.cases.pop()

    done = command("--dry-run")

    assert (done.exit_code, command.stored()) == (0, 0)
    assert "1 new" in done.stdout


def test_a_lack_of_rights_is_one_line_and_exit_1(command, cases):
    cases.rights.clear()

    done = command()

    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith("Error: No rights: the Catalogi API refuses us (permission_denied).")
    assert done.stderr.count("\n") == 1


def test_no_cases_is_one_line_and_no_failure(command, cases):
    cases.cases = [Case("long ago", closed="2020-01-01")]

    done = command("--json")

    assert done.exit_code == 0
    assert json.loads(done.stdout) == {"new": 0, "changed": 0, "unchanged": 0, "refused": []}
    assert done.stderr.startswith("No cases, and the rights are in order")


def test_without_a_case_system_it_says_where_to_set_one_up(app):
    done = app.test_cli_runner().invoke(args=["register", "fetch"])

    assert (done.exit_code, done.stdout) == (1, "")
    assert "ENQUETE_ZGW_ZAKEN_URL" in done.stderr
