"""Pages for letters: make a batch, download it, mark it as posted, take it back, go on by letter."""

from datetime import UTC, datetime, timedelta

import pytest
from babel.dates import format_date
from builders import complaint
from letters_builders import messages, on_paper
from sqlalchemy import event, select

from enquete_app.audit.models import AuditLine
from enquete_app.fieldwork.calendar import local_day
from enquete_app.fieldwork.drawing.draws import Order, find_survey, make_draw
from enquete_app.fieldwork.letters import batches as letters
from enquete_app.fieldwork.letters.models import LetterBatch
from enquete_app.fieldwork.models import Contact, Message, MessageKind, MessageState, Wave
from enquete_app.fieldwork.waves.closing import close_wave
from enquete_app.fieldwork.waves.progress import find_wave
from enquete_app.jobs.due import run_due

LETTERS = "/team/waves/1/letters"
BATCH = f"{LETTERS}/1"
FORM = {"dated_on": "", "kind": "invitation"}


@pytest.fixture
def today():
    return local_day(datetime.now(UTC))


@pytest.fixture
def wave(app, database, keyring, today):
    """Two people who are written to and one whose mail came back, drawn today."""
    dates = {"received": today - timedelta(days=60), "closed": today - timedelta(days=30)}
    with database.transaction() as session:
        survey = find_survey(session, "klachtbehandeling")
        survey.letters = True
        gone = {"name": "Mevrouw Weg", "address": "Laan 1", "postcode": "1234 AB"}
        session.add_all([on_paper(1, **dates), on_paper(2, **dates)])
        session.add(complaint(email="weg@onbestelbaar.example", **gone, **dates))
        session.add(complaint(email="aan@inwoner.example", **dates))
        session.flush()
        make_draw(session, survey, Order(as_of=today), keyring)
    with app.app_context():
        list(run_due(app, datetime.now(UTC)))


@pytest.fixture
def make(signed_in, wave, today):
    return lambda **fields: signed_in.post(LETTERS, **(FORM | {"dated_on": str(today)} | fields))


def acts(database):
    with database.reader() as session:
        own = select(AuditLine).where(AuditLine.act.startswith("letters.")).order_by(AuditLine.id)
        return [(each.act, each.facts) for each in session.scalars(own)]


def test_from_waiting_to_posted_and_back(signed_in, make, database, today):
    assert "2 uitnodigingen wachten" in signed_in.open(LETTERS).text
    answer = make()
    assert (answer.status_code, answer.location) == (303, BATCH)
    assert "Er wachten nu geen brieven" in signed_in.open(LETTERS).text

    pdf = signed_in.post(f"{BATCH}/pdf", form_at=BATCH)
    assert pdf.content_type == "application/pdf"
    assert pdf.data.startswith(b"%PDF")
    assert pdf.headers["Cache-Control"] == "no-store"

    answer = signed_in.post(f"{BATCH}/posted", posted_on=str(today))
    assert answer.location == BATCH
    assert "2 brieven gemarkeerd als gepost" in signed_in.open(BATCH).text
    assert signed_in.open(BATCH).text.count("/pdf") == 0

    assert signed_in.post(f"{BATCH}/back").status_code == 303
    assert signed_in.post(f"{BATCH}/apart").location == LETTERS
    assert "2 uitnodigingen wachten" in signed_in.open(LETTERS).text
    assert [act for act, _ in acts(database)] == [
        *("letters.made", "letters.downloaded", "letters.posted", "letters.taken_back"),
        "letters.taken_apart",
    ]
    assert acts(database)[1][1] == {"batch": 1, "letters": 2}


def test_once_posted_the_pdf_cannot_be_had(signed_in, make, today):
    make()
    token = signed_in.open(BATCH).text.split('name="csrf_token" value="')[1].split('"')[0]
    signed_in.post(f"{BATCH}/posted", posted_on=str(today))

    assert signed_in.client.post(f"{BATCH}/pdf", data={"csrf_token": token}).status_code == 409


@pytest.mark.parametrize("day", ["", "gisteren", "2020-01-01"])
def test_a_day_that_cannot_be_is_told_beside_the_field(make, day):
    answer = make(dated_on=day)

    assert answer.status_code == 422
    assert 'href="#dated_on"' in answer.text


