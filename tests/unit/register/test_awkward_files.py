"""Registers as they really come: from other systems, through other hands, and from those who mean harm."""

from __future__ import annotations

import io
from datetime import date, datetime
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pytest
from builders import HEADING, LINE
from register_builders import OTHER_HEADING, csv_register, excel, told

from enquete_app.register.cells import DateOrder
from enquete_app.register.errors import RegisterError
from enquete_app.register.files import open_register
from enquete_app.register.reading import read_rows
from enquete_app.register.recognising import recognise

CELLS = LINE.split(";")
HEADINGS = HEADING.split(";")
SHEET = "xl/worksheets/sheet1.xml"


@pytest.fixture
def recognised():
    """Recognise a file and read all its rows."""

    def recognised(content, name="register.csv"):
        file = open_register(io.BytesIO(content), name)
        layout, findings = recognise(file, postal=False)
        return layout, findings, list(read_rows(file, layout))

    return recognised


def noted(findings):
    return {name for name, _ in findings.notes}


def changed(content, part, change):
    """The same workbook with one of its parts changed."""
    with ZipFile(io.BytesIO(content)) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    parts[part] = change(parts.get(part, b""))
    made = io.BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as book:
        for name, piece in parts.items():
            book.writestr(name, piece)
    return made.getvalue()


def days(rows):
    return [(row.values["received"], row.values["closed"]) for row in rows]


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


def test_excel_days_count_as_days_formatted_or_not(recognised):
    rows = [HEADINGS, [*CELLS[:3], datetime(2025, 1, 2), 45691, *CELLS[5:]]]  # noqa: DTZ001 - Excel has no zones

    assert days(recognised(excel(rows), "r.xlsx")[2]) == [(date(2025, 1, 2), date(2025, 2, 3))]


def test_a_workbook_that_counts_from_1904_is_not_four_years_off(recognised):
    content = excel([HEADINGS, [*CELLS[:3], 45659 - 1462, 45691 - 1462, *CELLS[5:]]])
    content = changed(
        content, "xl/workbook.xml", lambda xml: xml.replace(b"<workbookPr/>", b'<workbookPr date1904="1"/>')
    )

    assert days(recognised(content, "r.xlsx")[2]) == [(date(2025, 1, 2), date(2025, 2, 3))]


def test_a_title_above_and_totals_below_are_no_complaints(recognised):
    rows = [["Klachtenregister 2024"], [], HEADINGS, CELLS, ["Totaal", None, None, None, None, None, 1]]

    layout, findings, read = recognised(excel(rows), "r.xlsx")

    assert (layout.structure.heading_row, findings.totals, findings.rows) == (3, [5], 1)
    assert noted(findings) == {"title rows", "totals"}
    assert [told(row) for row in read] == [[]]


def test_a_case_that_is_called_totaal_is_a_case(recognised):
    _, findings, [row] = recognised(csv_register(1, line=LINE.replace("K-1", "Totaal")))

    assert (findings.totals, row.values["case_number"]) == ([], "Totaal")


def test_merged_headings_over_two_rows_are_read_together(recognised):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Zaak", None, "Wijze van", "Datum", None, "Oordeel", "E-mail"])
    sheet.append(["nummer", "type", "afhandeling", "ontvangst", "afhandeling", None, "adres"])
    sheet.append(CELLS)
    for cells in ("A1:B1", "D1:E1", "F1:F2"):
        sheet.merge_cells(cells)
    content = io.BytesIO()
    book.save(content)

    layout, findings, [row] = recognised(content.getvalue(), "r.xlsx")

    assert layout.structure.heading_rows == 2
    assert layout.heading("received") == "Datum ontvangst"
    assert row.values["closed"] == date(2025, 2, 3)
    assert noted(findings) == {"two headings"}


def test_merged_cells_among_the_rows_are_told(recognised):
    book = openpyxl.Workbook()
    for cells in (HEADINGS, CELLS, ["K-2", *CELLS[1:]]):
        book.active.append(cells)
    book.active.merge_cells("F2:F3")
    content = io.BytesIO()
    book.save(content)

    assert "merged" in noted(recognised(content.getvalue(), "r.xlsx")[1])


