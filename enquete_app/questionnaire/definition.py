"""What a questionnaire is: frozen typed objects, in which every look-up is made once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

Answers = Mapping[str, int | str]
"""Field name -> the code chosen (int) or the text typed (str); an unanswered field is absent."""

Text = Mapping[str, str]
"""Language code -> wording, for every language of the questionnaire; read-only."""


class ItemType(StrEnum):
    """The kinds of question, as a definition spells them."""

    CHOICE = "choice"
    CHOICE_WITH_TEXT = "choice with text"
    MATRIX = "matrix"
    GRADE = "grade"
    TEXT = "text"


LIMITS: Mapping[ItemType, int] = MappingProxyType({ItemType.TEXT: 2000, ItemType.CHOICE_WITH_TEXT: 250})
"""The most characters (units of UTF-16) that the text of such an item may have at all."""


class Role(StrEnum):
    """What an item stands for in the analysis; the statements of a matrix need no role."""

    OUTCOME = "outcome"
    GRADE = "grade"


@dataclass(frozen=True, slots=True)
class Condition:
    """A rule on one answer.

    Args:
        item: the field judged: the id of a choice, a grade or a statement.
        codes: the answers for which the rule holds.
    """

    item: str
    codes: frozenset[int]

    def holds(self, answers: Answers) -> bool:
        """Tell whether the answer is one of the codes; a missing answer never is."""
        return answers.get(self.item) in self.codes


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One answer that may be chosen; ``opens_text`` gives it a text field of its own."""

    code: int
    text: Text
    opens_text: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One line of a matrix, answered on the matrix's scale.

    Args:
        id: the form field's name.
        text: the statement.
        codes: the scale's codes.
        reversed: the lowest code means the most agreement, so that analysis turns it round.
        missing: the codes that are no point of the scale ("weet ik niet").
        base: who counts in correlations; everybody if None.
    """

    id: str
    text: Text
    codes: frozenset[int]
    reversed: bool = False
    missing: frozenset[int] = frozenset()
    base: Condition | None = None

    def score(self, code: int) -> int | None:
        """Return the code as a number that rises with agreement; None if it counts as missing."""
        points = self.codes - self.missing
        if code not in points:
            return None
        return min(points) + max(points) - code if self.reversed else code


@dataclass(frozen=True, slots=True)
class CodeField:
    """A form field that holds one of some codes."""

    name: str
    codes: frozenset[int]


@dataclass(frozen=True, slots=True)
class TextField:
    """A form field that holds a text of at most ``max_length`` characters (units of UTF-16)."""

    name: str
    max_length: int


Field = CodeField | TextField


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One question.

    Args:
        id: stable name; also that of the form field, unless the item is a matrix.
        type: the kind of question.
        text: the question.
        heading: of the section that it belongs to.
        hint: help under the question, if any.
        options: what may be chosen: a choice's options, a grade's 1 to 10, a matrix's scale.
        statements: the lines of a matrix.
        shown_if: the rules that must all hold for the item to be shown.
        required: an answer (to every statement) is compulsory.
        role: what the item stands for in the analysis.
        max_length: the most characters in the item's text field, if it has one.

    Attributes:
        fields: the form's fields, in the order of the page.
        text_field: the one that holds a text: the open answer or ``<id>_anders``.
        text_code: the code of the option that opens the text field, if an option does.
    """

    id: str
    type: ItemType
    text: Text
    heading: Text
    hint: Text | None = None
    options: tuple[Option, ...] = ()
    statements: tuple[Statement, ...] = ()
    shown_if: tuple[Condition, ...] = ()
    required: bool = False
    role: Role | None = None
    max_length: int = 0
    fields: tuple[Field, ...] = field(init=False, repr=False)
    text_field: TextField | None = field(init=False, repr=False)
    text_code: int | None = field(init=False, repr=False)

    def __post_init__(self) -> None:
        text_code = next((option.code for option in self.options if option.opens_text), None)
        text_field = None
        if self.type is ItemType.TEXT:
            text_field = TextField(self.id, self.max_length)
        elif text_code is not None:
            text_field = TextField(f"{self.id}_anders", self.max_length)
        fields: list[Field] = [CodeField(line.id, line.codes) for line in self.statements]
        if self.type not in {ItemType.TEXT, ItemType.MATRIX}:
            fields.append(CodeField(self.id, frozenset(option.code for option in self.options)))
        if text_field:
            fields.append(text_field)
        _derive(self, fields=tuple(fields), text_field=text_field, text_code=text_code)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What is asked at once: its address (``id``) and the items."""

    id: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Questionnaire:
    """One edition of a questionnaire; it is read once, so that it equals itself alone.

    Args:
        id: stable name of the questionnaire.
        version: the edition; a response stores both.
        languages: codes of the languages of every text, the main one first.
        title: name shown above every page.
        welcome: text of the first page.
        check: text of the page from which answers are sent.
        thanks: text after sending.
        publication: what leads in the address where results appear.
        pages: in the order in which they are asked.
        key_indicator: the answers whose share heads the results, if any.
        minutes: how long answering takes, as the mail and the first page say.
        matter: what it is about, as one says "your report" to who made one; a complaint if none.
        help_title: heading of what somebody can do whose matter is not solved; that of complaints if none.
        help: the text under it.

    Attributes:
        items_by_id: every item, in order.
        pages_by_id: every page, in order.
        fields: every form field by name, in order.
        items_by_field: the item that a form field belongs to.
        pages_by_field: the page that a form field stands on.
        statements: those of all matrices, in order.
        outcome: the item with that role, if any.
        grade: the item with that role, if any.
        openers: by field that rules judge, the codes of which the longest path takes one: rules only
            ever open something, so those codes that no other one outdoes.
    """

    id: str
    version: str
    languages: tuple[str, ...]
    title: Text
    welcome: Text
    check: Text
    thanks: Text
    publication: Text
    pages: tuple[Page, ...]
    key_indicator: Condition | None = None
    minutes: int = 5
    matter: Text | None = None
    help_title: Text | None = None
    help: Text | None = None
    items_by_id: Mapping[str, Item] = field(init=False, repr=False)
    pages_by_id: Mapping[str, Page] = field(init=False, repr=False)
    fields: Mapping[str, Field] = field(init=False, repr=False)
    items_by_field: Mapping[str, Item] = field(init=False, repr=False)
    pages_by_field: Mapping[str, Page] = field(init=False, repr=False)
    statements: tuple[Statement, ...] = field(init=False, repr=False)
    outcome: Item | None = field(init=False, repr=False)
    grade: Item | None = field(init=False, repr=False)
    openers: Mapping[str, tuple[int, ...]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        asked = [(page, item, f) for page in self.pages for item in page.items for f in item.fields]
        items = [item for page in self.pages for item in page.items]
        roles = {item.role: item for item in items}
        rules = {rule for item in items for rule in item.shown_if}
        judged = {rule.item for rule in rules}
        _derive(
            self,
            items_by_id=MappingProxyType({item.id: item for item in items}),
            pages_by_id=MappingProxyType({page.id: page for page in self.pages}),
            fields=MappingProxyType({f.name: f for _, _, f in asked}),
            items_by_field=MappingProxyType({f.name: item for _, item, f in asked}),
            pages_by_field=MappingProxyType({f.name: page for page, _, f in asked}),
            statements=tuple(line for item in items for line in item.statements),
            outcome=roles.get(Role.OUTCOME),
            grade=roles.get(Role.GRADE),
            openers=MappingProxyType(
                {name: _openers({rule for rule in rules if rule.item == name}) for name in judged}
            ),
        )


def _openers(rules: set[Condition]) -> tuple[int, ...]:
    """Return the codes of a field that open most: of those that open the same one, none that opens less."""
    codes_by_opened = {
        frozenset(rule for rule in rules if code in rule.codes): code
        for code in sorted({code for rule in rules for code in rule.codes})
    }
    return tuple(
        code for opened, code in codes_by_opened.items() if not any(opened < more for more in codes_by_opened)
    )


def _derive(frozen: object, **values: object) -> None:
    """Set what follows from the other attributes, which a frozen class only allows this way."""
    for name, value in values.items():
        object.__setattr__(frozen, name, value)
