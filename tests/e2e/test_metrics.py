"""Several processes count as one where they share a folder, and commands leave nothing in it."""

import re

import pytest
from browser import Browser

sqlite_alone = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
ANSWERED = re.compile(r'^enquete_requests_total\{pages="team",status="200"\} (\d+)', re.MULTILINE)


@sqlite_alone
def test_several_processes_add_up_what_they_counted(installation, serve, tmp_path):
    folder = tmp_path / "metrics"
    folder.mkdir()
    made = installation(PROMETHEUS_MULTIPROC_DIR=str(folder))
    address = serve(made, ("gunicorn", "--workers", "2", "--bind", "127.0.0.1:{port}", "wsgi:app"))
    for _ in range(12):
        Browser().open(f"{address}/team/sign-in")

    counts = {int(ANSWERED.search(Browser().open(f"{address}/metrics").text)[1]) for _ in range(8)}

    assert counts == {12}
    assert len(list(folder.glob("counter_*.db"))) <= 2


@sqlite_alone
def test_commands_leave_no_files_where_processes_count(installation, tmp_path):
    folder = tmp_path / "metrics"
    folder.mkdir()

    installation(PROMETHEUS_MULTIPROC_DIR=str(folder)).do("wave", "list")

    assert list(folder.iterdir()) == []
