"""What may be wrong with a definition: facts, so that a command and a page can each say it in their words."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

_LONGEST_FACT = 80


class FaultKind(StrEnum):
    """The kinds of fault; each one's value says in English what is wrong, with its facts in braces."""

    # The file as such.
    TOO_LARGE = "the file is larger than {limit} kB"
    NOT_TEXT = "the file is no text in UTF-8"
    NOT_TOML = "not TOML: {detail}"
    TOO_DEEP = "nested deeper than {limit}"
    TOO_MANY = "{count} {what}, which is more than {limit}"
    UNKNOWN_EDITION = "no questionnaire '{id}', version '{version}'"
    NAMED_OTHERWISE = "the file of a translation ends in its language, as in '.de.toml': '{name}'"
    # One table of it.
    UNKNOWN_KEY = "unknown key '{key}'"
    MISSING = "'{key}' is missing"
    WRONG_TYPE = "'{key}' must be of type {type}"
    NONE_OF = "'{key}' must be one of: {members}"
    NO_CODES = "'{key}' must be a list of different whole numbers"
    NO_TABLES = "'{key}' must be a list of tables"
    # Texts and languages.
    NO_LANGUAGES = "'languages' must be a list of different codes"
    NO_DUTCH = "'languages' must have 'nl'"
    NO_TEXT = "'{key}' has no text in '{language}'"
    OTHER_LANGUAGE = "'{key}' has a text in '{language}', which is no language listed"
    LONG_TEXT = "'{key}' has a text of more than {limit} characters"
    STRANGE_SIGNS = "'{key}' has a text with control characters"
    LANGUAGE_TWICE = "the language '{language}' is in the definition already"
    TEXT_FOR_NOTHING = "'{language}' has a text for nothing: {place}"
    HALF_A_MATTER = "'matter', 'help_title' and 'help' come together or not at all"
    # Names.
    BAD_QUESTIONNAIRE_ID = "the questionnaire id '{name}' does not look like {pattern}"
    BAD_VERSION = "the version '{name}' does not look like {pattern}"
    BAD_PAGE_ID = "the page id '{name}' does not look like {pattern}"
    BAD_ITEM_ID = "the id '{name}' does not look like {pattern}"
    RESERVED_PAGE_ID = "the page id '{name}' is that of a page of our own"
    ID_TWICE = "the id '{name}' is used {count} times"
    # Items.
    NO_PAGES = "there are no pages"
    NO_SCALE = "there is no scale '{name}'"
    CODE_TWICE = "two options have the same code"
    CODE_TOO_LOW = "a code must be 1 or more"
    CODE_TOO_HIGH = "a code must be {limit} or less"
    FEW_OPTIONS = "there must be two options at least"
    OPENS_TEXTS = "{count} options open a text, which does not suit the type '{type}'"
    NO_STATEMENTS = "there must be a statement at least"
    MISSING_CODES = "the missing codes must be some of the scale's codes"
    MAX_LENGTH = "'max_length' must lie between 1 and {limit}"
    MINUTES = "'minutes' must lie between 1 and {limit}"
    ROLE_TWICE = "more than one item has the role '{role}'"
    ROLE_UNFIT = "the role '{role}' does not suit the type '{type}'"
    # Routes.
    RULE_ON_NOTHING = "a rule names '{name}', which is no choice, grade or statement"
    RULE_ON_NO_CODES = "a rule names codes that '{name}' does not have: {codes}"
    RULE_TOO_EARLY = "the rule on '{name}' does not look at an earlier page"
    NEVER_SHOWN = "can never be shown"
    NEVER_REACHED = "the page '{name}' can never be reached, as it never has an item to show"
    NOT_FOR_ALL = "the page '{name}' has no question for everybody, so that paths would not be equally long"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with a definition.

    Args:
        kind: what.
        where: the path to the table: ids, codes and keys, from the outside in; empty for the whole.
        facts: what the kind's words have in braces.
    """

    kind: FaultKind
    where: tuple[str, ...] = ()
    facts: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def __str__(self) -> str:
        """Say in English what is wrong, as commands do."""
        words = self.kind.value.format(**self.facts)
        return f"{' > '.join(self.where)}: {words}" if self.where else words


def fault(kind: FaultKind, *where: str, **facts: object) -> Fault:
    """Note a fault; what comes from the file is cut, since it may be as long as the file."""
    cut = {name: _cut(str(value)) for name, value in facts.items()}
    return Fault(kind, tuple(map(_cut, where)), MappingProxyType(cut))


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_FACT else f"{text[: _LONGEST_FACT - 1]}…"


class QuestionnaireError(Exception):
    """A questionnaire can't be used.

    Attributes:
        faults: everything that is wrong with it.
    """

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))


def line_of(found: Fault, toml_text: str) -> int | None:
    """Find the line of a definition at which to look for a fault.

    Args:
        found: the fault.
        toml_text: the definition.

    Returns:
        The number of the line on which the innermost table named begins; none if no table is found.
    """
    position = None
    for name in (*found.where, *(found.facts[key] for key in ("name",) if key in found.facts)):
        given = re.escape(name)
        begins = rf"^\s*\[+[^\]\n]*\b{given}\]|\b(?:id|code)\s*=\s*[\"']?{given}(?![\w-])"
        match = re.compile(begins, re.MULTILINE).search(toml_text, position or 0)
        position = match.start() if match else position
    if position is None and "key" in found.facts:
        # A key at the top stands on a line of its own; that of an inner table may stand anywhere.
        top = re.compile(rf"^{re.escape(found.facts['key'])}\b", re.MULTILINE).search(toml_text)
        position = top.start() if top else None
    if position is None:
        return None
    # The pattern may begin with the line break before.
    position += len(toml_text[position:]) - len(toml_text[position:].lstrip())
    return toml_text.count("\n", 0, position) + 1
