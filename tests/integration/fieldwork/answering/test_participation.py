"""Starting, saving and sending, alone and all at once."""

import json
import zlib
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from builders import drawn_wave, invitation_ids, saved, sent, started, token
from sqlalchemy import func, select

from enquete_app.answers.ballots import Box, peek
from enquete_app.answers.drafts import Typed, draft_size, open_draft
from enquete_app.answers.models import Ballot, Draft
from enquete_app.fieldwork.answering.credentials import Purpose
from enquete_app.fieldwork.answering.participation import save, send
from enquete_app.fieldwork.answering.visiting import Standing, visit, visit_of_code, visit_of_link
from enquete_app.fieldwork.models import Participation, Wave
from enquete_app.keys import Keyring, seal
from enquete_app.questionnaire import CodeField, load
from enquete_app.register.cells import LONGEST_CELL

pytestmark = pytest.mark.both


@pytest.fixture
def somebody(database, keyring):
    with database.transaction() as session:
        drawn_wave(session, keyring)
        return invitation_ids(session)[0]


def ballots(database, keyring):
    with database.reader() as session:
        boxes = [Box(wave.id, wave.salt) for wave in session.scalars(select(Wave))]
        return [content for _, content in peek(session, boxes, keyring)]


def test_a_link_and_a_code_find_their_invitation_and_nothing_else(somebody, database, keyring):
    with database.reader() as session:
        assert visit_of_link(session, token(somebody, keyring), keyring).invitation_id == somebody
        assert visit_of_link(session, token(somebody, keyring).upper(), keyring).invitation_id == somebody
        assert (
            visit_of_code(session, token(somebody, keyring, Purpose.CODE), keyring).invitation_id == somebody
        )
        assert visit_of_link(session, token(somebody, keyring)[:-1], keyring) is None
        assert visit_of_link(session, token(somebody, keyring, Purpose.OPT_OUT), keyring) is None


def test_looking_changes_nothing_and_starts_nothing(somebody, database, keyring):
    with database.reader() as session:
        assert visit(session, somebody, keyring).typed is None
    with database.reader() as session:
        assert not session.get(Participation, somebody).started


def test_what_was_typed_is_there_on_the_next_visit(somebody, database, keyring):
    with database.transaction() as session:
        started(session, somebody, keyring, "en")
    with database.transaction() as session:
        saved(session, somebody, keyring, Typed({"V1": 5, "V1_anders": "Café ☕"}, "en", ("indienen",)))

    with database.reader() as session:
        found = visit(session, somebody, keyring)
    assert found.standing is Standing.OPEN
    assert found.typed == Typed({"V1": 5, "V1_anders": "Café ☕"}, "en", ("indienen",))


def test_starting_again_goes_on_where_one_was(somebody, database, keyring):
    with database.transaction() as session:
        saved(session, somebody, keyring, Typed({"V1": 2}, "en", ("indienen",)))
    with database.transaction() as session:
        assert started(session, somebody, keyring).typed == Typed({"V1": 2}, "en", ("indienen",))


INSTRUMENT = load("klachtbehandeling", "2024")
FULLEST = {
    name: max(field.codes) if isinstance(field, CodeField) else "\u20ac" * field.max_length
    for name, field in INSTRUMENT.fields.items()
} | {item.id: item.text_code for item in INSTRUMENT.items_by_id.values() if item.text_code}
"""All that can be typed, each text in the signs that take most in a ballot."""
TEXTS = [field for field in INSTRUMENT.fields.values() if not isinstance(field, CodeField)]


def test_a_draft_is_unreadable_without_the_secret_and_has_one_length(somebody, database, keyring):
    lengths = set()
    for typed in (Typed(), Typed({"V11": "kort"}), Typed(FULLEST, "en", tuple(INSTRUMENT.pages_by_id))):
        with database.transaction() as session:
            saved(session, somebody, keyring, typed)
        with database.reader() as session:
            draft = session.get(Draft, somebody)
        assert b"kort" not in draft.sealed
        lengths.add(len(draft.sealed))
        impostor = _Impostor(draft.key_id)
        with pytest.raises(ValueError, match="another key"):
            open_draft(somebody, key_id=draft.key_id, sealed=draft.sealed, keyring=impostor)

    assert len(lengths) == 1


