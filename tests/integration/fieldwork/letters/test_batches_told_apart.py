"""Which batches somebody saw, going by when the last of them was made."""

from datetime import timedelta

import pytest
from builders import DRAW_DAY, MORNING
from letters_builders import wave_with_letters

from enquete_app.fieldwork.letters import batches as letters
from enquete_app.fieldwork.models import MessageKind
from enquete_app.fieldwork.waves.progress import find_wave

WHICH = (MessageKind.INVITATION, DRAW_DAY)


@pytest.fixture
def wave_id(database, keyring):
    with database.transaction() as session:
        return str(wave_with_letters(session, keyring).id)


@pytest.fixture
def make(database, keyring, wave_id, monkeypatch):
    """Make a batch of one letter, by default at one moment: as where a clock is coarse, or set back."""
    monkeypatch.setattr(letters, "MOST_IN_BATCH", 1)

    def make(now=MORNING):
        with database.transaction() as session:
            wave = find_wave(session, wave_id)
            return letters.make_batch(session, wave, *WHICH, now=now, keyring=keyring).id

    return make


@pytest.fixture
def last_made(database, wave_id):
    def last_made():
        with database.reader() as session:
            return letters.last_made(session, find_wave(session, wave_id))

    return last_made


@pytest.fixture
def made_since(database, wave_id):
    def made_since(seen):
        with database.reader() as session:
            found = letters.made_since(session, find_wave(session, wave_id), *WHICH, seen)
            return found.id if found else None

    return made_since


def test_who_saw_none_has_the_first_to_see(make, last_made, made_since):
    assert last_made() == letters.NOTHING_SEEN
    first = make()
    make()

    assert made_since(letters.NOTHING_SEEN) == first


def test_one_made_at_the_moment_of_another_is_not_taken_for_seen(make, last_made, made_since):
    make()
    seen = last_made()
    assert made_since(seen) is None

    second = make()

    assert made_since(seen) == second
    assert made_since(last_made()) is None


def test_one_that_has_the_number_of_another_that_was_taken_apart_is_not_taken_for_seen(
    database, wave_id, make, last_made, made_since
):
    number, seen = str(make()), last_made()
    with database.transaction() as session:
        wave = find_wave(session, wave_id)
        letters.take_apart(session, wave, letters.find_batch(session, wave, number), DRAW_DAY)

    second = make(MORNING + timedelta(seconds=1))

    assert made_since(seen) == second
