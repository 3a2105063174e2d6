"""Designing a sample on a page: what it foretells, what it advises, and drawing it."""

from datetime import UTC, datetime, timedelta

import pytest
from builders import complaint
from sqlalchemy import select

from enquete_app.audit.models import AuditLine
from enquete_app.fieldwork.calendar import local_day
from enquete_app.fieldwork.models import Draw, Message, Survey, Wave, WaveState
from enquete_app.register.models import Withheld

DESIGN = "/team/surveys/klachtbehandeling/design"
TODAY = local_day(datetime.now(UTC))


def recent(**values):
    closed = TODAY - timedelta(days=30)
    return complaint(**({"closed": closed, "received": closed - timedelta(days=30)} | values))


def asked(**changes):
    """All that the form sends."""
    fields = {
        "dag": TODAY.isoformat(),
        "soort": "klacht",
        "maanden": "6",
        "minstens": "0",
        "rust": "365",
        "omvang": "iedereen",
        "aantal": "",
        "verdeling": "proportional",
        "minimum": "0",
        "respons": "25",
        "marge": "5",
    }
    return fields | changes


@pytest.fixture
def register(app, database):
    def register(*complaints):
        with database.transaction() as session:
            session.add_all(complaints)

    return register


@pytest.fixture
def look(signed_in):
    def look(**changes):
        return signed_in.client.get(DESIGN, query_string=asked(**changes))

    return look


@pytest.fixture
def drawn(signed_in, register):
    """Register so many people and press the button."""

    def drawn(people=3, **changes):
        register(*(recent() for _ in range(people)))
        return signed_in.post(DESIGN, **asked(**changes))

    return drawn


def test_without_a_register_it_says_what_to_do(signed_in):
    page = signed_in.open(DESIGN).text

    assert "Er staan nog geen klachten in het register" in page
    assert "Trek " not in page


def test_at_first_it_shows_what_the_survey_itself_would_give(signed_in, register):
    register(recent(), recent(kind="vraag"), recent(withheld=Withheld.DECEASED, case_number="K-weg"))

    page = signed_in.open(DESIGN).text

    assert "Trek 1 uitnodiging" in page
    assert "Andere soort dan waarover de trekking gaat" in page
    assert "Overleden</a> (1)" in page
    assert "K-weg" in page


def test_a_design_stands_in_its_address(look, register):
    register(*(recent(handling=handling) for handling in ["formeel"] * 12 + ["informeel"] * 4))

    page = look(omvang="steekproef", aantal="8", groep="handling", verdeling="equal", rust="100").text

    assert "Trek 8 uitnodigingen" in page
    assert 'name="rust" value="100"' in page
    assert "Uit 2 groepen komen minder dan 10 uitnodigingen" in page


def test_it_says_where_sampling_saves_nothing(look, register):
    register(*(recent() for _ in range(40)))

    sampled, everyone = look(omvang="steekproef", aantal="20").text, look().text

    assert "Een steekproef bespaart hier niets." in sampled
    assert "omvang=iedereen" in sampled
    assert "Iedereen uitnodigen is hier verstandig" in everyone


def test_it_says_how_many_are_enough(look, register):
    register(*(recent() for _ in range(40)))

    page = look(marge="25", respons="100").text

    assert "Voor ± 25 punten zijn bij 100 procent respons 12 uitnodigingen genoeg." in page
    assert "aantal=12" in page


