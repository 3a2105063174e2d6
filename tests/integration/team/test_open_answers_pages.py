"""Analysts look at what people wrote; nothing of it leaves before one of them has released it."""

import csv
import io
import re

import pytest
from accounts_builders import member
from bs4 import BeautifulSoup
from open_answers_builders import answers_of, decided, theme_ids, written_wave
from register_builders import csrf
from sqlalchemy import select, update

from enquete_app.accounts.models import Role
from enquete_app.answers.models import AnswerState, OpenAnswer
from enquete_app.audit.models import AuditLine
from enquete_app.register.models import Complaint
from enquete_app.results.open_answers.models import Coder, Coding, Theme

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
QUEUE = "/team/waves/1/answers"
WRITTEN = ("De Vries", "huisarts")


@pytest.fixture
def analyst(colleague, app, database, keyring):
    written_wave(app, database, keyring)
    somebody = colleague("analyst@gemeente.example")
    somebody.sign_in()
    return somebody


@pytest.fixture
def tips(database):
    """The tips as they stand, in the order of their numbers."""

    def tips(field="V11"):
        with database.reader() as session:
            return answers_of(session, field)

    return tips


@pytest.fixture
def themes(database):
    def themes(field="V11"):
        with database.reader() as session:
            return theme_ids(session, field)

    return themes


def at(answer, end=""):
    return f"{QUEUE}/{answer.id}{end}"


def press(somebody, path, go, **fields):
    """Press a button of a page, with what it hides."""
    page = BeautifulSoup(somebody.open(path).text, "html.parser")
    hidden = {
        each["name"]: each["value"] for each in page.select("main form[method=post] input[type=hidden]")
    }
    return somebody.client.post(path, data=hidden | {"go": go} | fields)


def acts(database):
    with database.reader() as session:
        found = session.execute(
            select(AuditLine.act, AuditLine.about, AuditLine.facts).order_by(AuditLine.id)
        )
        return [tuple(each) for each in found if each.act.startswith(("open_answer", "theme"))]


def test_an_answer_is_shown_marked_redacted_and_released(analyst, database, tips, themes):
    page = analyst.open(QUEUE).text
    assert "0 van 6 bekeken" in page
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
    assert "1 van 6 bekeken" in analyst.open(QUEUE).text
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


def test_released_answers_and_themes_join_the_results_for_everybody(
    analyst, colleague, database, tips, themes
):
    with database.transaction() as session:
        for number, each in enumerate(tips()):
            decided(session, each.id, redacted=f"=Bel terug {number}", themes=(themes()[0],))
        for each in tips("V1_anders")[:5]:
            decided(session, each.id, AnswerState.WITHHELD, themes=(themes("V1_anders")[0],))
    press(analyst, at(tips()[3]), "quote")
    team = colleague("team@gemeente.example")
    team.sign_in()

    page = BeautifulSoup(team.open("/team/waves/1/results").text, "html.parser")
    assert page.select_one("#tips").find_next("blockquote").text == "=Bel terug 3"
    assert len(page.select(".team-released li")) == 5
    assert re.search("Snelheid en termijnen\\s*6", page.text)
    assert "6 mensen kozen ‘anders’." in page.text
    assert "5 antwoorden gecodeerd" in page.text
    body = team.open("/team/waves/1/results.json").json["open_answers"]
    assert body["V11"]["coded"] == 6
    assert body["V11"]["themes"][0] == {
        "code": "speed",
        "label": {"nl": "Snelheid en termijnen", "en": "Speed and deadlines"},
        "count": 6,
    }
    assert body["V11"]["quotations"] == ["=Bel terug 3"]
    assert len(body["V11"]["released"]) == 6
    assert body["V1_anders"]["released"] == []
    rows = list(csv.DictReader(io.StringIO(team.open("/team/waves/1/results.csv").text)))
    found = [row for row in rows if row["section"] == "tips" and row["item"] == "V11"]
    assert {row["measure"]: row["value"] for row in found}["coded"] == "6"
    assert [row["value"] for row in found if row["measure"] == "quotation"] == ["'=Bel terug 3"]
    assert {row["value"] for row in rows if row["item"] == "V1" and row["group"] == "5"} == {"6"}


