# Loaded here, because Hypothesis's deadline is about the rules and not about loading SciPy.
import scipy.special  # noqa: F401
