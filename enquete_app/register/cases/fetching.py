"""Fetching the closed complaints of a case system, as a register file like any other.

All that comes after — recognising, what values mean, the preview, refused rows, storing — is done with the
file, as with one that somebody chose.
"""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, cast

from enquete_app.register.cases.calling import Caller
from enquete_app.register.cases.contact import contact_of, see_whether_it_answers
from enquete_app.register.cases.system import Api
from enquete_app.register.errors import RegisterError, Trouble
from enquete_app.register.headings import COLUMNS, HEADINGS, POSTAL, REQUIRED, normalised
from enquete_app.register.values import COMPLAINT

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from enquete_app.register.cases.calling import Sheet
    from enquete_app.register.cases.system import CaseSystem

MOST_NAMED = 20
"""So many case types are named to somebody who asked for one that there is not."""
NEW_FOR = timedelta(days=30)
"""So long there may be no case yet of a new version of a case type."""
SHARES = range(5, 100)
"""In per cent, the work between having the list of cases and having all about them."""


class _Case(NamedTuple):
    """A case in the list, as far as it is wanted."""

    sheet: Sheet
    handling: str


def name_of_file(today: date) -> str:
    """What a file of fetched cases is called."""
    return f"zaaksysteem-{today.isoformat()}.csv"


def fetch(
    system: CaseSystem,
    *,
    today: date,
    postal: bool,
    known: Callable[[Collection[str]], Collection[str]],
    progress: Callable[[int], None] = lambda _: None,
) -> BinaryIO:
    """Fetch the complaints that were closed not long ago, and those that were reopened.

    Args:
        system: which case system.
        today: to count the days back from.
        postal: whether names and postal addresses are wanted.
        known: tells which of some case numbers are closed in the register. Such a case that is open now was
            reopened, and comes with an empty closing day.
        progress: is told before each request how many per cent are done; it may end the work by raising.

    Returns:
        A CSV file without a name; whoever asked for it closes it.

    Raises:
        RegisterError: if they cannot be had whole, or if there are none.
    """
    with Caller(system, lambda: progress(fetching.done)) as caller:
        fetching = _Fetching(caller, system, today - timedelta(days=system.days))
        cases = fetching.listed(known)
        if not cases:
            raise RegisterError(
                Trouble.NO_CASES, wanted=", ".join(system.case_types), after=fetching.after.isoformat()
            )
        return _written(_rows(fetching, cases), _columns(system, postal=postal))


def probe(system: CaseSystem, today: date) -> list[str]:
    """See whether all case types and cases of each are there, and whether customer contacts can be asked for.

    Args:
        system: which case system.
        today: to tell which version of a case type is the newest that cases begin with.

    Returns:
        The case types of whose newest version no case is shown, though cases have begun with it for a month.

    Raises:
        RegisterError: if fetching would not get on either; having no cases in the window is no fault.
    """
    with Caller(system) as caller:
        see_whether_it_answers(caller)
        return _Fetching(caller, system, date.min).unseen((today - NEW_FOR).isoformat())


