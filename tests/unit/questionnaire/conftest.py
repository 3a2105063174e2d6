"""Micro-questionnaires: the smallest definition that has a rule, one file a rule."""

from pathlib import Path

import pytest

from enquete_app.questionnaire import load, parse

MICRO = Path(__file__).parent / "micro"


@pytest.fixture(scope="session")
def micro():
    """Return a function that reads the micro-questionnaire of a name."""
    return lambda name: parse((MICRO / f"{name}.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def instrument():
    return load("klachtbehandeling", "2024")
