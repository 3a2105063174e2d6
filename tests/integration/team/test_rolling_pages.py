"""A plan is looked at, confirmed, held and ended on its pages; the agenda tells what happens when."""

from datetime import UTC, date, datetime, timedelta

import pytest
from builders import complaint
from rolling_builders import rolling_plan
from sqlalchemy import select
from texts_builders import kept, written

from enquete_app.audit.models import AuditLine
from enquete_app.fieldwork.drawing.draws import Order, find_survey, make_draw
from enquete_app.fieldwork.models import Survey
from enquete_app.fieldwork.rolling.models import PlanState, RollingPlan, RollingTurn, TurnOutcome
from enquete_app.fieldwork.rolling.outlook import turns_of

PAGE = "/team/surveys/klachtbehandeling/rolling"
FIELDS = {
    "ritme": "week",
    "weekdag": "1",
    "dag": "1",
    "uur": "10",
    "meting": "quarter",
    "omvang": "steekproef",
    "aantal": "40",
    "verdeling": "proportional",
    "gezien": "klachtbehandeling 2024, texts 0",
}


@pytest.fixture
def lately(database):
    with database.transaction() as session:
        closed = datetime.now(UTC).date() - timedelta(days=20)
        session.add_all(complaint(received=closed - timedelta(days=20), closed=closed) for _ in range(52))


@pytest.fixture
def plan(database):
    def plan():
        with database.reader() as session:
            return session.get(RollingPlan, 1)

    return plan


@pytest.fixture
def coming(database):
    """The days on which the plan draws."""

    def coming():
        with database.reader() as session:
            found = turns_of(
                session, session.get_one(Survey, 1), session.get_one(RollingPlan, 1).wish, datetime.now(UTC)
            )
            return [next(found).day, next(found).day]

    return coming


def test_without_a_plan_the_page_says_what_one_would_do(signed_in):
    page = signed_in.open(PAGE).text

    assert "trekt niet zelf" in page
    assert f"{PAGE}/plan" in page
    first = signed_in.open(f"{PAGE}/plan?taal=en").text
    assert "every month on day 1" in first
    assert "Error:" not in first


def test_the_texts_shown_are_those_that_go(signed_in, lately, database):
    with database.transaction() as session:
        kept(session, written("Wij zijn benieuwd!"))

    assert "Wij zijn benieuwd!" in signed_in.open(f"{PAGE}/plan").text
    with database.transaction() as session:
        session.get_one(Survey, 1).letters = True
    assert "(brief)" in signed_in.open(f"{PAGE}/plan").text


def test_looking_at_a_plan_shows_moments_numbers_and_texts_and_changes_nothing(signed_in, lately, plan):
    page = signed_in.open(
        f"{PAGE}/plan?" + "&".join(f"{name}={value}" for name, value in FIELDS.items())
    ).text

    assert "elke week op dinsdag om 10 uur" in page
    assert "ongeveer 40" in page
    assert "hebben 52 klachten nog geen kans gehad" in page
    assert "U kunt meedoen tot en met" in page
    assert plan() is None


