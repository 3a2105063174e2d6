"""Lists that can be sorted, searched, filtered, paged and exported, whatever they list.

Everything stands in the address, so that a list can be bookmarked and Back works: `?zoek=…`, `?sorteer=naam`
or `-naam` for the other way round, `?pagina=2`, `?als=csv` or `xlsx`, and the name of a column for a filter.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import ceil
from typing import TYPE_CHECKING, Any

from flask import Response, abort, request, url_for
from sqlalchemy import func, select

from enquete_app.spreadsheets import csv_pieces, workbook

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from flask_babel.speaklater import LazyString
    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.orm import InstrumentedAttribute, Session
    from sqlalchemy.sql.base import ExecutableOption

    Expression = ColumnElement[Any] | InstrumentedAttribute[Any]

PER_PAGE = 50
LONGEST_SEARCH = 200
MOST_IN_WORKBOOK = 1_048_575
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list.

    Args:
        name: in addresses.
        label: its heading.
        value: what it is sorted by, filtered by and exported as.
        sorts: whether people can sort by it.
        choices: for a filter: the values to choose from, with their words. Values are compared as they are.
        shown: how a value is exported, by default as it is.
        numeric: whether it stands to the right, as figures do.
    """

    name: str
    label: LazyString | str
    value: Expression
    sorts: bool = True
    choices: Mapping[Any, LazyString | str] | None = None
    shown: Callable[[Any], object] | None = None
    numeric: bool = False


class Listing:
    """One page of a list, as the address asks for it.

    Args:
        session: to read with.
        statement: selects everything that may be listed; its rows are what `rows` gives.
        columns: in order. Not all need to be shown on the page, but all are exported.
        key: sorts what is equal, so that no row is on two pages.
        order: the order at first: a column's name, with `-` before it for the other way round.
        search: the condition for what somebody searches for; without one nothing can be searched.
        title: of exported files.
        load: what else the rows of a page bring along.
        endpoint: of the page that shows the list; by default the one asked for.
        also: what else its address holds.
    """

    def __init__(  # noqa: PLR0913 - a list has this many sides
        self,
        session: Session,
        statement: Select[Any],
        columns: Sequence[Column],
        *,
        key: Expression,
        order: str,
        search: Callable[[str], ColumnElement[bool]] | None = None,
        title: str = "lijst",
        load: Sequence[ExecutableOption] = (),
        endpoint: str | None = None,
        also: Mapping[str, str] | None = None,
    ) -> None:
        self.columns = {column.name: column for column in columns}
        self.title, self.searches = title, search is not None
        self._endpoint, self.also = endpoint or request.endpoint or "", also or {}
        self.sought = request.args.get("zoek", "").replace("\0", "").strip()[:LONGEST_SEARCH]
        self.filters = {
            name: chosen
            for name, column in self.columns.items()
            if column.choices and (chosen := request.args.get(name)) in column.choices
        }
        self.order = self._order(order)
        self._session, self._key, self._load = session, key, load
        for name, chosen in self.filters.items():
            statement = statement.where(self.columns[name].value == chosen)
        if search and self.sought:
            statement = statement.where(search(self.sought))
        self._statement = statement

    @cached_property
    def total(self) -> int:
        """How many there are, on all pages."""
        counted = select(func.count()).select_from(self._statement.order_by(None).subquery())
        return self._session.scalar(counted) or 0

    @property
    def pages(self) -> int:
        """How many pages there are; one if there is nothing."""
        return max(1, ceil(self.total / PER_PAGE))

    @cached_property
    def page(self) -> int:
        """The number of the page shown: the last one if the address asks for one beyond it."""
        asked = request.args.get("pagina", "1")
        number = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 8 else 1  # noqa: PLR2004
        return min(max(1, number), self.pages)

    @cached_property
    def rows(self) -> Sequence[Any]:
        """The rows of this page: the entities, where the statement selects just one."""
        begin = (self.page - 1) * PER_PAGE
        found = self._session.execute(
            self._ordered(self._statement).options(*self._load).limit(PER_PAGE).offset(begin)
        ).all()
        return [row[0] if len(row) == 1 else row for row in found]

    @property
    def is_narrowed(self) -> bool:
        """Whether a search or a filter leaves something out."""
        return bool(self.sought or self.filters)

    def sorted_by(self, name: str) -> str:
        """How the list stands sorted by a column, in ARIA's words."""
        return {name: "ascending", f"-{name}": "descending"}.get(self.order, "none")

    def address(self, **changes: str | int | None) -> str:
        """The address of this list with something changed; on its first page unless said."""
        kept: dict[str, Any] = {**(request.view_args or {}), **self.also, **self.filters}
        asked = {
            "zoek": self.sought or None,
            "sorteer": request.args.get("sorteer"),
            "pagina": None,
            "als": None,
        }
        return url_for(self._endpoint, **(kept | asked | changes))

    @property
    def whole(self) -> str:
        """The address of this list with nothing left out."""
        kept: dict[str, Any] = {**(request.view_args or {}), **self.also}
        return url_for(self._endpoint, **kept)

    def turned(self, name: str) -> str:
        """The address of the list sorted by a column; by the same again: the other way round."""
        return self.address(sorteer=f"-{name}" if self.order == name else name)

    def export(self) -> Response | None:
        """The whole list as the file that the address asks for; none if it asks for a page."""
        wanted = request.args.get("als")
        if wanted is None:
            return None
        if wanted not in TYPES:
            abort(404)
        heading = [str(column.label) for column in self.columns.values()]
        content: bytes | str
        if wanted == "xlsx":
            if self.total > MOST_IN_WORKBOOK:
                abort(413)
            content = workbook(self.title, heading, self._exported())
        else:
            content = "".join(csv_pieces(heading, self._exported()))
        return Response(
            content,
            content_type=TYPES[wanted],
            headers={"Content-Disposition": f'attachment; filename="{self.title}.{wanted}"'},
        )

    def _exported(self) -> Iterable[list[object]]:
        columns = list(self.columns.values())
        values = self._statement.with_only_columns(*(column.value for column in columns))
        # Not with `yield_per`: where a page is only looked at, PostgreSQL gives no cursor for it.
        for row in self._session.execute(self._ordered(values)):
            yield [
                column.shown(value) if column.shown and value is not None else value
                for column, value in zip(columns, row, strict=True)
            ]

    def _ordered(self, statement: Select[Any]) -> Select[Any]:
        column = self.columns[self.order.removeprefix("-")].value
        return statement.order_by(
            column.desc() if self.order.startswith("-") else column.asc(), self._key.asc()
        )

    def _order(self, first: str) -> str:
        asked = request.args.get("sorteer", first)
        column = self.columns.get(asked.removeprefix("-"))
        return asked if column and column.sorts else first
