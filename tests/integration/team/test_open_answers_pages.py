"""Analysts look at what people wrote, one answer after the other."""

import pytest
from bs4 import BeautifulSoup
from open_answers_builders import QUEUE, acts, at, decided, press
from register_builders import csrf
from sqlalchemy import update

from enquete_app.answers.models import AnswerState, OpenAnswer
from enquete_app.register.models import Complaint

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
WRITTEN = ("De Vries", "huisarts")


def test_an_answer_is_shown_marked_redacted_and_released(analyst, database, tips, themes):
    page = analyst.open(QUEUE).text
    assert "0 van 6<" in page
    first, second, *_ = tips()
    shown = BeautifulSoup(analyst.open(at(first)).text, "html.parser")
    assert shown.select_one("blockquote").text.strip() == first.raw.replace(
        "mevrouw De Vries", "mevrouw De Vries (naam) "
    )
    assert shown.select_one("textarea").text.strip() == first.raw.replace("mevrouw De Vries", "[naam]")

    answer = press(analyst, at(first), "release", tekst="Bel [naam] terug", thema=str(themes()[0]))

    assert answer.status_code == 303
    assert answer.location == f"{at(second)}?vorige={first.id}"
    assert "Het vorige antwoord: vrijgegeven." in analyst.open(answer.location).text
    assert (tips()[0].state, tips()[0].redacted) == (AnswerState.RELEASED, "Bel [naam] terug")
    assert "1 van 6<" in analyst.open(QUEUE).text
    assert acts(database) == [
        ("open_answer.released", "wave 1", {"field": "V11", "answer": first.id}),
    ]


def test_it_can_be_withheld_left_for_later_and_taken_back(analyst, database, tips, themes):
    first, second, *_ = tips()
    press(analyst, at(first), "withhold", tekst="Toch niet", thema=str(themes()[0]))
    press(analyst, at(second), "later", tekst="Half af", thema=str(themes()[1]))

    assert [each.state.value for each in tips()[:2]] == ["withheld", "waiting"]
    page = BeautifulSoup(analyst.open(at(second)).text, "html.parser")
    assert page.select_one("textarea").text.strip() == "Half af"
    assert [each["value"] for each in page.select("input[checked]")] == [str(themes()[1])]

    assert press(analyst, at(first), "undo").location == at(first)
    assert tips()[0].state is AnswerState.WAITING
    assert [act for act, _, _ in acts(database)] == ["open_answer.withheld", "open_answer.taken_back"]
    assert "Toch niet" not in repr(acts(database))


@on_sqlite
def test_picking_a_quotation_is_remembered(analyst, database, tips):
    first = tips()[0]
    for go in ("release", "quote", "unquote"):
        press(analyst, at(first), go, tekst="Bel terug", versie=str(tips()[0].version))

    assert [act for act, _, _ in acts(database)][1:] == ["open_answer.quoted", "open_answer.unquoted"]


def test_what_still_tells_somebody_is_asked_about_once_more(analyst, tips):
    first = tips()[0]
    text = "Mail jan@inwoner.example, bel 06-12345678, bsn 123456782, mevrouw De Vries, op 3 mei"

    asked = press(analyst, at(first), "release", tekst=text)

    assert asked.status_code == 422
    for each in ("‘jan@inwoner.example’ (e-mailadres)", "‘06-12345678’", "‘123456782’", "‘mevrouw De Vries’"):
        assert each in asked.text
    assert "3 mei’" not in asked.text, "of dates it is not asked"
    assert tips()[0].state is AnswerState.WAITING
    assert press(analyst, at(first), "release", tekst=text, zeker="y").status_code == 303
    assert tips()[0].redacted == text


@on_sqlite
@pytest.mark.parametrize("text", ["", " \r\n ", "\0"])
def test_nothing_is_not_released(analyst, tips, text):
    assert press(analyst, at(tips()[0]), "release", tekst=text).status_code == 422
    assert press(analyst, at(tips()[0]), "withhold", tekst=text).status_code == 303


@on_sqlite
@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"go": "gone"}, 400),
        ({"go": "release", "tekst": "x" * 4001}, 422),
        ({"go": "release", "tekst": "x", "thema": "9999"}, 422),
        ({"go": "release", "tekst": "x", "thema": "é"}, 422),
        ({"go": "release", "tekst": "x", "versie": "é"}, 409),
        ({"go": "undo", "versie": "99"}, 409),
        ({"go": "quote", "versie": "1"}, 409),
    ],
)
def test_forged_forms_change_nothing(analyst, tips, fields, status):
    answer = press(analyst, at(tips()[0]), **fields)

    assert answer.status_code == status
    assert tips()[0].version == 1


