"""Writing the texts of mails and letters in a browser, and their versions."""

import csv
import io
import re

import pytest
from bs4 import BeautifulSoup
from builders import drawn_wave
from sqlalchemy import select
from texts_builders import kept, written

from enquete_app.audit.models import AuditLine
from enquete_app.fieldwork.models import TextEdition
from enquete_app.fieldwork.texts.placeholders import TextKind
from enquete_app.fieldwork.texts.standard import standard_text

TEXTS = "/team/surveys/klachtbehandeling/texts/"
EDIT = f"{TEXTS}invitation/nl"

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def own(app):
    """Fields of a sound text that is not the built-in one."""
    with app.app_context():
        text = written()
    return {"subject": text.subject, "body": text.body, "based_on": "0", "go": "save"}


@pytest.fixture
def editions(database):
    def editions():
        with database.reader() as session:
            return session.scalars(select(TextEdition).order_by(TextEdition.number)).all()

    return editions


@pytest.fixture
def acts(database):
    def acts():
        with database.reader() as session:
            lines = session.scalars(select(AuditLine).where(AuditLine.act.startswith("texts.")))
            return [(line.act, line.about, line.facts) for line in lines]

    return acts


def page_of(answer):
    return BeautifulSoup(answer.text, "html.parser")


def test_the_overview_shows_every_kind_and_language_with_what_is_in_force(signed_in):
    page = page_of(signed_in.open(TEXTS))

    rows = page.select("tbody tr")
    assert len(rows) == len(TextKind) * 2
    assert all("standaardtekst" in row.get_text() for row in rows)
    assert {row.a["href"] for row in rows} >= {EDIT, f"{TEXTS}letter-reminder/en"}


def test_the_overview_tells_which_wave_keeps_which_version(signed_in, app, database, keyring):
    with app.app_context(), database.transaction() as session:
        drawn_wave(session, keyring)
        kept(session)

    facts = page_of(signed_in.open(TEXTS)).find(class_="team-facts").get_text(" ", strip=True)
    assert "Geldt voor nieuwe metingen versie 1" in facts
    assert "Meting 1 de standaardtekst" in facts


def test_a_sound_text_becomes_a_version_and_is_noted(signed_in, own, editions, acts):
    answer = signed_in.post(EDIT, **own, note="Groet erbij")

    assert (answer.status_code, answer.headers["Location"]) == (303, TEXTS)
    assert "Bewaard als versie 1" in signed_in.open(TEXTS).text
    [edition] = editions()
    assert (edition.number, edition.made_by, edition.note) == (1, "team@gemeente.example", "Groet erbij")
    facts = {"version": 1, "kind": "invitation", "language": "nl"}
    assert acts() == [("texts.changed", "survey klachtbehandeling", facts)]


def test_a_text_that_has_not_changed_makes_no_version(signed_in, app, editions, acts):
    with app.app_context():
        text = standard_text(TextKind.INVITATION, "nl")
    signed_in.post(EDIT, subject=text.subject, body=text.body.replace("\n", "\r\n"), based_on="0", go="save")

    assert "niets veranderd" in signed_in.open(TEXTS).text
    assert (editions(), acts()) == ([], [])


def test_a_faulty_text_comes_back_as_typed_with_all_that_is_wrong(signed_in, own, editions):
    typed = own | {"subject": "Uw klacht", "body": "Beste <b>((voornaam))</b>, ((linkk))"}
    answer = signed_in.post(EDIT, **typed)
    page = page_of(answer)

    assert answer.status_code == 422
    summary = page.find(class_="enq-summary")
    assert summary.has_attr("autofocus")
    said = summary.get_text(" ", strip=True)
    for words in (
        "mag niet over een klacht gaan",
        "((voornaam)) bestaat niet",
        "Bedoelt u ((link))?",
        "((minuten)) ontbreekt",
    ):
        assert words in said
    assert {link["href"] for link in summary("a")} == {"#subject", "#body"}
    assert page.find(id="subject")["value"] == "Uw klacht"
    assert page.find(id="body").get_text().strip() == typed["body"]
    assert page.find(id="body")["aria-invalid"] == "true"
    assert page.title.get_text().startswith("Fout:")
    assert editions() == []


@pytest.mark.parametrize("subject", ["Vragen\r\nBcc: x@elders.example", "Vragen\x00", "Vra\u2028gen"])
def test_a_forged_subject_with_a_line_break_is_refused(signed_in, own, editions, subject):
    assert signed_in.post(EDIT, **own | {"subject": subject}).status_code == 422
    assert editions() == []


@pytest.mark.parametrize("go", ["save", "trial", "preview"])
def test_a_text_whose_mail_would_be_cut_off_is_refused(signed_in, app, monkeypatch, own, editions, smtp, go):
    monkeypatch.setitem(app.config, "CONTACT_PHONE", "14 000 of een van onze andere nummers, " * 5)
    much = "((telefoon)) " * 350
    answer = signed_in.post(EDIT, **own | {"body": f"{own['body']}\n\n{much}", "go": go})

    assert answer.status_code == (200 if go == "preview" else 422)
    assert re.search(r"De mail wordt zo te groot: \d{2,3} kB", answer.text)
    assert editions() == []
    assert smtp.mails == []


