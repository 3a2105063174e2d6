"""The page tells what goes when and what has gone; an admin chooses the terms."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from builders import DRAW_DAY, complaint
from retention_builders import CLOSING, closed_wave, due, planted
from sqlalchemy import event, select

from enquete_app.audit import Act
from enquete_app.audit.models import AuditLine
from enquete_app.fieldwork.drawing.draws import Order, find_survey, make_draw
from enquete_app.fieldwork.retention.erasing import terms_of
from enquete_app.fieldwork.retention.terms import Terms

PAGE, FORM = "/team/retention", "/team/retention/terms"
GIVEN = {name: str(getattr(Terms(), name)) for name in Terms.__slots__}


@pytest.fixture
def ended(app, accounts):
    with app.app_context():
        closed_wave(app)
    return app


@pytest.fixture
def admin(colleague):
    somebody = colleague("admin@gemeente.example")
    somebody.sign_in()
    return somebody


def tables(answer):
    page = BeautifulSoup(answer.text, "html.parser")
    return {
        table.caption.text: [
            [cell.text.strip() for cell in row.select("th, td")] for row in table.select("tbody tr")
        ]
        for table in page.select("table")
    }


def test_without_anything_the_page_says_so(signed_in):
    text = signed_in.open(PAGE).text

    assert "Van metingen staat niets klaar om te wissen." in text
    assert "Er is nog niets gewist." in text


def test_the_page_tells_what_goes_when(ended, signed_in):
    assert tables(signed_in.open(PAGE))["Wat wordt wanneer gewist"] == [
        ["12-07-2025", "Meting 1", "Wie is uitgenodigd, en het steekproefkader", "8"],
        ["12-07-2025", "Meting 1", "Berichten: aan wie en wanneer", "8"],
        ["12-06-2026", "Meting 1", "Open antwoorden", "6"],
        ["12-06-2026", "Meting 1", "Bij wie een afmeldlink hoort", "8"],
    ]


def test_what_the_page_says_is_what_happens(ended, signed_in):
    with ended.app_context():
        due(ended, CLOSING + timedelta(days=30))

    found = tables(signed_in.open(PAGE))
    assert [row[0] for row in found["Wat wordt wanneer gewist"]] == ["12-06-2026"] * 2
    assert found["Wat is gewist"] == [
        ["12-07-2025", "Berichten: aan wie en wanneer", "1", "8", "12-07-2025"],
        ["12-07-2025", "Wie is uitgenodigd, en het steekproefkader", "1", "8", "12-07-2025"],
    ]
    file = signed_in.open(f"{PAGE}?als=csv&wat=messages").text
    assert [line for line in file.split("\n") if "Berichten" in line]
    assert "uitgenodigd" not in file


def test_an_open_wave_is_said_to_go_on(app, database, signed_in):
    with app.app_context(), database.transaction() as session:
        session.add(complaint())
        session.flush()
        make_draw(
            session,
            find_survey(session, "klachtbehandeling"),
            Order(as_of=DRAW_DAY),
            app.extensions["keyring"],
        )

    assert "Meting 1 loopt nog. De termijnen beginnen na de sluiting." in signed_in.open(PAGE).text


def test_complaints_that_can_be_drawn_no_more_are_counted(app, database, signed_in):
    with app.app_context():
        with database.transaction() as session:
            session.add(planted())
        due(app, CLOSING + timedelta(days=300))

    assert "contactgegevens worden gewist vanaf 8 mei 2026" in signed_in.open(PAGE).text


def test_an_admin_chooses_other_terms_and_says_why(admin, database):
    assert 'value="30"' in admin.open(FORM).text
    done = admin.post(FORM, **(GIVEN | {"message_days": "60", "why": "Veel vragen achteraf"}))

    assert (done.status_code, done.location) == (303, PAGE)
    assert "De termijnen zijn bewaard." in admin.open(PAGE).text
    with database.reader() as session:
        assert terms_of(session) == Terms(message_days=60)
        of = select(AuditLine.who, AuditLine.act, AuditLine.facts)
        [line] = session.execute(of.where(AuditLine.act == Act.RETENTION_TERMS)).all()
    assert line == (
        "admin@gemeente.example",
        "retention.terms",
        {"why": "Veel vragen achteraf", "message_days": "30 → 60"},
    )


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"message_days": "6"}, "Vul een heel getal in van 7 tot en met 365."),
        ({"message_days": "veel"}, "Vul een heel getal in van 7 tot en met 365."),
        ({"register_months": "121"}, "Vul een heel getal in van 12 tot en met 120."),
        ({"why": ""}, "Schrijf op waarom u deze termijnen kiest."),
    ],
)
def test_terms_out_of_bounds_or_without_a_reason_are_refused(admin, database, wrong, words):
    answer = admin.post(FORM, **(GIVEN | {"why": "Daarom"} | wrong))

    assert (answer.status_code, words in answer.text) == (422, True)
    with database.reader() as session:
        assert terms_of(session) == Terms()


def test_terms_by_which_something_goes_at_once_are_asked_about(ended, admin, database):
    shorter = GIVEN | {"message_days": "7", "why": "Minder bewaren"}
    asked = admin.post(FORM, **shorter)

    assert asked.status_code == 422
    assert "Meting 1: Berichten: aan wie en wanneer (8)" in asked.text
    with database.reader() as session:
        assert terms_of(session) == Terms()
    assert admin.post(FORM, **shorter, sure="y").status_code == 303
    with database.reader() as session:
        assert terms_of(session) == Terms(message_days=7)


def test_the_team_may_look_and_an_analyst_may_not(signed_in, colleague):
    analyst = colleague("analyst@gemeente.example")
    analyst.sign_in()

    assert (signed_in.open(PAGE).status_code, signed_in.open(FORM).status_code) == (200, 403)
    assert (analyst.open(PAGE).status_code, analyst.open(FORM).status_code) == (403, 403)


def test_the_page_takes_few_statements(ended, signed_in, database):
    said = []
    event.listen(database._looking, "before_cursor_execute", lambda *each: said.append(each[2]))
    signed_in.open(PAGE)

    assert said
    assert len(said) < 10, said
