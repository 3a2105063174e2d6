"""What happens beside a run that sends: somebody ends the wave, or the database is away for a moment."""

from datetime import timedelta

import pytest
from builders import MORNING
from sqlalchemy import update
from sqlalchemy.exc import OperationalError

from enquete_app.fieldwork.messages import outbox, sending
from enquete_app.fieldwork.models import Wave
from enquete_app.jobs.due import run_due


def test_once_somebody_ends_a_wave_no_more_of_it_leaves_while_a_run_goes_on(wave, smtp, states):
    database = wave.extensions["database"]

    def end_it(_):
        with database.transaction() as session:
            session.execute(update(Wave).values(closes_on=MORNING.date()))

    list(run_due(wave, MORNING, progress=end_it))
    assert len(smtp.mails) == 1
    list(run_due(wave, MORNING + timedelta(minutes=1)))

    assert len(smtp.mails) == 1
    assert states() == {("sent", None): 1, ("dropped", "wave_closed"): 2}


@pytest.mark.parametrize("times", [1, 3])
def test_a_database_that_is_away_for_a_moment_leaves_no_mail_uncertain(
    wave, smtp, states, monkeypatch, times
):
    monkeypatch.setattr(sending, "PAUSES", (0, 0, 0))
    faults, record_sent = iter([OperationalError("", {}, Exception())] * times), outbox.record_sent

    def away(*given, **named):
        if fault := next(faults, None):
            raise fault
        record_sent(*given, **named)

    monkeypatch.setattr(outbox, "record_sent", away)
    list(run_due(wave, MORNING))

    assert states() == {("sent", None): 3}
    assert len(smtp.mails) == 3
