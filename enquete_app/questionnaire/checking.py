"""Check that the parts of a questionnaire fit together."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from enquete_app.questionnaire.definition import (
    LIMITS,
    CodeField,
    Condition,
    Item,
    ItemType,
    Questionnaire,
    Role,
)

Needs = Mapping[str, frozenset[int]]
"""Field name -> the codes that it may have for an item to be shown."""

# A capital keeps a question's form field apart from the form's own, such as `go`.
_ITEM_ID = re.compile(r"[A-Z][A-Za-z0-9_]*")
# These become part of an address or of a file's name.
_PAGE_ID = re.compile(r"[a-z][a-z0-9-]*")
_VERSION = re.compile(r"[a-z0-9.]+")

_CHOICES = frozenset({ItemType.CHOICE, ItemType.CHOICE_WITH_TEXT})
_TYPES_OF_ROLE = {Role.OUTCOME: _CHOICES, Role.GRADE: frozenset({ItemType.GRADE})}
_FEWEST_OPTIONS = 2


def faults_of(questionnaire: Questionnaire) -> list[str]:
    """Return what is wrong with a questionnaire, a line each; none if it may be used."""
    items = [item for page in questionnaire.pages for item in page.items]
    return [
        *_faults_of_names(questionnaire, items),
        *_faults_of_roles(items),
        *_faults_of_key_indicator(questionnaire),
        *(f"{item.id}: {fault}" for item in items for fault in _faults_of_item(item)),
        *_faults_of_routes(questionnaire),
    ]


def _faults_of_names(questionnaire: Questionnaire, items: list[Item]) -> Iterator[str]:
    pages = [page.id for page in questionnaire.pages]
    names = [name for item in items for name in _names(item)]
    if not pages:
        yield "there are no pages"
    yield from _misspelt("questionnaire id", [questionnaire.id], _PAGE_ID)
    yield from _misspelt("version", [questionnaire.version], _VERSION)
    yield from _misspelt("page id", pages, _PAGE_ID)
    yield from _misspelt("id", names, _ITEM_ID)
    for name, count in Counter(pages + names).items():
        if count > 1:
            yield f"the id '{name}' is used {count} times"


def _names(item: Item) -> list[str]:
    """Return the names an item takes: of its fields, and of the item itself where it has none."""
    fields = [field.name for field in item.fields]
    return [item.id, *fields] if item.type is ItemType.MATRIX else fields


def _misspelt(what: str, names: list[str], pattern: re.Pattern[str]) -> Iterator[str]:
    for name in names:
        if not pattern.fullmatch(name):
            yield f"the {what} '{name}' does not look like {pattern.pattern}"


def _faults_of_roles(items: list[Item]) -> Iterator[str]:
    for role, types in _TYPES_OF_ROLE.items():
        holders = [item for item in items if item.role is role]
        if len(holders) > 1:
            yield f"more than one item has the role '{role}'"
        for item in holders:
            if item.type not in types:
                yield f"{item.id}: the role '{role}' does not suit the type '{item.type}'"


def _faults_of_key_indicator(questionnaire: Questionnaire) -> Iterator[str]:
    fault = questionnaire.key_indicator and _fault_of_rule(questionnaire.key_indicator, questionnaire)
    if fault:
        yield f"key_indicator: {fault}"


def _faults_of_item(item: Item) -> Iterator[str]:
    codes = [option.code for option in item.options]
    if len(set(codes)) < len(codes):
        yield "two options have the same code"
    if min(codes, default=1) < 1:
        yield "a code must be 1 or more"
    if item.type is not ItemType.TEXT and len(codes) < _FEWEST_OPTIONS:
        yield "there must be two options at least"
    opening = sum(option.opens_text for option in item.options)
    if opening != (item.type is ItemType.CHOICE_WITH_TEXT):
        yield f"{opening} options open a text, which does not suit the type '{item.type}'"
    if item.type is ItemType.MATRIX and not item.statements:
        yield "there must be a statement at least"
    if any(not line.missing < line.codes for line in item.statements):
        yield "the missing codes must be some of the scale's codes"
    if item.type in LIMITS and not 1 <= item.max_length <= LIMITS[item.type]:
        yield f"'max_length' must lie between 1 and {LIMITS[item.type]}"


def _faults_of_routes(questionnaire: Questionnaire) -> Iterator[str]:
    """Find rules that lead nowhere or not forward, and what can therefore never be shown.

    A rule may judge earlier pages only: an answer on the same page comes too late to show an item.
    """
    needs: dict[str, Needs] = {}
    earlier: set[str] = set()
    for page in questionnaire.pages:
        for item in page.items:
            rules = [*item.shown_if, *(line.base for line in item.statements if line.base)]
            for fault in filter(None, (_fault_of_rule(rule, questionnaire) for rule in rules)):
                yield f"{item.id}: {fault}"
            for rule in item.shown_if:
                if rule.item in questionnaire.fields.keys() - earlier:
                    yield f"{item.id}: the rule on '{rule.item}' does not look at an earlier page"
            needs[item.id] = _needs(item, needs, questionnaire)
            if not all(needs[item.id].values()):
                yield f"{item.id}: can never be shown"
        if not any(all(needs[item.id].values()) for item in page.items):
            yield f"the page '{page.id}' can never be reached, as it never has an item to show"
        earlier.update(name for item in page.items for name in _names(item))


def _fault_of_rule(rule: Condition, questionnaire: Questionnaire) -> str | None:
    field = questionnaire.fields.get(rule.item)
    if not isinstance(field, CodeField):
        return f"a rule names '{rule.item}', which is no choice, grade or statement"
    if not rule.codes or rule.codes - field.codes:
        return f"a rule names codes that '{rule.item}' does not have: {sorted(rule.codes)}"
    return None


def _needs(item: Item, needs: Mapping[str, Needs], questionnaire: Questionnaire) -> Needs:
    """Return the answers that show an item: its own rules and those of the items they judge.

    All rules must hold, so that a field left without codes means that nothing shows the item.
    """
    found: dict[str, frozenset[int]] = {}
    for rule in item.shown_if:
        judged = questionnaire.items_by_field.get(rule.item)
        inherited = needs.get(judged.id, {}) if judged else {}
        for name, codes in [*inherited.items(), (rule.item, rule.codes)]:
            found[name] = found.get(name, codes) & codes
    return found
