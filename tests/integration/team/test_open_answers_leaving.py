"""What people wrote leaves by no page and no file before somebody has released it."""

import csv
import io
import re

import pytest
from accounts_builders import member
from bs4 import BeautifulSoup
from e2e.documents import read_docx, read_pdf
from open_answers_builders import QUEUE, at, decided, press

from enquete_app.accounts.models import Role
from enquete_app.answers.models import AnswerState

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
WRITTEN = ("De Vries", "huisarts")


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
    for read, file_format in ((read_docx, "docx"), (read_pdf, "pdf")):
        chapter = read(both.client.get(f"/team/waves/1/results.{file_format}").data)
        seen.append("\n".join((*chapter.texts, *map(str, chapter.tables.values()))))
        assert "Vrijgegeven woorden" in seen[-1]

    assert len(seen) > 50
    assert any("Vrijgegeven woorden" in each for each in seen)
    for words in (*WRITTEN, "Achtergehouden woorden", "Halve woorden"):
        assert not any(words in each for each in seen)
    for path in (QUEUE, at(first), at(first, "/second"), f"{QUEUE}/agreement", f"{QUEUE}/themes"):
        assert both.open(path).status_code == 403
