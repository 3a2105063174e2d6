"""Registers as files, and what was refused of them."""

from __future__ import annotations

from enquete_app.register.reading import Row


def told(row: Row) -> list[tuple[int, str, str]]:
    """What is wrong with a row: its number, the column, the reason."""
    return [(refusal.row, refusal.column, refusal.reason) for refusal in row.refusals]
