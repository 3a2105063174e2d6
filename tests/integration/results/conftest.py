"""A closed wave in which six people wrote something."""

import pytest
from open_answers_builders import written_wave

ASKED = ("klachtbehandeling", "2024")
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def wave(app, database, keyring):
    written_wave(app, database, keyring)


@pytest.fixture
def change(database):
    """Do something in a transaction of its own."""

    def change(work):
        with database.transaction() as session:
            return work(session)

    return change