def test_nothing_unreleased_leaves_by_any_page_or_file_of_team_and_admin(
    analyst, colleague, app, database, tips, themes
):
    with database.transaction() as session:
        first, second, third, *_ = tips()
        decided(session, first.id, AnswerState.WITHHELD, redacted="Achtergehouden woorden")
        decided(session, second.id, AnswerState.WAITING, redacted="Halve woorden")
        decided(session, third.id, redacted="Vrijgegeven woorden")
        member(session, app.extensions["keyring"], "beide@gemeente.example", Role.TEAM, Role.ADMIN)
    both = colleague("beide@gemeente.example")
    both.sign_in()
    seen = []
    for rule in app.url_map.iter_rules():
        if "GET" not in rule.methods or not rule.rule.startswith("/team/"):
            continue
        for file_format in ("json", "csv"):
            known = {"wave_id": 1, "answer_id": second.id, "file_format": file_format, "draw_id": 1}
            values = {name: known.get(name, 1) for name in rule.arguments}
            seen.append(both.client.get(rule.build(values)[1].removeprefix("|")).text)
    with app.app_context():
        for file_format in ("json", "csv"):
            command = ["results", "export", "1", "--format", file_format]
            seen.append(app.test_cli_runner().invoke(args=command).output)

    assert len(seen) > 50
    assert any("Vrijgegeven woorden" in each for each in seen)
    for words in (*WRITTEN, "Achtergehouden woorden", "Halve woorden"):
        assert not any(words in each for each in seen)
    for path in (QUEUE, at(first), at(first, "/second"), f"{QUEUE}/agreement", f"{QUEUE}/themes"):
        assert both.open(path).status_code == 403


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
def test_themes_are_changed_on_their_page(analyst, database):
    path = f"{QUEUE}/themes"

    def change(**fields):
        return analyst.client.post(path, data={"csrf_token": csrf(analyst.open(path).text)} | fields)

    added = change(go="add", veld="V11", nl=" Nieuw   thema ", en="")
    assert added.status_code == 303
    number = re.search(r"thema=(\d+)", added.location)[1]
    assert "Nieuw thema" in analyst.open(path).text
    assert change(go="add", veld="V11", nl="nieuw thema", en="").status_code == 422
    assert change(go="add", veld="V11", nl="", en="").status_code == 422
    assert change(go="add", veld="V99", nl="x", en="").status_code == 400
    assert change(go="rename", thema=number, nl="Ander thema", en="Other theme").status_code == 303
    assert change(go="up", thema=number).status_code == 303
    assert change(go="retire", thema=number).status_code == 303
    assert "(niet in gebruik)" in analyst.open(path).text
    assert change(go="retire", thema=number).status_code == 303
    assert change(go="back", thema=number).status_code == 303
    assert change(go="gone", thema=number).status_code == 400
    assert change(go="up", thema="9999").status_code == 404
    with database.reader() as session:
        theme = session.get(Theme, int(number))
        assert (theme.code, theme.label_nl, theme.label_en, theme.retired) == (
            *("nieuw-thema", "Ander thema", "Other theme"),
            False,
        )
    assert [act for act, _, _ in acts(database)] == [
        *("theme.added", "theme.renamed", "theme.moved", "theme.retired", "theme.brought_back")
    ]
    assert acts(database)[0][1:] == (
        "questionnaire klachtbehandeling",
        {"field": "V11", "theme": "nieuw-thema"},
    )


def test_a_second_coder_does_not_see_the_first_and_their_agreement_is_shown(
    analyst, app, colleague, database, tips, themes
):
    with database.transaction() as session:
        member(session, app.extensions["keyring"], "tweede@gemeente.example", Role.ANALYST)
    for each in tips():
        press(analyst, at(each), "release", tekst="Bel terug", thema=str(themes()[0]))
    assert analyst.open(at(tips()[0], "/second")).status_code == 404, "whoever was the first"
    other = colleague("tweede@gemeente.example")
    other.sign_in()

    path = at(tips()[0], "/second")
    assert path in other.open(QUEUE).text
    for number in range(6):
        page = BeautifulSoup(other.open(path).text, "html.parser")
        assert page.select("input[checked]") == []
        path = press(other, path, "", thema=str(themes()[number == 5])).location

    assert path == f"{QUEUE}/agreement"
    page = BeautifulSoup(other.open(path).text, "html.parser")
    assert "6 antwoorden zijn door twee mensen gecodeerd." in page.text
    [row] = [row for row in page.select("tr") if "Snelheid en termijnen" in row.text and "%" in row.text]
    assert "83" in row.text
    assert "0,00" in row.text
    assert f"Antwoord {tips()[5].id}" in page.text
    with database.reader() as session:
        found = session.execute(select(Coding.coder, Coding.theme_id).where(Coding.answer_id == tips()[5].id))
        assert set(map(tuple, found)) == {(Coder.FIRST, themes()[0]), (Coder.SECOND, themes()[1])}
    late = other.client.post(at(tips()[0], "/second"), data={"csrf_token": csrf(other.open(QUEUE).text)})
    assert late.status_code == 303


@on_sqlite
def test_what_does_not_exist_is_not_found(analyst):
    assert analyst.open("/team/waves/9/answers").status_code == 404
    assert analyst.open(f"{QUEUE}/9999").status_code == 404


@on_sqlite
def test_the_pages_speak_english(analyst, tips):
    page = analyst.open(QUEUE).text
    token = csrf(page)
    analyst.client.post("/team/language", data={"csrf_token": token, "go": "en", "page": QUEUE})

    assert "0 of 6 looked at" in analyst.open(QUEUE).text
    assert "Speed and deadlines" in analyst.open(at(tips()[0])).text
    assert "(name)" in BeautifulSoup(analyst.open(at(tips()[0])).text, "html.parser").text
