"""Read a TOML table's values by key and type, noting every fault instead of stopping at one."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TypeVar

from enquete_app.questionnaire.definition import Text
from enquete_app.questionnaire.faults import Fault, FaultKind, fault

Value = TypeVar("Value")
Member = TypeVar("Member", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a TOML document.

    A faulty value is noted in ``faults`` and an empty one returned in its place, so that reading
    goes on and the author of a definition sees all faults at once.

    Args:
        where: the path to the table: ids, codes and keys.
        values: the table as ``tomllib`` gives it.
        languages: the codes that each text must have.
        faults: shared by all tables of the document; grows.
    """

    where: tuple[str, ...]
    values: Mapping[str, object]
    languages: tuple[str, ...]
    faults: list[Fault]

    def fault(self, kind: FaultKind, **facts: object) -> None:
        """Note what is wrong with this table."""
        self.faults.append(fault(kind, *self.where, **facts))

    def only(self, *keys: str) -> None:
        """Note each key that is none of these: a misspelt rule must not be skipped in silence."""
        for key in self.values.keys() - set(keys):
            self.fault(FaultKind.UNKNOWN_KEY, key=key)

    def may(self, key: str, empty: Value) -> Value:
        """Return the key's value, of the type of ``empty``; ``empty`` if absent or faulty."""
        value = self.values.get(key, empty)
        if type(value) is type(empty):
            return value
        self.fault(FaultKind.WRONG_TYPE, key=key, type=type(empty).__name__)
        return empty

    def must(self, key: str, empty: Value) -> Value:
        """Return the key's value like ``may``; its absence is a fault."""
        if key not in self.values:
            self.fault(FaultKind.MISSING, key=key)
        return self.may(key, empty)

    def one_of(self, key: str, kind: type[Member]) -> Member | None:
        """Return the member of an enumeration that the key's value spells; None if it is faulty."""
        try:
            return kind(str(self.values.get(key)))
        except ValueError:
            self.fault(FaultKind.NONE_OF, key=key, members=", ".join(kind))
            return None

    def text(self, key: str) -> Text:
        """Return a text that must be there, non-empty, in exactly the languages."""
        wording = self.must(key, dict[str, object]())
        for language in self.languages:
            words = wording.get(language)
            if key in self.values and not (isinstance(words, str) and words.strip()):
                self.fault(FaultKind.NO_TEXT, key=key, language=language)
        for language in wording.keys() - set(self.languages):
            self.fault(FaultKind.OTHER_LANGUAGE, key=key, language=language)
        return MappingProxyType({language: str(words) for language, words in wording.items()})

    def codes(self, key: str) -> frozenset[int]:
        """Return a list of integers as a set; empty if absent."""
        codes = self.may(key, list[object]())
        found = frozenset(code for code in codes if type(code) is int)
        if len(found) < len(codes):
            self.fault(FaultKind.NO_CODES, key=key)
        return found

    def tables(self, key: str) -> tuple["Table", ...]:
        """Return the tables in a list, each named after its id or code; none if absent."""
        elements = self.may(key, list[object]())
        if not all(isinstance(element, dict) for element in elements):
            self.fault(FaultKind.NO_TABLES, key=key)
        return tuple(
            self.inside(str(element.get("id", element.get("code", key))), element)
            for element in elements
            if isinstance(element, dict)
        )

    def table(self, key: str) -> "Table":
        """Return the table under a key; an empty one if absent."""
        return self.inside(key, self.may(key, dict[str, object]()))

    def inside(self, name: str, values: Mapping[str, object]) -> "Table":
        """Return values found within this table as a table of their own."""
        return Table((*self.where, name), values, self.languages, self.faults)
