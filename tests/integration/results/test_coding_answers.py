"""The code frame, a second coder, and how far two agree."""

from fractions import Fraction

import pytest
from open_answers_builders import analyst, answers_of, decided, theme_ids
from sqlalchemy import select

from enquete_app.results.open_answers import frame
from enquete_app.results.open_answers.coding import (
    agreements_of,
    code_second,
    coded_themes,
    codings_of,
    next_for_second,
)
from enquete_app.results.open_answers.frame import FrameError, Labels
from enquete_app.results.open_answers.models import Coder, Reading
from enquete_app.results.open_answers.queue import (
    take_back,
)
from enquete_app.results.open_answers.released import released_of

ASKED = ("klachtbehandeling", "2024")
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def released(session, field="V11"):
    return {each.field: each for each in released_of(session, 1).fields}[field]


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
