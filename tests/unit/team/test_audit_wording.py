"""Lines of the audit log are told in words; what they hold themselves stays as it was written."""

import ast
from dataclasses import fields
from pathlib import Path

import pytest

import enquete_app
from enquete_app.accounts.models import Way
from enquete_app.fieldwork.messages.correcting import Trouble
from enquete_app.fieldwork.retention.terms import Erasable
from enquete_app.fieldwork.retention.terms import Terms as RetentionTerms
from enquete_app.fieldwork.surveys import Terms as SurveyTerms
from enquete_app.register.models import Withheld
from enquete_app.team.audit_wording import FACTS, about_words, facts_words

NOTING = {"note", "record", "_done"}
GIVEN = {"at", "facts"}
GATHERING = {"facts_of", "facts_of_discarded", "_facts"}
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def noted():
    """The names of all facts that the code writes down where it notes something, or gathers for that."""
    for file in Path(enquete_app.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in NOTING:
                yield from (each.arg for each in node.keywords if each.arg and each.arg not in GIVEN)
                yield from (key.value for each in node.args for key in getattr(each, "keys", ()))
            if isinstance(node, ast.FunctionDef) and node.name in {
                "facts_of",
                "facts_of_discarded",
                "_facts",
            }:
                dicts = (each for each in ast.walk(node) if isinstance(each, ast.Dict))
                yield from (key.value for each in dicts for key in each.keys)


def test_each_fact_has_words():
    terms = {each.name for kind in (RetentionTerms, SurveyTerms) for each in fields(kind)}
    counts = {"new", "changed", "unchanged", "refused"}
    found = {*noted(), *terms, *counts, "what", "number", "roles"}

    assert len(found) > 50
    assert found - FACTS.keys() == set()


@on_sqlite
@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({}, ""),
        ({"as_of": "2026-02-03", "seed": None, "by": ""}, "dag van de trekking: 03-02-2026"),
        ({"batch": 1, "kind": "invitation"}, "stapel: 1, soort: Uitnodigingen"),
        ({"kind": "letter", "language": "nl"}, "soort: Uitnodiging (brief), taal: nl"),
        ({"before": "admin team", "after": ""}, "daarvoor: Beheerder, Klachtenteam"),
        ({"before": "klachtbehandeling 2024"}, "daarvoor: klachtbehandeling 2024"),
        ({"letters": "False → True"}, "brieven: nee → ja"),
        ({"was_confirmed": False}, "was bevestigd: nee"),
        ({"by": "handling, domain"}, "groepen (strata) naar: Behandeling, Domein"),
        ({"mails_at": "2026-07-01T09:30:00+02:00"}, "mails gaan weg vanaf: 01-07-2026 09:30"),
        ({"of a later version": "x"}, "of a later version: x"),
    ],
)
def test_facts_stand_in_words(app, facts, words):
    with app.test_request_context():
        assert facts_words(facts) == words


@on_sqlite
@pytest.mark.parametrize(
    ("name", "codes"), [("what", Erasable), ("reason", Withheld), ("trouble", Trouble), ("way", Way)]
)
def test_every_code_stands_in_words(app, name, codes):
    with app.test_request_context():
        assert [code for code in codes if facts_words({name: str(code)}).endswith(f": {code}")] == []


@on_sqlite
def test_what_a_line_is_about_stands_in_words(app):
    with app.test_request_context():
        told = [about_words(each) for each in ("wave 3", "survey x", "iemand@gemeente.example", "")]
    assert told == ["meting 3", "onderzoek x", "iemand@gemeente.example", ""]
