"""Let scanners look at the code, at what it is made of and at the running program; 1 if one finds something.

Each has to find planted faults first: a scanner that finds nothing at all proves nothing. `.ci/run` calls
this with the folders of the programs: `python tests/scanners/scan.py SCANNERS/bin WAPITI/bin`.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple
from urllib.error import URLError
from urllib.request import urlopen

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from scanners.signing_in import signed_in  # noqa: E402 - from where it stands
from smtp_server import free_port  # noqa: E402

from enquete_app.accounts.demo import DEMO_EMAIL, DEMO_PASSWORD  # noqa: E402

PLANTED = {"enquete_app/planted_faults.py": "faults.py", "templates/planted_page.html": "page.html"}
"""Where in a copy of the program which of the planted files stands."""
RULES = HERE / "rules.yml"
BANDIT = {"B602", "B704", "B301"}
"""What bandit has to find among the planted faults; what ruff was told is fine it need not tell again."""
JUDGED = {
    "statement-from-values": {
        "enquete_app/db.py": "constants of ours, and names of tables",
        "enquete_app/engines.py": "constants of ours",
    },
    "value-as-markup": {
        "enquete_app/team/enrolling.py": "a drawing that we made of numbers",
        "enquete_app/web/fragments.py": "names of places, which templates write",
    },
    "careless-request": {
        "enquete_app/operate/metrics.py": "a counter of ours that is called requests",
        "enquete_app/register/cases/calling.py": "the session that is made careful there",
    },
    "host-of-the-request": {"enquete_app/web/addresses.py": "here it is compared with ours"},
    "safe-in-template": {
        "templates/_contact.html": "words of a translation, into which escaped values go",
        "templates/team/figures.html": "drawings of ours, whose texts are escaped",
        "templates/team/forms.html": "words of ours",
        "templates/team/sides.html": "drawings of ours, whose texts are escaped",
    },
}
"""What semgrep finds that a person has looked at, and why it does no harm."""
OLD = "jinja2==2.4.1"
"""A release with faults that every list of them knows."""
MODULES = "crlf,cookieflags,csp,exec,file,http_headers,permanentxss,redirect,sql,xss"
OVER_HTTP = {"Secure Flag cookie", "HTTP Secure Headers: HSTS"}
"""What has to be so in the demo, which is served without TLS; `tests/integration/web` looks at it with."""
FEWEST_PAGES = 10
"""So many somebody of the staff sees at least, or was not let in."""
CANNOT_BE_ASKED = ("Connection", "Max retries", "timed out", "resolve")
"""Words of which pip-audit's last ones hold one where it reaches no service."""


class Tools(NamedTuple):
    """The folders in which the scanners' programs are."""

    scanners: Path
    wapiti: Path


def main() -> None:
    """Scan, and tell."""
    tools = Tools(*(Path(each).resolve() for each in sys.argv[1:3]))
    faults = [*_code(tools), *_parts(tools), *_running(tools)]
    print("\n".join(["", *faults]) if faults else "the scanners find their planted faults, and nothing else")
    sys.exit(bool(faults))


def _code(tools: Tools) -> Iterator[str]:
    """What bandit and semgrep find in a copy of the program in which faults are planted."""
    with TemporaryDirectory() as folder:
        copy = Path(folder)
        for part in ("enquete_app", "templates"):
            shutil.copytree(ROOT / part, copy / part, ignore=shutil.ignore_patterns("__pycache__"))
        for place, name in PLANTED.items():
            shutil.copy(HERE / "planted" / name, copy / place)
        yield from _bandit(tools, copy)
        yield from _semgrep(tools, copy)


def _bandit(tools: Tools, copy: Path) -> Iterator[str]:
    """The faults of at least medium weight; a line with a `noqa` of the same check has been judged."""
    found = _json(tools.scanners / "bandit", "-q", "-ll", "-f", "json", "-r", "enquete_app", cwd=copy)[
        "results"
    ]
    planted = {each["test_id"] for each in found if each["filename"] in PLANTED}
    yield from (f"bandit does not find the planted {each}" for each in sorted(BANDIT - planted))
    for each in found:
        lines = (copy / each["filename"]).read_text().splitlines()
        # What ruff was told of a long text stands behind its end.
        told = " ".join(lines[number - 1] for number in each["line_range"])
        if each["filename"] not in PLANTED and f"noqa: S{each['test_id'][1:]}" not in told:
            yield f"bandit: {each['filename']}:{each['line_number']}: {each['test_id']} {each['issue_text']}"
    print(f"bandit: {len(found)} findings, the planted {sorted(planted)} among them")


def _semgrep(tools: Tools, copy: Path) -> Iterator[str]:
    options = ("--metrics", "off", "--disable-version-check", "--no-git-ignore", "-q", "--json")
    found = _json(
        *(tools.scanners / "semgrep", "scan", *options, "--config", RULES, "enquete_app", "templates"),
        cwd=copy,
        path=tools.scanners,
    )
    rules = {line.split(": ")[1] for line in RULES.read_text().splitlines() if line.startswith("  - id: ")}
    seen: set[str] = set()
    yield from (f"semgrep: {each['message']}" for each in found["errors"])
    for each in found["results"]:
        rule, where = each["check_id"].rpartition(".")[2], each["path"]
        if where in PLANTED:
            seen.add(rule)
        elif where not in JUDGED.get(rule, {}):
            yield f"semgrep: {where}:{each['start']['line']}: {rule}"
    yield from (f"semgrep does not find the planted {each}" for each in sorted(rules - seen))
    print(
        f"semgrep: {len(found['results'])} findings, the planted {len(seen)} of {len(rules)} rules among them"
    )


