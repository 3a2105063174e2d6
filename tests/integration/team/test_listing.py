"""A list can be sorted, searched, filtered, paged and exported, and its address says how."""

import csv
import io
import re

import pytest
from builders import complaint
from flask import Flask, render_template_string, request
from openpyxl import load_workbook
from sqlalchemy import event, select

from enquete_app.register.models import Complaint
from enquete_app.team.listing import Column, Listing
from enquete_app.web.transaction import session

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

PAGE = """
{% import "team/list.html" as lists with context %}
{{ lists.controls(listing, "Op zaaknummer") }}
<table>{{ lists.heading(listing, ("zaak", "soort")) }}<tbody>
{% for each in listing.rows %}<tr><td>{{ each.case_number }}</td></tr>{% endfor %}
</tbody></table>{{ lists.below(listing) }}
"""
COLUMNS = (
    Column("zaak", "Zaak", Complaint.case_number),
    Column("soort", "Soort", Complaint.kind, choices={"klacht": "Klacht", "melding": "Melding"}),
    Column("onderwerp", "Onderwerp", Complaint.subject, sorts=False, shown=str.upper),
    Column("gesloten", "Gesloten", Complaint.closed),
)


def show() -> object:
    listing = Listing(
        session(),
        select(Complaint),
        COLUMNS,
        key=Complaint.id,
        order="-zaak",
        search=lambda sought: Complaint.case_number.startswith(sought, autoescape=True),
        title="klachten",
    )
    return listing.export() or render_template_string(PAGE, listing=listing, request=request)


@pytest.fixture
def app(make_app) -> Flask:
    app = make_app()
    app.add_url_rule("/list", view_func=show, endpoint="list")
    return app


@pytest.fixture
def client(app, database):
    with database.transaction() as writing:
        for number in range(120):
            kind = "melding" if number % 3 == 0 else "klacht"
            writing.add(complaint(case_number=f"K{number:03}", kind=kind, subject=f"=onderwerp {number % 2}"))
    return app.test_client()


def cases(answer):
    assert answer.status_code == 200
    return re.findall("<td>(K\\d+)</td>", answer.text)


def test_it_begins_in_its_own_order_with_the_first_page(client):
    assert cases(client.get("/list")) == [f"K{number:03}" for number in range(119, 69, -1)]


def test_it_is_sorted_by_a_column_and_the_other_way_round(client):
    assert cases(client.get("/list?sorteer=zaak"))[:2] == ["K000", "K001"]
    assert cases(client.get("/list?sorteer=-gesloten"))[:2] == ["K000", "K001"]
    assert 'aria-sort="ascending"' in client.get("/list?sorteer=zaak").text
    assert 'href="/list?sorteer=-zaak"' in client.get("/list?sorteer=zaak").text


def test_its_pages_hold_everything_once(client):
    every = [case for page in (1, 2, 3) for case in cases(client.get(f"/list?sorteer=soort&pagina={page}"))]

    assert len(every) == len(set(every)) == 120


def test_a_search_and_a_filter_narrow_it_and_are_kept_by_its_links(client):
    answer = client.get("/list?zoek=K0&soort=klacht&sorteer=zaak")

    assert cases(answer)[:3] == ["K001", "K002", "K004"]
    assert "66 gevonden" in answer.text
    assert "pagina=2" in answer.text
    assert answer.text.count("zoek=K0") == answer.text.count("soort=klacht") == 5
    assert 'value="K0"' in answer.text


@pytest.mark.parametrize(
    "query",
    [
        *("sorteer=onderwerp", "sorteer=onbekend", "sorteer=--zaak", "sorteer=", "pagina=0", "pagina=x"),
        *(
            "pagina=-1",
            "pagina=999999999999",
            "pagina=²",
            "soort=onbekend",
            "soort=",
            "zoek=%00",
            "zoek=%25_",
        ),
    ],
)
def test_an_address_that_makes_no_sense_still_shows_a_page(client, query):
    assert client.get(f"/list?{query}").status_code == 200


def test_a_page_beyond_the_last_is_the_last(client):
    assert len(cases(client.get("/list?pagina=99"))) == 20


def test_what_is_typed_is_no_pattern(client):
    assert cases(client.get("/list?zoek=%25")) == cases(client.get("/list?zoek=K___")) == []


def test_all_that_was_found_can_be_had_as_csv_without_formulas(client):
    answer = client.get("/list?zoek=K00&als=csv&pagina=9")
    rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff")), delimiter=";"))

    assert answer.headers["Content-Disposition"] == 'attachment; filename="klachten.csv"'
    assert rows[0] == ["Zaak", "Soort", "Onderwerp", "Gesloten"]
    assert rows[1][:3] == ["K009", "melding", "'=ONDERWERP 1"]
    assert len(rows) == 11


def test_all_that_was_found_can_be_had_as_a_workbook_with_real_dates(client):
    answer = client.get("/list?als=xlsx")
    rows = list(load_workbook(io.BytesIO(answer.data)).active.values)

    assert len(rows) == 121
    assert rows[1][2] == "=ONDERWERP 1"
    assert rows[1][3].year == 2025


def test_another_kind_of_file_there_is_not(client):
    assert client.get("/list?als=exe").status_code == 404


def test_a_page_takes_two_statements_and_an_export_one(client, database):
    statements = []
    event.listen(database.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    client.get("/list?zoek=K&soort=klacht&pagina=2")
    assert len([each for each in statements if each.startswith("SELECT")]) == 2
    statements.clear()
    client.get("/list?als=csv")
    assert len([each for each in statements if each.startswith("SELECT")]) == 1
