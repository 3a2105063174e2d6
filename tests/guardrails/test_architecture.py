"""The house keeps its rules: layers, sizes, one place for the clock, nothing heavy while serving."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted((ROOT / "enquete_app").rglob("*.py"))
TOP = {
    *("enquete_app", "migrations", "templates", "tests", "config.py", "wsgi.py", "requirements.txt"),
    *("requirements-dev.txt", "README.md", "CHANGELOG.md", "pyproject.toml", "docs", "bench"),
}


def named(path):
    return str(path.relative_to(ROOT))


def test_layers_import_only_what_lies_below(monkeypatch):
    monkeypatch.chdir(ROOT)

    assert lint_imports(no_cache=True, is_debug_mode=False, show_timings=False, verbose=False) == 0


@pytest.mark.parametrize("module", MODULES, ids=named)
def test_a_module_stays_small(module):
    source = module.read_text(encoding="utf-8")
    functions = [
        node
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]

    assert len(source.splitlines()) <= 300
    assert [f.name for f in functions if f.end_lineno - f.lineno + 1 - _docstring_lines(f) > 40] == []


@pytest.mark.parametrize("module", MODULES, ids=named)
def test_no_function_imports_the_project(module):
    tree = ast.parse(module.read_text(encoding="utf-8"))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    inner = [node for f in functions for node in ast.walk(f) if isinstance(node, ast.ImportFrom)]

    assert [node.module for node in inner if (node.module or "").startswith("enquete_app")] == []


@pytest.mark.parametrize("module", MODULES, ids=named)
def test_nobody_reads_a_clock_without_a_zone_or_commits_below_the_request_and_the_job(module):
    source = module.read_text(encoding="utf-8")
    below = named(module).split("/")[1] in {"register", "answers", "accounts", "results"}

    assert not re.search(r"datetime\.now\(\)|utcnow\(|date\.today\(\)", source)
    assert not (below and re.search(r"\.commit\(\)", source))


def test_serving_never_loads_scipy_numpy_or_excel():
    code = "import sys, wsgi; print({'scipy', 'numpy'} & sys.modules.keys() or 'none')"
    environ = {"ENQUETE_SECRET_KEY": "x", "ENQUETE_DATABASE_URL": "sqlite://", "PATH": ""}

    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, env=environ, check=False
    )

    assert (done.stdout.strip(), done.stderr) == ("none", "")


def test_the_top_of_the_tree_holds_what_belongs_there():
    tracked = subprocess.run(
        ["git", "ls-files"], capture_output=True, text=True, cwd=ROOT, check=False
    ).stdout.splitlines()
    found = {path.split("/")[0] for path in tracked}

    assert {name for name in found if not name.startswith(".")} <= TOP


def test_no_file_names_a_package_registry():
    tracked = subprocess.run(
        ["git", "ls-files"], capture_output=True, text=True, cwd=ROOT, check=False
    ).stdout.splitlines()
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
