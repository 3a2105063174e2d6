"""Publishing the results of a wave: what is looked at is what everybody gets, for good."""

import re
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from builders import drawn_wave, invitation_ids, saved, sent
from open_answers_builders import at, decided, press
from publishing_builders import (
    CONFIRM,
    DATA,
    LIST,
    PUBLIC,
    PUBLICATION,
    WITHDRAW,
    prepared,
    published,
    seen_by_everybody,
    withdrawn,
)
from retention_builders import due
from sqlalchemy import select

from enquete_app.answers.drafts import Typed
from enquete_app.answers.models import Response
from enquete_app.audit.models import AuditLine
from enquete_app.fieldwork.models import Survey
from enquete_app.jobs.due import build_results, close_and_forget
from enquete_app.results.models import Publication, PublishedPage

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def quote(analyst, database, tips):
    """Release a tip and pick it for the report."""

    def quote(number, text):
        answer = tips()[number]
        with database.transaction() as session:
            decided(session, answer.id, redacted=text)
        press(analyst, at(answer), "quote")

    return quote


def lines(database):
    with database.reader() as session:
        of_results = select(AuditLine).where(AuditLine.act.startswith("results."))
        return [
            (each.act, each.about, each.facts) for each in session.scalars(of_results.order_by(AuditLine.id))
        ]


def editions(database):
    with database.reader() as session:
        return [
            (each.edition, each.published_at is not None) for each in session.scalars(select(Publication))
        ]


def test_everybody_gets_to_the_byte_what_the_team_looked_at(team, app, database):
    form = prepared(team)
    looked_at = [
        team.open(f"{PUBLICATION}/preview{which}").data for which in ("?taal=nl", "?taal=en", ".csv")
    ]

    team.client.post(CONFIRM, data=form)

    anybody = app.test_client()
    assert [anybody.get(each).data for each in (f"{PUBLIC}?taal=nl", f"{PUBLIC}?taal=en", DATA)] == looked_at
    assert "Dank u wel." in looked_at[0].decode()
    assert '<html lang="en"' in looked_at[1].decode()
    [(act, about, facts)] = lines(database)
    assert (act, about, facts["edition"], facts["sha256"]) == (
        "results.published",
        "wave 1",
        1,
        form["gezien"],
    )


def test_nothing_changes_what_was_published(team, app, database, make_app, tmp_path, quote, tips, analyst):
    quote(0, "Bel [naam] terug")
    published(team)
    before = seen_by_everybody(app)
    assert len(before) == 5

    quote(1, "Nog een tip")
    press(analyst, at(tips()[0]), "undo")
    with database.transaction() as session:
        session.scalars(select(Survey)).one().name_nl = "Anders genoemd"
        session.delete(session.scalars(select(Response).limit(1)).one())
    build_results(app, 1)
    (tmp_path / "theme.css").write_text(".anders-theme { --utrecht-document-color: #123456 }")
    later = make_app(ORGANISATION="Gemeente Elders", THEME=str(tmp_path / "theme.css"))

    results = team.open("/team/waves/1/results").text
    assert "Nog een tip" in results
    assert "Bel [naam] terug" not in results
    assert "<dt>Antwoorden</dt><dd>5</dd>" in results
    assert seen_by_everybody(later) == before


@on_sqlite
def test_retention_leaves_what_was_published(team, app, tips, quote):
    quote(0, "Bel [naam] terug")
    published(team)
    before = seen_by_everybody(app)

    for years in (0, 10):
        due(app, datetime.now(UTC) + timedelta(days=365 * years))

    assert {each.raw for each in tips()} == {None}
    assert seen_by_everybody(app) == before


@on_sqlite
def test_a_restored_backup_serves_what_was_published(team, app, database, make_app, tmp_path):
    published(team)
    with closing(database.engine.raw_connection()) as driver:
        driver.cursor().execute(f"VACUUM INTO '{tmp_path / 'backup.sqlite3'}'")

    restored = make_app(DATABASE_URL=f"sqlite:///{tmp_path / 'backup.sqlite3'}")
    assert seen_by_everybody(restored) == seen_by_everybody(app)


@on_sqlite
def test_an_address_that_is_not_published_yet_is_like_one_that_never_was(team, app):
    never = app.test_client().get(f"{LIST}/klachtbehandeling-1999-01-01")

    for step in (lambda: None, lambda: prepared(team)):
        step()
        for address in (PUBLIC, DATA):
            answer = app.test_client().get(address)
            assert (answer.status_code, answer.data) == (404, never.data)
        assert "Er is nog niets gepubliceerd." in app.test_client().get(LIST).text


@on_sqlite
def test_only_texts_that_were_picked_are_published(team, app, database, tips, quote, analyst):
    quote(0, "Bel [naam] terug")
    with database.transaction() as session:
        for each in tips()[1:]:
            decided(session, each.id, redacted="Alleen vrijgegeven")
    published(team)

    for content in seen_by_everybody(app).values():
        assert not re.search(rb"Alleen vrijgegeven|De Vries|huisarts|gemeente\.example/team", content)
    page, data = app.test_client().get(PUBLIC).text, app.test_client().get(DATA).text
    assert '<blockquote class="team-answer" dir="auto">Bel [naam] terug</blockquote>' in page
    assert "tips,V11,,quotation,Bel [naam] terug," in data
    # Whoever takes it back is told that it is public.
    shown = analyst.open(at(tips()[0])).text
    assert "dan blijft het op de openbare pagina staan" in shown
    assert PUBLIC in shown


