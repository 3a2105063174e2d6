"""Numbers in addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from werkzeug.routing import IntegerConverter

if TYPE_CHECKING:
    from flask import Flask


class KeyConverter(IntegerConverter):
    """A number that a 32-bit key can have: no page has another one, and not every database takes it."""

    regex = r"\d{1,9}"


def init_addresses(app: Flask) -> None:
    """Take no numbers in addresses that are too large for a key; to run before addresses are added."""
    app.url_map.converters["int"] = KeyConverter
