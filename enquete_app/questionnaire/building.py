"""Turn a parsed TOML document into a questionnaire, noting what is missing or misspelt."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from enquete_app.questionnaire.definition import (
    LIMITS,
    Condition,
    Item,
    ItemType,
    Option,
    Page,
    Questionnaire,
    Role,
    Statement,
    Text,
)
from enquete_app.questionnaire.faults import Fault, FaultKind, QuestionnaireError, fault
from enquete_app.questionnaire.toml_table import Table

_GRADES = range(1, 11)
TOP_TEXTS = ("title", "welcome", "check", "thanks", "publication")
OPTIONAL_TEXTS = ("matter", "help_title", "help")
_TOP_KEYS = ("id", "version", "languages", "scales", "pages", "key_indicator", "minutes")
ITEM_TEXTS = ("heading", "text", "hint", "lowest", "highest")
_ITEM_KEYS = ("id", "type", "text", "heading", "hint", "shown_if", "required", "role")
_KEYS_OF_TYPE: Mapping[ItemType, tuple[str, ...]] = {
    ItemType.CHOICE: ("options",),
    ItemType.CHOICE_WITH_TEXT: ("options", "max_length"),
    ItemType.MATRIX: ("scale", "statements"),
    ItemType.GRADE: ("lowest", "highest"),
    ItemType.TEXT: ("max_length",),
}


class Scale(NamedTuple):
    """What a statement may be answered with, and which codes are no point of the scale."""

    options: tuple[Option, ...]
    missing: frozenset[int] = frozenset()


def build(document: Mapping[str, object]) -> tuple[Questionnaire, list[Fault]]:
    """Build a questionnaire from a document as ``tomllib`` gives it.

    Returns:
        The questionnaire, with empty values for what could not be read, and the faults found.

    Raises:
        QuestionnaireError: the languages are faulty, without which no text can be judged.
    """
    top = Table(("questionnaire",), document, _languages(document), [])
    top.only(*_TOP_KEYS, *TOP_TEXTS, *OPTIONAL_TEXTS)
    scales = top.table("scales")
    scale_of = {name: _scale(scales.table(name)) for name in scales.values}
    questionnaire = Questionnaire(
        id=top.must("id", ""),
        version=top.must("version", ""),
        languages=top.languages,
        pages=tuple(_page(page, scale_of) for page in top.tables("pages")),
        key_indicator=_may_condition(top, "key_indicator"),
        minutes=top.may("minutes", 5),
        **{key: top.text(key) for key in TOP_TEXTS},
        **{key: top.text(key) for key in OPTIONAL_TEXTS if key in top.values},
    )
    return questionnaire, top.faults


def _languages(document: Mapping[str, object]) -> tuple[str, ...]:
    languages = document.get("languages")
    if isinstance(languages, list):
        codes = tuple(code for code in languages if isinstance(code, str) and code)
        if languages and len(set(codes)) == len(languages):
            return codes
    raise QuestionnaireError([fault(FaultKind.NO_LANGUAGES, "questionnaire")])


def _scale(table: Table) -> Scale:
    table.only("options", "missing")
    return Scale(_options(table), table.codes("missing"))


def _page(table: Table, scales: Mapping[str, Scale]) -> Page:
    table.only("id", "title", "items")
    title = table.text("title")
    return Page(
        id=table.must("id", ""),
        items=tuple(_item(item, title, scales) for item in table.tables("items")),
    )


def _item(table: Table, title: Text, scales: Mapping[str, Scale]) -> Item:
    kind = table.one_of("type", ItemType)
    if kind is None:
        kind = ItemType.TEXT
    else:
        table.only(*_ITEM_KEYS, *_KEYS_OF_TYPE[kind])
    scale = _answers(table, kind, scales)
    return Item(
        id=table.must("id", ""),
        type=kind,
        text=table.text("text"),
        heading=table.text("heading") if "heading" in table.values else title,
        hint=table.text("hint") if "hint" in table.values else None,
        shown_if=tuple(_condition(rule) for rule in table.tables("shown_if")),
        required=table.may("required", False),
        role=table.one_of("role", Role) if "role" in table.values else None,
        options=scale.options,
        statements=tuple(_statement(line, scale) for line in table.tables("statements")),
        max_length=table.may("max_length", LIMITS.get(kind, 0)),
    )


def _answers(table: Table, kind: ItemType, scales: Mapping[str, Scale]) -> Scale:
    if kind is ItemType.GRADE:
        return Scale(_grades(table))
    if kind is not ItemType.MATRIX:
        return Scale(_options(table))
    name = table.must("scale", "")
    if name not in scales:
        table.fault(FaultKind.NO_SCALE, name=name)
    return scales.get(name, Scale(()))


def _options(table: Table) -> tuple[Option, ...]:
    return tuple(_option(option) for option in table.tables("options"))


def _option(table: Table) -> Option:
    table.only("code", "text", "opens_text")
    return Option(
        code=table.must("code", 0),
        text=table.text("text"),
        opens_text=table.may("opens_text", False),
    )


def _grades(table: Table) -> tuple[Option, ...]:
    ends = {min(_GRADES): table.text("lowest"), max(_GRADES): table.text("highest")}
    return tuple(
        Option(code=grade, text=ends.get(grade) or _number(grade, table.languages)) for grade in _GRADES
    )


def _number(number: int, languages: tuple[str, ...]) -> Text:
    return MappingProxyType(dict.fromkeys(languages, str(number)))


def _statement(table: Table, scale: Scale) -> Statement:
    table.only("id", "text", "reversed", "base")
    return Statement(
        id=table.must("id", ""),
        text=table.text("text"),
        codes=frozenset(option.code for option in scale.options),
        reversed=table.may("reversed", False),
        missing=scale.missing,
        base=_may_condition(table, "base"),
    )


def _may_condition(table: Table, key: str) -> Condition | None:
    return _condition(table.table(key)) if key in table.values else None


def _condition(table: Table) -> Condition:
    table.only("item", "codes")
    return Condition(table.must("item", ""), table.codes("codes"))
