"""The report as JSON text."""

from __future__ import annotations

import json

from enquete_app.results.report import Report


def as_json(report: Report) -> str:
    """Write the report; the same report always gives the same text."""
    return json.dumps(report.to_json(), ensure_ascii=False, indent=1, allow_nan=False) + "\n"
