"""Choosing what a survey asks: from its next wave on, and noted."""

import pytest
from builders import DRAW_DAY, complaint, drawn_wave
from questionnaire_builders import REPORTS, REPORTS_EDITION, add_questionnaire
from sqlalchemy import select

from enquete_app.audit.models import AuditLine
from enquete_app.fieldwork.drawing.draws import Order, find_survey, make_draw
from enquete_app.fieldwork.models import Wave

HERE = "/team/surveys/klachtbehandeling/questionnaire"
REPORTS_NAME = "/".join(REPORTS_EDITION)


@pytest.fixture
def added(database):
    with database.transaction() as session:
        add_questionnaire(session, REPORTS)


def asked(database):
    with database.reader() as session:
        survey = find_survey(session, "klachtbehandeling")
        return survey.questionnaire_id, survey.questionnaire_version


def test_the_next_wave_asks_what_was_chosen_and_an_open_one_keeps_its_own(
    signed_in, added, database, keyring
):
    with database.transaction() as session:
        drawn_wave(session, keyring)
    assert "klachtbehandeling/2024" in signed_in.open(HERE).text

    done = signed_in.post(HERE, questionnaire=REPORTS_NAME)

    assert (done.status_code, done.location) == (303, "/team/surveys/klachtbehandeling/")
    assert asked(database) == REPORTS_EDITION
    with database.transaction() as session:
        survey = find_survey(session, "klachtbehandeling")
        session.add(complaint())
        make_draw(session, survey, Order(as_of=DRAW_DAY.replace(day=16)), keyring)
        editions = [wave.questionnaire_version for wave in session.scalars(select(Wave).order_by(Wave.id))]
        line = session.scalars(select(AuditLine).where(AuditLine.act == "questionnaire.chosen")).one()
    assert editions == ["2024", "2025"]
    assert line.facts == {"before": "klachtbehandeling/2024", "after": REPORTS_NAME}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("value", ["", "x", "meldingen-openbare-ruimte/1999", "../2024"])
def test_only_what_there_is_can_be_chosen(signed_in, added, database, value):
    assert signed_in.post(HERE, questionnaire=value).status_code == 422
    assert asked(database) == ("klachtbehandeling", "2024")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_file_that_is_not_added_yet_cannot_be_chosen(signed_in, database):
    assert REPORTS_NAME not in signed_in.open(HERE).text
    assert signed_in.post(HERE, questionnaire=REPORTS_NAME).status_code == 422
