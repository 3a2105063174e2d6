"""What catalogues of public software read of this one: as the standard wants it, and true.

The rules are those of version 0.7, https://yml.publiccode.tools, as far as our keys go.
"""

import re
import tomllib
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from enquete_app.languages import LANGUAGES

ROOT = Path(__file__).resolve().parents[2]
TEXT = {"type": "string", "minLength": 1}
TEXTS = {"type": "array", "items": TEXT, "minItems": 1}
ADDRESS = {"type": "string", "pattern": r"^https://\S+$"}


def an_object(needed, **others):
    """An object of these keys and no others."""
    return {
        "type": "object",
        "properties": needed | others,
        "required": list(needed),
        "additionalProperties": False,
    }


DEPENDENCY = an_object(
    {"name": TEXT}, versionMin=TEXT, versionMax=TEXT, version=TEXT, optional={"type": "boolean"}
)
CONTACT = an_object(
    {"name": TEXT}, email={"type": "string", "pattern": "^[^@ ]+@[^@ ]+$"}, phone=TEXT, affiliation=TEXT
)
DESCRIPTION = an_object(
    {
        "shortDescription": {"type": "string", "minLength": 1, "maxLength": 150},
        "longDescription": {"type": "string", "minLength": 150, "maxLength": 10_000},
        "features": TEXTS,
    },
    localisedName=TEXT,
    documentation=ADDRESS,
    apiDocumentation=ADDRESS,
)
STANDARD = an_object(
    {
        "publiccodeYmlVersion": {"const": "0.7"},
        "name": TEXT,
        "url": ADDRESS,
        "platforms": TEXTS,
        "developmentStatus": {"enum": ["concept", "development", "beta", "stable", "obsolete"]},
        "softwareType": {"const": "standalone/web"},
        "description": {
            "type": "object",
            "patternProperties": {"^[a-z]{2,3}(-[A-Za-z]+)*$": DESCRIPTION},
            "minProperties": 1,
            "additionalProperties": False,
        },
        "legal": an_object({"license": {"const": "EUPL-1.2"}}),
        # Whoever maintains it by contract has to name the contractors, and then no contacts.
        "maintenance": an_object(
            {
                "type": {"enum": ["internal", "community"]},
                "contacts": {"type": "array", "items": CONTACT, "minItems": 1},
            }
        ),
        "localisation": an_object({"localisationReady": {"type": "boolean"}, "availableLanguages": TEXTS}),
    },
    softwareVersion=TEXT,
    categories={
        "type": "array",
        "items": {"enum": ["data-collection", "data-analytics", "feedback-and-reviews-management", "survey"]},
    },
    intendedAudience=an_object(
        {},
        countries={"type": "array", "items": {"type": "string", "pattern": "^[A-Z]{2}$"}},
        scope={"type": "array", "items": {"enum": ["government", "local-authorities"]}},
    ),
    supports={
        "type": "array",
        "items": an_object({"id": {"type": "string", "pattern": r"^(alias:gdpr|https://\S+)$"}}),
    },
    dependsOn=an_object({}, open={"type": "array", "items": DEPENDENCY}),
)


@pytest.fixture(scope="module")
def told():
    return yaml.safe_load((ROOT / "publiccode.yml").read_text("utf-8"))


def test_it_is_as_the_standard_wants_it(told):
    assert [each.message for each in Draft202012Validator(STANDARD).iter_errors(told)] == []


@pytest.mark.parametrize("spoil", ["url", "maintenance", "description"])
def test_what_the_standard_needs_would_be_missed(told, spoil):
    left = {name: value for name, value in told.items() if name != spoil}

    assert [each.message for each in Draft202012Validator(STANDARD).iter_errors(left)]


def test_languages_and_python_are_those_of_the_program(told):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    [python] = [each["versionMin"] for each in told["dependsOn"]["open"] if each["name"] == "Python"]

    assert sorted(told["localisation"]["availableLanguages"]) == sorted(LANGUAGES)
    assert re.fullmatch(r">=([\d.]+).*", project["requires-python"])[1] == python
