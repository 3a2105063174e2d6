from datetime import date, datetime

import openpyxl
import pytest
from builders import REGISTER

from enquete_app.register.reading import RegisterError, read_register

HEADING = "zaaknummer;soort;behandeling;ontvangen_op;afgehandeld_op;oordeel;e_mail"
LINE = "K-1;klacht;formeel;2025-01-02;2025-02-03;gegrond;jan@inwoner.example"


@pytest.fixture
def read(tmp_path):
    def read(content, *, postal=False, encoding="utf-8"):
        file = tmp_path / "register.csv"
        file.write_bytes(content.encode(encoding) if isinstance(content, str) else content)
        return list(read_register(file, postal=postal))

    return read


def test_the_example_has_534_readable_rows():
    rows = list(read_register(REGISTER, postal=False))

    assert len(rows) == 534
    assert not any(row.refusals for row in rows)


def test_postal_columns_are_not_even_read_unless_wanted():
    without = next(read_register(REGISTER, postal=False))
    with_them = next(read_register(REGISTER, postal=True))

    assert not {"name", "address", "postcode", "town"} & without.values.keys()
    assert with_them.values["address"] == "Voorbeeldstraat 8"


def test_dates_become_dates_and_an_empty_one_none(read):
    [row] = read(f"{HEADING}\nK-1;klacht;formeel;2025-01-02;;gegrond;jan@inwoner.example")

    assert row.values["received"] == date(2025, 1, 2)
    assert row.values["closed"] is None


def test_a_missing_column_is_named(read):
    with pytest.raises(RegisterError, match=r"missing: afgehandeld_op\. Found: zaaknummer"):
        read(HEADING.replace("afgehandeld_op", "gesloten") + "\n" + LINE)


def test_a_column_that_occurs_twice_is_named(read):
    with pytest.raises(RegisterError, match="more than once: oordeel"):
        read(f"{HEADING};oordeel\n{LINE};ongegrond")


@pytest.mark.parametrize("content", ["", "\n", ";;;\n"])
def test_an_empty_file_is_refused(read, content):
    with pytest.raises(RegisterError, match="empty"):
        read(content)


def test_a_file_in_another_encoding_is_refused_with_what_to_do(read):
    with pytest.raises(RegisterError, match=r"not UTF-8.*CSV UTF-8"):
        read(f"{HEADING};naam\n{LINE};Renée", encoding="cp1252")


def test_a_byte_order_mark_and_commas_are_understood(read):
    content = "\ufeff" + f"{HEADING}\n{LINE}".replace(";", ",")

    assert read(content)[0].values["case_number"] == "K-1"


@pytest.mark.parametrize("broken", ["2025-02-30", "31-31-2025", "gisteren", "2025-1-2"])
def test_a_broken_date_is_refused_with_its_row_and_column(read, broken):
    [row] = read(f"{HEADING}\n{LINE.replace('2025-02-03', broken)}")

    [refusal] = row.refusals
    assert (refusal.row, refusal.column) == (2, "afgehandeld_op")
    assert broken in refusal.reason


def test_a_case_number_that_comes_again_is_refused_where_it_comes_again(read):
    first, second = read(f"{HEADING}\n{LINE}\n{LINE}")

    assert not first.refusals
    assert second.refusals[0][:2] == (3, "zaaknummer")
    assert "row 2" in second.refusals[0].reason


@pytest.mark.parametrize(("column", "at"), [("zaaknummer", 0), ("soort", 1), ("ontvangen_op", 3)])
def test_what_cannot_be_missing_is_refused_when_empty(read, column, at):
    cells = LINE.split(";")
    cells[at] = " "

    [row] = read(f"{HEADING}\n{';'.join(cells)}")

    assert row.refusals[0][1:] == (column, "is empty")


def test_closing_before_receipt_is_refused(read):
    [row] = read(f"{HEADING}\n{LINE.replace('2025-02-03', '2024-12-31')}")

    assert row.refusals[0].column == "afgehandeld_op"


def test_a_cell_of_ten_megabytes_is_refused_and_not_swallowed(read):
    with pytest.raises(RegisterError, match="not proper CSV"):
        read(f"{HEADING}\n{LINE.replace('gegrond', 'x' * 10_000_000)}")


def test_line_breaks_and_blanks_in_a_cell_become_one_blank(read):
    [row] = read(HEADING + '\nK-1;klacht;formeel;2025-01-02;;"ge\n grond";" jan@inwoner.example "')

    assert row.values["judgement"] == "ge grond"
    assert row.values["email"] == "jan@inwoner.example"


def test_blank_lines_are_passed_over_and_rows_keep_their_number(read):
    [row] = read(f"{HEADING}\n;;;;;;\n{LINE}")

    assert row.number == 3


def test_an_excel_workbook_with_real_dates_reads_the_same(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(HEADING.split(";"))
    cells = LINE.split(";")
    book.active.append([*cells[:3], datetime(2025, 1, 2), date(2025, 2, 3), *cells[5:]])  # noqa: DTZ001 - Excel has no zones
    book.save(tmp_path / "register.xlsx")

    [row] = read_register(tmp_path / "register.xlsx", postal=False)

    assert row.values["received"] == date(2025, 1, 2)
    assert row.values["closed"] == date(2025, 2, 3)


def test_a_file_that_only_calls_itself_a_workbook_is_refused(tmp_path):
    (tmp_path / "register.xlsx").write_text("zaaknummer;soort")

    with pytest.raises(RegisterError, match="not an Excel workbook"):
        list(read_register(tmp_path / "register.xlsx", postal=False))
