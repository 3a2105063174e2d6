"""Questionnaire files in the database: found quickly, never changed, gone when nobody wants them."""

from datetime import timedelta

import pytest
from builders import DRAW_DAY, complaint, invitation_ids
from questionnaire_builders import (
    REPORTS,
    REPORTS_EDITION,
    UPLOADED,
    add_questionnaire,
    survey_of_reports,
)
from sqlalchemy import event

from enquete_app.fieldwork.answering.visiting import visit
from enquete_app.fieldwork.asking import Use, remove_unused, uses
from enquete_app.fieldwork.drawing.draws import Order, make_draw
from enquete_app.instruments import (
    FileError,
    WhyNotKept,
    add,
    discard,
    edition_of,
    editions,
    hold,
    keep_for_preview,
    load,
    remove,
    sha256_of,
    source_of,
)
from enquete_app.instruments.keeping import PREVIEW_DAYS
from enquete_app.jobs.due import run_due
from enquete_app.questionnaire import QuestionnaireError, Source


@pytest.fixture
def statements(database):
    """The words of all that the database is asked."""
    said = []
    # On SQLite the two are one.
    engines = [database.engine] if database.is_sqlite else [database.engine, database._looking]
    for engine in engines:
        event.listen(engine, "before_cursor_execute", lambda *told: said.append(told[2]))
    return said


def refusal(work, *given, **more):
    with pytest.raises(FileError) as caught:
        work(*given, **more)
    return caught.value.why


def test_a_process_asks_the_database_once_at_most(database, statements):
    with database.transaction() as session:
        asked = add_questionnaire(session, REPORTS)
    statements.clear()
    for _ in range(3):
        with database.connection(reading=True) as connection:
            assert load(connection, *REPORTS_EDITION).id == asked.id

    assert len([each for each in statements if "questionnaire_file" in each]) == 1


def test_what_comes_with_the_program_is_never_asked_for(database, statements):
    with database.connection(reading=True) as connection:
        load(connection, "klachtbehandeling", "2024")

    assert statements == []


def test_looking_at_an_invitation_asks_nothing_more_for_an_added_questionnaire(database, keyring, statements):
    with database.transaction() as session:
        add_questionnaire(session, REPORTS)
        session.add(complaint(kind="melding"))
        make_draw(session, survey_of_reports(session), Order(as_of=DRAW_DAY), keyring)
        [invitation_id] = invitation_ids(session)
    counts = []
    for _ in range(2):
        statements.clear()
        with database.connection(reading=True) as connection:
            assert visit(connection, invitation_id, keyring).questionnaire.id == REPORTS_EDITION[0]
        counts.append(len([each for each in statements if "SELECT" in each]))

    assert counts == [2, 1]


def test_a_file_for_a_preview_is_no_edition_that_waves_may_use(database):
    with database.transaction() as session:
        keep_for_preview(session, Source(REPORTS), now=UPLOADED)
    with database.reader() as session:
        assert [each.is_usable for each in editions(session, previews=True)] == [True, False]
        assert len(editions(session)) == 1
        with pytest.raises(QuestionnaireError, match="no questionnaire"):
            load(session, *REPORTS_EDITION)


def test_an_unknown_edition_is_not_remembered_as_missing(database):
    with database.reader() as session, pytest.raises(QuestionnaireError):
        load(session, *REPORTS_EDITION)
    with database.transaction() as session:
        add_questionnaire(session, REPORTS)
    with database.reader() as session:
        assert load(session, *REPORTS_EDITION).version == "2025"


def test_the_file_is_kept_to_the_letter_with_its_hash(database):
    with database.transaction() as session:
        add_questionnaire(session, REPORTS)
    with database.reader() as session:
        edition = edition_of(session, *REPORTS_EDITION)
        assert source_of(session, edition) == Source(REPORTS, {})
        assert edition.sha256 == sha256_of(Source(REPORTS))


