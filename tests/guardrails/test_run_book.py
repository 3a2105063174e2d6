"""What the run book tells people to do can be done: its commands, settings, pages, numbers, log words."""

import re
from pathlib import Path

import click
import pytest

from config import Settings

ROOT = Path(__file__).resolve().parents[2]
BOOK = (ROOT / "docs" / "run-book.md").read_text("utf-8")
PARTS = BOOK.split("\n## ")[1:]
NO_TROUBLE = {"What to watch", "Making and keeping backups"}
COMMAND = re.compile(r"flask --app wsgi ([^`\n]+)")
sqlite_alone = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def words_of(command):
    return [each for each in command.split() if each not in {"<", "mail.eml"}]


@sqlite_alone
def test_each_command_is_there_and_takes_what_is_given(app):
    given = [words_of(found[1]) for found in COMMAND.finditer(BOOK)]
    assert len(given) > 20
    for words in given:
        command: click.Command = app.cli
        while isinstance(command, click.Group):
            name = words.pop(0)
            assert name in command.commands, f"there is no command {name}"
            command = command.commands[name]
        options = {option for each in command.params for option in each.opts}
        arguments = [each for each in command.params if isinstance(each, click.Argument)]
        assert {each for each in words if each.startswith("--")} <= options
        assert len([each for each in words if not each.startswith("--")]) <= len(arguments)


def test_each_setting_is_there():
    named = set(re.findall(r"ENQUETE_([A-Z_]+)", BOOK))

    assert named
    assert named <= set(Settings.__dataclass_fields__)


@sqlite_alone
def test_each_page_is_there(app):
    pages = set(re.findall(r"`(/[a-z][\w/-]*)`", BOOK)) - {"/"}
    urls = app.url_map.bind("")

    assert {"/healthz", "/readyz", "/metrics", "/team/opt-outs"} <= pages
    assert [page for page in pages if not urls.test(page)] == []


def test_each_word_of_the_log_is_what_the_program_says():
    said = "".join(each.read_text("utf-8") for each in (ROOT / "enquete_app").rglob("*.py"))
    quoted = {" ".join(each.split()) for each in re.findall(r'"([^"=]+)"', BOOK) if "." not in each}

    assert len(quoted) > 8
    assert [words for words in quoted if not _occurs(words, said)] == []


def _occurs(words, said):
    """As it stands there, or with the step of the work at its head put together when it is said."""
    step, _, end = words.rpartition(" failed")
    return words in said or (not end and step in said and "{step} failed" in said)


@sqlite_alone
def test_each_metric_is_told_and_each_that_is_told_is_explained(make_app):
    told = re.findall(r"^# TYPE (\S+)", make_app().test_client().get("/metrics").text, re.MULTILINE)
    named = set(re.findall(r"`(enquete_\w+)", BOOK)) - {"enquete_thread_faults_total", "enquete_app"}

    assert set(told) <= named
    assert named - set(told) <= {"enquete_worker_faults_total"}


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.partition("\n")[0])
def test_each_trouble_says_how_it_shows_what_to_do_and_when_it_is_over(part):
    assert part.partition("\n")[0] in NO_TROUBLE or {"**Seen:**", "**Do:**", "**Over when:**"} <= set(
        re.findall(r"\*\*[\w ]+:\*\*", part)
    )
