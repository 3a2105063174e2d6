"""The queue of open answers: how it is filled, what is decided, what may leave, and what two coders found."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from fractions import Fraction

import pytest
from builders import at_the_same_time, drawn_wave, invitation_ids, saved, sent
from open_answers_builders import OTHER, TIP, analyst, answers_of, decided, theme_ids, written_wave
from retention_builders import CLOSING, OTHER_WORDS, OWN_WORDS, bytes_of, closed_wave, due, found_in
from sqlalchemy import delete, func, select

from enquete_app.answers.drafts import Typed
from enquete_app.answers.models import AnswerQueue, AnswerState, OpenAnswer, Response
from enquete_app.fieldwork.models import Wave
from enquete_app.fieldwork.waves.progress import find_wave
from enquete_app.instruments import load
from enquete_app.jobs.due import build_results, close_and_forget, run_due
from enquete_app.results.building import store_report, waves_without_report
from enquete_app.results.measures import Hidden
from enquete_app.results.open_answers import frame
from enquete_app.results.open_answers.coding import (
    agreements_of,
    code_second,
    coded_themes,
    codings_of,
    next_for_second,
)
from enquete_app.results.open_answers.filling import fill_queue
from enquete_app.results.open_answers.frame import FrameError, Labels
from enquete_app.results.open_answers.models import Coder, Reading, Theme
from enquete_app.results.open_answers.queue import (
    ChangedError,
    Decision,
    ErasedError,
    NoQueueError,
    answer_of,
    decide,
    next_waiting,
    progress_of,
    queue_of,
    quote,
    take_back,
)
from enquete_app.results.open_answers.released import NOTHING, released_of
from enquete_app.results.report import NotBuiltError, StillOpenError

ASKED = ("klachtbehandeling", "2024")
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def wave(app, database, keyring):
    written_wave(app, database, keyring)


@pytest.fixture
def change(database):
    """Do something in a transaction of its own."""

    def change(work):
        with database.transaction() as session:
            return work(session)

    return change


def released(session, field="V11"):
    return {each.field: each for each in released_of(session, 1).fields}[field]


def test_every_text_is_in_the_queue_once_and_waits(wave, database):
    with database.reader() as session:
        tips, others = answers_of(session), answers_of(session, "V1_anders")

    assert sorted(each.raw for each in tips) == [TIP.format(number) for number in range(6)]
    assert sorted(each.raw for each in others) == [OTHER.format(number) for number in range(6)]
    assert {(each.state, each.redacted, each.quoted) for each in tips} == {(AnswerState.WAITING, None, False)}


@on_sqlite
def test_the_order_ties_no_two_answers_of_one_person_together(wave, database):
    """Over many fillings each place of one's tip goes with each place of one's "anders"."""
    asked = load(database.reader(), *ASKED)
    seen = Counter()
    for _ in range(200):
        with database.transaction() as session:
            session.execute(delete(OpenAnswer))
            session.execute(delete(AnswerQueue))
            fill_queue(session, session.get_one(Wave, 1), asked)
            tips = [each.raw[-1] for each in answers_of(session)]
            others = [each.raw[-1] for each in answers_of(session, "V1_anders")]
            seen.update((tips.index(each), others.index(each)) for each in tips)

    # 1,200 pairs over 36 places: 33 each, give or take six.
    assert len(seen) == 36
    assert max(seen.values()) < 33 + 6 * 6


def test_nothing_in_the_queue_points_at_a_response(wave, database):
    assert {each.name for each in OpenAnswer.__table__.columns} == {
        *("id", "wave_id", "field", "state", "raw", "redacted", "quoted", "version")
    }
    assert [each.column.table.name for each in OpenAnswer.__table__.foreign_keys] == ["wave"]


def test_building_again_changes_nothing_that_was_decided(wave, app, database, change):
    change(lambda session: decided(session, answers_of(session)[0].id))
    build_results(app, 1)

    with database.reader() as session:
        assert session.scalar(select(func.count()).select_from(OpenAnswer)) == 12
        assert answers_of(session)[0].state is AnswerState.RELEASED


def test_building_twice_at_a_time_fills_it_once(app, database, keyring, monkeypatch):
    with database.transaction() as session:
        drawn_wave(session, keyring, people=12)
        for somebody in invitation_ids(session)[:6]:
            saved(session, somebody, keyring, Typed({"V10": 7, "V11": "Bel terug"}))
            sent(session, somebody, keyring)
    close_and_forget(app, 1)
    at_the_same_time(database, lambda session: store_report(session, 1))

    with database.reader() as session:
        assert len(answers_of(session)) == 6
        assert len(theme_ids(session)) == len(frame.STARTING)


def test_a_wave_closed_before_there_was_a_queue_gets_one_with_the_next_run(wave, app, database, change):
    def as_it_was(session):
        session.execute(delete(OpenAnswer))
        session.execute(delete(AnswerQueue))

    change(as_it_was)
    with database.reader() as session:
        assert waves_without_report(session) == [1]
        with pytest.raises(NotBuiltError):
            queue_of(session, "1")

    assert "wave 1: results built" in list(run_due(app, CLOSING))
    with database.reader() as session:
        assert len(answers_of(session)) == 6
        assert waves_without_report(session) == []


def test_a_wave_that_is_open_or_sealed_has_no_queue(app, database, keyring):
    with database.transaction() as session:
        drawn_wave(session, keyring, people=12)
        for somebody in invitation_ids(session)[:3]:
            saved(session, somebody, keyring, Typed({"V10": 7, "V11": "Bel terug"}))
            sent(session, somebody, keyring)
    with database.reader() as session:
        with pytest.raises(StillOpenError):
            queue_of(session, "1")
        assert released_of(session, 1) == NOTHING
    close_and_forget(app, 1)
    build_results(app, 1)

    with database.reader() as session:
        with pytest.raises(NoQueueError):
            queue_of(session, "1")
        assert released_of(session, 1) == NOTHING
        assert session.scalar(select(func.count()).select_from(OpenAnswer)) == 0


@on_sqlite
def test_the_frame_begins_with_the_questions_own_answers(wave, database):
    with database.reader() as session:
        labels = {
            each.code: each.label_nl for each in frame.themes_of(session, "klachtbehandeling", "V3_anders")
        }

    assert labels == {"answer-1": "Ja", "answer-2": "Deels", "answer-3": "Nee", "other": "Iets anders"}


def test_a_decision_counts_and_is_all_that_may_leave(wave, database, change):
    def work(session):
        first, second, *_ = answers_of(session)
        themes = theme_ids(session)
        decided(session, first.id, themes=(themes[0], themes[1]))
        decided(session, second.id, AnswerState.WITHHELD, redacted="Geheim", themes=(themes[0],))

    change(work)
    with database.reader() as session:
        found = released(session)
        progress = progress_of(session, 1)["V11"]

    assert found.texts == ("Bel [naam] terug",)
    assert isinstance(found.counts, Hidden), "fewer than 5 were coded"
    assert progress[1:] == (6, 2, 1)


def test_themes_are_counted_over_all_that_are_decided_on(wave, database, change):
    def work(session):
        themes = theme_ids(session)
        for number, each in enumerate(answers_of(session)[:5]):
            state = AnswerState.RELEASED if number % 2 else AnswerState.WITHHELD
            decided(session, each.id, state, themes=tuple(themes[: number % 3]))
        decided(session, answers_of(session)[5].id, AnswerState.WAITING, themes=(themes[0],))

    change(work)
    with database.reader() as session:
        counts = released(session).counts

    assert counts.coded == 5
    assert [each.count for each in counts.themes[:3]] == [3, 1, 0]


def test_a_retired_theme_stays_with_what_has_it(wave, database, change):
    def work(session):
        themes = theme_ids(session)
        for each in answers_of(session)[:5]:
            decided(session, each.id, themes=(themes[0],))
        for theme_id in themes[:2]:
            session.get_one(Theme, theme_id).retired = True

    change(work)
    with database.reader() as session:
        codes = [each.code for each in released(session).counts.themes]

    assert codes[0] == frame.STARTING[0][0]
    assert frame.STARTING[1][0] not in codes


def test_what_was_taken_back_leaves_no_more_and_keeps_its_themes(wave, database, change):
    def work(session):
        answer = answers_of(session)[0]
        decided(session, answer.id, themes=(theme_ids(session)[0],))
        quote(answer, answer.version, quoted=True)
        assert released(session).quotations
        assert take_back(answer, answer.version) is AnswerState.RELEASED

    change(work)
    with database.reader() as session:
        answer = answers_of(session)[0]
        assert released(session).texts == ()
        assert (answer.redacted, answer.quoted) == ("Bel [naam] terug", False)
        assert coded_themes(session, answer.id) == {theme_ids(session)[0]}


@on_sqlite
def test_only_a_released_answer_is_quoted(wave, change):
    def work(session):
        answer = answers_of(session)[0]
        with pytest.raises(ChangedError):
            quote(answer, answer.version, quoted=True)

    change(work)


def test_of_two_decisions_at_once_one_holds_and_the_other_is_told(wave, database):
    with database.transaction() as session:
        answer_id, who = answers_of(session)[0].id, analyst(session)

    def release(words):
        with database.transaction() as session:
            answer = answer_of(session, 1, answer_id, lock=True)
            try:
                decide(session, answer, Decision(1, AnswerState.RELEASED, words, (), who))
            except ChangedError:
                return "told"
            return words

    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(release, ["een", "twee", "drie", "vier"]))

    with database.reader() as session:
        answer = answers_of(session)[0]
        assert Counter(outcomes) == {"told": 3, answer.redacted: 1}
        assert answer.version == 2


def test_the_next_one_comes_round_to_what_was_left_for_later(wave, database, change):
    with database.reader() as session:
        ids = [each.id for each in answers_of(session)]
    for each in ids[1:]:
        change(lambda session, each=each: decided(session, each))

    with database.reader() as session:
        assert next_waiting(session, 1, "V11", ids[-1]) == ids[0]
        assert next_waiting(session, 1, "V1_anders") in [each.id for each in answers_of(session, "V1_anders")]


def test_a_second_coder_is_somebody_else_and_changes_nothing_that_counts(wave, database, change):
    def work(session):
        first, other = analyst(session), analyst(session, "tweede@gemeente.example")
        themes = theme_ids(session)
        for number, each in enumerate(answers_of(session)[:5]):
            decided(session, each.id, themes=(themes[number % 2],))
            assert next_for_second(session, 1, first) is None
            assert next_for_second(session, 1, other) == each.id
            assert not code_second(session, each.id, (), first)
            assert code_second(session, each.id, (themes[0],), other)
            assert not code_second(session, each.id, (themes[1],), other)

    change(work)
    with database.reader() as session:
        found = agreements_of(codings_of(session, 1)["V11"], frame.themes_of(session, ASKED[0], "V11"))
        counts = released(session).counts

    assert [each.count for each in counts.themes[:2]] == [3, 2]
    assert found.answers == 5
    assert found.themes[0].agreement.share == Fraction(3, 5)
    assert found.themes[0].agreement.kappa == 0
    assert len(found.disagreements) == 2
    assert found.disagreements[0].first[0].code == frame.STARTING[1][0]
    assert not found.disagreements[0].agreed


def test_what_is_decided_after_two_coders_counts_and_leaves_both_readings(wave, database, change):
    def work(session):
        other = analyst(session, "tweede@gemeente.example")
        answer, themes = answers_of(session)[0], theme_ids(session)
        decided(session, answer.id, themes=(themes[0],))
        code_second(session, answer.id, (themes[1],), other)
        take_back(answer, answer.version)
        decided(session, answer.id, themes=(themes[2],))
        assert coded_themes(session, answer.id) == {themes[2]}

    change(work)
    with database.reader() as session:
        found = agreements_of(codings_of(session, 1)["V11"], frame.themes_of(session, ASKED[0], "V11"))
        assert set(session.scalars(select(Reading.coder))) == set(Coder)

    assert [each.agreed for each in found.disagreements] == [True]


@on_sqlite
def test_the_frame_is_added_to_renamed_and_moved(wave, change):
    def work(session):
        theme = frame.add_theme(session, ASKED[0], "V11", Labels("Sneller é", ""))
        again = frame.add_theme(session, ASKED[0], "V11", Labels("Sneller E!", "Faster"))
        assert (theme.code, again.code) == ("sneller-e", "sneller-e-2")
        assert theme.label("en") == "Sneller é"
        assert again.label("en") == "Faster"
        with pytest.raises(FrameError, match="same"):
            frame.rename_theme(session, again, Labels("sneller É", ""))
        assert frame.rename_theme(session, again, Labels("Vlotter", ""))
        assert not frame.rename_theme(session, again, Labels("Vlotter", ""))
        assert not frame.move_theme(session, again, up=False)
        assert frame.move_theme(session, again, up=True)
        found = [each.code for each in frame.themes_of(session, ASKED[0], "V11")]
        assert found[-2:] == ["sneller-e-2", "sneller-e"]

    change(work)


def test_themes_cannot_be_added_without_end(wave, database, monkeypatch):
    monkeypatch.setattr(frame, "MOST_THEMES", len(frame.STARTING) + 1)
    add = lambda session: frame.add_theme(session, ASKED[0], "V11", Labels("Nieuw", ""))  # noqa: E731
    with database.transaction() as session:
        add(session)
    with database.transaction() as session, pytest.raises(FrameError, match="full"):
        add(session)


@pytest.mark.new_files
def test_retention_takes_what_was_not_released_and_leaves_what_was(app, database):
    closed_wave(app)
    with database.transaction() as session:
        tips = answers_of(session)
        decided(session, tips[0].id, redacted="Vrijgegeven woorden")
        decided(session, tips[1].id, AnswerState.WITHHELD, redacted="Achtergehouden woorden")
        decided(session, tips[2].id, AnswerState.WAITING, redacted="Halve woorden")
    due(app, CLOSING + timedelta(days=366))

    with database.reader() as session:
        assert released(session).texts == ("Vrijgegeven woorden",)
        assert [each.raw for each in answers_of(session)] == [None] * 6
        assert next_waiting(session, 1) is None
        assert session.scalar(select(func.count()).select_from(Response)) == 6
    url = database.engine.url.render_as_string(hide_password=False).replace("+psycopg", "")
    gone = (OWN_WORDS, OTHER_WORDS, "Achtergehouden woorden", "Halve woorden")
    assert found_in(bytes_of(url), "Vrijgegeven woorden", *gone) == {"Vrijgegeven woorden"}


def test_after_retention_nothing_can_be_decided_but_withdrawing_for_good(app, database):
    closed_wave(app)
    with database.transaction() as session:
        decided(session, answers_of(session)[0].id)
    due(app, CLOSING + timedelta(days=366))
    with database.transaction() as session:
        released_one, waiting, *_ = answers_of(session)
        with pytest.raises(ErasedError):
            decide(
                session, waiting, Decision(waiting.version, AnswerState.RELEASED, "x", (), analyst(session))
            )
        take_back(released_one, released_one.version)

    with database.reader() as session:
        assert released(session).texts == ()
        assert (answers_of(session)[0].state, answers_of(session)[0].redacted) == (AnswerState.WITHHELD, None)
        assert find_wave(session, "1").id == 1
