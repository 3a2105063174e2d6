"""Somebody lets nothing be sent while a run is under way, as before a snapshot of the whole machine."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from builders import MORNING

from enquete_app.fieldwork.messages import restoring
from enquete_app.fieldwork.messages.restoring import Witness, look
from enquete_app.fieldwork.messages.sending import BATCH
from enquete_app.jobs.due import Fault, run_due
from enquete_app.jobs.mailing import witness_of

pytestmark = pytest.mark.both


@pytest.mark.parametrize("people", [BATCH + 5])
def test_a_run_under_way_ends_with_what_it_has_claimed(wave, smtp):
    database = wave.extensions["database"]

    def at_data():
        if not smtp.mails:
            restoring.hold(database)

    smtp.at_data = at_data

    lines = list(run_due(wave, MORNING))

    assert len(smtp.mails) == BATCH
    assert lines[:2] == [f"{BATCH} invitations sent", "nothing more is sent until 'sending confirm'"]
    assert isinstance(lines[1], Fault)

    restoring.confirm(database, witness_of(wave), as_uncertain=False, now=datetime.now(UTC))
    list(run_due(wave, MORNING))

    assert len(smtp.mails) == BATCH + 5


def test_two_that_remember_at_once_leave_a_whole_witness(tmp_path, monkeypatch):
    witness, replace = restoring.Witness(tmp_path / "witness"), Path.replace

    def replace_late(self, target):
        monkeypatch.setattr(Path, "replace", replace)
        witness.write(2, "")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", replace_late)
    witness.write(1, "")

    assert witness.saw("") in {1, 2}
    assert [each.name for each in tmp_path.iterdir()] == ["witness"]


def test_two_that_look_for_the_first_time_at_once_hold_nothing(wave, monkeypatch):
    database, witness = wave.extensions["database"], witness_of(wave)
    write = Witness.write

    def slowly(self, runs, place):
        time.sleep(0.2)
        write(self, runs, place)

    monkeypatch.setattr(Witness, "write", slowly)
    with ThreadPoolExecutor(2) as both:
        assert list(both.map(lambda _: look(database, witness), range(2))) == [None, None]
