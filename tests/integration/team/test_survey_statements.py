"""The pages of surveys ask the database little, however much there is."""

import pytest
from builders import complaint
from rolling_builders import rolling_plan, rolling_survey
from sqlalchemy import event
from sqlalchemy.engine import Engine

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
MOST = 9
MOST_WITH_SETTINGS = 11
SURVEY = "/team/surveys/klachtbehandeling"


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("/team/surveys/", MOST),
        (f"{SURVEY}/", MOST_WITH_SETTINGS),
        (f"{SURVEY}/rolling", MOST),
        (f"{SURVEY}/rolling/plan", MOST),
        ("/team/calendar", MOST),
    ],
)
def test_a_page_asks_few_statements(signed_in, database, path, most):
    with database.transaction() as session:
        if not path.endswith("/plan"):
            rolling_plan(session)
        rolling_survey(session)
        session.add_all(complaint() for _ in range(3))
    asked = []

    def count(_connection, _cursor, statement, *_):
        if not statement.startswith("PRAGMA"):
            asked.append(statement)

    event.listen(Engine, "before_cursor_execute", count)
    try:
        assert signed_in.open(path).status_code == 200
    finally:
        event.remove(Engine, "before_cursor_execute", count)

    assert len(asked) <= most, "\n".join(asked)
