"""What the README gives to type, typed as it stands there, in a copy of the project."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = ("enquete_app", "migrations", "templates", "config.py", "wsgi.py")
BLOCK = re.compile(r"^```\n(.*?)^```", re.MULTILINE | re.DOTALL)

pytestmark = pytest.mark.long


@pytest.fixture
def project(tmp_path):
    """As somebody has it who cloned the project and set it up, and has run nothing yet."""
    folder = tmp_path / "enquete"
    folder.mkdir()
    for name in PROGRAM:
        if (ROOT / name).is_dir():
            # What Python keeps of its own work comes and goes while others run.
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, folder)
    (folder / ".venv").symlink_to(sys.prefix)
    return folder


@pytest.fixture
def type_in(project):
    def type_in(lines):
        """Type lines into one terminal until one fails; gives what was said."""
        done = subprocess.run(
            ["bash", "-euc", lines],
            cwd=project,
            env={"PATH": os.environ["PATH"], "HOME": str(project.parent)},
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    return type_in


def blocks_of(heading):
    part = (ROOT / "README.md").read_text("utf-8").partition(f"\n## {heading}\n")[2]
    return BLOCK.findall(part.partition("\n## ")[0])


def test_the_walk_leads_from_a_register_to_results_and_the_first_account(type_in, project):
    walk, account, *_ = blocks_of("Use it")
    add, serve = account.splitlines()
    assert "gunicorn" in serve, "which goes on for ever, and is tried by other tests"

    said = type_in(walk + add)

    assert "\nok\n" in said, "the draw was redone"
    assert "http://127.0.0.1:5000/" in said.splitlines()[-1], "with which to choose a password"
    # 336 are invited; 19 of the example's addresses take no mail.
    assert len(list((project / "instance/mailbox").glob("*.eml"))) == 317
    # Of those who answered nothing; the file is for a Dutch Excel.
    assert "336" in (project / "results.csv").read_text("utf-8-sig")


def test_what_else_is_given_begins_with_a_program_that_the_set_up_installs(project):
    typed = [
        line
        for heading in ("Try it", "Use it")
        for block in blocks_of(heading)
        for line in block.splitlines()
    ]
    ours = {line.split()[0] for line in typed if line.startswith(".venv/")}

    assert ".venv/bin/flask" in ours
    assert [each for each in ours if not (project / each).exists()] == []
