"""Confirming on a page: nothing leaves before, the audit log keeps what happens to a draw."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from accounts_builders import browser_of
from babel.dates import format_date
from builders import complaint
from design_builders import unconfirmed_draw
from letters_builders import on_paper
from sqlalchemy import select, update

from enquete_app.audit.models import AuditLine
from enquete_app.fieldwork.calendar import AMSTERDAM, local_day, next_working_morning
from enquete_app.fieldwork.drawing.draws import freeze_and_draw
from enquete_app.fieldwork.drawing.ordering import Order, find_survey
from enquete_app.fieldwork.models import Draw, Message, MessageState, Wave
from enquete_app.jobs.due import run_due

CONFIRM, DISCARD, CLOSE = (f"/team/waves/1/{act}" for act in ("confirm", "discard", "close"))
NOW = datetime.now(UTC)
TODAY = local_day(NOW)
DAY = str(TODAY + timedelta(days=3))


@pytest.fixture
def draw(app, database, keyring):
    with database.transaction() as session:
        session.add(complaint(closed=TODAY, received=TODAY, language="en"))
        session.add_all(complaint(closed=TODAY, received=TODAY) for _ in range(2))
        return unconfirmed_draw(session, keyring, people=0, as_of=TODAY)


@pytest.fixture
def agree(signed_in):
    def agree(**changes):
        fields = {"dag": DAY, "tijd": "09:30", "gezien": "", "tekst": "0", "gecontroleerd": "y"} | changes
        return signed_in.post(CONFIRM, form_at="/team/", **fields)

    return agree


def lines(database):
    with database.reader() as session:
        of_draws = select(AuditLine).where(AuditLine.act.startswith("draw."))
        return session.scalars(of_draws.order_by(AuditLine.id)).all()


def planned(database):
    with database.reader() as session:
        return session.scalars(select(Message.due_at)).all()


def test_it_shows_text_number_and_moment(signed_in, draw):
    page = signed_in.open(CONFIRM).text

    assert "Een paar vragen over uw contact met de gemeente" in page
    assert "Reminder: a few questions" in page
    assert re.search(r"Mails samen</th><td>3<", page)
    assert f'value="{next_working_morning(NOW).date()}"' in page
    assert 'value="09:00"' in page
    assert "inwoner.example" not in page


def test_it_shows_the_letters_too(signed_in, database, keyring):
    with database.transaction() as session:
        find_survey(session, "klachtbehandeling").letters = True
        session.add(on_paper(closed=TODAY, received=TODAY, language="en"))
        unconfirmed_draw(session, keyring, people=0, as_of=TODAY)

    page = signed_in.open(CONFIRM).text

    assert "Uitnodiging (brief)" in page
    assert "Herinnering (brief)" in page
    assert "Uitnodiging (mail)" not in page


def test_another_moment_moves_the_days_that_follow(signed_in, draw):
    page = signed_in.open(f"{CONFIRM}?dag={DAY}&tijd=09:30").text

    assert f'name="dag" value="{DAY}"' in page
    assert 'name="tijd" value="09:30"' in page


def test_confirmed_it_is_planned_for_that_moment(agree, draw, database):
    answer = agree()

    assert (answer.status_code, answer.location) == (303, "/team/waves/1")
    assert len(planned(database)) == 3
    [line] = lines(database)
    assert (line.act, line.about) == ("draw.confirmed", "wave 1")
    assert line.facts["mails_at"].startswith(DAY)
    with database.reader() as session:
        assert session.get(Draw, draw.id).confirmed_by == "team@gemeente.example"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"gecontroleerd": ""}, "Kruis aan dat u tekst, aantal en moment heeft gecontroleerd."),
        ({"dag": str(TODAY - timedelta(days=1))}, "Dit moment is al voorbij."),
        ({"dag": str(TODAY + timedelta(days=15))}, "Dit is meer dan 14 dagen na de trekking."),
        ({"dag": "9999-12-31"}, "Dit is meer dan 14 dagen na de trekking."),
        ({"dag": "0001-01-01"}, "Dit moment is al voorbij."),
        ({"dag": "morgen"}, "Fout:"),
        ({"tijd": "laat"}, "Fout:"),
        ({"tijd": ""}, "Vul een tijd in"),
    ],
)
def test_what_is_not_right_plans_nothing(agree, draw, database, changes, words):
    answer = agree(**changes)

    assert answer.status_code == 422
    assert words in answer.text
    assert planned(database) == []
    assert lines(database) == []


def test_a_second_press_is_as_good_as_the_first_and_noted_once(agree, draw, database):
    agree()

    assert agree().status_code == 303
    assert len(planned(database)) == 3
    assert len(lines(database)) == 1


def test_whoever_has_not_seen_a_colleagues_confirmation_is_shown_it(agree, draw, database):
    agree()

    answer = agree(tijd="16:00")

    assert answer.status_code == 409
    assert "Een collega heeft intussen bevestigd" in answer.text
    assert "team@gemeente.example" in answer.text
    assert len(lines(database)) == 1


def test_a_survey_archived_meanwhile_is_said(agree, draw, database):
    with database.transaction() as session:
        find_survey(session, "klachtbehandeling").archived = True

    answer = agree()

    assert answer.status_code == 409
    assert "Dit onderzoek staat in het archief." in answer.text
    assert planned(database) == []


def test_the_moment_can_be_changed_from_the_page(agree, signed_in, draw, database):
    agree()
    page = signed_in.open(CONFIRM).text
    assert "Moment wijzigen" in page
    seen = re.search('name="gezien" value="([^"]+)"', page)[1]

    assert agree(tijd="16:00", gezien=seen).status_code == 303
    assert {due.minute for due in planned(database)} == {0}
    assert [line.act for line in lines(database)] == ["draw.confirmed"] * 2


def test_throwing_away_one_of_several_draws_says_that_the_others_stay(signed_in, draw, database, keyring):
    assert "De meting en haar 3 uitnodigingen verdwijnen." in signed_in.open(DISCARD).text
    day = TODAY - timedelta(days=1)
    with database.transaction() as session:
        session.add_all(complaint(closed=day, received=day) for _ in range(2))
        session.flush()
        survey, wave = find_survey(session, "klachtbehandeling"), session.get_one(Wave, 1)
        freeze_and_draw(session, survey, Order(as_of=day), keyring, wave=wave)

    page = signed_in.open(DISCARD).text
    assert f"Alleen de trekking van {format_date(day, 'd MMMM y', locale='nl')} verdwijnt, met haar 2" in page
    assert "De meting en haar andere trekkingen blijven." in page

    assert signed_in.post(DISCARD).status_code == 303
    with database.reader() as session:
        assert [each.as_of for each in session.get_one(Wave, 1).draws] == [TODAY]


def test_throwing_away_asks_first_and_leaves_seed_and_hashes_in_the_audit_log(signed_in, draw, database):
    assert "auditlogboek" in signed_in.open(DISCARD).text

    answer = signed_in.post(DISCARD)

    assert answer.location == "/team/surveys/klachtbehandeling/design"
    [line] = lines(database)
    assert line.act == "draw.discarded"
    assert (line.facts["seed"], line.facts["frame_sha256"]) == (draw.seed.hex(), draw.frame_sha256)
    with database.reader() as session:
        assert session.get(Wave, 1) is None
    assert signed_in.open(CONFIRM).status_code == 404


def test_once_a_mail_has_left_there_is_nothing_to_change(app, agree, signed_in, draw, database):
    agree()
    with database.transaction() as session:
        session.execute(update(Message).values(state=MessageState.SENT, attempts=1))

    page = signed_in.open(CONFIRM).text

    assert "Er valt niets meer te wijzigen" in page
    assert "gecontroleerd" not in page.partition("<h2")[0]
    assert signed_in.open(DISCARD).status_code == 409
    assert signed_in.post(DISCARD, form_at="/team/").status_code == 409
    assert agree(tijd="16:00").status_code == 409


def test_what_was_drawn_too_long_ago_can_only_be_thrown_away(signed_in, draw, database):
    with database.transaction() as session:
        session.execute(update(Draw).values(as_of=TODAY - timedelta(days=15)))

    page = signed_in.open(CONFIRM).text

    assert "kan niet meer worden bevestigd" in page
    assert "Versturen bevestigen</button>" not in page
    assert "Trekking weggooien" in page


def test_waves_and_their_page_say_that_it_waits(signed_in, draw):
    assert "Getrokken, nog niet bevestigd" in signed_in.open("/team/").text
    page = signed_in.open("/team/waves/1").text
    assert "Getrokken, nog niet bevestigd" in page
    assert CONFIRM in page


def test_until_then_it_cannot_be_closed_but_only_thrown_away(app, draw, signed_in, database):
    assert CLOSE not in signed_in.open("/team/waves/1").text

    assert signed_in.open(CLOSE).status_code == 409
    assert signed_in.post(CLOSE, form_at="/team/").status_code == 409
    with database.reader() as session:
        assert session.get_one(Wave, 1).closes_on is None


def test_until_then_a_run_sends_nothing(app, draw, signed_in):
    with app.app_context():
        lines = list(run_due(app, NOW + timedelta(days=1)))

    assert not [line for line in lines if "sent" in line]


@pytest.mark.parametrize("role", ["analyst", "admin"])
@pytest.mark.parametrize("path", [CONFIRM, DISCARD])
def test_only_the_team_confirms(colleague, draw, role, path):
    somebody = colleague(f"{role}@gemeente.example")
    somebody.sign_in()

    assert somebody.open(path).status_code == 403
    assert CONFIRM not in somebody.open("/team/waves/1").text


@pytest.fixture
def at_night(make_app, accounts, draw):
    """A page where mails leave between nine and five only, two a minute."""
    app = make_app(QUIET_NIGHT="17:00-09:00", MAIL_PER_MINUTE=2)
    return browser_of(app, "team@gemeente.example")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_moment_at_night_is_told_to_wait_until_the_morning(at_night):
    page = at_night.get(f"{CONFIRM}?dag={DAY}&tijd=20:00").text
    morning = format_date(TODAY + timedelta(days=4), "EEEE d MMMM y", locale="nl")

    assert f"{morning}, 09:00" in page
    assert "gaan er geen mails weg: het is dan nacht" in page
    assert "het duurt ongeveer 2 minuten" in page
    by_day = at_night.get(f"{CONFIRM}?dag={DAY}&tijd=10:00").text
    assert "gaan er geen mails weg" not in by_day


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_moment_whose_morning_after_is_too_late_is_refused(at_night):
    last = TODAY + timedelta(days=14)

    assert at_night.get(f"{CONFIRM}?dag={last}&tijd=16:00").status_code == 200
    refused = at_night.get(f"{CONFIRM}?dag={last}&tijd=18:00")
    assert refused.status_code == 422
    assert "meer dan 14 dagen na de trekking" in refused.text


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("hours", "told"), [((-1, 1), True), ((1, 2), False)])
def test_the_page_of_a_wave_tells_that_no_mails_leave_now(make_app, accounts, draw, hours, told):
    begin, end = (f"{NOW.astimezone(AMSTERDAM) + timedelta(hours=each):%H:%M}" for each in hours)
    client = browser_of(make_app(QUIET_NIGHT=f"{begin}-{end}"), "team@gemeente.example")

    assert ("Nu gaan er geen mails weg" in client.get("/team/waves/1").text) is told