def test_who_comes_second_is_told_and_loses_nothing(analyst, tips, database):
    first = tips()[0]
    mine = analyst.filled_in(at(first), go="release", tekst="Wat ik typte")
    with database.transaction() as session:
        decided(session, first.id, redacted="Wat een ander vrijgaf")

    told = analyst.client.post(at(first), data=mine)

    assert told.status_code == 409
    assert "Intussen is dit antwoord veranderd" in told.text
    assert "Wat ik typte" in told.text
    assert "Wat een ander vrijgaf" in told.text
    assert tips()[0].redacted == "Wat een ander vrijgaf"
    page = BeautifulSoup(told.text, "html.parser")
    again = page.select_one("textarea").find_parent("form").select_one("[name=versie]")["value"]
    token = csrf(told.text)
    known = {"csrf_token": token, "versie": again, "go": "release", "tekst": "Wat ik typte"}
    assert analyst.client.post(at(first), data=known).status_code == 303
    assert tips()[0].redacted == "Wat ik typte"


@on_sqlite
def test_pressing_twice_is_no_conflict(analyst, tips, database):
    form = analyst.filled_in(at(tips()[0]), go="release", tekst="Bel terug")
    both = [analyst.client.post(at(tips()[0]), data=form) for _ in range(2)]

    assert [each.status_code for each in both] == [303, 303]
    assert both[0].location == both[1].location
    assert len(acts(database)) == 1


def test_a_text_that_was_erased_meanwhile_is_not_released(analyst, tips, database):
    form = analyst.filled_in(at(tips()[0]), go="release", tekst="Bel terug")
    with database.transaction() as session:
        session.execute(update(OpenAnswer).values(raw=None))

    told = analyst.client.post(at(tips()[0]), data=form)

    assert told.status_code == 409
    assert "gewist" in told.text
    assert "Bel terug" in told.text


@on_sqlite
def test_case_numbers_are_marked_as_this_register_spells_them(analyst, tips, database):
    first = tips()[0]
    with database.transaction() as session:
        session.execute(update(Complaint).where(Complaint.id == 1).values(case_number="ZK/24.55555"))
        session.execute(
            update(OpenAnswer).where(OpenAnswer.id == first.id).values(raw="Zie zk/23.11111 en meer")
        )

    assert "Zie [zaaknummer] en meer" in analyst.open(at(first)).text


@on_sqlite
def test_what_was_written_cannot_become_markup(analyst, tips, database):
    first, raw = tips()[0], "<b>Jan Jansen</b> <script>alert(1)</script>"
    with database.transaction() as session:
        session.execute(update(OpenAnswer).where(OpenAnswer.id == first.id).values(raw=raw))
        decided(session, first.id, redacted=raw)

    for path in (QUEUE, at(first), "/team/waves/1/results"):
        assert "<script>alert" not in analyst.open(path).text
        assert "&lt;script&gt;alert" in analyst.open(path).text


@on_sqlite
def test_the_list_gives_no_file(analyst):
    answer = analyst.open(f"{QUEUE}?als=csv")

    assert answer.mimetype == "text/html"
    assert "als=csv" not in answer.text


@on_sqlite
def test_the_list_is_narrowed_by_question_and_state(analyst, tips, database):
    with database.transaction() as session:
        decided(session, tips()[0].id)

    page = analyst.open(f"{QUEUE}?vraag=V11&stand=released").text

    assert "1 gevonden" in page
    assert "huisarts" not in page


@on_sqlite
def test_what_does_not_exist_is_not_found(analyst):
    assert analyst.open("/team/waves/9/answers").status_code == 404
    assert analyst.open(f"{QUEUE}/9999").status_code == 404


@on_sqlite
def test_the_pages_speak_english(analyst, tips):
    page = analyst.open(QUEUE).text
    token = csrf(page)
    analyst.client.post("/team/language", data={"csrf_token": token, "go": "en", "page": QUEUE})

    assert "0 of 6<" in analyst.open(QUEUE).text
    assert "Speed and deadlines" in analyst.open(at(tips()[0])).text
    assert "(name)" in BeautifulSoup(analyst.open(at(tips()[0])).text, "html.parser").text
