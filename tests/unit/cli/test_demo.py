"""When the settings of the environment do not count."""

import pytest

from enquete_app.cli.demo import demo_is_asked


@pytest.mark.parametrize(
    ("arguments", "asked"),
    [
        ("/usr/bin/flask --app wsgi demo", True),
        ("flask -A wsgi --debug demo --no-serve", True),
        ("flask --app=wsgi demo", True),
        ("/x/site-packages/flask/__main__.py --app wsgi demo", True),
        ("flask --app wsgi register import demo", False),
        ("flask --app wsgi wave frame 1 -o demo", False),
        ("flask --app demo wave list", False),
        ("flask --env-file demo run", False),
        ("flask", False),
        ("gunicorn --user demo wsgi:app", False),
        ("gunicorn demo", False),
        ("pytest demo", False),
        ("", False),
    ],
)
def test_only_the_demo_command_itself_asks_for_a_demo(arguments, asked):
    assert demo_is_asked(arguments.split()) is asked
