"""What the answers mean: exact counts, and the figures that follow from them.

Knows nothing of questionnaires, waves or storage. Takes whole numbers and count tables, gives
immutable values. What cannot be computed (nobody answered, a constant column) is a value, never
an exception; an exception means that the caller's tables contradict themselves.
"""

from enquete_app.statistics.coarsening import Cell, Key, coarsen
from enquete_app.statistics.correlation import Correlation, Undefined, pearson, spearman, stars
from enquete_app.statistics.counts import Frequency, cross_table, frequencies
from enquete_app.statistics.disclosure import Suppression, Thresholds, protect
from enquete_app.statistics.grades import GradeSummary, summarise
from enquete_app.statistics.multiple import holm
from enquete_app.statistics.rates import Rate, rate
from enquete_app.statistics.rounding import round_half_up

__all__ = [
    "Cell",
    "Correlation",
    "Frequency",
    "GradeSummary",
    "Key",
    "Rate",
    "Suppression",
    "Thresholds",
    "Undefined",
    "coarsen",
    "cross_table",
    "frequencies",
    "holm",
    "pearson",
    "protect",
    "rate",
    "round_half_up",
    "spearman",
    "stars",
    "summarise",
]
