"""Questionnaire files: checked, looked at, compared, added, removed."""

import io

import pytest
from bs4 import BeautifulSoup
from builders import drawn_wave
from questionnaire_builders import REPORTS, add_questionnaire
from sqlalchemy import select

from enquete_app.audit.models import AuditLine
from enquete_app.fieldwork.drawing.draws import find_survey
from enquete_app.instruments import QuestionnaireFile, editions
from enquete_app.questionnaire import source

HERE = "/team/questionnaires/meldingen-openbare-ruimte/2025"
LIST = "/team/questionnaires/"
INSTRUMENT = source("klachtbehandeling", "2024").definition
NEXT = INSTRUMENT.replace('version = "2024"', 'version = "2026"')


@pytest.fixture
def admin(colleague):
    somebody = colleague("admin@gemeente.example")
    somebody.sign_in()
    return somebody


def upload(who, *files):
    token = BeautifulSoup(who.open(f"{LIST}upload").text, "html.parser").select_one("[name=csrf_token]")
    given = [(io.BytesIO(each if isinstance(each, bytes) else each.encode()), name) for name, each in files]
    return who.client.post(f"{LIST}upload", data={"csrf_token": token["value"], "files": given})


def text_of(answer):
    return " ".join(BeautifulSoup(answer.text, "html.parser").get_text(" ").split())


def press(who, at, button):
    """Press a button of a page with all that its form holds."""
    page = BeautifulSoup(who.open(at).text, "html.parser")
    form = page.find("button", string=button).find_parent("form")
    fields = {each["name"]: each["value"] for each in form.select("input[name]")}
    return who.client.post(form.get("action") or at, data=fields)


def stored(database):
    with database.reader() as session:
        return {(each.id, each.version): each.added_at for each in session.scalars(select(QuestionnaireFile))}


def test_the_list_sorts_filters_and_is_a_file(admin, database):
    upload(admin, ("meldingen-2025.toml", REPORTS))

    def names(page):
        return [each.get_text() for each in BeautifulSoup(page, "html.parser").select("th .team-small")]

    assert names(admin.open(f"{LIST}?sorteer=-kenmerk").text) == [
        "meldingen-openbare-ruimte",
        "klachtbehandeling",
    ]
    assert names(admin.open(f"{LIST}?herkomst=shipped").text) == ["klachtbehandeling"]
    assert "Niets gevonden." in text_of(admin.open(f"{LIST}?herkomst=added"))
    rows = admin.open(f"{LIST}?als=csv&sorteer=kenmerk").text.splitlines()
    assert rows[1].split(";")[1:] == [
        "klachtbehandeling",
        "2024",
        "nl, en",
        "klachtbehandeling",
        "",
        "Hoort bij het programma",
    ]
    assert rows[2].endswith("Nog niet toegevoegd")
    assert admin.open(f"{LIST}?als=xlsx").data.startswith(b"PK")


def test_a_sound_file_is_looked_at_first_and_added_with_a_button(admin, database):
    kept = upload(admin, ("meldingen-2025.toml", REPORTS))
    assert (kept.status_code, kept.location) == (303, HERE)
    assert "nog niet toegevoegd" in text_of(admin.open(HERE))
    with database.reader() as session:
        assert [each.questionnaire.id for each in editions(session)] == ["klachtbehandeling"]

    assert press(admin, HERE, "Toevoegen").location == HERE

    assert "De vragenlijst is toegevoegd." in text_of(admin.open(HERE))
    with database.reader() as session:
        added = editions(session)[-1]
        line = session.scalars(select(AuditLine).where(AuditLine.act == "questionnaire.added")).one()
    assert (added.questionnaire.id, added.added_by) == ("meldingen-openbare-ruimte", "admin@gemeente.example")
    assert (line.about, line.facts) == (
        "questionnaire meldingen-openbare-ruimte 2025",
        {"sha256": added.sha256},
    )


def test_a_file_that_was_thrown_away_is_gone(admin, database):
    upload(admin, ("meldingen.toml", REPORTS))

    assert press(admin, HERE, "Weggooien").location == LIST

    assert stored(database) == {}
    assert admin.open(HERE).status_code == 404


