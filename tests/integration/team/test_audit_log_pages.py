"""An admin reads who did what when, finds lines again, and checks that none was changed."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import text

from enquete_app.audit import Act, record
from enquete_app.team.audit_log import period_of
from enquete_app.team.wording import ACTS

PAGE, CHECK = "/team/audit", "/team/audit/check"


@pytest.fixture
def lines(database):
    with database.transaction() as session:
        for month, who, act in ((3, "ann", Act.WAVE_CLOSED), (4, "ben", Act.RETENTION_TERMS)):
            at = datetime(2026, month, 14, 23, 30, tzinfo=UTC)
            record(
                session,
                f"{who}@gemeente.example",
                act,
                f"wave {month}",
                {"naam": "=1+1", "geen": None},
                at=at,
            )


@pytest.fixture
def admin(colleague):
    somebody = colleague("admin@gemeente.example")
    somebody.sign_in()
    return somebody


def test_every_act_has_words():
    assert ACTS.keys() == set(Act)


def test_a_log_that_nobody_changed_is_right(admin, lines):
    assert "regels zijn zoals ze zijn geschreven, en er ontbreekt er geen." in admin.open(CHECK).text


def test_the_newest_line_stands_first_in_words_and_in_local_time(admin, lines):
    page = admin.open(f"{PAGE}?zoek=wave").text.partition("<tbody>")[2]

    assert page.index("ben@gemeente.example</td>") < page.index("ann@gemeente.example</td>")
    assert '<td data-label="Wanneer">15-04-2026 01:30</td>' in page
    assert "Bewaartermijnen gekozen</td>" in page
    assert "naam: =1+1" in page
    assert "geen" not in page.split("</tbody>")[0]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("zoek=ANN", {"ann"}),
        ("zoek=wave 4", {"ben"}),
        ("zoek=2026-03", {"ann"}),
        ("zoek=3-2026", {"ann"}),
        ("zoek=15-3-2026", {"ann"}),
        ("zoek=2026-03-14", set()),
        ("zoek=2026", {"ann", "ben"}),
        ("zoek=2025-01", set()),
        ("zoek=%25", set()),
        ("wat=wave.closed", {"ann"}),
        ("wie=ben@gemeente.example", {"ben"}),
    ],
)
def test_lines_are_found_by_who_what_and_when(admin, lines, query, found):
    body = admin.open(f"{PAGE}?{query}").text.partition("<tbody>")[2]

    assert {who for who in ("ann", "ben") if f"{who}@" in body} == found


@pytest.mark.parametrize(
    ("sought", "period"),
    [
        ("2026", (date(2026, 1, 1), date(2027, 1, 1))),
        ("2026-12", (date(2026, 12, 1), date(2027, 1, 1))),
        ("31-12-2026", (date(2026, 12, 31), date(2027, 1, 1))),
        ("31-2-2026", None),
        ("13-2026", None),
        ("wave 2026", None),
    ],
)
def test_a_year_a_month_and_a_day_are_understood(sought, period):
    assert period_of(sought) == period


def test_the_file_holds_all_and_starts_no_formula(admin, lines):
    file = admin.open(f"{PAGE}?als=csv").text

    assert "2026-04-15 01:30:00+02:00" in file
    assert "Bewaartermijnen gekozen" in file
    assert admin.open(f"{PAGE}?als=xlsx").status_code == 200


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_changed_line_is_named_on_the_page_and_by_the_command(app, admin, lines, database):
    with app.app_context():
        done = app.test_cli_runner().invoke(args=["audit", "verify"])
    assert (done.exit_code, done.output.startswith("ok: ")) == (0, True)
    with database.transaction() as session:
        session.execute(text("DROP TRIGGER audit_line_no_update"))
        session.execute(text("UPDATE audit_line SET who = 'niemand' WHERE id = 2"))

    assert "Regel 2 is veranderd of ontbreekt." in admin.open(CHECK).text
    with app.app_context():
        done = app.test_cli_runner().invoke(args=["audit", "verify"])
    assert (done.exit_code, "Line 2 was changed or is missing." in done.output) == (1, True)


@pytest.mark.parametrize("role", ["team", "analyst"])
def test_only_an_admin_reads_it(colleague, role):
    somebody = colleague(f"{role}@gemeente.example")
    somebody.sign_in()

    assert (somebody.open(PAGE).status_code, somebody.open(CHECK).status_code) == (403, 403)
