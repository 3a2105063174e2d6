"""Workbooks as they really come: from other hands, and from those who mean harm."""

from __future__ import annotations

import io
from datetime import date, datetime
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pytest
from builders import HEADING, LINE
from register_builders import excel, told

from enquete_app.register.errors import RegisterError

CELLS = LINE.split(";")
HEADINGS = HEADING.split(";")
SHEET = "xl/worksheets/sheet1.xml"


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


def test_macros_are_not_looked_at(recognised):
    content = changed(excel([HEADINGS, CELLS]), "xl/vbaProject.bin", lambda _: b"\xd0\xcf\x11\xe0" * 1000)

    assert len(recognised(content, "r.xlsm")[2]) == 1


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
