"""Somebody with every copy, log and write-ahead log, but without the server's secrets, links nothing.

After a wave was closed and its results were built, each attacker tries to give every response to the person
who sent it, among those opened together with equal strata. Who answers what, when and how follows from seeds.
The ids that shuffle the responses are random by design, so a blind attacker may be lucky: in one run of these
tests in `RUNS_PER_ALARM`, whatever the number of attackers. `bench/anonymity.py` plays many more waves.
"""

from datetime import timedelta

import pytest
from attack.attackers import added, best
from attack.leaks import LEAKS
from attack.people import lots
from attack.playing import play
from attack.visits import by_functions, over_http
from builders import DRAW_DAY

pytestmark = pytest.mark.new_files

RUNS_PER_ALARM = 10_000
DATABASES = 2
LATER = timedelta(days=40)


@pytest.fixture
def app(make_app):
    """Without a context, so that each request has its own."""
    return make_app()


def alarm(scores):
    """Below which chance an attack of one database counts, so that all together alarm that rarely."""
    return 1 / RUNS_PER_ALARM / DATABASES / len(scores)


@pytest.mark.both
def test_no_attacker_links_a_response_better_than_by_guessing(app):
    played = [
        play(app, lots(1), people=32, come=over_http),
        # Too small to be opened, so together with the next.
        play(app, lots(2), people=4, response=1, come=by_functions, day=DRAW_DAY + LATER)
        + play(app, lots(3), people=24, come=by_functions, day=DRAW_DAY + 2 * LATER),
    ]
    scores = added(each.attacked(lots(4)) for each in played)

    families = {each.family for each in scores}
    # No log says anything of respondents; those who read logs find what is planted in them.
    assert families >= {"order", "transaction", "ids", "counts", "sizes", "strata"}
    attack, score = best(scores)
    assert score.chance > alarm(scores), (attack, score)


@pytest.mark.parametrize("name", LEAKS)
def test_a_planted_leak_is_found(app, name):
    leak = LEAKS[name]()
    with leak.planted:
        played = play(app, lots(5), people=20, response=1, come=leak.come, once_closed=leak.once_closed)
    scores = played.attacked(lots(6))

    _, score = best({attack: each for attack, each in scores.items() if attack.family in leak.families})
    assert score.chance < alarm(scores)
    assert score.share >= leak.share
