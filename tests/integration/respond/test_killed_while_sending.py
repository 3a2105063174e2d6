"""Whenever the process dies while somebody sends: the answers are sent, or the invitation is still open."""

import pytest
from builders import drawn_wave, invitation_ids, token
from killing import is_killed_at
from sqlalchemy import func, select

from enquete_app.answers.models import Ballot, Draft
from enquete_app.fieldwork.models import Participation

pytestmark = pytest.mark.both

ANSWERS = {"V1": 2, "V3": 1, "V10": 7}
OPEN, SENT = {"answered": False, "drafts": 1, "ballots": 0}, {"answered": True, "drafts": 0, "ballots": 1}
MOST_STEPS = 100


@pytest.fixture
def ready(app, database, keyring, visitor):
    """Two people before the button that sends, with how things stand with each since the one before."""
    with database.transaction() as session:
        drawn_wave(session, keyring, people=2)
        ids = invitation_ids(session)
    return [
        (
            visitor().open(f"/e/{token(each, keyring)}").press("go", "start").go_to("controle", **ANSWERS),
            lambda each=each, earlier=number: standing(database, each, earlier),
        )
        for number, each in enumerate(ids)
    ]


def standing(database, invitation_id, earlier):
    with database.reader() as session:
        return {
            "answered": session.get_one(Participation, invitation_id).answered,
            "drafts": session.scalar(
                select(func.count()).select_from(Draft).where(Draft.invitation_id == invitation_id)
            ),
            "ballots": session.scalar(select(func.count()).select_from(Ballot)) - earlier,
        }


def test_killed_between_any_two_statements_a_sending_is_whole_or_has_not_been(ready, database, ballots):
    (browser, stands), (other, stands_of_other) = ready
    step = 0
    while stands() == OPEN:
        step += 1
        assert is_killed_at(step, database, lambda: browser.press("go", "send")), "it was not sent"
        assert stands() in (OPEN, SENT)
    last = step

    assert last >= 6, "begin, mark, ballot, draft, commit, and after it"
    assert stands() == SENT
    assert browser.press("go", "send").page_id == "verstuurd", "whoever got no answer tries again"
    for step in range(last, MOST_STEPS):
        killed = is_killed_at(step, database, lambda: other.press("go", "send"))
        assert stands_of_other() == SENT
        if not killed:
            break
    assert not killed
    assert ballots() == [ANSWERS, ANSWERS]
