"""Whatever dies while mails leave: none is lost, none doubled. `bench/faults.py` cuts hundreds of times."""

from random import Random

import pytest
from faults import WAYS, WITHIN, Post
from sqlalchemy import update

from enquete_app.fieldwork.messages import outbox
from enquete_app.fieldwork.models import Message, MessageState

PEOPLE = 20
CUTS = 2


@pytest.fixture
def post(make_app, smtp, redis_url, request):
    made = Post(make_app(**smtp.settings, REDIS_URL=redis_url), smtp, Random(request.node.name))  # noqa: S311
    made.draw(PEOPLE)
    return made


@pytest.mark.parametrize("how", WAYS)
def test_no_mail_is_lost_or_doubled(post, how):
    for _ in range(CUTS):
        post.cut(how)
    ended = post.settle()

    assert (ended.lost, ended.doubled) == (0, 0)
    assert sum(ended.states.values()) == PEOPLE
    assert ended.states["uncertain"] <= ended.cut_in_dialogue
    if how == WITHIN:
        assert ended.states["uncertain"] == CUTS


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_outbox_that_sends_again_what_was_leaving_is_found_out(post, monkeypatch):
    def send_again(session, clock):
        leaving = update(Message).where(Message.lease_until < clock)
        session.execute(leaving.values(state=MessageState.PLANNED, lease_until=None))
        return 0, 0

    monkeypatch.setattr(outbox, "sweep", send_again)
    post.cut(WITHIN)

    assert post.settle().doubled == 1
