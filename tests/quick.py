"""What Flask does anew for every application is done once here, where a test run makes thousands of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from jinja2 import FileSystemBytecodeCache
from werkzeug.routing import Rule


def keep_templates(patch: pytest.MonkeyPatch, folder: Path) -> None:
    """Translate each template once, into a folder that all processes of the run share."""
    folder.mkdir(exist_ok=True)
    patch.setattr(Flask, "jinja_options", {"bytecode_cache": FileSystemBytecodeCache(str(folder))})


def keep_addresses(patch: pytest.MonkeyPatch) -> None:
    """Write the code that builds an address once; it knows its rule by `self` alone."""
    compile_builder: Any = Rule._compile_builder
    known: dict[tuple[object, ...], Any] = {}

    def compile_once(rule: Rule, append_unknown: bool = True) -> Any:  # noqa: FBT001, FBT002 - as Werkzeug's
        key = rule.rule, rule.merge_slashes, repr(rule.defaults), append_unknown
        if key not in known:
            known[key] = compile_builder(rule, append_unknown)
        return known[key]

    patch.setattr(Rule, "_compile_builder", compile_once)