def test_what_was_added_is_not_replaced_thrown_away_or_added_again(database):
    other = Source(REPORTS.replace("Het melden", "Melden"))
    with database.transaction() as session:
        add_questionnaire(session, REPORTS)
        assert refusal(keep_for_preview, session, other, now=UPLOADED) is WhyNotKept.EXISTS
        assert refusal(discard, session, REPORTS_EDITION) is WhyNotKept.GONE
        add(session, REPORTS_EDITION, sha256=sha256_of(Source(REPORTS)), who="x", now=UPLOADED)
    with database.reader() as session:
        assert edition_of(session, *REPORTS_EDITION).added_by == "admin@gemeente.example"


def test_a_file_that_nobody_adds_is_gone_when_the_next_one_comes_after_a_day(database):
    later = UPLOADED + timedelta(days=1, seconds=1)
    with database.transaction() as session:
        keep_for_preview(session, Source(REPORTS), now=UPLOADED)
        keep_for_preview(session, Source(REPORTS.replace('"2025"', '"2026"')), now=later)
        assert [each.questionnaire.version for each in editions(session, previews=True)] == ["2024", "2026"]


def test_ten_files_at_most_wait_for_somebody_to_add_them(database):
    with database.transaction() as session:
        for number in range(12):
            toml = REPORTS.replace('version = "2025"', f'version = "{number}"')
            keep_for_preview(session, Source(toml), now=UPLOADED + timedelta(minutes=number))
        found = [each.questionnaire.version for each in editions(session, previews=True)]
    assert sorted(map(int, found[1:])) == list(range(2, 12))


def test_an_edition_that_a_survey_or_a_wave_uses_cannot_be_removed(database, keyring):
    with database.transaction() as session:
        add_questionnaire(session, REPORTS)
        survey = survey_of_reports(session)
        assert refusal(remove_unused, session, REPORTS_EDITION) is WhyNotKept.IN_USE
        session.add(complaint(kind="melding"))
        draw = make_draw(session, survey, Order(as_of=DRAW_DAY), keyring)
        survey.questionnaire_id, survey.questionnaire_version = "klachtbehandeling", "2024"
        session.flush()
        assert refusal(remove_unused, session, REPORTS_EDITION) is WhyNotKept.IN_USE
        assert uses(session)[REPORTS_EDITION] == Use((), (draw.wave_id,))


def test_an_edition_that_nobody_uses_can_be_removed(database):
    with database.transaction() as session:
        add_questionnaire(session, REPORTS)
        remove_unused(session, REPORTS_EDITION)
        assert refusal(remove, session, REPORTS_EDITION) is WhyNotKept.GONE
        assert refusal(hold, session, REPORTS_EDITION) is WhyNotKept.GONE
        hold(session, ("klachtbehandeling", "2024"))


def test_staffs_pages_read_each_file_once(database):
    with database.transaction() as session:
        add_questionnaire(session, REPORTS)
    with database.reader() as session:
        first, again = (editions(session)[-1].questionnaire for _ in range(2))

    assert first is again


def test_a_file_that_nobody_adds_goes_after_a_day_by_itself(app, database):
    with database.transaction() as session:
        add_questionnaire(session, REPORTS)
        keep_for_preview(session, Source(REPORTS.replace('"2025"', '"2026"')), now=UPLOADED)
    day = timedelta(days=PREVIEW_DAYS)

    def found_after(moment):
        with app.app_context():
            lines = [line for line in run_due(app, moment) if "questionnaire" in line]
        with database.reader() as session:
            return lines, [each.questionnaire.version for each in editions(session, previews=True)]

    assert found_after(UPLOADED + day) == ([], ["2024", "2025", "2026"])
    gone = ["1 questionnaire files thrown away: nobody added them"]
    assert found_after(UPLOADED + day + timedelta(seconds=1)) == (gone, ["2024", "2025"])
    assert found_after(UPLOADED + 9 * day) == ([], ["2024", "2025"])