@on_sqlite
def test_the_introduction_is_plain_text_in_dutch(team, app):
    published(team, "Eerst <b>dit</b>.\r\n\r\nDan {{ 1 + 1 }} & dat.")

    for address in (PUBLIC, f"{PUBLIC}?taal=en"):
        page = app.test_client().get(address).text
        assert '<p class="utrecht-paragraph">Eerst &lt;b&gt;dit&lt;/b&gt;.</p>' in page
        assert '<p class="utrecht-paragraph">Dan {{ 1 + 1 }} &amp; dat.</p>' in page
    assert '<div class="team-introduction" lang="nl">' in page


@on_sqlite
def test_nobody_prepares_what_is_published(team, database):
    published(team)

    assert team.post(PUBLICATION, form_at="/team/", inleiding="Nog een").location == PUBLICATION
    assert "al gepubliceerd" in team.open(PUBLICATION).text
    assert editions(database) == [(1, True)]


@on_sqlite
def test_too_long_an_introduction_stays_in_the_form(team, database):
    answer = team.post(PUBLICATION, inleiding="x" * 2001)

    assert answer.status_code == 422
    assert "Gebruik hoogstens 2000 tekens." in answer.text
    assert "x" * 2001 in answer.text
    assert editions(database) == []


@on_sqlite
def test_what_changed_since_somebody_looked_is_not_published(team, app, database, quote):
    form = prepared(team)
    quote(0, "Net gekozen")

    answer = team.client.post(CONFIRM, data=form)

    assert answer.status_code == 409
    assert "sinds u het voorbeeld bekeek, is er iets veranderd" in answer.text
    assert editions(database) == [(1, False)]
    assert app.test_client().get(PUBLIC).status_code == 404
    assert team.client.post(CONFIRM, data=team.filled_in(CONFIRM)).location == PUBLICATION


@on_sqlite
def test_pressing_twice_publishes_once(team, database):
    form = prepared(team)
    answers = [team.client.post(CONFIRM, data=form) for _ in range(2)]

    assert [each.location for each in answers] == [PUBLICATION] * 2
    assert editions(database) == [(1, True)]
    assert "al gepubliceerd, misschien door een collega" in team.open(PUBLICATION).text
    assert [act for act, _, _ in lines(database)] == ["results.published"]


def test_what_is_withdrawn_is_gone_and_its_address_says_so(team, app, database):
    published(team)
    assert "Reden" in team.client.post(WITHDRAW, data=team.filled_in(WITHDRAW, reden=" ")).text
    withdrawn(team, "In een <tabel> stond een fout.")

    for address in (PUBLIC, DATA, f"{PUBLIC}?taal=en"):
        answer = app.test_client().get(address)
        assert answer.status_code == 410
        assert "In een &lt;tabel&gt; stond een fout." in answer.text
        assert answer.headers["Cache-Control"] == "no-store"
    assert "Ingetrokken op" in app.test_client().get(LIST).text
    with database.reader() as session:
        assert session.scalars(select(PublishedPage.content)).all() == [None, None]
        assert session.scalars(select(Publication.data)).all() == [None]
    assert lines(database)[-1] == (
        "results.withdrawn",
        "wave 1",
        {"edition": 1, "why": "In een <tabel> stond een fout."},
    )
    assert team.open(WITHDRAW).status_code == 409


@on_sqlite
def test_published_again_it_is_an_improved_version_at_the_same_address(team, app, database):
    published(team)
    withdrawn(team)
    published(team, "Nu goed.")

    page = app.test_client().get(PUBLIC).text
    assert re.search("Dit is een verbeterde versie van de resultaten die op .* zijn ingetrokken", page)
    assert "Er stond een fout in." in page
    assert "Nu goed." in page
    assert "versie 2" in app.test_client().get(LIST).text
    assert "publication,,,edition,2," in app.test_client().get(DATA).text
    assert editions(database) == [(1, True), (2, True)]


@on_sqlite
def test_the_results_lead_to_publishing_and_to_what_is_published(team, analyst):
    assert f'href="{PUBLICATION}">Publiceren</a>' in team.open("/team/waves/1/results").text
    published(team)

    assert f'href="{PUBLICATION}">Publicatie</a>' in team.open("/team/waves/1/results").text
    page = analyst.open("/team/waves/1/results").text
    assert f'href="{PUBLIC}">Openbare pagina, gepubliceerd op' in page
    assert PUBLICATION not in page


@on_sqlite
def test_a_wave_without_figures_of_its_own_is_not_published(signed_in, app, database, keyring):
    with database.transaction() as session:
        drawn_wave(session, keyring, people=12)
        for somebody in invitation_ids(session)[:4]:
            saved(session, somebody, keyring, Typed({"V10": 5}))
            sent(session, somebody, keyring)
    assert signed_in.open(PUBLICATION).status_code == 409, "open"
    close_and_forget(app, 1)
    assert signed_in.open(PUBLICATION).status_code == 409, "results not made"
    build_results(app, 1)

    page = signed_in.open(PUBLICATION)
    assert "te weinig antwoorden om te publiceren" in page.text
    assert signed_in.post(PUBLICATION, form_at="/team/", inleiding="").status_code == 409
    for address in (CONFIRM, f"{PUBLICATION}/preview", f"{PUBLICATION}/preview.csv"):
        assert signed_in.open(address).status_code == 409
    assert editions(database) == []
