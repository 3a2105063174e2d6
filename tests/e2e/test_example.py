"""The example of 2024, from register to results: the real commands, real HTTP, real SMTP.

In the end the JSON, the CSV and the page show every number of `verwacht.json`.
"""

import csv
import io
import json
import re

import pytest
from browser import Browser
from builders import EXAMPLE, REGISTER

from enquete_app.cli.example import example_answers

EXPECTED = json.loads((EXAMPLE / "verwacht.json").read_text(encoding="utf-8"))
PASSWORD = "a long enough password"


@pytest.fixture
def example(installation, serve, smtp):
    """Everything up to the closed wave; gives the installation and its address."""
    made = installation(smtp)
    made.do("db", "upgrade")
    imported = json.loads(made.do("register", "import", REGISTER, "--json"))
    assert imported == {"new": 534, "changed": 0, "unchanged": 0, "refused": []}
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


def test_every_number_of_the_example_comes_out(example):
    made, address = example

    results = json.loads(made.do("results", "export", "1", "--format", "json"))
    _check_json(results)
    _check_csv(made.do("results", "export", "1", "--format", "csv"), ",", ".")
    _check_csv(made.do("results", "export", "1", "--format", "csv", "--dutch"), ";", ",")
    _check_page(_signed_in(made, address).open(f"{address}/team/waves/1/results"))
    shown = json.loads(made.do("wave", "show", "1", "--json"))
    assert shown["state"] == "closed"
    assert shown["fieldwork"]["completed"] == 76


def _check_draw(drawn):
    assert drawn["eligible"] == drawn["selected"] == EXPECTED["register"]["eligible"]
    zeros = {reason: count for reason, count in drawn["excluded"].items() if count}
    assert zeros == EXPECTED["register"]["excluded_in_this_order"]
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
        asked = {name: value for name, value in answers.items() if name in browser.fields()}
        filled |= asked.keys()
        browser.press("go", "next", **asked)
        assert browser.status == 200, browser.text
    assert filled == answers.keys()
    browser.press("go", "send")
    assert "Hartelijk dank voor uw deelname." in browser.text or "Thank you" in browser.text


def _signed_in(made, address):
    link = made.do("staff", "add", "analist@gemeente.example", "--role", "analyst").strip()
    browser = Browser().open(link)
    form = browser.page.find("form", attrs={"method": "post"}, string=None)
    names = [field["name"] for field in browser.page("input", attrs={"type": "password"})]
    csrf = browser.page.find("input", attrs={"name": "csrf_token"})["value"]
    browser.open(link, {"csrf_token": csrf, **dict.fromkeys(names, PASSWORD)})
    assert form is not None
    assert browser.status == 200
    return browser


def _check_json(results):
    fieldwork = results["fieldwork"]
    expected = EXPECTED["fieldwork"]
    assert fieldwork["invited"] == expected["invited"]
    assert fieldwork["bounced"] == expected["undeliverable"]
    assert fieldwork["delivered"] == expected["delivered"]
    assert fieldwork["completed"] == fieldwork["started"] == expected["completed"]
    assert fieldwork["blank"] == fieldwork["opted_out"] == fieldwork["uncertain"] == fieldwork["failed"] == 0
    assert f"{fieldwork['response_of_invited']['estimate']:.1%}" == "22.6%"
    assert f"{fieldwork['response_of_delivered']['estimate']:.1%}" == "24.0%"
    for item, counts in EXPECTED["frequencies"].items():
        if item != "V11_answered":
            assert results["frequencies"][item]["counts"] == counts
    assert results["frequencies"]["V11"]["answered"] == EXPECTED["frequencies"]["V11_answered"]
    for item, (agree, neutral, disagree, unknown) in EXPECTED[
        "statements_agree_neutral_disagree_dontknow"
    ].items():
        counts = results["frequencies"][item]["counts"]
        assert [counts["1"] + counts["2"], counts["3"], counts["4"] + counts["5"], counts["6"]] == [
            *(agree, neutral, disagree, unknown)
        ]
    grades = {"all": results["grades"]["all"]}
    grades |= dict(zip(("ja", "deels", "nee"), results["grades"]["by"]["V3"].values(), strict=False))
    for name in ("all", "ja", "deels", "nee"):
        assert grades[name]["n"] == EXPECTED["grade"][name]["n"]
        assert f"{grades[name]['mean']:.1f}".replace(".", ",") == EXPECTED["grade"][name]["mean"]
    assert results["frequencies"]["V10"]["counts"]["1"] == EXPECTED["grade"]["ones"]
    assert results["frequencies"]["V10"]["counts"]["10"] == EXPECTED["grade"]["tens"]
    assert results["correlations"]["order"] == EXPECTED["pearson"]["order"]
    cells = {(cell["row"], cell["column"]): cell for cell in results["correlations"]["cells"]}
    assert len(cells) == 55
    for row, columns in EXPECTED["pearson"]["rows"].items():
        for column, printed in zip(EXPECTED["pearson"]["order"], columns, strict=False):
            cell = cells[row, column]
            assert f"{cell['r']:.2f}{cell['stars']}|{cell['n']}".replace(".", ",") == printed
    assert cells["V9_2", "V6_1"]["n"] == 26


def _check_csv(text, delimiter, point):
    rows = list(csv.DictReader(io.StringIO(text), delimiter=delimiter))
    assert [*rows[0]] == ["section", "item", "group", "measure", "value", "note"]
    lines = {(row["section"], row["item"], row["group"], row["measure"]): row for row in rows}

    def number(*key):
        return float(lines[key]["value"].replace(point, "."))

    assert number("fieldwork", "response_of_invited", "", "estimate") == pytest.approx(76 / 336)
    for item, counts in EXPECTED["frequencies"].items():
        if item != "V11_answered":
            for code, count in counts.items():
                assert number("frequencies", item, code, "count") == count
    for row, columns in EXPECTED["pearson"]["rows"].items():
        for column, printed in zip(EXPECTED["pearson"]["order"], columns, strict=False):
            key = ("correlations", row, column)
            r = f"{number(*key, 'r'):.2f}".replace(".", ",") + lines[*key, "r"]["note"]
            assert f"{r}|{number(*key, 'n'):.0f}" == printed


def _check_page(browser):
    assert browser.status == 200
    page = browser.page.get_text(" ", strip=True)
    for number in ("336", "317", "22,6 %", "24,0 %", "5,0", "7,8", "5,5", "3,6"):
        assert number in page.replace("\xa0", " ")
    shown = [re.sub(r"\s", "", cell.get_text()) for cell in browser.page("td")]
    for columns in EXPECTED["pearson"]["rows"].values():
        for printed in columns:
            assert printed.replace("|", "") in shown or printed.replace("|", "n=") in shown
