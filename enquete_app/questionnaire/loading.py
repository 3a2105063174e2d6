"""Find and read the questionnaires that come with the program, or one given as text."""

import tomllib
from functools import cache
from importlib import resources

from enquete_app.questionnaire.building import build
from enquete_app.questionnaire.checking import faults_of
from enquete_app.questionnaire.definition import Questionnaire, QuestionnaireError

_FOLDER = resources.files("enquete_app.questionnaire")


@cache
def available() -> tuple[tuple[str, str], ...]:
    """Return the id and version of each questionnaire that comes with the program, sorted."""
    names = sorted(entry.name for entry in _FOLDER.iterdir() if entry.name.endswith(".toml"))
    parts = (name.removesuffix(".toml").rpartition("-") for name in names)
    return tuple((questionnaire_id, version) for questionnaire_id, _, version in parts)


@cache
def load(questionnaire_id: str, version: str) -> Questionnaire:
    """Return a questionnaire that comes with the program; it is read once.

    Raises:
        QuestionnaireError: there is none of that id and version, or it is faulty.
    """
    if (questionnaire_id, version) not in available():
        raise QuestionnaireError([f"no questionnaire '{questionnaire_id}', version '{version}'"])
    definition = _FOLDER / f"{questionnaire_id}-{version}.toml"
    return parse(definition.read_text(encoding="utf-8"))


def parse(toml_text: str) -> Questionnaire:
    """Read and check a definition.

    Args:
        toml_text: the definition; ``klachtbehandeling-2024.toml`` shows what it may hold.

    Raises:
        QuestionnaireError: with every fault of the definition.
    """
    try:
        document = tomllib.loads(toml_text)
    except tomllib.TOMLDecodeError as error:
        raise QuestionnaireError([f"not TOML: {error}"]) from error
    questionnaire, faults = build(document)
    faults += faults_of(questionnaire)
    if faults:
        raise QuestionnaireError(faults)
    return questionnaire
