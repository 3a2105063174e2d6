"""The list of complaints, one complaint, and the subjects that respondents may be shown."""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup
from builders import complaint
from sqlalchemy import Engine, event, select

from enquete_app.audit.models import AuditLine
from enquete_app.fieldwork.drawing.draws import find_survey
from enquete_app.register.models import Complaint, Withheld

MOST_STATEMENTS = 10


@pytest.fixture
def add(database):
    def add(*complaints):
        with database.transaction() as session:
            session.add_all(complaints)
            session.flush()
            return [each.id for each in complaints]

    return add


@pytest.fixture
def approved(database):
    def approved():
        with database.reader() as session:
            return find_survey(session, "klachtbehandeling").shown_subjects

    return approved


def numbers(page):
    return re.findall('scope="row"><a[^>]*>([^<]+)', page)


def test_an_empty_register_says_what_to_do(signed_in):
    page = signed_in.open("/team/register").text

    assert "Het register is nog leeg." in page
    assert 'href="/team/register/upload"' in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["B-2", "A-2", "A-1"]),
        ("?sorteer=case_number", ["A-1", "A-2", "B-2"]),
        ("?zoek=a-", ["A-2", "A-1"]),
        ("?zoek=Jan@Inwoner.example", ["A-1"]),
        ("?zoek=inwoner", []),
        ("?zoek=%25", []),
        ("?kind=melding", ["B-2"]),
        ("?withheld=deceased", ["A-2"]),
    ],
)
def test_the_list_is_sorted_searched_and_filtered(signed_in, add, query, found):
    add(
        complaint(case_number="A-1", received=date(2025, 1, 1), email="jan@inwoner.example"),
        complaint(case_number="A-2", received=date(2025, 1, 2), withheld=Withheld.DECEASED),
        complaint(case_number="B-2", received=date(2025, 1, 3), kind="melding"),
    )

    assert numbers(signed_in.open(f"/team/register{query}").text) == found


def test_the_register_is_exported_without_formulas(signed_in, add):
    add(complaint(case_number="=1+1", withheld=Withheld.DECEASED))

    lines = signed_in.open("/team/register?als=csv").text.splitlines()

    assert lines[0].startswith("\ufeffZaaknummer;Soort;Ontvangen op")
    assert lines[1].startswith("'=1+1;klacht;2025-")
    assert lines[1].endswith(";Overleden")


def test_a_complaint_is_withheld_with_a_reason_and_admitted_again(signed_in, add, database):
    [number] = add(complaint())
    path = f"/team/register/complaints/{number}"

    assert signed_in.post(path).status_code == 422
    assert signed_in.post(path, reason="unknown").status_code == 422
    assert signed_in.post(path, reason="represented").status_code == 303
    assert "Heeft een vertegenwoordiger" in signed_in.open(path).text
    with database.reader() as session:
        assert session.get_one(Complaint, number).withheld is Withheld.REPRESENTED

    assert signed_in.post(path).status_code == 303

    with database.reader() as session:
        assert session.get_one(Complaint, number).withheld is None
        acts = session.execute(select(AuditLine.act, AuditLine.facts).order_by(AuditLine.id)).all()
    assert [tuple(act) for act in acts[-2:]] == [
        ("complaint.withheld", {"reason": "represented"}),
        ("complaint.admitted", {}),
    ]


def test_a_complaint_that_is_not_there_is_no_page(signed_in):
    assert signed_in.open("/team/register/complaints/7").status_code == 404
    assert signed_in.open("/team/register/imports/7").status_code == 404


def test_no_subject_is_shown_until_it_is_approved(signed_in, add, approved):
    add(complaint(subject="Afval"), complaint(subject="Afval"), complaint(subject="Schuldhulp"))
    page = signed_in.open("/team/register/subjects").text
    assert ("checked" in page, approved()) == (False, [])

    path = "/team/register/subjects"
    signed_in.post(path, subject=["Afval", "Niet aangeboden"], offered=["Afval", "Schuldhulp"])
    assert approved() == ["Afval"]

    signed_in.post(path, subject=[], offered=["Schuldhulp"])
    assert approved() == ["Afval"]
    signed_in.post(path, subject=[], offered=["Afval"])
    assert approved() == []


