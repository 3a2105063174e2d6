"""Themes are changed on their page, and a second coder codes without seeing the first."""

import re

import pytest
from accounts_builders import member
from bs4 import BeautifulSoup
from open_answers_builders import QUEUE, acts, at, press
from register_builders import csrf
from sqlalchemy import select

from enquete_app.accounts.models import Role
from enquete_app.results.open_answers.models import Coder, Coding, Theme

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
WRITTEN = ("De Vries", "huisarts")


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
    assert "Thema’s: Snelheid" in analyst.open(at(tips()[0])).text
    assert "Thema’s: Snelheid" not in other.open(at(tips()[0])).text
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
    assert "Thema’s: Snelheid" in other.open(at(tips()[0])).text, "once both have coded"
    with database.reader() as session:
        found = session.execute(select(Coding.coder, Coding.theme_id).where(Coding.answer_id == tips()[5].id))
        assert set(map(tuple, found)) == {(Coder.FIRST, themes()[0]), (Coder.SECOND, themes()[1])}
    late = other.client.post(at(tips()[0], "/second"), data={"csrf_token": csrf(other.open(QUEUE).text)})
    assert late.status_code == 303
    assert [act for act, _, _ in acts(database)].count("open_answer.coded_again") == 6
