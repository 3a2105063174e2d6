"""Closing a wave at the very moment of something else: both get done, neither in vain."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from builders import DRAW_DAY, MORNING, at_the_same_time, until_somebody_waits
from sqlalchemy import event

from enquete_app.answers.models import Ballot, Response
from enquete_app.fieldwork.models import MessageState, Wave, WaveState
from enquete_app.fieldwork.waves.closing import close_wave
from enquete_app.jobs.due import close_and_forget, run_due

pytestmark = pytest.mark.both

postgresql_alone = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
"""On SQLite writers take turns from their first statement on."""


@postgresql_alone
def test_closing_by_hand_at_the_moment_of_the_first_mail_waits_for_it(wave, states, smtp):
    database, closing = wave.extensions["database"], []

    def close():
        with wave.app_context():
            return close_and_forget(wave, 1)

    with ThreadPoolExecutor(1) as pool:

        @event.listens_for(database.engine, "before_cursor_execute")
        def meanwhile(_connection, _cursor, statement, *_):
            if statement.startswith("UPDATE wave SET closes_on") and not closing:
                closing.append(pool.submit(close))
                until_somebody_waits(database)

        # The wave closes while the server has the mail: without this it may come after the answer as well.
        smtp.at_data = lambda: (closing[0].result(20), None)[1]
        lines = list(run_due(wave, MORNING))
        assert closing[0].result()[0] == "wave 1 closed"

    assert not [line for line in lines if "failed" in line]
    assert len(smtp.mails) == 1
    assert states() == {(MessageState.UNCERTAIN, None): 1, (MessageState.DROPPED, "wave_closed"): 2}


def test_two_small_waves_that_close_at_the_same_time_are_opened_together(
    app, drawn, answer, database, keyring, count
):
    for number, kind in enumerate(("klacht", "andere klacht")):
        for invitation_id in drawn(10, DRAW_DAY + timedelta(days=number), kind=kind)[:3]:
            answer(invitation_id, {"V10": 5})
    waves = iter((1, 2))

    at_the_same_time(database, lambda session: close_wave(session, next(waves), keyring))

    assert (count(Response), count(Ballot)) == (6, 0)
    with database.reader() as session:
        assert [session.get(Wave, number).opened_into_id for number in (1, 2)] == [2, None]
        assert {session.get(Wave, number).state for number in (1, 2)} == {WaveState.CLOSED}
