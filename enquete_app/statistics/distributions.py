"""Quantiles and tail probabilities: the one place that loads SciPy.

SciPy is imported on first use, because it takes seconds and some 100 MB, and the processes that
serve the questionnaire never need it.
"""

from statistics import NormalDist


def normal_quantile(probability: float) -> float:
    """Give the value below which a standard normal variable stays with this probability.

    Args:
        probability: Strictly between 0 and 1.

    Returns:
        The quantile, in standard deviations.

    Raises:
        statistics.StatisticsError: If the probability is 0, 1 or outside that range.
    """
    return NormalDist().inv_cdf(probability)


def t_quantile(probability: float, df: float) -> float:
    """Give the value below which a Student's t variable stays with this probability.

    Args:
        probability: Strictly between 0 and 1.
        df: Degrees of freedom, at least 1; need not be whole.

    Returns:
        The quantile, in standard errors.
    """
    from scipy.special import stdtrit  # noqa: PLC0415 - heavy: loaded on first use only

    return float(stdtrit(df, probability))


def t_two_sided(t: float, df: int) -> float:
    """Give the probability that a Student's t variable is at least this far from zero.

    Args:
        t: The statistic; its sign does not matter.
        df: Degrees of freedom, at least 1.

    Returns:
        The two-tailed p value, from 0 to 1.
    """
    from scipy.special import stdtr  # noqa: PLC0415 - heavy: loaded on first use only

    return float(2 * stdtr(df, -abs(t)))