def shown(page):
    """The subjects on a page, in order, each with its number of complaints."""
    rows = BeautifulSoup(page.text, "html.parser").select("tbody tr")
    return [(row.th.get_text().strip(), row.td.get_text().strip()) for row in rows]


def test_the_subjects_sort_are_searched_and_leave_as_a_file(signed_in, add, database):
    add(*(complaint(subject=each) for each in ("Zwerfvuil", "Afval", "Zwerfvuil", "=cmd|' /C calc'!A0", "")))
    path = "/team/register/subjects"
    with database.transaction() as session:
        find_survey(session, "klachtbehandeling").shown_subjects = ["Afval", "Niet meer in het register"]

    assert [name for name, _ in shown(signed_in.open(path))] == [
        *("=cmd|' /C calc'!A0", "Afval", "Niet meer in het register", "Zwerfvuil")
    ]
    assert shown(signed_in.open(f"{path}?sorteer=-zaken"))[0] == ("Zwerfvuil", "2")
    assert [name for name, _ in shown(signed_in.open(f"{path}?te-zien=ja"))] == [
        *("Afval", "Niet meer in het register")
    ]
    assert shown(signed_in.open(f"{path}?zoek=ZWERF")) == [("Zwerfvuil", "2")]
    lines = signed_in.open(f"{path}?als=csv").text.splitlines()
    assert lines[1:] == [
        "'=cmd|' /C calc'!A0;1;Nee",
        "Afval;1;Ja",
        "Niet meer in het register;0;Ja",
        "Zwerfvuil;2;Nee",
    ]


@pytest.mark.parametrize(
    ("number", "before"),
    [(2, "sorteert of zoekt"), (60, "sorteert, zoekt of naar een andere bladzijde gaat")],
)
def test_that_boxes_are_to_be_kept_first_is_said_before_the_headings(signed_in, add, number, before):
    add(*(complaint(subject=f"Onderwerp {each:03}") for each in range(number)))

    page = signed_in.open("/team/register/subjects").text

    assert f"Bewaar wat u verandert voordat u {before}:" in page.partition("<table")[0]


def test_each_page_of_subjects_is_kept_by_itself(signed_in, add, approved):
    add(*(complaint(subject=f"Onderwerp {number:03}") for number in range(60)))
    second = "/team/register/subjects?pagina=2&sorteer=-onderwerp"
    page = signed_in.open(second)
    assert len(shown(page)) == 10
    form = BeautifulSoup(page.text, "html.parser").select_one("form:has([name=offered])")
    offered = [each["value"] for each in form.select("[name=offered]")]

    answer = signed_in.post(form["action"], form_at=second, offered=offered, subject=offered[:1])

    assert approved() == ["Onderwerp 009"]
    assert parse_qs(urlsplit(answer.location).query) == {
        "pagina": ["2"],
        "sorteer": ["-onderwerp"],
        "onderzoek": ["klachtbehandeling"],
    }


@pytest.mark.parametrize(
    "path", ["/team/register?zoek=K-", "/team/register?kind=klacht&pagina=2", "/team/register/subjects"]
)
def test_the_list_asks_few_questions_however_long_it_is(signed_in, add, path):
    add(*(complaint(kind=kind) for kind in ("klacht", "melding") for _ in range(60)))
    asked = []

    def note(_connection, _cursor, statement, *_):
        asked.append(statement)

    event.listen(Engine, "before_cursor_execute", note)

    status = signed_in.open(path).status_code

    event.remove(Engine, "before_cursor_execute", note)
    assert status == 200
    assert 0 < len(asked) < MOST_STATEMENTS
