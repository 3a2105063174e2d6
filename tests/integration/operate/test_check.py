"""`check` tells what would go wrong only later."""

import pytest

LONG = "0123456789abcdef" * 2
BLANK = "holds a blank"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("key", "said"),
    [(LONG, "ok"), (f"{LONG} {LONG}", BLANK), (f"{LONG}\n", BLANK), ("short", "shorter than")],
)
def test_a_secret_key_that_could_be_no_fallback_is_told(make_app, key, said):
    app = make_app(SECRET_KEY=key)

    with app.app_context():
        told = app.test_cli_runner().invoke(args=["check"]).output

    assert f"secret key: {said}" in told
