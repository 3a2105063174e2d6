import pytest

from enquete_app.results.charts import Words
from enquete_app.results.measures import Choices, Correlations, Grades, Hidden
from enquete_app.results.report import Fieldwork, Report
from enquete_app.statistics import Rate, Suppression

COUNTS = (
    *("invited", "bounced", "delivered", "started", "completed", "blank"),
    *("opted_out", "uncertain", "failed", "reminded"),
)


@pytest.fixture
def dutch():
    return Words("nl", lambda text: text)


@pytest.fixture
def english():
    return Words("en", lambda text: text)


@pytest.fixture
def make_report():
    """A report with the counts given for a question or statement; none for what is hidden."""

    def make(**counted):
        unknown = Rate(None, None, None)
        return Report(
            wave="7",
            questionnaire_id="klachtbehandeling",
            questionnaire_version="2024",
            responses=10,
            fieldwork=Fieldwork(
                **dict.fromkeys(COUNTS, 0), response_of_invited=unknown, response_of_delivered=unknown
            ),
            frequencies={
                name: Choices(sum(counts.values()), counts) if counts else Hidden(Suppression.TOO_FEW)
                for name, counts in counted.items()
            },
            grades=Grades(population=1, all=Hidden(Suppression.TOO_FEW), by={}, unknown={}),
            correlations=Correlations(),
        )

    return make
