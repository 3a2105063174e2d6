"""Publishing a wave as somebody of the team does it, and what everybody then gets."""

from __future__ import annotations

from typing import Any

from bs4 import BeautifulSoup
from builders import DRAW_DAY
from flask import Flask
from werkzeug.test import TestResponse

PUBLICATION = "/team/waves/1/publication"
CONFIRM, WITHDRAW = f"{PUBLICATION}/confirm", f"{PUBLICATION}/withdraw"
LIST = "/resultaten"
PUBLIC = f"{LIST}/klachtbehandeling-{DRAW_DAY}"
DATA = f"{PUBLIC}/open-data.csv"


def prepared(somebody: Any, introduction: str = "Dank u wel.") -> dict[str, str]:
    """Write the introduction; gives the form that publishes."""
    answer = somebody.post(PUBLICATION, inleiding=introduction)
    assert answer.location == CONFIRM, answer.text
    form: dict[str, str] = somebody.filled_in(CONFIRM)
    return form


def published(somebody: Any, introduction: str = "Dank u wel.") -> TestResponse:
    """Write the introduction and publish."""
    answer: TestResponse = somebody.client.post(CONFIRM, data=prepared(somebody, introduction))
    assert answer.location == PUBLICATION, answer.text
    return answer


def withdrawn(somebody: Any, reason: str = "Er stond een fout in.") -> TestResponse:
    answer: TestResponse = somebody.client.post(WITHDRAW, data=somebody.filled_in(WITHDRAW, reden=reason))
    assert answer.location == PUBLICATION, answer.text
    return answer


def seen_by_everybody(app: Flask) -> dict[str, bytes]:
    """All bytes of what is published, by address, with all that it loads."""
    client = app.test_client()
    pages = [PUBLIC, f"{PUBLIC}?taal=en", DATA]
    loaded = {
        each.get("href") or each["src"]
        for each in BeautifulSoup(client.get(PUBLIC).text, "html.parser").select(
            "link[rel~=icon],link[rel~=stylesheet], img"
        )
    }
    answers = {address: client.get(address) for address in [*pages, *sorted(loaded)]}
    assert {each.status_code for each in answers.values()} == {200}
    return {address: each.data for address, each in answers.items()}
