"""No test can reach a real mail server, or anything else outside this machine."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[1]


def test_a_connection_to_the_outside_is_refused_before_it_is_tried():
    with socket.socket() as way_out, pytest.raises(RuntimeError, match=r"a test tried to reach 192\.0\.2\.1"):
        way_out.connect(("192.0.2.1", 25))


def test_a_name_that_would_have_to_be_looked_up_is_refused_too():
    with socket.socket() as way_out, pytest.raises(RuntimeError, match="tried to reach"):
        way_out.connect(("mail.gemeente.example", 25))


def test_processes_that_tests_start_do_not_inherit_the_settings_of_an_installation():
    code = "import os, conftest; print(sorted(name for name in os.environ if name.startswith('ENQUETE_')))"
    settings = {"ENQUETE_MAIL_SERVER": "mail.gemeente.example", "ENQUETE_TEST_REDIS_URL": "redis://127.0.0.1"}
    environ = {"PATH": os.environ["PATH"], "PYTHONPATH": f"{TESTS}:{TESTS.parent}", **settings}

    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environ, check=True
    )

    assert done.stdout == "['ENQUETE_TEST_REDIS_URL']\n"