@pytest.mark.parametrize("sign", ["\u20ac", '"', "\n", "\U0001f600"])
def test_what_was_typed_at_most_is_there_on_the_next_visit(sign, somebody, database, keyring):
    texts = {each.name: sign * (each.max_length // len(sign.encode("utf-16-le")) * 2) for each in TEXTS}
    typed = Typed(FULLEST | texts, "en", tuple(INSTRUMENT.pages_by_id))
    with database.transaction() as session:
        saved(session, somebody, keyring, typed)
    with database.reader() as session:
        assert visit(session, somebody, keyring).typed == typed


def test_a_draft_of_before_it_was_kept_in_utf_16_is_still_read(keyring):
    somebody = uuid4()
    content = {
        "answers": {"V1": 5, "V1_anders": "Per duif"},
        "language": "en",
        "seen": ["indienen", "waarom"],
    }
    packed = zlib.compress(json.dumps(content).encode())
    sealed = seal(packed, keyring.derive("draft", somebody.bytes), size=8192)

    typed = open_draft(somebody, key_id=keyring.current_id, sealed=sealed, keyring=keyring)

    assert typed == Typed({"V1": 5, "V1_anders": "Per duif"}, "en", ("indienen", "waarom"))


def test_drafts_are_no_longer_than_the_longest_texts_need():
    assert sum(2 * each.max_length for each in TEXTS) < draft_size(INSTRUMENT) < 16 * 1024


def test_the_largest_answers_fit_into_a_ballot_with_the_longest_facts(database, keyring):
    with database.transaction() as session:
        drawn_wave(session, keyring, people=1, domain="\U0001f600" * LONGEST_CELL)
        [somebody] = invitation_ids(session)
        saved(session, somebody, keyring, Typed(FULLEST))
        assert sent(session, somebody, keyring) is Standing.ANSWERED


def test_sending_seals_what_is_on_the_path_and_ends_the_draft(somebody, database, keyring):
    with database.transaction() as session:
        saved(session, somebody, keyring, Typed({"V3": 1, "V4a": 1, "V4c": 2, "V10": 8}))
    with database.transaction() as session:
        assert sent(session, somebody, keyring) is Standing.ANSWERED

    [ballot] = ballots(database, keyring)
    assert ballot.answers == {"V3": 1, "V4a": 1, "V10": 8}
    assert ballot.strata == ("informeel", "gegrond", "Fysiek domein", "nl", "e-mail")
    with database.reader() as session:
        assert session.get(Draft, somebody) is None
        assert visit(session, somebody, keyring).standing is Standing.ANSWERED


def test_after_sending_nothing_can_be_changed(somebody, database, keyring):
    with database.transaction() as session:
        sent(session, somebody, keyring)
    with database.transaction() as session:
        assert saved(session, somebody, keyring, Typed({"V10": 1})).standing is Standing.ANSWERED
        assert started(session, somebody, keyring).standing is Standing.ANSWERED
        assert sent(session, somebody, keyring) is Standing.ANSWERED

    assert len(ballots(database, keyring)) == 1
    with database.reader() as session:
        assert session.scalar(select(func.count()).select_from(Draft)) == 0


def test_answers_that_are_out_of_range_are_not_sent(somebody, database, keyring):
    with database.transaction() as session:
        saved(session, somebody, keyring, Typed({"V10": 11}))
    with database.transaction() as session:
        standing, problems = send(session, visit(session, somebody, keyring, lock=True), keyring)

    assert standing is Standing.OPEN
    assert [problem.field for problem in problems] == ["V10"]


def test_of_fifty_sends_at_the_same_time_one_counts(somebody, database, keyring):
    with database.transaction() as session:
        saved(session, somebody, keyring, Typed({"V10": 8}))

    def send_once(_):
        with database.transaction() as session:
            return sent(session, somebody, keyring)

    with ThreadPoolExecutor(50) as pool:
        standings = list(pool.map(send_once, range(50)))

    assert set(standings) == {Standing.ANSWERED}
    with database.reader() as session:
        assert session.scalar(select(func.count()).select_from(Ballot)) == 1


def test_drafts_and_links_survive_a_new_secret_key(somebody, database, keyring):
    with database.transaction() as session:
        saved(session, somebody, keyring, Typed({"V10": 8}))
    rotated = Keyring("a new secret", (keyring.secret,), keyring.contact)

    with database.transaction() as session:
        assert visit(session, somebody, rotated).typed.answers == {"V10": 8}
        assert sent(session, somebody, rotated) is Standing.ANSWERED

    assert len(ballots(database, rotated)) == 1


class _Impostor(Keyring):
    """A server that has the same key's name but not the key."""

    def __init__(self, key_id):
        super().__init__("somebody else's secret")
        self.__dict__["_by_id"] = {key_id: b"somebody else's secret"}


def test_nothing_is_changed_on_a_visit_that_was_not_locked(somebody, database, keyring):
    with database.session() as session:
        unlocked = visit(session, somebody, keyring)
        with pytest.raises(RuntimeError, match="not locked"):
            save(session, unlocked, Typed({"V10": 1}), keyring)


def test_of_two_pages_saved_at_the_same_time_neither_is_lost(somebody, database, keyring):
    def save_one(number):
        with database.transaction() as session:
            found = visit(session, somebody, keyring, lock=True)
            before = found.typed.answers if found.typed else {}
            save(session, found, Typed({**before, f"V9_{number}": 1}), keyring)

    with ThreadPoolExecutor(5) as pool:
        list(pool.map(save_one, range(1, 6)))

    with database.reader() as session:
        assert len(visit(session, somebody, keyring).typed.answers) == 5
