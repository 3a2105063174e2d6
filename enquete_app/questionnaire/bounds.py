"""Bounds on a definition's size: none that somebody would miss, and none that keeps the server busy."""

import re
from collections.abc import Iterator, Mapping

from enquete_app.questionnaire.definition import Questionnaire, TextField
from enquete_app.questionnaire.faults import Fault, FaultKind, fault

MOST_BYTES = 1024 * 1024
"""Of a file, before it is read at all."""
_MOST_DEEP = 12
_MOST_KEY_PARTS = 8
_MOST_VALUES = 20_000
_LONGEST_LIST = 200
_LONGEST_TEXT = 3000
_LARGEST_NUMBER = 10**6
_MOST = {"pages": 40, "questions": 150, "statements": 60, "form fields": 250, "languages": 20}
_MOST_TYPED = 14_000
"""Characters in all open answers together: at their longest a form has half the size that is read at most."""

# Strings and comments as a whole, so that what is in them is not taken for structure. Each part takes what
# it has begun with to its end and never gives anything back: the time is that of reading the file once.
_TOKEN = re.compile(
    r'"""(?:\\.|[^\\"]|"(?!""))*+(?:"""|\Z)|' + r"'''(?:[^']|'(?!''))*+(?:'''|\Z)|"
    r'"(?:\\.|[^\\"\n])*+"?|' + r"'[^'\n]*+'?|#[^\n]*+|[\[\]{}.,=\n]",
    re.DOTALL,
)
# What no browser shows. Such signs mark the places in which pages fill in what is somebody's own, too.
_STRANGE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def faults_of_structure(toml_text: str) -> Iterator[Fault]:
    """Find nesting with which a reader of TOML would take very long, or never end."""
    deep = parts = 0
    for match in _TOKEN.finditer(toml_text):
        sign = match[0][0]
        deep += (sign in "[{") - (sign in "]}")
        parts = parts + 1 if sign == "." else parts if sign in "\"'#" else 0
        if deep > _MOST_DEEP:
            yield fault(FaultKind.TOO_DEEP, limit=_MOST_DEEP)
            return
        if parts >= _MOST_KEY_PARTS:
            yield fault(FaultKind.TOO_DEEP, limit=_MOST_KEY_PARTS)
            return


def faults_of_values(document: Mapping[str, object]) -> list[Fault]:
    """Find what is too long or too much, before anything is made of it."""
    found: list[Fault] = []
    waiting: list[tuple[tuple[str, ...], str, object]] = [((), "", document)]
    count = 0
    while waiting:
        where, key, value = waiting.pop()
        count += 1
        if isinstance(value, dict):
            inside = (*where, key) if key else where
            waiting.extend((inside, name, each) for name, each in value.items())
        elif isinstance(value, list):
            waiting.extend((where, key, each) for each in value[:_LONGEST_LIST])
            if len(value) > _LONGEST_LIST:
                found.append(_too_many("values in a list", len(value), _LONGEST_LIST, (*where, key)))
        else:
            found.extend(_faults_of_value(where, key, value))
    if count > _MOST_VALUES:
        found.append(_too_many("values", count, _MOST_VALUES))
    return found[::-1]


def _faults_of_value(where: tuple[str, ...], key: str, value: object) -> Iterator[Fault]:
    if isinstance(value, str) and len(value) > _LONGEST_TEXT:
        yield fault(FaultKind.LONG_TEXT, *where, key=key, limit=_LONGEST_TEXT)
    if isinstance(value, str) and _STRANGE.search(value):
        yield fault(FaultKind.STRANGE_SIGNS, *where, key=key)
    if isinstance(value, int) and abs(value) > _LARGEST_NUMBER:
        yield fault(FaultKind.CODE_TOO_HIGH, *where, limit=_LARGEST_NUMBER)


def faults_of_size(questionnaire: Questionnaire) -> Iterator[Fault]:
    """Find what would make drafts, ballots, forms and the tables of the results too large."""
    counts = {
        "pages": len(questionnaire.pages),
        "questions": sum(len(page.items) for page in questionnaire.pages),
        "statements": len(questionnaire.statements),
        "form fields": len(questionnaire.fields),
        "languages": len(questionnaire.languages),
    }
    for what, count in counts.items():
        if count > _MOST[what]:
            yield _too_many(what, count, _MOST[what])
    typed = sum(each.max_length for each in questionnaire.fields.values() if isinstance(each, TextField))
    if typed > _MOST_TYPED:
        yield _too_many("characters that can be typed", typed, _MOST_TYPED)


def _too_many(what: str, count: int, limit: int, where: tuple[str, ...] = ()) -> Fault:
    return fault(FaultKind.TOO_MANY, *where, what=what, count=count, limit=limit)
