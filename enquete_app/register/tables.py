"""Where in a file the table stands: which sheet, where the headings are, which rows are no complaints."""

from __future__ import annotations

from itertools import islice, pairwise
from typing import TYPE_CHECKING

from enquete_app.register.cells import text_of
from enquete_app.register.errors import CellError, RegisterError, Trouble
from enquete_app.register.headings import heading_of, joined, likeness, matched, normalised
from enquete_app.register.layout import Structure

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from enquete_app.register.files import RegisterFile

    Line = tuple[int, list[object]]

LOOKED_AT = 30
"""The headings stand in one of the first rows."""
ENOUGH = 3
"""So many of our columns make a row the headings."""
LONGEST_HEADING = 100
MOST_COLUMNS = 200
_TOTALS = frozenset(
    {
        *("totaal", "totalen", "total", "totals", "eindtotaal", "subtotaal", "subtotal", "grandtotal"),
        *("generaaltotaal", "aantal", "som", "sum", "totaalaantal", "totaalklachten", "aantalklachten"),
        *("totaalaantalklachten", "aantalzaken", "aantalrijen"),
    }
)


def recognised_structure(file: RegisterFile) -> Structure:
    """Find where the table stands.

    Raises:
        RegisterError: if the file is empty or no text.
    """
    if not file.is_workbook:
        encoding = file.encoding()  # type: ignore[union-attr]
        delimiter = file.delimiter(encoding)  # type: ignore[union-attr]
        return with_heading(file, Structure(encoding=encoding, delimiter=delimiter))
    visible = [sheet for sheet in file.sheets if sheet not in file.hidden_sheets] or list(file.sheets)
    first: Structure | None = None
    for sheet in visible:
        try:
            found = with_heading(file, Structure(sheet=sheet))
        except RegisterError as error:
            if error.trouble is not Trouble.EMPTY:
                raise
            continue
        first = first or found
        if likeness(headings_at(file, found)) >= ENOUGH:
            return found
    if first is None:
        raise RegisterError(Trouble.EMPTY)
    return first


def with_heading(file: RegisterFile, structure: Structure) -> Structure:
    """Find the row with the headings: the one that names most of our columns, else the first that is filled.

    Raises:
        RegisterError: if no row is filled.
    """
    seen = [(number, _headings(cells)) for number, cells in islice(filled(file.rows(structure)), LOOKED_AT)]
    if not seen:
        raise RegisterError(Trouble.EMPTY)
    number, best = max(seen, key=lambda row: likeness(row[1]))
    rows = 1
    for (above, upper), (below, lower) in pairwise(seen):
        if below == above + 1 and likeness(joined(upper, lower)) > likeness(best):
            number, best, rows = below, joined(upper, lower), 2
    if likeness(best) < ENOUGH:
        number, rows = seen[0][0], 1
    return Structure(
        encoding=structure.encoding,
        delimiter=structure.delimiter,
        sheet=structure.sheet,
        heading_row=number,
        heading_rows=rows,
    )


def headings_at(file: RegisterFile, structure: Structure) -> tuple[str, ...]:
    """The headings, as the structure says where they stand; none if that row is not there."""
    before: list[str] = []
    for number, cells in file.rows(structure):
        if number == structure.heading_row:
            here = _headings(cells)
            return tuple(joined(before, here) if structure.heading_rows > 1 else here)
        if number > structure.heading_row:
            break
        before = _headings(cells)
    return ()


def body(file: RegisterFile, structure: Structure, columns: Mapping[str, int]) -> Iterator[tuple[Line, bool]]:
    """Go through the filled rows under the headings.

    Yields:
        Each row, and whether it only sums up others.
    """
    for number, cells in filled(file.rows(structure)):
        if number > structure.heading_row:
            yield (number, cells), is_total(cells, columns)


def filled(lines: Iterable[Line]) -> Iterator[Line]:
    """Pass over rows that hold nothing."""
    return ((number, cells) for number, cells in lines if any(map(_holds, cells)))


def is_total(cells: Sequence[object], columns: Mapping[str, int]) -> bool:
    """Whether a row sums up others: it begins with such a word, and no complaint was received there."""
    received = columns.get("received", len(cells))
    if received < len(cells) and _holds(cells[received]):
        return False
    first = next((cell for cell in cells if _holds(cell)), None)
    if not isinstance(first, str):
        return False
    return normalised(first[:LONGEST_HEADING]).rstrip("0123456789") in _TOTALS


def written_in(cells: Sequence[object], at: int | None) -> str:
    """A cell as a text to show or to look up; empty if it cannot be read."""
    if at is None or at >= len(cells):
        return ""
    try:
        return text_of(cells[at])
    except CellError:
        return ""


def likely_columns(headings: Sequence[str]) -> tuple[dict[str, int], dict[str, tuple[str, ...]]]:
    """Find which column is which field, and which others might be too."""
    found = matched(headings)
    return (
        {field: places[0] for field, places in found.items()},
        {field: tuple(headings[at] for at in places) for field, places in found.items() if len(places) > 1},
    )


def _holds(cell: object) -> bool:
    return cell is not None and (not isinstance(cell, str) or bool(cell.strip()))


def _headings(cells: Sequence[object]) -> list[str]:
    return [heading_of(cell)[:LONGEST_HEADING] for cell in cells[:MOST_COLUMNS]]
