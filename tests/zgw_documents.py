"""The OpenAPI documents of the ZGW APIs, and whether a request and its answer are as they say.

By default our own transcripts of the parts in use; with `ENQUETE_TEST_ZGW_DOCUMENTS` the published documents.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml
from jsonschema import Draft202012Validator, FormatChecker

FOLDER = Path(os.environ.get("ENQUETE_TEST_ZGW_DOCUMENTS") or Path(__file__).parent / "data/zgw")
FORMATS = FormatChecker(["date", "uuid", "email"])


@FORMATS.checks("uri")
def _is_address(value: object) -> bool:
    return not isinstance(value, str) or not value or bool(urlsplit(value).scheme and urlsplit(value).netloc)


@FORMATS.checks("date-time")
def _is_moment(value: object) -> bool:
    return not isinstance(value, str) or re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d", value) is not None


class Document:
    """One document.

    Args:
        name: of the file.
    """

    def __init__(self, name: str) -> None:
        found = yaml.load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)
        self._paths = found["paths"]
        self._parts = {
            "components": {"schemas": _told_apart(_as_json_schema(found["components"]["schemas"]))}
        }

    def faults_of_request(self, path: str, query: Mapping[str, str], headers: Mapping[str, str]) -> list[str]:
        """What the document does not allow about a GET."""
        template = self._template(path)
        if template is None:
            return [f"no such path: {path}"]
        whole = self._paths[template]
        parameters = [*whole.get("parameters", []), *whole["get"].get("parameters", [])]
        known = {each["name"]: each for each in parameters if each["in"] == "query"}
        faults = [f"{template}: nobody may ask by {name}" for name in query if name not in known]
        for name, value in query.items():
            schema = dict(known.get(name, {}).get("schema", {}))
            faults += self._faults(schema, _typed(schema.get("type"), value), f"{template}?{name}")
        for each in parameters:
            if each["in"] == "header" and (value := headers.get(each["name"], "")) not in each["schema"].get(
                "enum", [value]
            ):
                faults.append(f"{template}: header {each['name']} is {value!r}")
        return faults

    def faults_of_answer(self, path: str, status: int, kind: str, body: bytes) -> list[str]:
        """What the document does not allow about an answer."""
        template = self._template(path)
        responses = self._paths[template]["get"]["responses"] if template else {}
        content = responses.get(str(status), {}).get("content", {})
        if kind not in content:
            return [f"{template}: no {status} as {kind}"]
        return self._faults(content[kind]["schema"], json.loads(body), f"{template} {status}")

    def _template(self, path: str) -> str | None:
        found = [each for each in self._paths if re.fullmatch(re.sub(r"{\w+}", "[0-9a-f-]{36}", each), path)]
        return found[0] if found else None

    def _faults(self, schema: dict[str, Any], value: object, where: str) -> list[str]:
        checks = Draft202012Validator(_as_json_schema(schema) | self._parts, format_checker=FORMATS)
        return [f"{where}: {error.json_path} {error.message[:300]}" for error in checks.iter_errors(value)]


@cache
def document(name: str) -> Document:
    """A document, read once."""
    return Document(name)


def _typed(kind: object, value: str) -> object:
    """What is asked by, which comes as text, as the document means it."""
    if kind == "boolean":
        return {"true": True, "false": False}.get(value, value)
    return int(value) if kind == "integer" and value.isdecimal() else value


def _as_json_schema(schema: Any) -> Any:
    """OpenAPI 3.0 says `nullable` where JSON Schema has a type of its own."""
    if isinstance(schema, list):
        return [_as_json_schema(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    plain = {name: _as_json_schema(part) for name, part in schema.items() if name != "nullable"}
    return {"anyOf": [plain, {"type": "null"}]} if schema.get("nullable") is True else plain


def _told_apart(schemas: dict[str, Any]) -> dict[str, Any]:
    """Follow discriminators, which JSON Schema does not know."""
    for name, schema in list(schemas.items()):
        if not isinstance(schema, dict) or not (by := schema.get("discriminator")) or "mapping" not in by:
            continue
        general, whole = f"#/components/schemas/{name}", f"#/components/schemas/{name}-whole"
        kinds = {kind: reference.rpartition("/")[2] for kind, reference in by["mapping"].items()}
        for kind in kinds.values():
            schemas[kind] = json.loads(json.dumps(schemas[kind]).replace(f'"{general}"', f'"{whole}"'))
        # The discriminator tells which of them it is, where more than one would do.
        schemas[f"{name}-whole"] = {key: part for key, part in schema.items() if key != "oneOf"}
        schemas[name] = {
            "allOf": [
                {"$ref": whole},
                *(
                    {
                        "if": {"properties": {by["propertyName"]: {"const": kind}}},
                        "then": {"$ref": f"#/components/schemas/{reference}"},
                    }
                    for kind, reference in kinds.items()
                ),
            ]
        }
    return schemas
