"""Registers as they really come: from other systems, through other hands, and from those who mean harm."""

from __future__ import annotations

from datetime import date

import pytest
from builders import HEADING, LINE
from register_builders import OTHER_HEADING, csv_register, excel

from enquete_app.register.cells import DateOrder
from enquete_app.register.errors import RegisterError

CELLS = LINE.split(";")
HEADINGS = HEADING.split(";")
SHEET = "xl/worksheets/sheet1.xml"


def noted(findings):
    return {name for name, _ in findings.notes}


@pytest.mark.parametrize(
    ("encoding", "recognised_as"),
    [
        ("utf-8", "utf-8-sig"),
        ("utf-8-sig", "utf-8-sig"),
        ("cp1252", "cp1252"),
        ("utf-16", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
    ],
)
@pytest.mark.parametrize("delimiter", ";,\t|")
def test_encodings_and_separators_are_recognised(recognised, encoding, recognised_as, delimiter):
    text = f"{HEADING};onderwerp\n{LINE};Café\n".replace(";", delimiter)

    layout, _, [row] = recognised(text.encode(encoding))

    assert (layout.structure.encoding, layout.structure.delimiter) == (recognised_as, delimiter)
    assert row.values["subject"] == "Café"


def test_columns_of_another_system_are_recognised(recognised):
    layout, findings, [row] = recognised(csv_register(1, heading=OTHER_HEADING))

    assert set(layout.columns) == {
        *("case_number", "kind", "handling", "received", "closed", "judgement", "email")
    }
    assert (row.values["case_number"], findings.notes) == ("K-1", [])


def test_english_headings_and_values_are_recognised(recognised):
    heading = "Case ID,Type,Procedure,Date received,Date closed,Verdict,Email address"
    _, _, [row] = recognised(
        f"{heading}\nK-1,Complaint,Formal,2025-01-02,2025-02-03,Not upheld,a@b.example".encode()
    )

    assert (row.values["kind"], row.values["handling"], row.values["judgement"]) == (
        *("klacht", "formeel", "ongegrond"),
    )


def test_quoted_line_breaks_are_one_cell(recognised):
    text = f'{HEADING};onderwerp\n{LINE};"Afval\r\nen\nmeer"\n{LINE.replace("K-1", "K-2")};x\n'

    _, _, rows = recognised(text.encode())

    assert [row.values["subject"] for row in rows] == ["Afval en meer", "x"]


@pytest.mark.parametrize(
    ("received", "closed", "order", "doubt"),
    [
        ("02-01-2025", "23-02-2025", DateOrder.DAY_FIRST, set()),
        ("01/02/2025", "02/23/2025", DateOrder.MONTH_FIRST, set()),
        ("02-01-2025", "03-02-2025", DateOrder.DAY_FIRST, {"dates in doubt"}),
        ("2025-01-02", "2025-02-03", DateOrder.DAY_FIRST, set()),
        ("31-01-2025", "02-13-2025", DateOrder.DAY_FIRST, {"dates mixed"}),
    ],
)
def test_the_order_of_dates_is_told_by_all_of_them_and_else_asked(recognised, received, closed, order, doubt):
    line = LINE.replace("2025-01-02", received).replace("2025-02-03", closed)

    layout, findings, _ = recognised(csv_register(1, line=line))

    assert (layout.date_order, noted(findings)) == (order, doubt)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("02-01-2025", date(2025, 1, 2)),
        ("2-1-2025 10:33", date(2025, 1, 2)),
        ("2.1.25", date(2025, 1, 2)),
        ("20250102", date(2025, 1, 2)),
        ("45659", date(2025, 1, 2)),
        ("45659,75", date(2025, 1, 2)),
        ("2 januari 2025", date(2025, 1, 2)),
        ("02-mrt-2025", date(2025, 3, 2)),
        ("2025-01-02T08:15:00+01:00", date(2025, 1, 2)),
        ("2025-01-01T23:30:00Z", date(2025, 1, 2)),
    ],
)
def test_days_in_many_forms(recognised, written, meant):
    line = LINE.replace("2025-01-02", written).replace("2025-02-03", "2025-06-01")

    _, _, [row] = recognised(csv_register(1, line=line))

    assert row.values["received"] == meant


def test_a_case_that_is_called_totaal_is_a_case(recognised):
    _, findings, [row] = recognised(csv_register(1, line=LINE.replace("K-1", "Totaal")))

    assert (findings.totals, row.values["case_number"]) == ([], "Totaal")


def test_headings_that_may_be_the_same_column_are_asked_about(recognised):
    text = f"{OTHER_HEADING};Oordeel;Kenmerk\n{LINE};ongegrond;X-1\n"

    layout, findings, [row] = recognised(text.encode())

    assert (row.values["case_number"], row.values["judgement"]) == ("K-1", "gegrond")
    assert "twice" in noted(findings)
    assert findings.twice == {"case_number": ["Zaak-id", "Kenmerk"], "judgement": ["Oordeel", "Oordeel"]}
    assert layout.columns["judgement"] == 5


def test_blank_lines_everywhere_change_nothing(recognised):
    text = "\n\n;;;\n" + HEADING + "\n\n" + LINE + "\n;;;;;;\n\n" + LINE.replace("K-1", "K-2") + "\n\n"

    assert [row.values["case_number"] for row in recognised(text.encode())[2]] == ["K-1", "K-2"]


@pytest.mark.parametrize(
    ("content", "name", "error"),
    [
        (csv_register(1), "r.xlsx", "not an Excel workbook, though it is named"),
        (excel([HEADINGS, CELLS]), "r.csv", "is an Excel workbook, though it is named"),
        (b"%PDF-1.7 and so on", "r.csv", "no text"),
        (b"<html><table><tr><td>Zaaknummer", "r.xls", "not an Excel workbook"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9, "r.csv", "no text"),
    ],
)
def test_what_a_file_only_seems_to_be_is_told(recognised, content, name, error):
    with pytest.raises(RegisterError, match=error):
        recognised(content, name)
