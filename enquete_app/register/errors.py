"""What can be wrong with a register file as a whole."""

from __future__ import annotations


class RegisterError(Exception):
    """The file as a whole cannot be read as a register; the message is for the person who chose it."""
