"""The report as JSON text."""

from __future__ import annotations

import json

from enquete_app.results.open_answers.released import NOTHING, Released
from enquete_app.results.report import Report


def as_json(report: Report, released: Released = NOTHING) -> str:
    """Write the report, and what was released of the open answers; the same always gives the same text."""
    body = report.to_json() | {"open_answers": released.to_json()}
    return json.dumps(body, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