def test_a_plan_is_switched_on_only_once_somebody_has_confirmed_it(signed_in, lately, plan, database):
    refused = signed_in.post(f"{PAGE}/plan", **FIELDS)
    assert refused.status_code == 422
    assert "Bevestig eerst dat u dit heeft bekeken." in refused.text
    assert plan() is None

    done = signed_in.post(f"{PAGE}/plan", bekeken="y", **FIELDS)

    assert done.location == PAGE
    made = plan()
    assert (made.state, made.size, made.hour, made.confirmed_by) == (
        *(PlanState.ACTIVE, 40, 10),
        "team@gemeente.example",
    )
    page = signed_in.open(PAGE).text
    assert "Het onderzoek trekt nu zelf" in page
    assert "door team@gemeente.example" in page
    with database.reader() as session:
        line = session.scalars(select(AuditLine).where(AuditLine.act.startswith("rolling."))).one()
        assert (line.act, line.facts["size"]) == ("rolling.switched on", 40)


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        ({"aantal": ""}, "Vul in hoeveel mensen"),
        ({"aantal": "0"}, "heel getal"),
        ({"dag": "32"}, "van 1 tot en met 31"),
        ({"uur": "3"}, "uur"),
        ({"ritme": "dag"}, "trekken"),
        ({"groep": "schoenmaat"}, "Verdelen"),
    ],
)
def test_a_plan_that_cannot_be_is_not_switched_on(signed_in, plan, wrong, fault):
    answer = signed_in.post(f"{PAGE}/plan", form_at="/team/surveys/new", bekeken="y", **(FIELDS | wrong))

    assert answer.status_code == 422
    assert fault in answer.text
    assert plan() is None
    assert signed_in.client.get(f"{PAGE}/plan", query_string=FIELDS | wrong).status_code == 200


def test_texts_that_changed_while_somebody_looked_have_to_be_looked_at_again(
    signed_in, database, lately, plan
):
    with database.transaction() as session:
        kept(session, written("Wij zijn benieuwd!"))

    answer = signed_in.post(f"{PAGE}/plan", bekeken="y", **FIELDS)

    assert answer.status_code == 422
    assert "net gewijzigd" in answer.text
    assert plan() is None


def test_a_plan_is_paused_resumed_and_stopped(signed_in, database, plan):
    with database.transaction() as session:
        rolling_plan(session)

    for step, state in (
        ("pause", PlanState.PAUSED),
        ("resume", PlanState.ACTIVE),
        ("stop", PlanState.STOPPED),
    ):
        form_at = f"{PAGE}/stop" if step == "stop" else PAGE
        assert signed_in.post(f"{PAGE}/{step}", form_at=form_at).status_code == 303
        assert plan().state is state
    again = signed_in.post(f"{PAGE}/pause", form_at="/team/surveys/new")
    assert again.status_code == 409
    assert "Een collega was u voor." in again.text
    with database.reader() as session:
        lines = select(AuditLine.act).where(AuditLine.act.startswith("rolling.")).order_by(AuditLine.id)
        found = session.scalars(lines).all()
        assert found == ["rolling.paused", "rolling.resumed", "rolling.stopped"]


def test_a_day_is_left_out_and_taken_in_again(signed_in, database, coming):
    with database.transaction() as session:
        rolling_plan(session)
    day = coming()[1]

    assert signed_in.post(f"{PAGE}/skip", form_at=PAGE, dag=day.isoformat()).status_code == 303
    assert "Toch trekken" in signed_in.open(PAGE).text
    with database.reader() as session:
        assert session.get_one(RollingTurn, (1, day)).outcome is TurnOutcome.SKIPPED
    assert signed_in.post(f"{PAGE}/take-in", form_at=PAGE, dag=day.isoformat()).status_code == 303
    assert "Toch trekken" not in signed_in.open(PAGE).text
    for wrong in ("gisteren", "", "2020-01-01"):
        assert signed_in.post(f"{PAGE}/skip", form_at=PAGE, dag=wrong).status_code == 409


def test_stopping_says_what_becomes_of_open_waves(signed_in, database, keyring):
    with database.transaction() as session:
        rolling_plan(session)
        session.add(complaint())
        session.flush()
        make_draw(session, find_survey(session, "klachtbehandeling"), Order(as_of=date(2025, 5, 15)), keyring)

    assert "Meting 1 loopt door tot haar sluiting" in signed_in.open(f"{PAGE}/stop").text


def test_changed_questions_are_said_on_the_page(signed_in, database):
    with database.transaction() as session:
        rolling_plan(session, confirmed={"expected": 3, "texts": "something else"})

    assert "gewijzigd na de bevestiging" in signed_in.open(PAGE).text


