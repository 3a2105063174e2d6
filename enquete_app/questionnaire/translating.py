"""Add a language to a definition: its texts stand in a file beside it, by id and code.

A translation thus touches no published file, and does not mind on which page an item stands.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from enquete_app.questionnaire.building import ITEM_TEXTS, OPTIONAL_TEXTS, TOP_TEXTS
from enquete_app.questionnaire.faults import Fault, FaultKind, fault


class Place(NamedTuple):
    """A text of a definition: where a translation has it, and its wordings by language.

    Args:
        group: the table in the translation's file; empty for the top.
        name: the key in that table.
        wordings: of the definition.
    """

    group: str
    name: str
    wordings: dict[str, object]


def add_translation(document: dict[str, Any], language: str, texts: Mapping[str, Any]) -> list[Fault]:
    """Add the texts of a language to a definition that is good without it.

    Args:
        document: the definition as ``tomllib`` gives it; changes.
        language: the code of the new language.
        texts: its texts, as ``tomllib`` gives them.

    Returns:
        What the translation has no business having. What it lacks is found when the definition is built.
    """
    if language in document["languages"]:
        return [fault(FaultKind.LANGUAGE_TWICE, language=language)]
    document["languages"].append(language)
    unused = _by_place(texts)
    for place in _places(document):
        if (place.group, place.name) in unused:
            place.wordings[language] = unused.pop((place.group, place.name))
    return [
        fault(FaultKind.TEXT_FOR_NOTHING, language=language, place=" > ".join(filter(None, place)))
        for place in unused
    ]


def _by_place(texts: Mapping[str, Any]) -> dict[tuple[str, str], object]:
    groups = {key: value for key, value in texts.items() if isinstance(value, dict)}
    top = {("", key): value for key, value in texts.items() if key not in groups}
    return top | {(group, name): text for group, inside in groups.items() for name, text in inside.items()}


def _places(document: dict[str, Any]) -> Iterator[Place]:
    for key in (*TOP_TEXTS, *OPTIONAL_TEXTS):
        if key in document:
            yield Place("", key, document[key])
    for name, scale in document.get("scales", {}).items():
        for option in scale["options"]:
            yield Place(name, str(option["code"]), option["text"])
    for page in document["pages"]:
        yield Place(page["id"], "title", page["title"])
        for item in page["items"]:
            yield from _places_of_item(item)


def _places_of_item(item: dict[str, Any]) -> Iterator[Place]:
    for key in ITEM_TEXTS:
        if key in item:
            yield Place(item["id"], key, item[key])
    for option in item.get("options", ()):
        yield Place(item["id"], str(option["code"]), option["text"])
    for statement in item.get("statements", ()):
        yield Place(item["id"], statement["id"], statement["text"])