def test_the_response_expected_comes_from_closed_waves(signed_in, register, database, drawn):
    drawn(3)
    with database.transaction() as session:
        wave = session.get(Wave, 1)
        wave.state = WaveState.CLOSED
        wave.fieldwork = {"invited": 50, "completed": 16}

    page = signed_in.open(DESIGN).text

    assert "Meting 1: 16 van 50 uitgenodigden antwoordden (32 procent)." in page
    assert 'name="respons" value="32"' in page


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"omvang": "steekproef"}, "Vul in hoeveel mensen u wilt uitnodigen."),
        ({"omvang": "steekproef", "aantal": "0"}, "Vul een aantal in van minstens 1."),
        ({"maanden": "7"}, "Vul een heel getal in van 1 tot en met 6."),
        ({"rust": "veel"}, "Vul een heel getal in van 0 tot en met 3660."),
        ({"dag": (TODAY + timedelta(days=1)).isoformat()}, "De dag mag niet na vandaag liggen."),
        ({"dag": (TODAY - timedelta(days=15)).isoformat()}, "hoogstens 14 dagen geleden"),
        ({"dag": "gisteren"}, "Dag van de trekking"),
        ({"omvang": "half"}, "Wie nodigt u uit?"),
        ({"groep": "email"}, "groepen (strata)"),
    ],
)
def test_what_is_not_right_is_said_by_form_and_preview_and_draws_nothing(
    look, signed_in, register, database, changes, fault
):
    register(recent())

    page, refused = look(**changes).text, signed_in.post(DESIGN, **asked(**changes))

    assert "Dit kan nog niet worden berekend" in page
    assert fault in page
    assert refused.status_code == 422
    with database.reader() as session:
        assert session.scalar(select(Draw.id)) is None


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"omvang": "steekproef", "aantal": "9"}, "U vraagt er 9, maar er tellen er 3 mee."),
        ({"groep": "handling", "minimum": "4"}, "de groep informeel heeft er 3"),
        ({"soort": "onbekend"}, "Niemand telt mee"),
    ],
)
def test_what_cannot_be_drawn_is_said_and_has_no_button(look, register, changes, words):
    register(*(recent() for _ in range(3)))

    page = look(**changes).text

    assert words in page
    assert "Trek " not in page


def test_drawing_freezes_and_plans_no_mail(drawn, database):
    answer = drawn()

    assert (answer.status_code, answer.location) == (303, "/team/waves/1/confirm")
    with database.reader() as session:
        draw = session.scalars(select(Draw)).one()
        assert draw.awaits_confirmation
        assert session.scalar(select(Message.id)) is None


def test_drawing_is_noted_with_its_hashes_and_without_its_seed(drawn, database):
    drawn()

    with database.reader() as session:
        line = session.scalars(select(AuditLine).where(AuditLine.act == "draw.made")).one()
        draw = session.scalars(select(Draw)).one()
    assert (line.act, line.about, line.who) == ("draw.made", "wave 1", "team@gemeente.example")
    assert line.facts["frame_sha256"] == draw.frame_sha256
    assert draw.seed.hex() not in str(line.facts)


def test_a_second_press_on_the_button_lands_where_the_first_did(drawn, signed_in, database):
    first = drawn()

    again = signed_in.post(DESIGN, **asked())

    assert (again.status_code, again.location) == (303, first.location)
    with database.reader() as session:
        assert len(session.scalars(select(Draw)).all()) == 1
        assert len(session.scalars(select(AuditLine).where(AuditLine.act == "draw.made")).all()) == 1


def test_another_design_for_the_same_day_draws_nothing_more(drawn, signed_in, database):
    drawn()

    again = signed_in.post(DESIGN, **asked(omvang="steekproef", aantal="1"))

    assert again.status_code == 422
    assert "meting 1" in again.text
    with database.reader() as session:
        assert len(session.scalars(select(Draw)).all()) == 1


def test_it_warns_of_waves_that_wait_or_run(drawn, look):
    drawn(dag=(TODAY - timedelta(days=1)).isoformat())

    assert "Meting 1 is getrokken en wacht op bevestiging" in look().text


def test_of_a_survey_in_the_archive_it_says_so(signed_in, register, database):
    with database.transaction() as session:
        session.get_one(Survey, 1).archived = True

    assert "staat in het archief" in signed_in.open(DESIGN).text


def test_an_unknown_survey_is_not_found(signed_in):
    assert signed_in.open("/team/surveys/onbekend/design").status_code == 404


@pytest.mark.parametrize("role", ["analyst", "admin"])
def test_only_the_team_designs(colleague, role):
    somebody = colleague(f"{role}@gemeente.example")
    somebody.sign_in()

    assert somebody.open(DESIGN).status_code == 403
