"""Lines in the log: one a record, with what it is about, without what an exception says."""

import json
import logging
import sys

import pytest

from enquete_app.logs import NUMBER_SIGNS, JsonLines, Lines, about, having, new_number

PRIVATE = "mevrouw De Vries"


def record(message, *args, level=logging.INFO, error=None, **fields):
    made = logging.LogRecord("enquete_app", level, __file__, 1, message, args, error)
    made.__dict__.update(having(**fields))
    return made


def failed():
    try:
        int(PRIVATE)
    except ValueError:
        return sys.exc_info()


def test_a_line_for_machines_is_one_object():
    made = record("work: %s", "3 reminders\nwere due", status=200)

    line = JsonLines().format(made)

    assert "\n" not in line
    found = json.loads(line)
    assert found.pop("time").endswith("+00:00")
    assert found == {
        "level": "info",
        "message": "work: 3 reminders were due",
        "logger": "enquete_app",
        "status": 200,
    }


def test_a_line_for_people_says_the_same():
    with about(run="AB"):
        line = Lines().format(record("é %d", 1, status=200))

    assert line.partition(" ")[2] == "info é 1 logger=enquete_app run=AB status=200"


@pytest.mark.parametrize("formatter", [Lines(), JsonLines()])
def test_no_sign_that_steers_a_terminal_comes_through(formatter):
    signs = "".join(map(chr, (*range(32), *range(127, 160))))

    line = formatter.format(record(f"<{signs}>", path=f"é\x1b[2J{signs}"))

    assert not set(line) & set(signs)
    assert "é\\u001b[2J" in line


@pytest.mark.parametrize("formatter", [Lines(), JsonLines()])
def test_of_an_exception_kind_and_places_are_told_and_not_its_words(formatter):
    line = formatter.format(record("failed", level=logging.ERROR, error=failed()))

    assert "ValueError" in line
    assert "test_logs.py:" in line
    assert PRIVATE not in line
    assert "Traceback" not in line


def test_lines_say_what_they_are_about_only_meanwhile():
    def names():
        return json.loads(JsonLines().format(record("x"))).keys() & {"request", "run"}

    with about(request="A"):
        with about(run="B"):
            assert names() == {"request", "run"}
        assert names() == {"request"}
    assert names() == set()


def test_a_number_can_be_said_on_the_phone():
    numbers = {new_number() for _ in range(100)}

    assert len(numbers) == 100
    assert {len(each) for each in numbers} == {11}
    assert set("".join(numbers)) - set(NUMBER_SIGNS) == {"-"}
    assert not set("AEIOU01LS") & set(NUMBER_SIGNS)
