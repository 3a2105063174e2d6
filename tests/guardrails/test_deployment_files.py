"""What operators are given to deploy: units for systemd and the files of the containers."""

import re
import runpy
import shlex
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml

from config import Settings

ROOT = Path(__file__).resolve().parents[2]
UNITS = sorted((ROOT / "docs" / "deploy" / "systemd").iterdir())
SERVICES = [unit for unit in UNITS if unit.suffix == ".service"]
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
PROGRAM = {"web", "worker", "migrate"}
EXPOSED_AT_MOST = 15
"""In tenths, of what `systemd-analyze security` counts: 100 is a service that may do everything."""

with_systemd = pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd-analyze here")
each_service = pytest.mark.parametrize("name", COMPOSE["services"])


@with_systemd
def test_systemd_understands_the_units():
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *map(str, UNITS)],
        capture_output=True,
        text=True,
        check=False,
    )

    # What it also tells: units of this machine, and programs that are not at their place here.
    said = [line for line in done.stderr.splitlines() if "enquete" in line]
    assert [line for line in said if "is not executable: No such file" not in line] == []


@with_systemd
@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.stem)
def test_a_service_can_do_little_but_its_work(unit):
    command = ["systemd-analyze", "security", "--offline=true", f"--threshold={EXPOSED_AT_MOST}", str(unit)]

    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout.splitlines()[-1]


@each_service
def test_a_container_can_do_little_but_its_work(name):
    service = COMPOSE["services"][name]

    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service.get("user") not in {"root", "0"}
    assert name in PROGRAM or service["user"]
    assert all(port.startswith("127.0.0.1:") for port in service.get("ports", []))


@each_service
def test_a_container_says_how_it_is(name):
    service = COMPOSE["services"][name]

    assert (service["healthcheck"] == {"disable": True}) == (name == "migrate")
    assert "curl" not in str(service["healthcheck"])


@each_service
def test_an_image_is_named_with_its_version(name):
    image = COMPOSE["services"][name]["image"]

    assert ":" in image
    assert not image.endswith(":latest")


def test_the_program_starts_once_its_tables_are_there():
    for name in ("web", "worker"):
        waits = COMPOSE["services"][name]["depends_on"]
        assert waits["migrate"] == {"condition": "service_completed_successfully"}
    assert COMPOSE["services"]["migrate"]["depends_on"]["database"] == {"condition": "service_healthy"}
    assert COMPOSE["services"]["migrate"]["restart"] == "no"


def test_there_are_no_secrets_but_in_files_and_each_setting_is_one():
    known = {each.removeprefix("ENQUETE_") for each in _settings()}
    assert {each.removesuffix("_FILE") for each in known} <= set(Settings.__dataclass_fields__)
    assert not re.search(r"(?i)password: |secret_key: [^{]", str(_environments()))
    folder = "./instance/secrets/"
    assert {each["file"].removeprefix(folder) for each in COMPOSE["secrets"].values()} == set(
        COMPOSE["secrets"]
    )


def test_secrets_are_made_once_and_nobody_else_gets_at_them(tmp_path):
    folder = tmp_path / "secrets"
    command = ["sh", str(ROOT / "docs" / "deploy" / "make-secrets"), str(folder)]
    subprocess.run(command, check=True)
    made = {file.name: file.read_text("utf-8") for file in folder.iterdir()}
    subprocess.run(command, check=True)

    assert made == {file.name: file.read_text("utf-8") for file in folder.iterdir()}
    assert set(made) == set(COMPOSE["secrets"])
    assert folder.stat().st_mode & 0o777 == 0o700
    alone = [made[name] for name in made if not name.endswith("_url")]
    assert len(set(alone)) == len(alone)
    assert all(re.fullmatch(r"[0-9a-f]{64}", each) for each in alone)
    assert made["database_url"] == f"postgresql://enquete:{made['database_password']}@database/enquete"
    assert made["redis_url"] == f"redis://:{made['redis_password']}@redis/0"


def test_the_image_runs_as_nobody_and_holds_what_the_program_reads():
    text = (ROOT / "Dockerfile").read_text("utf-8")
    last = text.rpartition("\nFROM ")[2]

    assert re.findall(r"^USER (.*)$", last, re.MULTILINE) == ["10001:10001"]
    assert "ADD " not in text
    copied = " ".join(re.findall(r"^COPY (?!--from)(.*) \S+$", text, re.MULTILINE)).split()
    let_in = [
        line[1:] for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line[:1] == "!"
    ]
    assert set(copied) == set(let_in)
    assert all((ROOT / each).exists() for each in let_in)


def test_the_image_has_the_programs_that_make_and_restore_backups_of_its_server():
    last = (ROOT / "Dockerfile").read_text("utf-8").rpartition("\nFROM ")[2]

    [installed] = re.findall(r"apt-get install \D*postgresql-client-(\d+)", last)
    server, _, system = COMPOSE["services"]["database"]["image"].rpartition(":")[2].partition("-")
    assert installed == server
    assert f"-slim-{system}\n" in (ROOT / "Dockerfile").read_text("utf-8")


def test_each_night_has_its_backup_whatever_the_night_a_week_before_left(tmp_path):
    unit = (ROOT / "docs" / "deploy" / "systemd" / "enquete-backup.service").read_text("utf-8")
    [line] = re.findall(r"^ExecStart=(.*)$", unit, re.MULTILINE)
    line = line.replace("$$", "$").replace("%%", "%").replace("/var/backups/enquete", str(tmp_path))
    shell, options, script = shlex.split(line)
    script = script.replace(".venv/bin/flask --app wsgi backup", "mkdir")
    today = subprocess.run(["date", "+%u"], capture_output=True, text=True, check=True).stdout.strip()
    (tmp_path / f"{today}.backup.new").write_text("half")
    (tmp_path / f"{today}.backup.new.part").write_text("half")
    (tmp_path / f"{today}.backup.new.abcdefgh.part").mkdir()
    (tmp_path / "other.backup").write_text("kept")

    subprocess.run([shell, options, script], check=True)

    assert {each.name for each in tmp_path.iterdir()} == {f"{today}.backup", "other.backup"}


def test_reading_its_settings_again_leaves_gunicorn_with_one_folder_of_numbers(monkeypatch, tmp_path):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr("os.environ", environ := {})

    for _ in range(2):
        runpy.run_path(str(ROOT / "docs" / "deploy" / "gunicorn.conf.py"))

    assert [environ["PROMETHEUS_MULTIPROC_DIR"]] == [str(each) for each in tmp_path.iterdir()]


def test_the_image_gets_what_the_program_imports_and_nothing_for_tests():
    """The same line that the Dockerfile runs, without the network."""
    [line] = re.findall(r'python -c "(.*)" > wanted.txt', (ROOT / "Dockerfile").read_text("utf-8"))

    wanted = subprocess.run(
        ["python3", "-c", line], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\n")

    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert wanted[:-1] == project["dependencies"]


def _environments():
    return {name: each.get("environment", {}) for name, each in COMPOSE["services"].items()}


def _settings():
    found = {name for each in _environments().values() for name in each}
    units = "\n".join(unit.read_text("utf-8") for unit in UNITS)
    return {
        name for name in found | set(re.findall(r"ENQUETE_[A-Z_]+", units)) if name.startswith("ENQUETE_")
    }
