"""How long answering takes is said in previews as in the mails: by the questionnaire that is asked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from builders import complaint
from design_builders import unconfirmed_draw
from letters_builders import on_paper
from questionnaire_builders import REPORTS, REPORTS_EDITION, add_questionnaire
from texts_builders import written

from enquete_app.fieldwork.calendar import local_day
from enquete_app.fieldwork.drawing.ordering import find_survey

SURVEY = "/team/surveys/klachtbehandeling"
TODAY = local_day(datetime.now(UTC))
RECENT = {"received": TODAY - timedelta(days=40), "closed": TODAY - timedelta(days=20)}

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def app(make_app, smtp):
    return make_app(**smtp.settings)


@pytest.fixture(autouse=True)
def reports(database):
    """The survey asks a questionnaire of three minutes instead of five."""
    with database.transaction() as session:
        add_questionnaire(session, REPORTS)
        survey = find_survey(session, "klachtbehandeling")
        survey.letters = True
        survey.questionnaire_id, survey.questionnaire_version = REPORTS_EDITION
        session.add_all([complaint(**RECENT), on_paper(**RECENT)])


def said(page):
    return ("ongeveer 3 minuten" in page, "ongeveer 5 minuten" in page)


def test_beside_a_text_and_in_a_trial_mail(signed_in, app, smtp):
    for kind in ("invitation", "letter"):
        assert said(signed_in.open(f"{SURVEY}/texts/{kind}/nl").text) == (True, False)
    with app.app_context():
        typed = written("Duurt ((minuten)) minuten.")

    signed_in.post(f"{SURVEY}/texts/invitation/nl", subject=typed.subject, body=typed.body, go="trial")

    [mail] = smtp.mails
    assert "Duurt 3 minuten." in mail.get_body(("plain",)).get_content()


def test_before_a_plan_is_switched_on(signed_in):
    assert said(signed_in.open(f"{SURVEY}/rolling/plan").text) == (True, False)


def test_before_a_draw_is_confirmed_by_what_its_wave_asks(signed_in, database, keyring):
    with database.transaction() as session:
        unconfirmed_draw(session, keyring, people=0, as_of=TODAY)
        survey = find_survey(session, "klachtbehandeling")
        survey.questionnaire_id, survey.questionnaire_version = "klachtbehandeling", "2024"

    page = signed_in.open("/team/waves/1/confirm").text

    assert said(page) == (True, False)
    assert said(signed_in.open(f"{SURVEY}/texts/invitation/nl").text) == (False, True)
