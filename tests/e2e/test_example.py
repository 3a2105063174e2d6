"""The example of 2024, from register to results: the real commands, real HTTP, real SMTP.

In the end the JSON, the CSV and the page show every number of `verwacht.json`.
"""

import csv
import json
import re

import pytest
from accounts_builders import code_of
from browser import Browser
from builders import REGISTER
from e2e.documents import DocumentResults, read_docx, read_pdf
from e2e.renderings import CsvResults, JsonResults, PageResults
from e2e.touchstone import EXPECTED, expected, numbers_of
from e2e.workbooks import XlsxResults, cells_of

from enquete_app.cli.example import example_answers

PASSWORD = "a long enough password"
ENDS = "", "/open-data.csv"
PRIVATE = "zaaknummer", "naam", "e_mail", "adres", "postcode"


@pytest.fixture
def example(installation, serve, smtp):
    """Everything up to the closed wave; gives the installation and its address."""
    made = installation(smtp)
    made.do("db", "upgrade")
    imported = json.loads(made.do("register", "import", REGISTER, "--json"))
    assert imported == {"new": EXPECTED["register"]["rows"], "changed": 0, "unchanged": 0, "refused": []}
    drawn = json.loads(made.do("wave", "draw", "--as-of", "2025-05-15", "--everyone", "--json"))
    _check_draw(drawn)
    assert made.do("wave", "verify", drawn["wave"]) == "ok\n"
    address = serve(made)
    made.do("run-due", "--now", "2025-05-15T09:00")
    assert len(smtp.mails) + len(smtp.refused) == 336
    assert len(smtp.refused) == 19

    links = {mail["To"]: _link(mail) for mail in smtp.mails}
    addresses = _addresses()
    for case_number, answers in example_answers():
        _answer(links[addresses[case_number]], answers)

    made.do("run-due", "--now", "2025-05-26T09:00")
    assert len(smtp.mails) == 317 + 241
    assert set(smtp.by_message_id().values()) == {1}
    assert made.run("results", "export", "1", "--format", "json").code == 1
    made.do("run-due", "--now", "2025-06-12T09:00")
    return made, address


@pytest.mark.parametrize(
    "database_url", [pytest.param("sqlite", marks=pytest.mark.long), "postgresql"], indirect=True
)
def test_every_number_of_the_example_comes_out(example, tmp_path):
    made, address = example

    def export(*form):
        return made.do("results", "export", "1", "--format", *form)

    results = json.loads(export("json"))
    staff = _signed_in(made, address)
    page = staff.open(f"{address}/team/waves/1/results").page
    public, data = _published(staff, address)
    renderings = {
        "JSON": JsonResults(results),
        "CSV": CsvResults(export("csv"), dutch=False),
        "CSV in Dutch": CsvResults(export("csv", "--dutch"), dutch=True),
        "page": PageResults(page),
        "public page": PageResults(public.page),
        "open data": CsvResults(data.text, dutch=False),
        "workbook": XlsxResults(cells_of(_exported(made, tmp_path, "xlsx"))),
        "Word": DocumentResults(read_docx(_exported(made, tmp_path, "docx"))),
        "PDF": DocumentResults(read_pdf(_exported(made, tmp_path, "pdf"))),
    }

    for name, rendering in renderings.items():
        assert numbers_of(rendering) == expected(), name
    assert len(results["correlations"]["cells"]) == 55
    assert results["correlations"]["order"] == EXPECTED["pearson"]["order"]
    shown = json.loads(made.do("wave", "show", "1", "--json"))
    assert shown["state"] == "closed"
    assert shown["fieldwork"]["completed"] == 76
    assert _exported(made, tmp_path, "sav").startswith(b"$FL2")
    _check_anonymity(public)
    _check_anonymity(data)


def _published(staff, address):
    """Publish the results; gives the public page and the open data, as somebody else gets them."""
    path = f"{address}/team/waves/1/publication"
    staff.open(path)
    for fields in ({"inleiding": "Dank u wel."}, {}):
        form = {each["name"]: each["value"] for each in staff.page.select("main form input[type=hidden]")}
        staff.open(staff.url, form | fields)
    assert "zijn gepubliceerd op" in staff.text
    public, data = (Browser().open(f"{address}/resultaten/klachtbehandeling-2025-05-15{end}") for end in ENDS)
    return public, data


def _check_anonymity(published):
    """Nothing of the register but the values of the facts, nobody of the staff, no cookie."""
    assert published.status == 200
    assert "Set-Cookie" not in published.headers
    with REGISTER.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    values = {row[name].strip() for row in rows for name in PRIVATE} - {""}
    assert len(values) > len(rows)
    assert [each for each in values if each in published.text] == []
    assert not re.search(r"\S+@inwoner|analist@|/team/|/e/|/u/", published.text)


def _exported(made, folder, file_format):
    made.do(
        "results", "export", "1", "--format", file_format, "-o", file := folder / f"results.{file_format}"
    )
    return file.read_bytes()


def _check_draw(drawn):
    assert drawn["eligible"] == drawn["selected"] == EXPECTED["register"]["eligible"]
    excluded = [(reason, count) for reason, count in drawn["excluded"].items() if count]
    assert excluded == list(EXPECTED["register"]["excluded_in_this_order"].items())
    assert drawn["strata"] == [{"key": {}, "population": 336, "selected": 336}]
    assert re.fullmatch("[0-9a-f]{64}", drawn["frame_sha256"])
    assert re.fullmatch("[0-9a-f]{64}", drawn["seed_sha256"])


def _link(mail):
    text = mail.get_body(("plain",)).get_content()
    [link] = [line for line in text.splitlines() if re.fullmatch(r"http://\S+/e/\S+", line)]
    return link


def _addresses():
    """The address of each case, as the register has it."""
    with REGISTER.open(encoding="utf-8", newline="") as file:
        return {row["zaaknummer"]: row["e_mail"].strip() for row in csv.DictReader(file, delimiter=";")}


def _answer(link, answers):
    """Answer as a person does: page by page, each filled in with what it asks."""
    browser = Browser().open(link).press("go", "start")
    filled = set()
    while "controle" not in browser.url:
        fields = browser.fields()
        asked = {name: value for name, value in answers.items() if name in fields}
        filled |= asked.keys()
        browser.press("go", "next", **asked)
        assert browser.status == 200, browser.text
    assert filled == answers.keys()
    browser.press("go", "send")
    assert "Hartelijk dank voor uw deelname." in browser.text or "Thank you" in browser.text


def _signed_in(made, address):
    link = made.do("staff", "add", "analist@gemeente.example", "--role", "analyst", "--role", "team").strip()
    browser = Browser().open(link)
    form = browser.page.find("form", attrs={"method": "post"}, string=None)
    names = [field["name"] for field in browser.page("input", attrs={"type": "password"})]
    csrf = browser.page.find("input", attrs={"name": "csrf_token"})["value"]
    browser.open(link, {"csrf_token": csrf, **dict.fromkeys(names, PASSWORD)})
    assert form is not None
    assert browser.status == 200
    secret = "".join(browser.page.select_one("code.team-secret").get_text().split())
    csrf = browser.page.find("input", attrs={"name": "csrf_token"})["value"]
    browser.open(browser.url, {"csrf_token": csrf, "code": code_of(secret)})
    assert browser.heading == "Bewaar uw herstelcodes"
    return browser
