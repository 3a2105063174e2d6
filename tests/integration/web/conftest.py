"""Applications whose errors are shown as an operator's are: not raised into the test."""

from __future__ import annotations

import pytest
from builders import drawn_wave, invitation_ids, token
from flask import Flask

from enquete_app.fieldwork.answering.credentials import Purpose


@pytest.fixture
def app(make_app) -> Flask:
    return make_app(TESTING=False)


@pytest.fixture
def tokens(app, database, keyring) -> dict[Purpose, str]:
    """What one invited person can come in with."""
    with database.transaction() as session:
        drawn_wave(session, keyring)
        somebody = invitation_ids(session)[0]
    return {purpose: token(somebody, keyring, purpose) for purpose in Purpose}
