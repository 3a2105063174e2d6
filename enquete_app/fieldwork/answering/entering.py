"""Answers that staff enter for somebody who gave them on the phone or on paper."""

from __future__ import annotations

from enum import StrEnum


class Entry(StrEnum):
    """How staff came by the answers. Codes stand in letters only, so everybody here was invited by letter."""

    PHONE = "phone"
    PAPER = "paper"
