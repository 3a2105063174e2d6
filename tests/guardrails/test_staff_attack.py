"""Staff who see, download, press, command and read in logs all that they can, do not learn who has answered.

Two worlds are played day by day through the real code. They are equal but for who of two people with equal
facts answered, or whether one of them did. All that staff can get hold of at any moment must be the same in
both. A colleague with all roles presses what there is, an analyst too. Of buttons that do the same to another
thing, such as to each theme, three are pressed; `bench/staff_attack.py` presses all, has each role by itself
look at all moments, and follows every link.

What cannot be kept from anybody follows from the numbers: after closing the exact count is published, so that
if all or none of the people invited have answered, that is known of each of them.
"""

import pytest
from planted_leaks import PLANTED, finds
from staged_worlds import Stage, Watch, differences
from two_worlds import ANN, BEN, ON_PAPER, REST, World

from enquete_app.accounts.models import Role

WITH_RESULTS = Watch(moments=("closed",))
"""Who was reminded shows later too, and is looked for below; at all moments in the bench."""
OPEN = Watch(
    staff=((Role.ANALYST,),), moments=("answered",), until="answered", without=("team.ending_close",)
)
"""Before closing, by an analyst; whoever closes a wave early is told the exact count, as everybody is."""
IN_THE_END = OPEN._replace(moments=("opted out",), until="opted out", staff=(tuple(Role),))
"""When all has happened, by who has all roles. At all moments and by each role in the bench."""
PLANTED_HERE = (
    *("live count", "opt-out looked up"),
    *(pytest.param(each, marks=pytest.mark.long) for each in ("outcome of reminders in the log", "header")),
)
"""On a page, by a button, in a log, in a header; the others are found in the bench."""


@pytest.fixture(scope="module")
def stage(tmp_path_factory):
    return Stage(tmp_path_factory.mktemp("stage"))


def test_staff_cannot_tell_who_of_two_has_answered(stage):
    ann, ben = (stage.play(World(answers=who), WITH_RESULTS) for who in (ANN, BEN))

    assert differences(ann, ben) == []


@pytest.mark.parametrize(
    ("other", "watch"),
    [
        pytest.param(World(answers=ANN), OPEN, id="answered"),
        pytest.param(World(answers=ANN), IN_THE_END, id="answered long ago"),
        pytest.param(World(begins=ANN), IN_THE_END, id="begun"),
        pytest.param(World(answers=ON_PAPER[0]), IN_THE_END, id="answered a letter"),
        pytest.param(
            World(answers=ON_PAPER[2]),
            IN_THE_END,
            id="answered a letter that is still to be posted",
            marks=pytest.mark.long,
        ),
        pytest.param(
            World(answers=REST[0]),
            IN_THE_END,
            id="answered a letter after a mail that came back",
            marks=pytest.mark.long,
        ),
    ],
)
def test_before_closing_staff_cannot_tell_whether_somebody_has(stage, other, watch):
    assert differences(stage.play(World(), watch), stage.play(other, watch)) == []


@pytest.mark.parametrize("name", PLANTED_HERE)
def test_the_attack_finds_a_planted_leak(stage, name):
    assert finds(stage, PLANTED[name])