def test_the_preview_keeps_nothing_and_shows_the_text_as_mail_and_as_text(signed_in, own, editions):
    answer = signed_in.post(EDIT, **own | {"go": "preview", "subject": "Anders & <i>zo</i>"})
    page = page_of(answer)

    assert answer.status_code == 200
    look = page.find(id="voorbeeld")
    assert look.find(class_="team-phone__subject").get_text() == "Anders & <i>zo</i>"
    assert "Tot dan!" in look.find(class_="team-phone").get_text()
    assert "/proefmail" in look.find(class_="team-plain").get_text()
    assert "<i>" in look.find(class_="team-note").get_text(), "what is wrong is said beside it"
    assert editions() == []


def test_the_whole_mail_is_shown_with_a_policy_that_lets_nothing_run(signed_in, own):
    answer = signed_in.post(EDIT, **own | {"go": "html"})

    assert "Tot dan!" in answer.text
    assert answer.headers["Content-Security-Policy"].startswith(
        "default-src 'none'; style-src 'unsafe-inline'"
    )
    assert "script-src" not in answer.headers["Content-Security-Policy"]
    assert signed_in.post(f"{TEXTS}letter/nl", go="html").status_code == 404


def test_one_may_begin_again_with_the_built_in_text(signed_in, app, database, editions):
    with app.app_context(), database.transaction() as session:
        kept(session)
    answer = signed_in.post(EDIT, body="Bedorven", subject="x", based_on="1", go="standard")

    body = page_of(answer).find(id="body").get_text().strip()
    with app.app_context():
        assert body == standard_text(TextKind.INVITATION, "nl").body
    assert len(editions()) == 1


def test_signs_that_cannot_be_stored_are_left_out_of_a_note(signed_in, own, editions):
    assert signed_in.post(EDIT, **own, note="a\x00b\tc\u202ed").status_code == 303
    assert editions()[0].note == "ab cd"


def test_two_who_change_the_same_text_see_it_and_the_second_decides(signed_in, own, editions):
    signed_in.post(EDIT, **own)
    mine = own | {"body": own["body"] + "\n\nVan mij."}
    answer = signed_in.post(EDIT, **mine)
    page = page_of(answer)

    assert answer.status_code == 409
    assert "in versie 1" in page.find(class_="enq-summary").get_text()
    assert page.find(id="body").get_text().strip().endswith("Van mij.")
    based_on = page.find("input", attrs={"name": "based_on"})["value"]
    assert signed_in.post(EDIT, **mine | {"based_on": based_on}).status_code == 303
    assert len(editions()) == 2


@pytest.mark.parametrize("based_on", ["", "x", "-1", "9" * 30, "²"])
def test_a_forged_number_of_the_version_typed_on_does_no_harm(signed_in, own, editions, based_on):
    signed_in.post(EDIT, **own | {"based_on": based_on})
    assert len(editions()) == 1


def test_a_version_typed_on_that_there_is_not_is_not_found(signed_in, own, editions):
    assert signed_in.post(EDIT, **own | {"based_on": "7"}).status_code == 404
    assert editions() == []


def test_a_version_shows_its_differences_and_can_be_put_back(signed_in, own, editions, acts):
    signed_in.post(EDIT, **own)
    signed_in.post(EDIT, **own | {"body": own["body"].replace("Tot dan!", "Tot ziens!"), "based_on": "1"})
    page = page_of(signed_in.open(f"{TEXTS}versions/2"))
    assert [each.get_text() for each in page("del")] == ["Weg: Tot dan!"]
    assert [each.get_text() for each in page("ins")] == ["Nieuw: Tot ziens!"]
    assert not page.select("main form")

    answer = signed_in.post(f"{TEXTS}versions/1")

    assert answer.status_code == 303
    assert [each.texts for each in editions()][2] == editions()[0].texts
    assert acts()[-1] == ("texts.put_back", "survey klachtbehandeling", {"version": 3, "earlier": 1})


def test_the_built_in_text_can_be_put_back(signed_in, own, editions):
    signed_in.post(EDIT, **own)
    signed_in.post(f"{TEXTS}versions/0")

    assert editions()[-1].texts == {}
    assert "valt niets terug te zetten" in signed_in.open(f"{TEXTS}versions/0").text


def test_the_list_of_versions_can_be_searched_and_exported(signed_in, own):
    assert "nog geen eigen versie" in signed_in.open(f"{TEXTS}versions/").text
    signed_in.post(EDIT, **own, note="=cmd()")

    assert "Versie 1" in signed_in.open(f"{TEXTS}versions/?zoek=cmd").text
    assert "Niets gevonden" in signed_in.open(f"{TEXTS}versions/?zoek=anders").text
    exported = signed_in.open(f"{TEXTS}versions/?als=csv").text.lstrip("\ufeff")
    _, row = csv.reader(io.StringIO(exported), delimiter=";")
    assert not row[3].startswith("=")


@pytest.mark.parametrize(
    "path",
    [
        "/team/surveys/onbekend/texts/",
        f"{TEXTS}sms/nl",
        f"{TEXTS}invitation/xx",
        f"{TEXTS}versions/7",
        "/team/surveys/onbekend/texts/versions/",
    ],
)
def test_what_does_not_exist_is_not_found(signed_in, path):
    assert signed_in.open(path).status_code == 404


def test_analysts_have_no_business_with_texts(colleague):
    analyst = colleague("analyst@gemeente.example")
    analyst.sign_in()
    assert analyst.open(TEXTS).status_code == 403

    admin = colleague("admin@gemeente.example")
    admin.sign_in()
    assert admin.open(EDIT).status_code == 200
