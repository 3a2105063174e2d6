"""What is remembered of a page, and for whom."""

import re

import pytest

from enquete_app.fieldwork.answering.credentials import Purpose
from enquete_app.web.fragments import fragment

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_a_fragment_is_made_once_in_each_language(app):
    made = {}
    for language in ("nl", "en", "nl"):
        with app.test_request_context(f"/?taal={language}"):
            made.setdefault(language, []).append(fragment("_footer.html"))

    assert made["nl"][0] is made["nl"][1]
    assert "Toegankelijkheid" in made["nl"][0]
    assert "Accessibility" in made["en"][0]


def test_what_somebody_typed_is_not_remembered(app, tokens):
    client = app.test_client()
    page = client.post(f"/e/{tokens[Purpose.LINK]}", data={"go": "start"}, follow_redirects=True)
    fields = {"V1": "5", "V1_anders": "per postduif", "go": "nl"}
    hidden = dict(re.findall('type="hidden" name="([^"]+)" value="([^"]+)"', page.text))
    answer = client.post(page.request.path, data={**hidden, **fields}, follow_redirects=True)
    remembered = [piece for pieces in app.extensions["fragments"].values() for piece in pieces]

    assert "per postduif" in answer.text
    assert any('name="V1_anders"' in piece for piece in remembered)
    for own in ("per postduif", " checked", *hidden.values()):
        assert not any(own in piece for piece in remembered)