def _parts(tools: Tools) -> Iterator[str]:
    """What is known against the packages that we need, where a list of such faults can be asked."""
    with TemporaryDirectory() as folder:
        old = Path(folder) / "old.txt"
        old.write_text(f"{OLD}\n")
        found = _audited(tools, old)
        if not any(each.startswith("jinja2: ") for each in found):
            yield from (f"pip-audit: {each}" for each in found)
            print(f"pip-audit: NOT AUDITED: no service that knows of faults in {OLD} was reached")
            return
    # Not the pins of wapiti, which holds its parts back itself, and runs in CI alone.
    for name in ("requirements.txt", "requirements-dev.txt", ".ci/scanners.txt"):
        yield from (f"pip-audit: {name}: {each}" for each in _audited(tools, ROOT / name, strict=True))
    print("pip-audit: audited")


def _audited(tools: Tools, requirements: Path, *, strict: bool = False) -> list[str]:
    command = [tools.scanners / "pip-audit", "--disable-pip", "--no-deps", "-f", "json", "-r", requirements]
    done = subprocess.run(
        [*command, *(["--strict"] if strict else [])], capture_output=True, text=True, check=False
    )
    try:
        packages = json.loads(done.stdout)["dependencies"]
    except ValueError:
        is_alone = not strict and any(each in done.stderr for each in CANNOT_BE_ASKED)
        return [] if is_alone else [done.stderr[-500:] or "says nothing"]
    return [f"{each['name']}: {fault['id']}" for each in packages for fault in each.get("vulns", ())]


def _running(tools: Tools) -> Iterator[str]:
    """What wapiti finds in a site with planted faults, and in the demo, signed in and out."""
    planted = (HERE / "planted" / "site.py",)
    with _served(*planted) as address:
        found, _ = _wapiti(tools, address, 20)
        kinds = {each.partition(": ")[0] for each in found}
        missed = {"Reflected Cross Site Scripting", "SQL Injection", "Open Redirect"} - kinds
        yield from (f"wapiti does not find the planted {each}" for each in sorted(missed))
    with _served("-m", "flask", "--app", "wsgi", "demo", "--port") as address:
        for who, seconds, cookie in (
            ("a stranger", 20, None),
            ("somebody of the staff", 45, signed_in(address, DEMO_EMAIL, DEMO_PASSWORD)),
        ):
            start = "/team/" if cookie else "/"
            found, pages = _wapiti(tools, address + start, seconds, cookie)
            print(f"wapiti: {pages} pages seen as {who}, planted faults found before")
            yield from (
                f"wapiti as {who}: {each}" for each in found if each.partition(": ")[0] not in OVER_HTTP
            )
            if pages < (FEWEST_PAGES if cookie else 2):
                yield f"wapiti saw {pages} pages as {who}: it did not get anywhere"


def _wapiti(tools: Tools, address: str, seconds: int, cookie: str | None = None) -> tuple[list[str], int]:
    """What it finds, and how many pages it saw."""
    with TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        command: list[object] = [tools.wapiti / "wapiti", "-u", address, "-m", MODULES, "--scope", "domain"]
        command += [
            "-d",
            "3",
            "--max-links-per-page",
            "40",
            "--max-attack-time",
            "8",
            "--no-bugreport",
            "-t",
            "5",
        ]
        command += [
            "--max-scan-time",
            seconds,
            "--store-session",
            folder,
            "-f",
            "json",
            "-o",
            report,
            "-v",
            "0",
        ]
        if cookie:
            command += ["-C", cookie, "--drop-set-cookie", "-x", f"{address}sign-out"]
        subprocess.run(list(map(str, command)), capture_output=True, check=True, timeout=seconds * 3)
        told = json.loads(report.read_text())
    kinds = {**told["vulnerabilities"], **told["anomalies"]}
    found = [
        f"{kind}: {each['method']} {each['path']} {each['parameter']} {each['info']}"
        for kind, all_ in kinds.items()
        for each in all_
    ]
    return found, told["infos"]["crawled_pages_nbr"]


@contextmanager
def _served(*program: object) -> Iterator[str]:
    """Serve a program that takes a port as its last argument; gives its address."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, *map(str, program), str(port)],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(600):
            try:
                urlopen(address, timeout=5).close()
                break
            except URLError:
                time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait(20)


def _json(*command: object, cwd: Path, path: Path | None = None) -> dict[str, Any]:
    environ = {**os.environ, "PATH": f"{path}:{os.environ['PATH']}"} if path else None
    done = subprocess.run(
        list(map(str, command)), cwd=cwd, capture_output=True, text=True, check=False, env=environ
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


if __name__ == "__main__":
    main()
