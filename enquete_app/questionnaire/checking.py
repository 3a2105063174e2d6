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
from enquete_app.questionnaire.faults import Fault, FaultKind, fault

Needs = Mapping[str, frozenset[int]]
"""Field name -> the codes that it may have for an item to be shown."""

# A capital keeps a question's form field apart from the form's own, such as `go`.
_ITEM_ID = re.compile(r"[A-Z][A-Za-z0-9_]{0,39}")
# These become part of an address or of a file's name.
_PAGE_ID = re.compile(r"[a-z][a-z0-9-]{0,39}")
_VERSION = re.compile(r"[a-z0-9]{1,20}(\.[a-z0-9]{1,20}){0,3}")
_OUR_PAGES = frozenset({"controle", "verstuurd"})
"""What stands in an address where a page's id does, so that no page can be called that."""

_CHOICES = frozenset({ItemType.CHOICE, ItemType.CHOICE_WITH_TEXT})
_TYPES_OF_ROLE = {Role.OUTCOME: _CHOICES, Role.GRADE: frozenset({ItemType.GRADE})}
_FEWEST_OPTIONS = 2
_HIGHEST_CODE = 999
_MOST_MINUTES = 120
MAIN_LANGUAGE = "nl"
"""Staff pages and results show a questionnaire's texts in it."""


def faults_in_use(questionnaire: Questionnaire) -> Iterator[Fault]:
    """Find what makes a questionnaire that is right in itself unfit for respondents and for the analysis.

    Each page needs a question for everybody: with pages for some only, how many somebody sent would tell what
    they answered (`docs/adr/0013-every-path-is-equally-long.md`).
    """
    if MAIN_LANGUAGE not in questionnaire.languages:
        yield fault(FaultKind.NO_DUTCH)
    for page in questionnaire.pages:
        if all(item.shown_if for item in page.items):
            yield fault(FaultKind.NOT_FOR_ALL, name=page.id)


def faults_of(questionnaire: Questionnaire) -> list[Fault]:
    """Return what is wrong with a questionnaire; nothing if it can be used."""
    items = [item for page in questionnaire.pages for item in page.items]
    return [
        *_faults_of_names(questionnaire, items),
        *_faults_of_roles(items),
        *_faults_of_key_indicator(questionnaire),
        *_faults_of_top(questionnaire),
        *(found for item in items for found in _faults_of_item(item)),
        *_faults_of_routes(questionnaire),
    ]


def _faults_of_names(questionnaire: Questionnaire, items: list[Item]) -> Iterator[Fault]:
    pages = [page.id for page in questionnaire.pages]
    names = [name for item in items for name in _names(item)]
    if not pages:
        yield fault(FaultKind.NO_PAGES)
    yield from _misspelt(FaultKind.BAD_QUESTIONNAIRE_ID, [questionnaire.id], _PAGE_ID)
    yield from _misspelt(FaultKind.BAD_VERSION, [questionnaire.version], _VERSION)
    yield from _misspelt(FaultKind.BAD_PAGE_ID, pages, _PAGE_ID)
    yield from _misspelt(FaultKind.BAD_ITEM_ID, names, _ITEM_ID)
    for name, count in Counter(pages + names).items():
        if count > 1:
            yield fault(FaultKind.ID_TWICE, name=name, count=count)
        if name in _OUR_PAGES:
            yield fault(FaultKind.RESERVED_PAGE_ID, name=name)


def _names(item: Item) -> list[str]:
    """Return the names an item takes: of its fields, and of the item itself where it has none."""
    fields = [field.name for field in item.fields]
    return [item.id, *fields] if item.type is ItemType.MATRIX else fields


def _misspelt(kind: FaultKind, names: list[str], pattern: re.Pattern[str]) -> Iterator[Fault]:
    for name in names:
        if not pattern.fullmatch(name):
            yield fault(kind, name=name, pattern=pattern.pattern)


