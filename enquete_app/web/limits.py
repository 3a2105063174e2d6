"""How often one address may try something that is worth guessing."""

from __future__ import annotations

from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

limiter = Limiter(get_remote_address, headers_enabled=False)
"""Counts in Redis if there is one, else in the process; views say their own limit."""
