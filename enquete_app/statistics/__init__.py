"""What the answers mean: exact counts, and the figures that follow from them.

Knows nothing of questionnaires, waves or storage. Takes whole numbers and count tables, gives
immutable values. What cannot be computed (nobody answered, a constant column) is a value, never
an exception; an exception means that the caller's tables contradict themselves.
"""

from enquete_app.statistics.agreement import Agreement, NoKappa, cohen_kappa
from enquete_app.statistics.coarsening import FEWEST_INVITED, FEWEST_SENT, Cell, Key, coarsen
from enquete_app.statistics.correlation import Correlation, Undefined, pearson, spearman, stars
from enquete_app.statistics.counts import Frequency, cross_table, frequencies
from enquete_app.statistics.crosstabs import MISSING, CrossTables
from enquete_app.statistics.differences import (
    Difference,
    Moments,
    NoInterval,
    difference_of_means,
    difference_of_moments,
    difference_of_rates,
)
from enquete_app.statistics.disclosure import Suppression, Thresholds, protect
from enquete_app.statistics.grades import GradeSummary, summarise
from enquete_app.statistics.multiple import holm
from enquete_app.statistics.pooling import PoolPart, is_pool_safe, is_safe_sum, protect_pool
from enquete_app.statistics.quantiles import Quantiles, quantiles
from enquete_app.statistics.raking import Category, Profile, Raking, Unraked, rake
from enquete_app.statistics.rates import Rate, rate
from enquete_app.statistics.representativeness import CategoryRow, Composition, Part, representativeness
from enquete_app.statistics.rounding import round_half_up
from enquete_app.statistics.weighted import (
    Weight,
    WeightedCorrelation,
    WeightedFrequency,
    WeightedGrades,
    effective_size,
    weighted_frequencies,
    weighted_pearson,
    weighted_summary,
    whole_weights,
)

__all__ = [
    "FEWEST_INVITED",
    "FEWEST_SENT",
    "MISSING",
    "Agreement",
    "Category",
    "CategoryRow",
    "Cell",
    "Composition",
    "Correlation",
    "CrossTables",
    "Difference",
    "Frequency",
    "GradeSummary",
    "Key",
    "Moments",
    "NoInterval",
    "NoKappa",
    "Part",
    "PoolPart",
    "Profile",
    "Quantiles",
    "Raking",
    "Rate",
    "Suppression",
    "Thresholds",
    "Undefined",
    "Unraked",
    "Weight",
    "WeightedCorrelation",
    "WeightedFrequency",
    "WeightedGrades",
    "coarsen",
    "cohen_kappa",
    "cross_table",
    "difference_of_means",
    "difference_of_moments",
    "difference_of_rates",
    "effective_size",
    "frequencies",
    "holm",
    "is_pool_safe",
    "is_safe_sum",
    "pearson",
    "protect",
    "protect_pool",
    "quantiles",
    "rake",
    "rate",
    "representativeness",
    "round_half_up",
    "spearman",
    "stars",
    "summarise",
    "weighted_frequencies",
    "weighted_pearson",
    "weighted_summary",
    "whole_weights",
]