def test_the_agenda_shows_a_month_and_what_comes(signed_in, database, coming):
    assert "In deze maand is er niets." in signed_in.open("/team/calendar?maand=2025-05").text
    with database.transaction() as session:
        rolling_plan(session)

    page = signed_in.open("/team/calendar").text

    assert "Wat er het eerst komt" in page
    assert "Trekking; de mails gaan meteen weg" in page
    day = coming()[1]
    month = signed_in.open(f"/team/calendar?maand={day:%Y-%m}").text
    assert f'id="dag-{day.day}"' in month
    file = signed_in.open(f"/team/calendar?maand={day:%Y-%m}&als=csv")
    assert f"{day};Klachtbehandeling;" in file.text
    assert signed_in.open("/team/calendar?als=xlsx").status_code == 200
    assert signed_in.open("/team/calendar?als=exe").status_code == 404
    for nonsense in ("2025-13", "x", "1999-01"):
        assert signed_in.open(f"/team/calendar?maand={nonsense}").status_code == 200


def test_an_analyst_sees_the_agenda_without_ways_to_the_surveys(colleague, database):
    with database.transaction() as session:
        rolling_plan(session)
    analyst = colleague("analyst@gemeente.example")
    analyst.sign_in()

    page = analyst.open("/team/calendar")

    assert page.status_code == 200
    assert "/team/surveys/" not in page.text
    assert analyst.open("/team/surveys/").status_code == 403


def test_a_draw_of_a_plan_that_was_thrown_away_is_shown_as_such(signed_in, database, keyring):
    today = datetime.now(UTC).date()
    with database.transaction() as session:
        rolling_plan(session)
        session.add(complaint(received=today - timedelta(days=60), closed=today - timedelta(days=30)))
        session.flush()
        draw = make_draw(session, find_survey(session, "klachtbehandeling"), Order(as_of=today), keyring)
        session.add(RollingTurn(survey_id=1, day=today, outcome=TurnOutcome.DRAWN, draw_id=draw.id))
    assert "weggegooid" not in signed_in.open(PAGE).text

    assert signed_in.post("/team/waves/1/discard").status_code == 303

    assert "Getrokken en weer weggegooid" in signed_in.open(PAGE).text
    agenda = signed_in.open("/team/calendar").text
    assert agenda.count("Getrokken en weer weggegooid") == 1
    assert '"team-event team-event--discarded">Weggegooid' in agenda


def test_all_days_that_have_passed_are_a_list(signed_in, database):
    with database.transaction() as session:
        plan = rolling_plan(session)
        days = [date(2025, 5, 1) + timedelta(weeks=week) for week in range(60)]
        outcomes = [TurnOutcome.MISSED, *[TurnOutcome.NOBODY] * 59]
        session.add_all(
            RollingTurn(survey_id=plan.survey_id, day=each, outcome=outcome)
            for each, outcome in zip(days, outcomes, strict=True)
        )
    assert 'href="/team/surveys/klachtbehandeling/rolling/past"' in signed_in.open(f"{PAGE}").text
    page = signed_in.open(f"{PAGE}/past").text

    assert "60 gevonden, bladzijde 1 van 2" in page
    assert "18-06-2026" in page
    assert "01-05-2025" not in page
    missed = signed_in.open(f"{PAGE}/past?wat=missed").text
    assert "1 gevonden" in missed
    assert "01-05-2025" in missed
    assert signed_in.open(f"{PAGE}/past?als=csv").text.count("Niemand om uit te nodigen") == 59
    assert "Getrokken" not in signed_in.open(f"{PAGE}/past?als=csv").text
    with database.transaction() as session:
        # Its draw was thrown away.
        session.get_one(RollingTurn, (1, date(2025, 5, 1))).outcome = TurnOutcome.DRAWN
    file = signed_in.open(f"{PAGE}/past?als=csv&wat=discarded").text.splitlines()
    assert [line.split(";")[1] for line in file] == ["Wat", "Getrokken en weer weggegooid"]
