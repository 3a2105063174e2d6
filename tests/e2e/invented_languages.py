"""Languages that nobody speaks: catalogues and questionnaires whose every text stands between ⟪ and ⟫."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po


def add_catalogue(application: Path, code: str) -> None:
    """Add a catalogue with all texts to a copy of `enquete_app`."""
    with (application / "translations/en/LC_MESSAGES/messages.po").open("rb") as file:
        texts = [message.id for message in read_po(file, locale="en") if message.id]
    catalogue = Catalog(locale=code, charset="utf-8")
    for text in texts:
        forms = text if isinstance(text, tuple) else (text,)
        marked = tuple(map(_marked, forms))
        # A language of one form, as Turkish may count, takes the general one.
        catalogue.add(text, marked[-1:] * catalogue.num_plurals if len(forms) > 1 else marked[0])
    folder = application / "translations" / code / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "messages.mo").open("wb") as file:
        write_mo(file, catalogue)


def add_questionnaire(application: Path, code: str) -> None:
    """Add the texts of the questionnaire, from its Dutch ones, beside it."""
    edition = application / "questionnaire/klachtbehandeling-2024.toml"
    document = tomllib.loads(edition.read_text(encoding="utf-8"))
    edition.with_suffix(f".{code}.toml").write_text("\n".join(_lines(document)), encoding="utf-8")


def _lines(document: dict[str, Any]) -> list[str]:
    pages = document["pages"]
    items = [item for page in pages for item in page["items"]]
    groups = [(scale, _options(table)) for scale, table in document["scales"].items()]
    groups += [(page["id"], _texts(page)) for page in pages]
    for item in items:
        statements = {line["id"]: line["text"] for line in item.get("statements", ())}
        groups.append((item["id"], _texts(item) | _options(item) | statements))
    lines = [f"{key} = {_written(text)}" for key, text in _texts(document).items()]
    for group, texts in groups:
        lines += [f"[{group}]", *(f"{key} = {_written(text)}" for key, text in texts.items())]
    return lines


def _texts(table: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in table.items() if isinstance(value, dict) and "nl" in value}


def _options(table: dict[str, Any]) -> dict[str, Any]:
    return {str(option["code"]): option["text"] for option in table.get("options", ())}


def _written(text: dict[str, str]) -> str:
    return json.dumps(_marked(text["nl"]), ensure_ascii=False)


def _marked(text: str) -> str:
    return f"⟪{text}⟫"


def unmarked(text: str) -> list[str]:
    """The words of a page that are in no catalogue and no questionnaire."""
    while text != (text := re.sub("⟪[^⟪⟫]*⟫", " ", text)):
        pass
    return re.findall(r"[a-zA-Z]{2,}", text)
