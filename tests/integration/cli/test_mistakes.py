"""How commands answer a user's mistake."""

import pytest
from builders import drawn_wave


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("command", "code", "error"),
    [
        (("wave", "show", "7"), 1, "Error: There is no wave 7.\n"),
        (("wave", "close", "x"), 1, "Error: There is no wave x.\n"),
        (("results", "export", "1", "--format", "json"), 1, "open"),
        (("results", "export", "1", "--format", "xlsx", "-o", "x.xlsx"), 1, "Error: "),
        (("wave", "draw", "--as-of", "2025-05-15", "--everyone"), 1, "already: wave 1"),
        (("wave", "draw", "--as-of", "2025-05-15"), 2, "Say either --everyone or --size N."),
        (("wave", "draw", "--as-of", "2025-02-30", "--everyone"), 2, "Invalid value"),
        (("wave", "draw", "--as-of", "2025-05-16", "--size", "0"), 2, "Invalid value"),
        (("wave", "draw", "--as-of", "2025-05-16", "--size", "7"), 1, "Error: "),
        (("wave", "draw", "--as-of", "2025-05-16", "--size", "1", "--by", "naam"), 2, "Invalid value"),
        (("wave", "draw", "--as-of", "2025-05-16", "--everyone", "--survey", "x"), 1, "no survey 'x'"),
        (("wave", "draw", "--as-of", "2025-05-16", "--size", "1", "--seed", "xyz"), 2, "hexadecimal"),
        (("run-due", "--now", "gisteren"), 2, "not a moment"),
        (("worker",), 1, "ENQUETE_REDIS_URL is not set"),
        (("staff", "add", "geen adres", "--role", "team"), 1, "not an e-mail address"),
    ],
)
def test_a_mistake_is_answered_with_one_clear_line(app, database, keyring, command, code, error):
    with database.transaction() as session:
        drawn_wave(session, keyring, people=6)

    done = app.test_cli_runner().invoke(args=command)

    assert (done.exit_code, done.stdout) == (code, "")
    assert error in done.stderr
    assert "Traceback" not in done.stderr
