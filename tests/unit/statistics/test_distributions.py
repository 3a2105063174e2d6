import subprocess
import sys
from pathlib import Path

import pytest

from enquete_app.statistics.distributions import normal_quantile, t_quantile, t_two_sided

PACKAGE = Path(__file__).parents[3] / "enquete_app"

# The parent package stands in empty, so that only what the statistics load themselves is seen.
LOADED = """
import sys, types
parent = types.ModuleType("enquete_app")
parent.__path__ = [sys.argv[1]]
sys.modules["enquete_app"] = parent
before = set(sys.modules)
import enquete_app.statistics
tops = {name.partition(".")[0] for name in set(sys.modules) - before}
print(*sorted(tops - sys.stdlib_module_names - {"enquete_app"}))
"""


def test_importing_the_statistics_loads_the_standard_library_only():
    command = [sys.executable, "-c", LOADED, str(PACKAGE)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    assert done.stdout.strip() == ""


def test_quantiles_are_those_of_the_tables():
    assert round(normal_quantile(0.975), 6) == 1.959964
    assert [round(t_quantile(0.975, df), 3) for df in (1, 10, 120)] == [12.706, 2.228, 1.980]


@pytest.mark.parametrize("t", [2.228139, -2.228139])
def test_both_tails_count(t):
    assert t_two_sided(t, 10) == pytest.approx(0.05, abs=1e-7)


def test_no_distance_is_no_evidence():
    assert t_two_sided(0.0, 5) == 1.0
