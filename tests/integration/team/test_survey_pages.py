"""Surveys are listed, changed, added and archived; open waves keep what they promised."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest
from babel.dates import format_date
from builders import complaint
from design_builders import asked, unconfirmed_draw
from rolling_builders import rolling_plan
from sqlalchemy import select

from enquete_app.audit.models import AuditLine
from enquete_app.fieldwork.calendar import local_day
from enquete_app.fieldwork.drawing.draws import Order, find_survey, make_draw
from enquete_app.fieldwork.models import Contact, Survey, Wave
from enquete_app.fieldwork.retention.models import Erasure
from enquete_app.fieldwork.retention.register import erase_in_register
from enquete_app.fieldwork.retention.terms import Erasable

PAGE = "/team/surveys/klachtbehandeling/"
FIELDS = {
    "naam": "Meldingen openbare ruimte",
    "naam-en": "Reports",
    "soort": "klacht",
    "andere-soorten": "melding, overlast",
    "maanden": "3",
    "minstens": "7",
    "rust": "180",
    "herinnering": "10",
    "sluiting": "21",
}


@pytest.fixture
def registered(database):
    with database.transaction() as session:
        session.add_all([complaint(), complaint(kind="melding")])


def acts(database):
    with database.reader() as session:
        about_surveys = AuditLine.act.startswith("survey.")
        return session.execute(select(AuditLine.act, AuditLine.about).where(about_surveys)).all()


def test_the_list_tells_how_each_draws_and_what_comes(signed_in, database, registered):
    assert "Met de hand" in signed_in.open("/team/surveys/").text
    with database.transaction() as session:
        rolling_plan(session)

    page = signed_in.open("/team/surveys/").text

    assert "Klachtbehandeling" in page
    assert "Zelf, elke week op donderdag om 9 uur" in page
    assert "Trekking; de mails gaan meteen weg" in page
    assert "Niets gevonden" in signed_in.open("/team/surveys/?zoek=onbekend").text
    assert (
        signed_in.open("/team/surveys/?als=csv").text.splitlines()[1] == "Klachtbehandeling;klacht;In gebruik"
    )


def test_a_survey_tells_all_that_comes_in_its_open_waves(signed_in, database, keyring):
    today = local_day(datetime.now(UTC))
    with database.transaction() as session:
        session.add(complaint(received=today - timedelta(days=40), closed=today - timedelta(days=10)))
        session.flush()
        make_draw(session, find_survey(session, "klachtbehandeling"), Order(as_of=today), keyring)

    page = signed_in.open(PAGE).text
    list_of_surveys = signed_in.open("/team/surveys/").text

    assert "Uitnodigingen gaan weg (meting 1)" in page
    assert "Uitnodigingen gaan weg (meting 1)" in list_of_surveys


def test_settings_are_kept_and_noted_and_open_waves_keep_theirs(signed_in, database, registered, keyring):
    with database.transaction() as session:
        make_draw(
            session, find_survey(session, "klachtbehandeling"), Order(as_of=complaint().closed), keyring
        )

    assert signed_in.post(PAGE, **FIELDS).status_code == 303

    page = signed_in.open(PAGE).text
    assert "De instellingen zijn bewaard." in page
    assert "herinnering na 11 dagen" in page
    with database.reader() as session:
        survey = session.get_one(Survey, 1)
        assert survey.kinds == ["klacht", "melding", "overlast"]
        assert (survey.window_months, survey.closes_after_days, survey.letters) == (3, 21, False)
        assert session.get_one(Wave, 1).days_open == 28
    assert acts(database) == [("survey.changed", "klachtbehandeling")]


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        ({"naam": " "}, "Geef het onderzoek een naam."),
        ({"soort": None, "andere-soorten": " , "}, "Kies minstens één soort"),
        ({"andere-soorten": "met\x00teken"}, "tekens"),
        ({"maanden": "7"}, "van 1 tot en met 6"),
        ({"maanden": "1", "minstens": "40"}, "blijft er geen klacht over"),
        ({"rust": "altijd"}, "heel getal"),
        ({"herinnering": "21"}, "Kies meer dagen dan tot de herinnering"),
        ({"sluiting": ""}, "van 7 tot en met 90"),
    ],
)
def test_what_cannot_be_is_refused_with_a_reason(signed_in, database, registered, wrong, fault):
    given = {name: value for name, value in (FIELDS | wrong).items() if value is not None}

    answer = signed_in.post(PAGE, **given)

    assert answer.status_code == 422
    assert fault in answer.text
    assert "Er klopt iets niet" in answer.text
    with database.reader() as session:
        assert session.get_one(Survey, 1).name_nl == "Klachtbehandeling"
    assert acts(database) == []


@pytest.mark.parametrize(("erased", "days", "warned"), [(1, 366, 1), (1, 365, 0), (0, 366, 0)])
def test_a_cool_down_longer_than_contacts_were_kept_is_warned_of(
    signed_in, database, registered, erased, days, warned
):
    today = local_day(datetime.now(UTC))
    with database.transaction() as session:
        if erased:
            known_since = today - timedelta(days=365)
            what = Erasable.COOL_DOWNS
            session.add(Erasure(what=what, number=3, erased_on=today, known_since=known_since))

    before = signed_in.open(PAGE).text
    design = signed_in.open(f"{PAGE}design?{urlencode(asked(rust=days))}").text
    signed_in.post(PAGE, **FIELDS | {"rust": str(days)})

    day = format_date(today - timedelta(days=365), "d MMMM y", locale="nl")
    assert (f"Van voor {day} is niet meer bekend" in before) is bool(erased)
    for page in (design, signed_in.open(PAGE).text):
        assert (f"Let op: van voor {day} is niet meer bekend" in page) is bool(warned)


def test_the_warning_stays_once_the_longer_cool_down_is_saved(signed_in, database, registered):
    now = datetime.now(UTC)
    long_ago, lately = (local_day(now) - timedelta(days=days) for days in (400, 300))
    with database.transaction() as session:
        session.add_all(
            Contact(hash=bytes([n]) * 32, opted_out=False, last_delivered_on=day)
            for n, day in enumerate((long_ago, lately))
        )
    with database.transaction() as session:
        assert erase_in_register(session, Erasable.COOL_DOWNS, now=now) == 1
    signed_in.post(PAGE, **FIELDS | {"rust": "500"})

    day = format_date(local_day(now) - timedelta(days=365), "d MMMM y", locale="nl")
    assert f"Van voor {day} is niet meer bekend" in signed_in.open(PAGE).text
    assert f"Let op: van voor {day}" in signed_in.open(f"{PAGE}design?{urlencode(asked(rust=500))}").text


def test_another_kind_gets_a_survey_of_its_own(signed_in, database, registered):
    answer = signed_in.post("/team/surveys/new", **FIELDS)

    assert answer.location == "/team/surveys/meldingen-openbare-ruimte/"
    assert "Meldingen openbare ruimte" in signed_in.open(answer.location).text
    assert signed_in.post("/team/surveys/new", **FIELDS).location.endswith("ruimte-2/")
    with database.reader() as session:
        made = session.get_one(Survey, 2)
        assert (made.questionnaire_id, made.archived) == ("klachtbehandeling", False)


def test_archiving_asks_first_and_can_be_undone(signed_in, database, registered):
    asked = signed_in.open(f"{PAGE}archive").text
    assert "Metingen en resultaten blijven bewaard." in asked

    assert signed_in.post(f"{PAGE}archive").status_code == 303
    assert "In het archief" in signed_in.open("/team/surveys/").text
    assert "staat in het archief" in signed_in.open(PAGE).text
    assert signed_in.post(f"{PAGE}bring-back", form_at=PAGE).status_code == 303

    with database.reader() as session:
        assert not session.get_one(Survey, 1).archived
    assert [act for act, _ in acts(database)] == ["survey.archived", "survey.brought back"]


def test_archiving_tells_which_draws_wait_and_what_becomes_of_them(signed_in, database, keyring):
    today = datetime.now(UTC).date()
    with database.transaction() as session:
        for days in (1, 20):
            day = today - timedelta(days=days)
            session.add_all(complaint(closed=day, received=day, kind=f"klacht {days}") for _ in range(2))
            unconfirmed_draw(session, keyring, people=0, as_of=day, kinds=(f"klacht {days}",))

    page = signed_in.open(f"{PAGE}archive").text

    assert page.count("(meting") == 2
    assert "2 mensen) is nog niet bevestigd" in page
    assert page.count("of het onderzoek terughalen en haar tot en met") == 1
    assert page.count("U kunt haar weggooien.") == 1

    signed_in.post(f"{PAGE}archive")
    waiting = signed_in.open("/team/waves/1/confirm").text
    assert "Haal het eerst terug, of gooi de trekking weg." in waiting
    assert "Versturen bevestigen" not in waiting


def test_an_unknown_survey_is_said_to_be_unknown(signed_in):
    answer = signed_in.open("/team/surveys/onbekend/")

    assert answer.status_code == 404
    assert "Dit onderzoek bestaat niet" in answer.text


def test_an_admin_may_look_and_change_nothing(colleague):
    admin = colleague("admin@gemeente.example")
    admin.sign_in()

    page = admin.open(PAGE)

    assert page.status_code == 200
    assert "Naam in het Nederlands" not in page.text
    assert admin.open("/team/surveys/new").status_code == 403
    assert admin.client.post(PAGE).status_code in {400, 403}
