"""What costs each application or report anew is done once here, where a test run makes thousands of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from jinja2 import FileSystemBytecodeCache
from werkzeug.routing import Rule

from enquete_app import engines
from enquete_app.results import drawn
from enquete_app.results.charts import Chart, Drawing


def keep_templates(patch: pytest.MonkeyPatch, folder: Path) -> None:
    """Translate each template once, into a folder that all processes of the run share."""
    folder.mkdir(exist_ok=True)
    patch.setattr(Flask, "jinja_options", {"bytecode_cache": FileSystemBytecodeCache(str(folder))})


def keep_addresses(patch: pytest.MonkeyPatch) -> None:
    """Read each rule of an address once, and write the code that builds it; that knows its rule by `self`."""
    compile_rule: Any = Rule.compile
    known: dict[tuple[object, ...], tuple[Any, ...]] = {}

    def compile_once(rule: Any) -> None:
        key = rule.rule, rule.subdomain, rule.merge_slashes, repr(rule.defaults), rule.map.host_matching
        if key not in known:
            compile_rule(rule)
            read = rule._parts, rule._trace, rule._converters, set(rule.arguments)
            known[key] = *read, rule._build.__func__, rule._build_unknown.__func__
        rule._parts, rule._trace, rule._converters, arguments, build, build_unknown = known[key]
        rule.arguments |= arguments
        rule._build, rule._build_unknown = build.__get__(rule), build_unknown.__get__(rule)

    patch.setattr(Rule, "compile", compile_once)


def keep_statements(patch: pytest.MonkeyPatch) -> None:
    """Write each statement's SQL once; SQLAlchemy does so for every engine, and each test has its own."""
    create_engine: Any = engines.create_engine
    known: dict[str, tuple[Any, Any]] = {}

    def create(address: Any, **options: Any) -> Any:
        engine = create_engine(address, query_cache_size=5000, **options)
        # One that only looks has a dialect that is set up otherwise.
        if "isolation_level" not in options:
            shared = known.setdefault(engine.dialect.name, (engine.dialect, engine._compiled_cache))
            engine.dialect, engine._compiled_cache = shared
        return engine

    patch.setattr(engines, "create_engine", create)


def keep_drawings(patch: pytest.MonkeyPatch) -> None:
    """Draw of each kind of figure one: thousands of reports are made, and few tests look at their figures."""
    patch.setattr(drawn, "draw", lambda chart, *, language, **_: _of_a_kind(chart, language))


@contextmanager
def all_drawings() -> Iterator[None]:
    """Draw every figure as it is, each once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(drawn, "draw", _drawn)
        yield


_drawn = lru_cache(maxsize=500)(drawn.draw)
_OF_A_KIND: dict[tuple[type, str], Drawing] = {}


def _of_a_kind(chart: Chart, language: str) -> Drawing:
    kind = type(chart), language
    if kind not in _OF_A_KIND:
        _OF_A_KIND[kind] = _drawn(chart, name="figuur", language=language)
    return _OF_A_KIND[kind]