def test_who_opted_out_since_is_named_to_be_taken_out(signed_in, make, database):
    make()
    with database.transaction() as session:
        letter = next(m for m in messages(session, find_wave(session, "1")) if m.by_letter)
        session.merge(Contact(hash=letter.invitation.contact_hash, opted_out=True))

    page = signed_in.open(BATCH).text
    assert "Haal deze brieven uit de stapel" in page
    assert "Pietersen: heeft zich afgemeld" in page


def test_of_erased_letters_it_says_so_and_when(signed_in, make, app, database, keyring, today):
    make()
    signed_in.post(f"{BATCH}/posted", posted_on=str(today))
    with database.transaction() as session:
        session.add(LetterBatch(wave_id=1, kind="reminder", made_at=datetime.now(UTC), dated_on=today))
        close_wave(session, 1, keyring)
    assert "<dt>Brieven</dt><dd>2</dd>" in signed_in.open(BATCH).text

    with app.app_context():
        list(run_due(app, datetime.now(UTC)))
        list(run_due(app, datetime.now(UTC) + timedelta(days=30)))

    day = format_date(today + timedelta(days=30), "d MMMM y", locale="nl")
    assert f"<dt>Brieven</dt><dd>gewist op {day}</dd>" in signed_in.open(BATCH).text
    assert "<dd>gewist toen de meting sloot</dd>" in signed_in.open(f"{LETTERS}/2").text
    assert f">gewist op {day}</td>" in signed_in.open(LETTERS).text
    assert ">gewist toen de meting sloot</td>" in signed_in.open(LETTERS).text
    assert signed_in.open(f"{LETTERS}?als=csv").text.splitlines()[1].endswith(";")


def test_a_name_that_cannot_be_printed_is_told(signed_in, make, database):
    with database.transaction() as session:
        letter = next(m for m in messages(session, find_wave(session, "1")) if m.by_letter)
        letter.invitation.complaint.name = "李明"
    make()

    assert "Schrijf deze namen of adressen met de hand" in signed_in.open(BATCH).text


def test_a_batch_is_found_under_its_own_wave_only(signed_in, make, database):
    make()
    with database.transaction() as session:
        wave = session.get(Wave, 1)
        session.add(
            Wave(
                survey_id=wave.survey_id,
                questionnaire_id=wave.questionnaire_id,
                questionnaire_version=wave.questionnaire_version,
                state=wave.state,
            )
        )

    assert signed_in.open(BATCH).status_code == 200
    for path in (
        "/team/waves/2/letters/1",
        f"{LETTERS}/9",
        f"{LETTERS}/x",
        f"{LETTERS}/99999999999999999999",
    ):
        assert signed_in.open(path).status_code == 404


def test_whose_mail_came_back_goes_on_by_letter(signed_in, wave, database):
    assert "1 mail kwam niet aan" in signed_in.open(LETTERS).text
    page = signed_in.open("/team/waves/1/by-letter").text
    assert "Mevrouw Weg" in page
    assert "aan@inwoner.example" not in page
    value = page.split('name="mail" value="')[1].split('"')[0]

    assert signed_in.post("/team/waves/1/by-letter", mail=value).location == LETTERS
    assert "3 uitnodigingen wachten" in signed_in.open(LETTERS).text
    assert acts(database) == [("letters.instead_of_mail", {"people": 1})]
    assert "Er is niemand" in signed_in.open("/team/waves/1/by-letter").text


@pytest.mark.parametrize("value", ["", "0", "999", "x", "99999999999999999999"])
def test_without_a_choice_nothing_happens(signed_in, wave, database, value):
    assert signed_in.post("/team/waves/1/by-letter", mail=value).location == "/team/waves/1/by-letter"
    assert acts(database) == []


def test_letters_confirmed_for_a_later_day_are_told_with_their_day(signed_in, wave, database, today):
    with database.transaction() as session:
        own = select(Message).where(Message.by_letter)
        for message in session.scalars(own):
            message.due_at = datetime.now(UTC) + timedelta(days=2)

    page = signed_in.open(LETTERS).text

    assert "2 brieven kunnen vanaf" in page
    assert "Iedereen in deze meting heeft een e-mailadres" not in page


def test_a_survey_without_letters_says_so(signed_in, wave, database):
    with database.transaction() as session:
        find_survey(session, "klachtbehandeling").letters = False

    assert "Dit onderzoek schrijft geen brieven" in signed_in.open(LETTERS).text
    assert "Antwoorden invoeren" not in signed_in.open("/team/").text
    assert "Dit kan nu niet" in signed_in.open("/team/waves/1/by-letter").text


