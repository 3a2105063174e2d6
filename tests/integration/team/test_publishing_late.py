"""Publishing from a page that is older than what happened since, and with signs that nobody means to type."""

import pytest
from publishing_builders import CONFIRM, PUBLIC, PUBLICATION, WITHDRAW, prepared, published, withdrawn
from sqlalchemy import select

from enquete_app.results.models import Publication

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@on_sqlite
def test_pressing_again_after_it_was_withdrawn_does_not_say_that_it_is_published(team, database):
    form = prepared(team)
    team.client.post(CONFIRM, data=form)
    withdrawn(team)

    assert team.client.post(CONFIRM, data=form).location == PUBLICATION
    page = team.open(PUBLICATION).text
    assert "Er is niets gepubliceerd: sinds u het voorbeeld bekeek, is er iets veranderd." in page
    assert "al gepubliceerd" not in page


@on_sqlite
def test_a_form_that_was_left_open_takes_no_later_edition_back(team, database):
    published(team)
    left_open = team.filled_in(WITHDRAW, reden="Er stond een fout in de eerste versie.")
    withdrawn(team)
    published(team, "Nu goed.")

    answer = team.client.post(WITHDRAW, data=left_open)

    assert answer.location == PUBLICATION
    assert (
        "Er is niets ingetrokken: intussen is een andere versie gepubliceerd." in team.open(PUBLICATION).text
    )
    with database.reader() as session:
        current = session.scalars(select(Publication).where(Publication.withdrawn_at.is_(None))).one()
        assert (current.edition, current.data is None) == (2, False)


def test_signs_that_cannot_be_stored_are_left_out(team, app):
    published(team, "Dank\x00 u\x07 wel.\nTot ziens.")
    assert "Dank u wel." in app.test_client().get(PUBLIC).text
    withdrawn(team, "Een\x00 fo\u202eut\u2066.")
    assert "Een fout." in app.test_client().get(PUBLIC).text
