"""Find and read the questionnaires that come with the program, or one given as text."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

from enquete_app.questionnaire.building import build
from enquete_app.questionnaire.checking import faults_of
from enquete_app.questionnaire.definition import Questionnaire, QuestionnaireError
from enquete_app.questionnaire.translating import add_translation

_FOLDER = resources.files("enquete_app.questionnaire")
_NONE: Mapping[str, str] = MappingProxyType({})
# A version may hold dots; a last part of two or three letters is a language.
_TRANSLATION = re.compile(r"(?P<edition>.+)\.(?P<language>[a-z]{2,3})\.toml")


@cache
def available() -> tuple[tuple[str, str], ...]:
    """Return the id and version of each questionnaire that comes with the program, sorted."""
    names = sorted(entry.name for entry in _FOLDER.iterdir() if entry.name.endswith(".toml"))
    editions = (name.removesuffix(".toml") for name in names if not _TRANSLATION.fullmatch(name))
    parts = (edition.rpartition("-") for edition in editions)
    return tuple((questionnaire_id, version) for questionnaire_id, _, version in parts)


@cache
def load(questionnaire_id: str, version: str) -> Questionnaire:
    """Return a questionnaire that comes with the program, with its translations; it is read once.

    Raises:
        QuestionnaireError: there is none of that id and version, or it is faulty.
    """
    if (questionnaire_id, version) not in available():
        raise QuestionnaireError([f"no questionnaire '{questionnaire_id}', version '{version}'"])
    edition = f"{questionnaire_id}-{version}"
    found = sorted(_FOLDER.iterdir(), key=lambda entry: entry.name)
    translations = {
        match["language"]: entry.read_text(encoding="utf-8")
        for entry in found
        if (match := _TRANSLATION.fullmatch(entry.name)) and match["edition"] == edition
    }
    return parse((_FOLDER / f"{edition}.toml").read_text(encoding="utf-8"), translations)


def parse(toml_text: str, translations: Mapping[str, str] = _NONE) -> Questionnaire:
    """Read and check a definition.

    Args:
        toml_text: the definition; ``klachtbehandeling-2024.toml`` shows what it may hold.
        translations: the texts in further languages, as TOML, by the language's code.

    Raises:
        QuestionnaireError: with every fault of the definition, or else of its translations.
    """
    document = _read(toml_text)
    questionnaire = _checked(document, [])
    if translations:
        faults = [
            fault
            for language, texts in translations.items()
            for fault in add_translation(document, language, _read(texts))
        ]
        questionnaire = _checked(document, faults)
    return questionnaire


def _read(toml_text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(toml_text)
    except tomllib.TOMLDecodeError as error:
        raise QuestionnaireError([f"not TOML: {error}"]) from error


def _checked(document: Mapping[str, object], faults: list[str]) -> Questionnaire:
    questionnaire, found = build(document)
    faults = [*faults, *found, *faults_of(questionnaire)]
    if faults:
        raise QuestionnaireError(faults)
    return questionnaire