def test_all_faults_are_listed_with_their_place_and_nothing_is_kept(admin, database):
    faulty = REPORTS.replace('id = "M2"', 'id = "m2"').replace('en = "Reporting"', 'en = ""')

    answer = upload(admin, ("meldingen.toml", faulty))

    text = text_of(answer)
    assert answer.status_code == 422
    assert "‘title’ heeft geen tekst in de taal ‘en’." in text
    assert "De id ‘m2’ kan zo niet. Begin met een hoofdletter." in text
    assert "Een regel noemt ‘M2’." in text
    line = REPORTS.split("\n").index('id = "M2"') + 1
    assert f"Regel {line}" in text
    assert stored(database) == {}


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "‘languages’ ontbreekt of klopt niet."),
        (b"\xff\xfe\x00", "Dit is geen tekst in UTF-8."),
        (b"id = ", "De schrijfwijze klopt niet"),
        (b"a = " + b"[" * 5000, "te veel in elkaar genest"),
        (b"a" + b".a" * 100_000 + b" = 1", "te veel in elkaar genest"),
        (b"a = " + b"9" * 5000, "De schrijfwijze klopt niet"),
        (b'languages = ["nl"]\npages = "x"', "Bij ‘pages’ hoort een lijst"),
        (b'languages = ["nl"]\n[scales]\na = 1', "‘scales’"),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_whatever_is_uploaded_is_answered_with_what_is_wrong(admin, content, told):
    answer = upload(admin, ("x.toml", content))

    assert answer.status_code == 422
    if told != "‘scales’":
        assert told in text_of(answer)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_no_file_at_all_is_a_fault_of_the_form(admin):
    answer = admin.post(f"{LIST}upload")

    assert (answer.status_code, "Kies een bestand." in answer.text) == (422, True)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_edition_that_there_is_never_changes(admin, database):
    with database.transaction() as session:
        add_questionnaire(session, REPORTS)
    for name, toml in (("a.toml", REPORTS), ("klachtbehandeling-2024.toml", INSTRUMENT)):
        answer = upload(admin, (name, toml))
        assert (answer.status_code, "is er al" in answer.text) == (422, True)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_somebody_else_put_in_its_place_is_not_added_unseen(admin, database):
    upload(admin, ("a.toml", REPORTS))
    page = BeautifulSoup(admin.open(HERE).text, "html.parser")
    seen = page.select_one("[name=sha256]")["value"]
    upload(admin, ("a.toml", REPORTS.replace("Het melden", "Melden")))

    admin.post(f"{HERE}/add", form_at=HERE, sha256=seen)

    assert "een ander bestand" in text_of(admin.open(LIST))
    assert list(stored(database).values()) == [None]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_translation_is_added_with_the_file_and_can_be_downloaded(admin):
    german = """
title = "T"
welcome = "W"
check = "C"
thanks = "D"
publication = "P"
matter = "Ihre Meldung"
help_title = "H"
help = "H"
[agreement]
1 = "ja"
2 = "weder"
3 = "nein"
4 = "weiß nicht"
"""
    answer = upload(admin, ("m.toml", REPORTS), ("m.de.toml", german))
    assert answer.status_code == 422
    assert "‘title’ heeft geen tekst in de taal ‘de’." in text_of(answer)
    full = german + "".join(
        f"[{name}]\n{lines}\n"
        for name, lines in {
            "melden": 'title = "a"',
            "afhandelen": 'title = "a"',
            "oordeel": 'title = "a"',
            "M1": 'text = "a"\n1 = "a"\n2 = "b"\n3 = "c"\n4 = "d"',
            "M2": 'text = "a"\n1 = "a"\n2 = "b"\n3 = "c"',
            "M3": 'text = "a"',
            "M4": 'text = "a"\nM4_1 = "a"\nM4_2 = "a"',
            "M5": 'text = "a"\nlowest = "1"\nhighest = "10"',
            "M6": 'text = "a"',
        }.items()
    )

    assert upload(admin, ("m.toml", REPORTS), ("m.de.toml", full)).status_code == 303

    assert admin.open(f"{HERE}/file?vertaling=de").text == full
    assert admin.open(f"{HERE}/file").text == REPORTS
    assert admin.open(f"{HERE}/file?vertaling=fr").status_code == 404


def test_an_edition_is_compared_with_the_one_in_use(admin):
    changed = NEXT.replace("Heeft u gelijk gekregen?", "Kreeg u gelijk?").replace('id = "V11"', 'id = "V12"')
    upload(admin, ("next.toml", changed))

    page = text_of(
        admin.open("/team/questionnaires/klachtbehandeling/2026/compare?met=klachtbehandeling/2024")
    )

    assert "Vergelijkbaar 19" in page
    assert "Vergelijk met zorg 1" in page
    assert "V3 Heeft u gelijk gekregen? Kreeg u gelijk? vraag anders verwoord" in page
    assert "Staat in één van de twee 2" in page


def test_what_nobody_uses_can_be_removed_after_asking(admin, database):
    with database.transaction() as session:
        add_questionnaire(session, REPORTS)
    asked = admin.open(f"{HERE}/remove")
    assert (asked.status_code, stored(database) != {}) == (200, True)

    assert admin.post(f"{HERE}/remove").location == LIST

    assert stored(database) == {}


def test_what_a_survey_or_a_wave_uses_stays(admin, database, keyring):
    with database.transaction() as session:
        asked = add_questionnaire(session, REPORTS)
        survey = find_survey(session, "klachtbehandeling")
        survey.questionnaire_id, survey.questionnaire_version = asked.id, asked.version
        drawn_wave(session, keyring)
        survey.questionnaire_id, survey.questionnaire_version = "klachtbehandeling", "2024"

    admin.post(f"{HERE}/remove")

    assert "gebruikt deze vragenlijst" in text_of(admin.open(LIST))
    assert len(stored(database)) == 1
    assert f"{HERE}/remove" not in admin.open(HERE).text


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("role", ["team", "analyst"])
def test_others_may_look_but_not_add(colleague, database, role):
    with database.transaction() as session:
        add_questionnaire(session, REPORTS)
    somebody = colleague(f"{role}@gemeente.example")
    somebody.sign_in()

    looked = [somebody.open(path).status_code for path in (LIST, HERE, f"{HERE}/preview", f"{HERE}/file")]

    assert looked == [200] * 4
    assert somebody.open(f"{LIST}upload").status_code == 403
    assert somebody.open(f"{HERE}/remove").status_code == 403
    assert "Vragenlijst toevoegen" not in somebody.open(LIST).text
