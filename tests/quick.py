"""What costs each application or report anew is done once here, where a test run makes thousands of them."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from jinja2 import FileSystemBytecodeCache
from werkzeug.routing import Rule

from enquete_app import engines
from enquete_app.results import drawn


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
    """Draw each figure once: many tests build the results of the same answers."""
    patch.setattr(drawn, "draw", lru_cache(maxsize=500)(drawn.draw))
