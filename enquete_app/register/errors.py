"""What can be wrong with a register file, as a whole or in a cell, in words for commands."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

Facts = str | int


class Trouble(Enum):
    """Why a file as a whole cannot be read."""

    EMPTY = "The file is empty."
    NO_ROWS = "The register has no rows."
    NO_HEADINGS = "There are no headings in row {row}."
    OLD_EXCEL = (
        "The file is an Excel workbook of the old kind (.xls), or one with a password. "
        "Save it as .xlsx without a password and try again."
    )
    NAMED_TEXT = "The file is an Excel workbook, though it is named {kind}. Name it .xlsx."
    NAMED_EXCEL = "The file is not an Excel workbook, though it is named {kind}. If it is CSV, name it .csv."
    NOT_TEXT = "The file is no text and no Excel workbook. Export the register as CSV or Excel and try again."
    DAMAGED = (
        "The file is not an Excel workbook (.xlsx), or it is damaged. "
        "Open it in Excel, save it again and try once more."
    )
    TOO_LARGE_UNPACKED = (
        "The workbook is larger than {most} MB when unpacked. "
        "Save the sheet with the register as 'CSV UTF-8' and import that."
    )
    TOO_MANY_ROWS = "The workbook has more than {most:,} rows."
    NO_SHEET = "The workbook has no sheet {sheet!r}."
    BAD_CSV = (
        "The file is not proper CSV in the row that begins at line {line}: {why}. "
        'Is there a quotation mark (") too many or too few?'
    )
    LONG_LINE = "The file is not proper CSV: line {line} has {most:,} signs or more."
    TWICE = "These columns occur more than once: {columns}."
    MISSING = "These columns are missing: {columns}. Found: {found}."
    GIVEN_UP = "The file could not be read; the work on it broke off {times} times."
    NO_SYSTEM = "No case system is set up; see ENQUETE_ZGW_ZAKEN_URL and docs/case-systems.md."
    NO_CONNECTION = "The {api} API cannot be reached."
    NO_CERTIFICATE = "The {api} API shows no certificate that this machine trusts."
    TOO_SLOW = "The {api} API did not answer in time."
    TOO_LONG = (
        "Fetching was broken off after {minutes} minutes: the case system is too slow, or "
        "ENQUETE_ZGW_DAYS is too much."
    )
    BUSY = "The {api} API cannot answer now (status {status}), after several tries."
    NO_CREDENTIALS = (
        "The {api} API does not know us ({code}): is the client id, the secret or the token wrong, "
        "or do the clocks of the two machines differ?"
    )
    NO_RIGHTS = "No rights: the {api} API refuses us ({code}). The application needs the scope {scope} there."
    NOT_THERE = "The {api} API has nothing at the address it was asked at (status {status}); is it right?"
    NOT_UNDERSTOOD = "The {api} API answers something that is not understood: {what}."
    ELSEWHERE = (
        "The {api} API refers to {origin}, which lies under none of the addresses in the settings, "
        "so it was not called."
    )
    ENDLESS = "The {api} API gives page after page without an end."
    NO_CASE_TYPES = (
        "No rights or no case types: the Catalogi API shows none at all. The application needs the scope "
        "catalogi.lezen there."
    )
    NO_CASE_TYPE = "There is no case type {wanted}. The Catalogi API shows: {found}."
    NO_CASE_SEEN = (
        "Probably no rights: of case type {wanted} not one case is shown, open or closed, of any year. The "
        "application needs the scope zaken.lezen for this case type, with a confidentiality that is high "
        "enough. If there really was no such case yet, leave the case type out of ENQUETE_ZGW_CASE_TYPES."
    )
    NO_CASES = "No cases, and the rights are in order: none of {wanted} was closed after {after}."


class RegisterError(Exception):
    """The file as a whole cannot be read as a register; the message is for the person who chose it.

    Args:
        trouble: what is wrong.
        facts: what its words name.
    """

    def __init__(self, trouble: Trouble, **facts: Facts) -> None:
        super().__init__(trouble.value.format(**facts))
        self.trouble = trouble
        self.facts: Mapping[str, Facts] = facts


class Fault(Enum):
    """Why a cell, or a row, is refused."""

    EMPTY = "is empty"
    TOO_LONG = "is longer than {most} signs"
    UNREADABLE = "holds an unreadable sign ({sign})"
    NO_DATE = "{found!r} is not a date (yyyy-mm-dd)"
    NO_VALUE = "is a formula without a stored value; open the file in Excel and save it"
    EXCEL_ERROR = "holds Excel's error {found}"
    BEFORE_RECEIPT = "{closed} is before {column} {received}"
    AGAIN = "{case_number} is already in row {row}"
    CELLS = "has {found} cells, the heading has {width}"


class CellError(ValueError):
    """A cell cannot be read.

    Args:
        fault: what is wrong.
        facts: what its words name.
    """

    def __init__(self, fault: Fault, **facts: Facts) -> None:
        super().__init__(fault.value.format(**facts))
        self.fault = fault
        self.facts: Mapping[str, Facts] = facts