@pytest.mark.parametrize("role", ["analyst", "admin"])
def test_only_the_team_sees_letters(colleague, wave, role):
    other = colleague(f"{role}@gemeente.example")
    other.sign_in()

    for path in (LETTERS, "/team/waves/1/by-letter", "/team/entry"):
        assert other.open(path).status_code == 403
    assert "Antwoorden invoeren" not in other.open("/team/").text


def _statements(database, act):
    seen = []
    event.listen(database.engine, "before_cursor_execute", lambda *args: seen.append(args[2]))
    act()
    return len([each for each in seen if each.startswith("SELECT")])


def test_the_pages_take_few_statements(signed_in, make, database):
    make()

    assert _statements(database, lambda: signed_in.open(LETTERS)) < 10
    assert _statements(database, lambda: signed_in.open(BATCH)) < 10
    with database.reader() as session:
        letters = [m for m in messages(session, find_wave(session, "1")) if m.by_letter]
        assert {m.state for m in letters} == {MessageState.PLANNED}


def test_a_second_press_lands_on_the_batch_that_the_first_made(signed_in, wave, today, database, monkeypatch):
    # Fewer fit than wait, so that a second press could make another.
    monkeypatch.setattr(letters, "MOST_IN_BATCH", 1)
    form = signed_in.filled_in(LETTERS, **(FORM | {"dated_on": str(today)}))

    first, again = (signed_in.client.post(LETTERS, data=form) for _ in range(2))

    assert (first.status_code, first.location) == (303, BATCH)
    assert (again.status_code, again.location) == (303, BATCH)
    assert [act for act, _ in acts(database)] == ["letters.made"]

    form = signed_in.filled_in(LETTERS, **(FORM | {"dated_on": str(today)}))
    assert signed_in.client.post(LETTERS, data=form).location == f"{LETTERS}/2"
    assert signed_in.client.post(LETTERS, data=form).location == f"{LETTERS}/2"


@pytest.mark.parametrize(
    "fields",
    [{}]
    + [{"seen": each} for each in ("", "9" * 30, "3", "yesterday", "2025-05-15T09:00")]
    + [{"seen": each} for each in ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00")],
)
def test_a_page_that_tells_no_moment_that_can_be_is_an_old_one(make, monkeypatch, fields):
    monkeypatch.setattr(letters, "MOST_IN_BATCH", 1)

    assert [make(**fields).location for _ in range(2)] == [BATCH, BATCH]


def test_a_second_press_is_known_also_where_the_page_was_shown_while_the_first_was_under_way(
    signed_in, wave, today, database, keyring, monkeypatch
):
    monkeypatch.setattr(letters, "MOST_IN_BATCH", 1)
    pressed_at = datetime.now(UTC)
    form = signed_in.filled_in(LETTERS, **(FORM | {"dated_on": str(today)}))
    kind = MessageKind.INVITATION
    with database.transaction() as session:
        its = find_wave(session, "1")
        letters.make_batch(session, its, kind, today, now=pressed_at, keyring=keyring)

    assert signed_in.client.post(LETTERS, data=form).location == BATCH


def test_a_second_press_is_known_also_where_a_batch_was_taken_apart_meanwhile(
    signed_in, wave, today, database, monkeypatch
):
    monkeypatch.setattr(letters, "MOST_IN_BATCH", 1)
    signed_in.client.post(LETTERS, data=signed_in.filled_in(LETTERS, **(FORM | {"dated_on": str(today)})))
    form = signed_in.filled_in(LETTERS, **(FORM | {"dated_on": str(today)}))
    with database.transaction() as session:
        its = find_wave(session, "1")
        letters.take_apart(session, its, letters.find_batch(session, its, "1"), today)

    first, again = (signed_in.client.post(LETTERS, data=form) for _ in range(2))

    assert first.status_code == 303
    assert again.location == first.location


def test_a_batch_for_another_day_is_no_second_press(signed_in, wave, today):
    form = signed_in.filled_in(LETTERS, **(FORM | {"dated_on": str(today)}))
    signed_in.client.post(LETTERS, data=form)

    again = signed_in.client.post(LETTERS, data=form | {"dated_on": str(today + timedelta(days=1))})

    assert again.status_code == 422
    assert "Er is niemand om nu een brief aan te schrijven." in again.text