class _Fetching:
    """What one time of fetching knows."""

    def __init__(self, caller: Caller, system: CaseSystem, after: date) -> None:
        self._caller, self._system, self.after = caller, system, after
        self.done = 0
        self._result_names: dict[str, str] = {}

    def unseen(self, latest: str) -> list[str]:
        """Make sure that cases of each case type are shown; tell of which newest versions there are none.

        Args:
            latest: the day by which the newest version that counts has begun.
        """
        found = []
        for identification in self._system.case_types:
            versions = self._versions(identification)
            self._see_some(identification, versions)
            in_use = (each for each in versions if each.get("concept") is not True)
            begun = [each for each in in_use if "" < _begin(each) <= latest]
            newest = max(begun, key=_begin, default=None)
            if newest is not None and not any(True for _ in self._cases(newest)):
                found.append(identification)
        return found

    def listed(self, known: Callable[[Collection[str]], Collection[str]]) -> list[_Case]:
        """The cases that are wanted, of all versions of all case types."""
        found: list[_Case] = []
        for identification, handling in self._system.case_types.items():
            versions = self._versions(identification)
            closed = [each for version in versions for each in self._closed(version)]
            still_open = [each for version in versions for each in self._open(version)]
            if not (closed or still_open):
                self._see_some(identification, versions)
            before = set(known([str(each.get("identificatie")) for each in still_open]))
            reopened = [each for each in still_open if str(each.get("identificatie")) in before]
            found += [_Case(each, handling) for each in (*closed, *reopened)]
        # Some are listed twice: those reopened meanwhile, and on pages that moved. What came last is true.
        return list({each.sheet["url"]: each for each in found}.values())

    def row(self, case: _Case) -> dict[str, str]:
        """What the register wants to know of a case, by its own headings."""
        sheet, contact = case.sheet, contact_of(self._caller, case.sheet, self._system.role)
        given = {
            "case_number": sheet.get("identificatie"),
            "kind": COMPLAINT,
            "received": sheet.get("startdatum"),
            "closed": sheet.get("einddatum"),
            "handling": case.handling,
            "judgement": self._judgement(sheet),
            **contact.as_columns(),
        }
        row = {HEADINGS[name]: str(value or "") for name, value in given.items()}
        return row | self._properties(sheet)

    def _versions(self, identification: str) -> list[Sheet]:
        """All versions of a case type: a case keeps the one that it began with."""
        types = self._caller.address(Api.CATALOGI, "zaaktypen")
        listed = self._caller.objects(Api.CATALOGI, types, identificatie=identification, status="alles")
        found = [each for each in listed if each.get("identificatie") == identification]
        if found:
            return found
        names = sorted({str(each.get("identificatie")) for each in self._caller.objects(Api.CATALOGI, types)})
        if not names:
            raise RegisterError(Trouble.NO_CASE_TYPES)
        shown = ", ".join(names[:MOST_NAMED]) + (" …" if len(names) > MOST_NAMED else "")
        raise RegisterError(Trouble.NO_CASE_TYPE, wanted=identification, found=shown)

    def _closed(self, version: Sheet) -> list[Sheet]:
        listed = self._cases(version, einddatum__gt=self.after.isoformat())
        return [each for each in listed if str(each.get("einddatum") or "") > self.after.isoformat()]

    def _open(self, version: Sheet) -> list[Sheet]:
        return [each for each in self._cases(version, einddatum__isnull="true") if not each.get("einddatum")]

    def _see_some(self, identification: str, versions: Sequence[Sheet]) -> None:
        """Tell no rights from no cases: without rights for a case type its cases are left out in silence."""
        if not any(True for version in versions for _ in self._cases(version)):
            raise RegisterError(Trouble.NO_CASE_SEEN, wanted=identification)

    def _cases(self, version: Sheet, **asked: str) -> Iterable[Sheet]:
        """Cases of one version; servers may leave out of account what they do not know to ask by."""
        zaken = self._caller.address(Api.ZAKEN, "zaken")
        listed = self._caller.objects(Api.ZAKEN, zaken, zaaktype=version["url"], **asked)
        return (each for each in listed if each.get("zaaktype") == version["url"])

    def _judgement(self, sheet: Sheet) -> str:
        if not isinstance(result := sheet.get("resultaat"), str) or not result:
            return ""
        found = self._caller.one(Api.ZAKEN, result)
        if not found or not isinstance(kind := found.get("resultaattype"), str):
            return ""
        if kind not in self._result_names:
            named = self._caller.one(Api.CATALOGI, kind) or {}
            self._result_names[kind] = str(named.get("omschrijving") or "")
        name = self._result_names[kind]
        return self._system.results.get(normalised(name), name)

    def _properties(self, sheet: Sheet) -> dict[str, str]:
        if not self._system.properties:
            return {}
        address = f"{sheet['url'].rstrip('/')}/zaakeigenschappen"
        held = {
            normalised(str(each.get("naam") or "")): str(each.get("waarde") or "")
            for each in self._caller.plain_list(Api.ZAKEN, address)
        }
        return {heading: held[name] for heading, name in self._system.properties.items() if held.get(name)}


def _begin(version: Sheet) -> str:
    """From which day on cases begin with a version of a case type; nothing if it does not say."""
    return str(version.get("beginGeldigheid") or "")


def _rows(fetching: _Fetching, cases: Sequence[_Case]) -> Iterable[Mapping[str, str]]:
    for number, case in enumerate(cases):
        fetching.done = SHARES[number * len(SHARES) // len(cases)]
        yield fetching.row(case)


def _columns(system: CaseSystem, *, postal: bool) -> list[str]:
    """The headings: what a register must have, what properties fill, and for letters the address."""
    wanted = {*(HEADINGS[name] for name in REQUIRED), *system.properties}
    return [heading for heading, name in COLUMNS.items() if heading in wanted or (postal and name in POSTAL)]


def _written(rows: Iterable[Mapping[str, str]], columns: Sequence[str]) -> BinaryIO:
    file = cast("BinaryIO", TemporaryFile())  # noqa: SIM115 - whoever asked for it closes it
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    writer = csv.DictWriter(text, columns, delimiter=";", extrasaction="ignore", restval="")
    try:
        writer.writeheader()
        writer.writerows(rows)
        text.flush()
    except BaseException:
        file.close()
        raise
    text.detach()
    file.seek(0)
    return file