def _faults_of_roles(items: list[Item]) -> Iterator[Fault]:
    for role, types in _TYPES_OF_ROLE.items():
        holders = [item for item in items if item.role is role]
        if len(holders) > 1:
            yield fault(FaultKind.ROLE_TWICE, role=role)
        for item in holders:
            if item.type not in types:
                yield fault(FaultKind.ROLE_UNFIT, item.id, role=role, type=item.type)


def _faults_of_key_indicator(questionnaire: Questionnaire) -> Iterator[Fault]:
    if questionnaire.key_indicator:
        yield from _faults_of_rule(questionnaire.key_indicator, questionnaire, "key_indicator")


def _faults_of_top(questionnaire: Questionnaire) -> Iterator[Fault]:
    if not 1 <= questionnaire.minutes <= _MOST_MINUTES:
        yield fault(FaultKind.MINUTES, limit=_MOST_MINUTES)
    optional = (questionnaire.matter, questionnaire.help_title, questionnaire.help)
    if any(optional) and not all(optional):
        yield fault(FaultKind.HALF_A_MATTER)


def _faults_of_item(item: Item) -> Iterator[Fault]:
    codes = [option.code for option in item.options]
    opening = sum(option.opens_text for option in item.options)
    limit = LIMITS.get(item.type, 0)
    found = {
        FaultKind.CODE_TWICE: len(set(codes)) < len(codes),
        FaultKind.CODE_TOO_LOW: min(codes, default=1) < 1,
        FaultKind.FEW_OPTIONS: item.type is not ItemType.TEXT and len(codes) < _FEWEST_OPTIONS,
        FaultKind.NO_STATEMENTS: item.type is ItemType.MATRIX and not item.statements,
        FaultKind.MISSING_CODES: any(not line.missing < line.codes for line in item.statements),
    }
    yield from (fault(kind, item.id) for kind, is_so in found.items() if is_so)
    if max(codes, default=1) > _HIGHEST_CODE:
        yield fault(FaultKind.CODE_TOO_HIGH, item.id, limit=_HIGHEST_CODE)
    if opening != (item.type is ItemType.CHOICE_WITH_TEXT):
        yield fault(FaultKind.OPENS_TEXTS, item.id, count=opening, type=item.type)
    if limit and not 1 <= item.max_length <= limit:
        yield fault(FaultKind.MAX_LENGTH, item.id, limit=limit)


def _faults_of_routes(questionnaire: Questionnaire) -> Iterator[Fault]:
    """Find rules that lead nowhere or not forward, and what can therefore never be shown.

    A rule may judge earlier pages only: an answer on the same page comes too late to show an item.
    """
    needs: dict[str, Needs] = {}
    earlier: set[str] = set()
    for page in questionnaire.pages:
        for item in page.items:
            for rule in (*item.shown_if, *(line.base for line in item.statements if line.base)):
                yield from _faults_of_rule(rule, questionnaire, item.id)
            for rule in item.shown_if:
                if rule.item in questionnaire.fields.keys() - earlier:
                    yield fault(FaultKind.RULE_TOO_EARLY, item.id, name=rule.item)
            needs[item.id] = _needs(item, needs, questionnaire)
            if not all(needs[item.id].values()):
                yield fault(FaultKind.NEVER_SHOWN, item.id)
        if not any(all(needs[item.id].values()) for item in page.items):
            yield fault(FaultKind.NEVER_REACHED, name=page.id)
        earlier.update(name for item in page.items for name in _names(item))


def _faults_of_rule(rule: Condition, questionnaire: Questionnaire, where: str) -> Iterator[Fault]:
    field = questionnaire.fields.get(rule.item)
    if not isinstance(field, CodeField):
        yield fault(FaultKind.RULE_ON_NOTHING, where, name=rule.item)
    elif not rule.codes or rule.codes - field.codes:
        yield fault(FaultKind.RULE_ON_NO_CODES, where, name=rule.item, codes=sorted(rule.codes))


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
