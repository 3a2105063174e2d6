import re
import warnings
from datetime import date, datetime
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pytest
from builders import HEADING, LINE

from enquete_app.register.reading import RegisterError, read_register

SHEET = "xl/worksheets/sheet1.xml"


@pytest.fixture
def workbook(tmp_path):
    """Write a workbook with these rows."""

    def workbook(*rows, name="register.xlsx"):
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        book.save(tmp_path / "saved.xlsx")
        return (tmp_path / "saved.xlsx").rename(tmp_path / name)

    return workbook


def lines(count):
    return [LINE.replace("K-1", f"K-{number}").split(";") for number in range(count)]


def changed(path, change):
    """The same workbook with its sheet's XML changed."""
    with ZipFile(path) as book:
        parts = {part: book.read(part) for part in book.namelist()}
    parts[SHEET] = change(parts[SHEET])
    with ZipFile(path, "w", ZIP_DEFLATED) as book:
        for part, content in parts.items():
            book.writestr(part, content)
    return path


def read(path):
    return list(read_register(path, postal=False))


def test_a_workbook_with_real_dates_reads_the_same(workbook):
    cells = LINE.split(";")
    days = [datetime(2025, 1, 2), date(2025, 2, 3)]  # noqa: DTZ001 - Excel has no zones

    [row] = read(workbook([], HEADING.split(";"), [*cells[:3], *days, *cells[5:]]))

    assert row.number == 3
    assert row.values["received"] == date(2025, 1, 2)
    assert row.values["closed"] == date(2025, 2, 3)


@pytest.mark.parametrize("stale", [b"A1:G2", b"A1:B1", b"A1", b"C3:D4"])
def test_rows_beyond_the_size_that_the_sheet_tells_are_read_all_the_same(workbook, stale):
    path = workbook(HEADING.split(";"), *lines(5))
    changed(path, lambda xml: re.sub(b'<dimension ref="[^"]*"', b'<dimension ref="' + stale + b'"', xml))

    assert [row.values["case_number"] for row in read(path)] == ["K-0", "K-1", "K-2", "K-3", "K-4"]


def test_further_cells_in_a_row_are_no_mistake_in_a_workbook(workbook):
    [row] = read(workbook(HEADING.split(";"), [*LINE.split(";"), None, "a remark"]))

    assert not row.refusals


def test_a_workbook_with_macros_is_read(workbook):
    assert len(read(workbook(HEADING.split(";"), *lines(2), name="register.xlsm"))) == 2


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_a_truncated_workbook_is_refused(workbook, share):
    path = workbook(HEADING.split(";"), *lines(300))
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])

    with pytest.raises(RegisterError, match="damaged"):
        read(path)


def test_a_sheet_that_breaks_off_is_refused(workbook):
    path = changed(workbook(HEADING.split(";"), *lines(300)), lambda xml: xml[: len(xml) // 2])

    with pytest.raises(RegisterError, match="damaged"):
        read(path)


def test_whatever_byte_is_damaged_is_either_read_or_refused(workbook):
    path = workbook(HEADING.split(";"), *lines(100))
    content = path.read_bytes()
    refused = 0
    for at in range(4, len(content), len(content) // 60):
        path.write_bytes(content[:at] + bytes([content[at] ^ 0x55]) + content[at + 1 :])
        try:
            read(path)
        except RegisterError:
            refused += 1

    assert refused


def test_a_workbook_that_unpacks_to_more_than_it_seems_is_refused_before_it_is_read(workbook):
    path = changed(workbook(HEADING.split(";"), *lines(2)), lambda xml: xml + b" " * (201 * 1024 * 1024))
    assert path.stat().st_size < 1024 * 1024

    with pytest.raises(RegisterError, match=r"larger than 200 MB when unpacked.*CSV UTF-8"):
        read(path)


def test_a_row_number_that_excel_does_not_have_ends_the_reading(workbook):
    path = changed(
        workbook(HEADING.split(";"), *lines(1)), lambda xml: xml.replace(b'<row r="2"', b'<row r="999999999"')
    )

    with pytest.raises(RegisterError, match="more than 1,048,576 rows"):
        read(path)


def test_a_warning_of_the_library_is_not_for_the_user(workbook):
    path = changed(
        workbook(HEADING.split(";"), [*LINE.split(";")[:3], date(2025, 1, 2), *LINE.split(";")[4:]]),
        lambda xml: re.sub(rb"<v>45659[^<]*</v>", b"<v>99999999999</v>", xml),
    )

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        [row] = read(path)

    assert row.refusals[0].column == "ontvangen_op"


@pytest.mark.parametrize(
    ("name", "content", "error"),
    [
        ("register.xlsx", f"{HEADING}\n{LINE}".encode(), r"not an Excel workbook, though it is named \.xlsx"),
        ("register.xls", b"<html><table>", r"not an Excel workbook, though it is named \.xls"),
        ("register.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", r"old kind \(\.xls\)"),
        ("register.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "with a password"),
        ("register.xlsx", b"", r"The file is empty\."),
        ("register.xlsx", b"PK\x03\x04", "damaged"),
    ],
)
def test_a_file_is_what_its_first_bytes_say(tmp_path, name, content, error):
    (tmp_path / name).write_bytes(content)

    with pytest.raises(RegisterError, match=error):
        read(tmp_path / name)


def test_a_workbook_that_calls_itself_csv_is_told_so(workbook):
    with pytest.raises(RegisterError, match=r"is an Excel workbook, though it is named \.csv"):
        read(workbook(HEADING.split(";"), *lines(1), name="register.csv"))
