"""How long drawing all figures of a report takes: loading, the first time, and once everything is loaded.

Run as `python -m bench.charts`. Nothing is measured but the processor time of this process.
"""

from __future__ import annotations

import random
import resource
import time

from enquete_app.questionnaire import CodeField, load
from enquete_app.results.charts import Words, chart_of, draw, planned
from enquete_app.results.measures import Choices, Correlations
from enquete_app.results.report import Fieldwork, Report
from enquete_app.statistics import Rate

PEOPLE = 76
COUNTS = (
    *("invited", "bounced", "delivered", "started", "completed", "blank"),
    *("opted_out", "uncertain", "failed", "reminded"),
)
QUESTIONNAIRE = load("klachtbehandeling", "2024")


def example() -> Report:
    """A report of people who answered by chance."""
    chance = random.Random(1)  # noqa: S311 - an example
    frequencies = {}
    for name, field in QUESTIONNAIRE.fields.items():
        if isinstance(field, CodeField):
            given = chance.choices(sorted(field.codes), k=PEOPLE)
            frequencies[name] = Choices(PEOPLE, {code: given.count(code) for code in sorted(field.codes)})
    none = Rate(None, None, None)
    return Report(
        wave="1",
        questionnaire_id=QUESTIONNAIRE.id,
        questionnaire_version=QUESTIONNAIRE.version,
        fieldwork=Fieldwork(**dict.fromkeys(COUNTS, 0), response_of_invited=none, response_of_delivered=none),
        frequencies=frequencies,
        grades=None,
        correlations=Correlations(),
    )


def draw_all(report: Report) -> int:
    """Draw every figure in a language; gives how many."""
    words = Words("nl", str)
    figures = planned(QUESTIONNAIRE)
    for figure in figures:
        chart = chart_of(figure, report, QUESTIONNAIRE, words)
        if chart is not None:
            draw(chart, name=f"figuur-{figure.name}", language="nl")
    return len(figures)


def main() -> None:
    report = example()
    for what in ("first time, with loading", "again"):
        begun = time.process_time()
        number = draw_all(report)
        print(f"{number} figures in a language, {what}: {time.process_time() - begun:.2f} s")
    print(f"most memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