def test_the_first_visible_sheet_with_our_columns_is_read(recognised):
    content = excel(
        [["Toelichting"], ["Dit is een export."]],
        title="Uitleg",
        Oud=[HEADINGS, ["K-0", *CELLS[1:]]],
        Zaken=[HEADINGS, CELLS],
    )
    hidden = changed(
        content,
        "xl/workbook.xml",
        lambda xml: (
            xml.replace(b'name="Oud"', b'name="Oud" ')
            .replace(b'name="Oud"  sheetId="2" state="visible"', b'name="Oud" sheetId="2" state="hidden"')
            .replace(b'name="Oud"  state="visible"', b'name="Oud" state="hidden"')
        ),
    )

    layout, findings, [row] = recognised(hidden, "r.xlsx")

    assert (layout.structure.sheet, findings.hidden_sheets) == ("Zaken", ["Oud"])
    assert row.values["case_number"] == "K-1"


def test_a_formula_counts_with_its_stored_value_and_is_refused_without_one(recognised):
    content = excel(
        [HEADINGS, CELLS, ["K-2", "klacht", "formeel", "=TODAY()", None, "gegrond", "a@b.example"]]
    )
    stored = changed(
        content,
        SHEET,
        lambda xml: xml.replace(b"<v></v>", b"<v>45659</v>").replace(b"<v />", b"<v>45659</v>"),
    )
    bare = changed(content, SHEET, lambda xml: xml.replace(b"<v></v>", b"").replace(b"<v />", b""))

    assert days(recognised(stored, "r.xlsx")[2])[1] == (date(2025, 1, 2), None)
    _, row = recognised(bare, "r.xlsx")[2]
    assert told(row) == [
        (3, "ontvangen_op", "is a formula without a stored value; open the file in Excel and save it")
    ]


def test_an_error_of_excel_is_refused_as_such(recognised):
    content = excel([HEADINGS, [*CELLS[:5], "#REF!", CELLS[6]]])

    [row] = recognised(content, "r.xlsx")[2]

    assert told(row) == [(2, "oordeel", "holds Excel's error #REF!")]


def test_a_case_number_that_excel_took_for_a_number_is_written_as_it_was(recognised):
    [row] = recognised(excel([HEADINGS, [20240001.0, *CELLS[1:]]]), "r.xlsx")[2]

    assert row.values["case_number"] == "20240001"


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


def test_macros_are_not_looked_at(recognised):
    content = changed(excel([HEADINGS, CELLS]), "xl/vbaProject.bin", lambda _: b"\xd0\xcf\x11\xe0" * 1000)

    assert len(recognised(content, "r.xlsm")[2]) == 1


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


ENTITIES = (
    b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>'
)
OUTSIDE = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("doctype", [ENTITIES, OUTSIDE])
@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/sharedStrings.xml", "[Content_Types].xml"])
def test_xml_with_entities_is_refused(recognised, doctype, part):
    def planted(xml):
        at = xml.index(b">") + 1 if xml.startswith(b"<?xml") else 0
        return xml[:at] + doctype + xml[at:].replace(b"K-1", b"&a;")

    with pytest.raises(RegisterError, match="damaged"):
        recognised(changed(excel([HEADINGS, CELLS]), part, planted), "r.xlsx")


@pytest.mark.parametrize("part", [SHEET, "xl/sharedStrings.xml", "xl/styles.xml", "docProps/app.xml"])
def test_whatever_part_unpacks_to_too_much_is_refused_before_it_is_read(recognised, part):
    content = changed(excel([HEADINGS, CELLS]), part, lambda xml: xml + b" " * (201 * 1024 * 1024))

    with pytest.raises(RegisterError, match="larger than 200 MB when unpacked"):
        recognised(content, "r.xlsx")


def test_a_cell_of_ten_megabytes_in_a_workbook_refuses_its_row_only(recognised):
    content = excel([HEADINGS, CELLS, ["K-2", *CELLS[1:5], "x", CELLS[6]]])
    content = changed(
        content,
        SHEET,
        lambda xml: xml.replace(b"<t>x</t>", b"<t>" + b"y" * 10_000_000 + b"</t>"),
    )

    right, refused = recognised(content, "r.xlsx")[2]

    assert not right.refusals
    assert told(refused) == [(3, "oordeel", "is longer than 1000 signs")]
    assert len(refused.refusals[0].value) == 200
