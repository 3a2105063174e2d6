"""What is decided on open answers, what may leave after that, and what retention takes."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from open_answers_builders import analyst, answers_of, decided, theme_ids
from retention_builders import CLOSING, OTHER_WORDS, OWN_WORDS, bytes_of, closed_wave, due, found_in
from sqlalchemy import func, select

from enquete_app.answers.models import AnswerState, Response
from enquete_app.fieldwork.waves.progress import find_wave
from enquete_app.results.measures import Hidden
from enquete_app.results.open_answers import frame
from enquete_app.results.open_answers.coding import (
    coded_themes,
)
from enquete_app.results.open_answers.models import Theme
from enquete_app.results.open_answers.queue import (
    ChangedError,
    Decision,
    ErasedError,
    answer_of,
    decide,
    next_waiting,
    progress_of,
    quote,
    take_back,
)
from enquete_app.results.open_answers.released import released_of

ASKED = ("klachtbehandeling", "2024")
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def released(session, field="V11"):
    return {each.field: each for each in released_of(session, 1).fields}[field]


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


@pytest.mark.both
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
