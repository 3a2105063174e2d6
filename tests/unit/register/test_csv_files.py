import pytest
from builders import HEADING, LINE
from register_builders import told

from enquete_app.register.reading import RegisterError


def test_a_file_in_windows_1252_is_read_as_such(read):
    row, _ = read(f"{HEADING};onderwerp\n{LINE};Café €5\n{LINE};x", encoding="cp1252")

    assert row.values["subject"] == "Café €5"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_is_read_with_and_without_a_mark(read, encoding):
    [row] = read(f"{HEADING}\n{LINE.replace('K-1', 'K-é')}", encoding=encoding)

    assert row.values["case_number"] == "K-é"


def test_a_broken_sign_in_utf_8_refuses_its_row_and_spoils_no_other(read):
    accents = f"{LINE.replace('K-1', 'K-é')}\n{LINE.replace('K-1', 'K-ë')}\n"

    *right, broken = read(f"{HEADING}\n{accents}".encode() + LINE.replace("K-1", "K-\xe8").encode("cp1252"))

    assert [row.values["case_number"] for row in right] == ["K-é", "K-ë"]
    assert told(broken) == [(4, "zaaknummer", "holds an unreadable sign (U+DCE8)")]


@pytest.mark.parametrize("content", [b"%PDF-1.7\n", bytes(range(256)) * 20])
def test_what_is_no_text_is_refused_as_such(read, content):
    with pytest.raises(RegisterError, match="no text"):
        read(content)


@pytest.mark.parametrize("separator", ",\t")
def test_a_byte_order_mark_and_other_separators_are_understood(read, separator):
    content = "\ufeff" + f"{HEADING}\n{LINE}".replace(";", separator)

    assert read(content)[0].values["case_number"] == "K-1"


def test_a_line_that_names_the_separator_is_obeyed_and_is_no_row(read):
    [row] = read("sep=|\r\n" + f"{HEADING};a,b,c,d,e,f,g,h\r\n{LINE};x".replace(";", "|"))

    assert (row.number, row.values["case_number"]) == (2, "K-1")


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (f'{HEADING}\n{LINE}\n"K"2;klacht;;2025-01-02;;;\n{LINE}', 3),
        (f'{HEADING}\n"K\n1";klacht;;2025-01-02;;;\nK-2;"klacht;;2025-01-02;;;\n' + f"{LINE}\n" * 20, 4),
    ],
)
def test_a_stray_quotation_mark_is_told_with_the_line_where_its_row_begins(read, content, line):
    with pytest.raises(
        RegisterError, match=rf"not proper CSV in the row that begins at line {line}:.*quotation"
    ):
        read(content)


def test_a_cell_longer_than_csv_usually_allows_refuses_its_row_only(read):
    refused, row = read(f"{HEADING}\n{LINE.replace('gegrond', 'x' * 140_000)}\n{LINE.replace('K-1', 'K-2')}")

    assert told(refused) == [(2, "oordeel", "is longer than 1000 signs")]
    assert not row.refusals


def test_a_line_of_ten_megabytes_is_refused_and_not_swallowed(read):
    with pytest.raises(RegisterError, match=r"line 2 has 1,000,000 signs or more"):
        read(f"{HEADING}\n{LINE.replace('gegrond', 'x' * 10_000_000)}")
