"""Find and read the questionnaires that come with the program, or one given as text."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any, NamedTuple

from enquete_app.questionnaire.bounds import (
    MOST_BYTES,
    faults_of_size,
    faults_of_structure,
    faults_of_values,
)
from enquete_app.questionnaire.building import build
from enquete_app.questionnaire.checking import faults_in_use, faults_of
from enquete_app.questionnaire.definition import Questionnaire
from enquete_app.questionnaire.faults import Fault, FaultKind, QuestionnaireError, fault
from enquete_app.questionnaire.translating import add_translation

_FOLDER = resources.files("enquete_app.questionnaire")
_NONE: Mapping[str, str] = MappingProxyType({})
# A version may hold dots; a last part of two or three letters is a language.
_TRANSLATION = re.compile(r"(?P<edition>.+)\.(?P<language>[a-z]{2,3})\.toml")


class Source(NamedTuple):
    """What a questionnaire is read from.

    Args:
        definition: its file's text.
        translations: those of the files beside it, by language.
    """

    definition: str
    translations: Mapping[str, str] = _NONE


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
    return parse(*source(questionnaire_id, version))


def source(questionnaire_id: str, version: str) -> Source:
    """Return the files of a questionnaire that comes with the program.

    Raises:
        QuestionnaireError: there is none of that id and version.
    """
    if (questionnaire_id, version) not in available():
        raise QuestionnaireError([fault(FaultKind.UNKNOWN_EDITION, id=questionnaire_id, version=version)])
    edition = f"{questionnaire_id}-{version}"
    found = sorted(_FOLDER.iterdir(), key=lambda entry: entry.name)
    translations = {
        match["language"]: entry.read_text(encoding="utf-8")
        for entry in found
        if (match := _TRANSLATION.fullmatch(entry.name)) and match["edition"] == edition
    }
    return Source((_FOLDER / f"{edition}.toml").read_text(encoding="utf-8"), translations)


def parse(toml_text: str, translations: Mapping[str, str] = _NONE) -> Questionnaire:
    """Read and check a definition.

    Args:
        toml_text: the definition; ``klachtbehandeling-2024.toml`` shows what it may hold.
        translations: the texts in further languages, as TOML, by the language's code.

    Raises:
        QuestionnaireError: with every fault of the definition, or else of its translations.
    """
    return _parsed(toml_text, translations, in_use=False)


def parse_for_use(toml_text: str, translations: Mapping[str, str] = _NONE) -> Questionnaire:
    """Read and check a definition as `parse` does, and whether it is fit for respondents.

    Raises:
        QuestionnaireError: as `parse`.
    """
    return _parsed(toml_text, translations, in_use=True)


def source_of_files(files: Iterable[tuple[str, bytes]]) -> Source:
    """Tell the definition from its translations, among files as somebody hands them over.

    Args:
        files: names and contents; a translation's name ends in its language, as `.de.toml`.

    Raises:
        QuestionnaireError: if a file cannot be read, or not just one of them is a definition.
    """
    faults: list[Fault] = []
    definitions: list[str] = []
    translations: dict[str, str] = {}
    for name, content in files:
        try:
            text = _text(content, name)
        except QuestionnaireError as error:
            faults.extend(error.faults)
            continue
        match = _TRANSLATION.fullmatch(name)
        if match and not re.search(r"(?m)^\s*(?:\[\[\s*)?pages\b", text):
            translations[match["language"]] = text
        elif definitions:
            faults.append(fault(FaultKind.NAMED_OTHERWISE, name=name))
        else:
            definitions.append(text)
    if faults or not definitions:
        raise QuestionnaireError(faults or [fault(FaultKind.NO_PAGES)])
    return Source(definitions[0], translations)


def _text(content: bytes, name: str) -> str:
    if len(content) > MOST_BYTES:
        raise QuestionnaireError([fault(FaultKind.TOO_LARGE, name, limit=MOST_BYTES // 1024)])
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise QuestionnaireError([fault(FaultKind.NOT_TEXT, name)]) from error


def _parsed(toml_text: str, translations: Mapping[str, str], *, in_use: bool) -> Questionnaire:
    document = _read(toml_text)
    questionnaire = _checked(document, [], in_use=in_use)
    if translations:
        faults = [
            found
            for language, texts in translations.items()
            for found in add_translation(document, language, _read(texts, f"{language}.toml"))
        ]
        questionnaire = _checked(document, faults, in_use=in_use)
    return questionnaire


def _read(toml_text: str, *where: str) -> dict[str, Any]:
    if len(toml_text) > MOST_BYTES:
        raise QuestionnaireError([fault(FaultKind.TOO_LARGE, *where, limit=MOST_BYTES // 1024)])
    if faults := list(faults_of_structure(toml_text)):
        raise QuestionnaireError(faults)
    try:
        document = tomllib.loads(toml_text)
    except (ValueError, RecursionError) as error:
        # Python's own limit on the digits of a number is no fault of TOML's, but a ValueError too.
        raise QuestionnaireError([fault(FaultKind.NOT_TOML, *where, detail=error)]) from error
    if faults := faults_of_values(document):
        raise QuestionnaireError(faults)
    return document


def _checked(document: Mapping[str, object], faults: list[Fault], *, in_use: bool) -> Questionnaire:
    questionnaire, found = build(document)
    faults = [*faults, *found, *faults_of(questionnaire), *faults_of_size(questionnaire)]
    if in_use:
        faults.extend(faults_in_use(questionnaire))
    if faults:
        raise QuestionnaireError(faults)
    return questionnaire
