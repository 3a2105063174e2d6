"""The house keeps its rules: layers, sizes, one place for the clock, nothing heavy while serving."""

import ast
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from importlinter import cli

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted([*(ROOT / "enquete_app").rglob("*.py"), ROOT / "config.py", ROOT / "wsgi.py"])
READ_BY_PEOPLE = sorted([*MODULES, *(ROOT / "tests").rglob("*.py"), *(ROOT / "bench").rglob("*.py")])
PURE = ("enquete_app/questionnaire/", "enquete_app/sampling/", "enquete_app/statistics/")
COMMITS = (
    *("enquete_app/db.py", "enquete_app/web/transaction.py", "enquete_app/jobs/", "enquete_app/cli/"),
    "enquete_app/fieldwork/messages/sending.py",  # the outbox's two commits around each mail
    "enquete_app/operate/backup.py",  # a command too
    "enquete_app/fieldwork/messages/restoring.py",  # a count that stands before its witness is written
)
"""Where a transaction may begin or end: the request, the job and the command."""
ASIDE = {
    "enquete_app/team/access.py",  # a session was seen
    "enquete_app/team/oidc.py",  # the provider's answer, which comes with a GET, begins a session
    "enquete_app/team/account_links.py",  # a mail that may only leave after the commit
    "enquete_app/team/texts_trial.py",  # a trial mail, for whose server nobody else is to wait
}
"""Where decision 19 lets a request commit before its end, or beside its own transaction."""
TOP = {
    *("enquete_app", "migrations", "templates", "tests", "config.py", "wsgi.py", "requirements.txt"),
    *("requirements-dev.txt", "README.md", "CHANGELOG.md", "pyproject.toml", "docs", "bench"),
    *("Dockerfile", "compose.yaml"),
    *("LICENSE", "publiccode.yml"),
}


def named(path):
    return str(path.relative_to(ROOT))


def test_layers_import_only_what_lies_below(monkeypatch):
    monkeypatch.chdir(ROOT)
    # Its own set-up of logging would silence the loggers that other tests of this process read.
    monkeypatch.setattr(cli, "_configure_logging", lambda _verbose: None)

    assert cli.lint_imports(no_cache=True, is_debug_mode=False, show_timings=False, verbose=False) == 0


@pytest.mark.parametrize("module", READ_BY_PEOPLE, ids=named)
def test_a_module_stays_small(module):
    source = module.read_text(encoding="utf-8")
    functions = _nodes(ast.parse(source), ast.FunctionDef, ast.AsyncFunctionDef)

    assert len(source.splitlines()) <= 300
    assert [f.name for f in functions if f.end_lineno - f.lineno + 1 - _docstring_lines(f) > 40] == []


@pytest.mark.parametrize("module", MODULES, ids=named)
def test_no_function_imports_the_project(module):
    functions = _nodes(_tree(module), ast.FunctionDef, ast.AsyncFunctionDef)
    inner = [each for f in functions for each in _nodes(f, ast.Import, ast.ImportFrom)]

    assert [ast.unparse(each) for each in inner if _imported(each) & {"enquete_app", "config", "wsgi"}] == []


@pytest.mark.parametrize("module", MODULES, ids=named)
def test_one_place_commits(module):
    allowed = named(module).startswith(COMMITS)

    assert allowed or _calls_of(module, "commit", "transaction", "begin") == []


def test_only_what_has_to_commits_beside_the_request():
    found = {named(module) for module in MODULES if _calls_of(module, "aside", "settle")}

    assert found == ASIDE


@pytest.mark.parametrize("module", MODULES, ids=named)
def test_nobody_reads_a_clock_without_a_zone(module):
    assert not re.search(r"datetime\.now\(\)|utcnow\(|date\.today\(\)", module.read_text(encoding="utf-8"))


@pytest.mark.parametrize("module", [each for each in MODULES if named(each).startswith(PURE)], ids=named)
def test_pure_rules_read_no_clock(module):
    clocks = [each for each in _nodes(_tree(module), ast.Attribute) if ast.unparse(each.value) == "time"]

    assert _calls_of(module, "now", "today", "utcnow") == []
    assert [ast.unparse(each) for each in clocks] == []


def test_serving_loads_nothing_that_only_results_need():
    heavy = ("scipy", "numpy", "matplotlib", "PIL", "docx", "lxml", "xlsxwriter")
    code = f"import sys, wsgi; print(set({heavy}) & sys.modules.keys() or 'none')"
    environ = {"ENQUETE_SECRET_KEY": "x", "ENQUETE_DATABASE_URL": "sqlite://", "PATH": ""}

    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, env=environ, check=False
    )

    assert (done.stdout.strip(), done.stderr) == ("none", "")


@pytest.fixture
def tracked():
    """The files that belong to the project; only a checkout knows, and in CI there is one."""
    if not (os.environ.get("CI") or (shutil.which("git") and (ROOT / ".git").exists())):
        pytest.skip("no checkout with git on this machine")
    return subprocess.check_output(["git", "ls-files"], text=True, cwd=ROOT).splitlines()


def test_the_top_of_the_tree_holds_what_belongs_there(tracked):
    found = {path.split("/")[0] for path in tracked}

    assert {name for name in found if not name.startswith(".")} <= TOP


def test_no_file_names_a_package_registry(tracked):
    registries = re.compile(r"pypi\.org|files\.python" + r"hosted|registry\.npm" + r"js")
    texts = [
        ROOT / path for path in tracked if Path(path).suffix in {".txt", ".toml", ".md", ".cfg", ".py", ""}
    ]

    assert [
        named(path) for path in texts if path != Path(__file__) and registries.search(path.read_text())
    ] == []


def _docstring_lines(function):
    first = function.body[0]
    is_docstring = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    return first.end_lineno - first.lineno + 1 if is_docstring else 0


def _tree(module):
    return ast.parse(module.read_text(encoding="utf-8"))


def _nodes(tree, *kinds):
    return [node for node in ast.walk(tree) if isinstance(node, kinds)]


def _calls_of(module, *methods):
    """What is called under one of these names, as `session.commit` or, once imported, as `commit`."""
    called = [call.func for call in _nodes(_tree(module), ast.Call)]
    return [ast.unparse(each) for each in called if ast.unparse(each).rpartition(".")[2] in methods]


def _imported(statement):
    """The top names that an import statement imports from; what is relative is the project's."""
    if isinstance(statement, ast.Import):
        return {alias.name.partition(".")[0] for alias in statement.names}
    return {"enquete_app" if statement.level else statement.module.partition(".")[0]}
