"""The team sees which mails did not arrive, and corrects an address."""

import re
from datetime import timedelta

import pytest
from builders import MORNING, drawn_wave, saved, sent, token
from sqlalchemy import select, update

from enquete_app.answers.drafts import Typed
from enquete_app.audit.models import AuditLine
from enquete_app.fieldwork.calendar import AMSTERDAM
from enquete_app.fieldwork.models import Invitation, Message, MessageKind, MessageState, Wave
from enquete_app.jobs.due import run_due
from enquete_app.register.models import Complaint

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def refused(app, database, keyring):
    """The number of a mail that was refused, in a wave that closes in a month by the real clock."""
    with database.transaction() as session:
        drawn_wave(session, keyring, people=3)
        first = session.scalars(select(Invitation)).first()
        first.complaint.email = "=weg@onbestelbaar.example"
        number = session.scalar(select(Message.id).where(Message.invitation_id == first.id))
    with app.app_context():
        list(run_due(app, MORNING))
    with database.transaction() as session:
        session.execute(update(Wave).values(closes_on=MORNING.replace(year=2100).date()))
    return number


def test_the_page_of_the_wave_leads_to_what_needs_attention(signed_in, refused):
    page = signed_in.open("/team/waves/1").text
    assert "1 mail vraagt aandacht" in page
    assert 'href="/team/waves/1/attention"' in page


def test_the_list_says_what_is_the_matter_and_leads_to_mailing_again(signed_in, refused):
    page = signed_in.open("/team/waves/1/attention").text
    assert "Geweigerd door de mailserver van de ontvanger" in page
    assert f'href="/team/waves/1/attention/{refused}"' in page
    file = signed_in.open("/team/waves/1/attention?als=csv").text
    assert "'=weg@onbestelbaar.example" in file


def test_without_such_mails_the_list_says_so(signed_in, refused, database):
    with database.transaction() as session:
        session.execute(update(Message).values(state=MessageState.SENT))
    assert "U hoeft niets te doen." in signed_in.open("/team/waves/1/attention").text
    assert "vraagt aandacht" not in signed_in.open("/team/waves/1").text


@pytest.mark.parametrize(
    ("language", "one", "two"),
    [
        ("nl", "1 mail is misschien nog niet aangekomen", "2 mails zijn misschien nog niet aangekomen"),
        ("en", "1 mail may not have arrived yet", "2 mails may not have arrived yet"),
    ],
)
def test_the_page_of_the_wave_tells_of_first_mails_that_are_still_under_way(
    signed_in, refused, database, language, one, two
):
    signed_in.post("/team/language", "/team/", go=language, page="/team/")
    assert one[2:] not in signed_in.open("/team/waves/1").text
    for words, number in ((one, refused + 1), (two, refused + 2), (two, refused)):
        with database.transaction() as session:
            # Twice as often says no more of it; of one that failed it says nothing.
            session.execute(update(Message).where(Message.id == number).values(soft_bounces=2))
        assert words in signed_in.open("/team/waves/1").text


@pytest.mark.parametrize("values", [{"soft_bounces": 1}, {"state": MessageState.FAILED}])
def test_no_page_tells_what_came_back_of_a_reminder(signed_in, refused, app, database, values):
    with app.app_context():
        list(run_due(app, MORNING + timedelta(days=11)))
    pages = ("/team/waves/1", "/team/waves/1/attention", "/team/waves/1/letters", "/team/audit-log")

    def shown():
        # The token against forgery holds the second at which it was made.
        return [re.sub(r'(csrf_token" value=)"[^"]*"', r"\1", signed_in.open(page).text) for page in pages]

    before = shown()

    with database.transaction() as session:
        session.execute(update(Message).where(Message.kind == MessageKind.REMINDER).values(values))

    assert shown() == before


def test_a_corrected_address_goes_out_again_and_into_the_register_and_the_log(
    signed_in, refused, app, database, tmp_path
):
    answer = signed_in.post(f"/team/waves/1/attention/{refused}", email=" goed@inwoner.example ")

    assert (answer.status_code, answer.location) == (303, "/team/waves/1/attention")
    assert "Er gaat een nieuwe mail" in signed_in.open(answer.location).text
    with database.reader() as session:
        line = session.scalars(select(AuditLine).order_by(AuditLine.id.desc())).first()
        assert (line.who, line.act, line.about) == ("team@gemeente.example", "mail.corrected", "wave 1")
        assert line.facts == {"trouble": "refused"}
        assert "goed@inwoner.example" in session.scalars(select(Complaint.email)).all()
    with app.app_context():
        list(run_due(app, MORNING.now(AMSTERDAM)))
    assert any("goed@inwoner.example" in file.read_text() for file in (tmp_path / "mailbox").iterdir())


@pytest.mark.parametrize(
    ("email", "fault"), [("", "Vul een e-mailadres in."), ("geen", "Naar dit adres kan geen mail")]
)
def test_an_address_that_is_none_is_shown_again_with_what_is_wrong(signed_in, refused, email, fault):
    answer = signed_in.post(f"/team/waves/1/attention/{refused}", email=email)

    assert answer.status_code == 422
    assert answer.text.count(fault) == 2
    assert f'value="{email}"' in answer.text
    assert "<title>Fout:" in answer.text.replace("\n", "")


def test_in_the_last_week_nobody_is_mailed_again(signed_in, refused, database):
    with database.transaction() as session:
        session.execute(update(Wave).values(closes_on=MORNING.now(AMSTERDAM).date()))
    assert "Opnieuw mailen kan niet meer" in signed_in.open("/team/waves/1/attention").text
    answer = signed_in.post(f"/team/waves/1/attention/{refused}", email="goed@inwoner.example")
    assert answer.status_code == 422
    assert "Een nieuwe mail heeft geen zin meer." in answer.text


@pytest.mark.parametrize("path", ["1/attention/99999", "2/attention/1", "9/attention", "1/attention/x"])
def test_what_is_not_there_is_not_found(signed_in, refused, path):
    assert signed_in.open(f"/team/waves/{path}").status_code == 404


@pytest.mark.parametrize("role", ["analyst", "admin"])
def test_who_may_not_see_contact_data_sees_none(colleague, refused, role):
    somebody = colleague(f"{role}@gemeente.example")
    somebody.sign_in()

    assert "1 mail vraagt aandacht" in somebody.open("/team/waves/1").text
    assert "/attention" not in somebody.open("/team/waves/1").text
    for path in ("attention", f"attention/{refused}", "close"):
        assert somebody.open(f"/team/waves/1/{path}").status_code == 403


def test_a_questionnaire_open_with_the_old_link_is_open_no_longer(signed_in, refused, app, database, keyring):

    with database.reader() as session:
        own = session.get_one(Message, refused).invitation_id
    browser = app.test_client()
    page = browser.post(f"/e/{token(own, keyring)}", data={"go": "start"}, follow_redirects=True)
    assert page.status_code == 200
    signed_in.post(f"/team/waves/1/attention/{refused}", email="goed@inwoner.example")

    assert browser.get(page.request.path).status_code == 403


def test_a_wave_is_closed_early_only_after_asking(signed_in, refused, app, database):
    asked = signed_in.open("/team/waves/1/close").text
    assert "Meting 1 nu sluiten?" in asked
    assert "U kunt dit niet ongedaan maken." in asked
    assert signed_in.post("/team/waves/1/close").status_code == 303
    with app.app_context():
        list(run_due(app, MORNING.now(AMSTERDAM)))
    with database.reader() as session:
        assert session.get_one(Wave, 1).state == "closed"
        assert "wave.closed" in session.scalars(select(AuditLine.act)).all()
    assert signed_in.open("/team/waves/1/close").status_code == 409


def test_a_wave_of_which_nothing_left_in_time_says_so_and_what_to_do(signed_in, app, database, keyring):
    with database.transaction() as session:
        drawn_wave(session, keyring)
    with app.app_context():
        list(run_due(app, MORNING + timedelta(days=15)))

    for path in ("/team/waves/1", "/team/waves/1/attention"):
        page = signed_in.open(path).text
        assert "Er is niets verstuurd, en er gaat ook niets meer weg." in page
        assert "3 uitnodigingen gingen niet weg binnen 14 dagen" in page
        assert "vanzelf op 27 juni 2025" in page
        assert 'href="/team/waves/1/close"' in page
        assert 'href="/team/waves/1/discard"' in page
        assert 'href="/team/surveys/klachtbehandeling/design"' in page
        assert "U hoeft niets te doen." not in page
    assert "De mails gaan weg" not in signed_in.open("/team/waves/1").text
    page = signed_in.open("/team/waves/1/close").text
    assert "Er is niets verstuurd" in page
    assert "De links in de mails" not in page

    with app.app_context():
        list(run_due(app, MORNING + timedelta(days=43)))
    assert "gesloten zonder dat er iets verstuurd is" in signed_in.open("/team/waves/1").text


@pytest.mark.parametrize("answers", [False, True])
def test_a_second_press_lands_where_the_first_did_whoever_answered(
    signed_in, refused, app, database, keyring, answers
):
    if answers:
        with database.transaction() as session:
            person = session.get_one(Message, refused).invitation_id
            saved(session, person, keyring, Typed({"V10": 5}))
            sent(session, person, keyring)
    page = f"/team/waves/1/attention/{refused}"
    form = signed_in.filled_in(page, email="goed@inwoner.example")

    for _ in range(2):
        answer = signed_in.client.post(page, data=form)
        assert (answer.status_code, answer.location) == (303, "/team/waves/1/attention")
        assert "Er gaat een nieuwe mail" in signed_in.open(answer.location).text

    with database.reader() as session:
        message = session.get_one(Message, refused)
        assert (message.state, message.invitation.version) == (MessageState.PLANNED, 2)
        corrected = select(AuditLine).where(AuditLine.act == "mail.corrected")
        assert len(session.scalars(corrected).all()) == 1


def test_another_address_after_the_first_press_is_not_taken_for_it(signed_in, refused, database):
    page = f"/team/waves/1/attention/{refused}"
    form = signed_in.filled_in(page, email="goed@inwoner.example")
    signed_in.client.post(page, data=form)

    answer = signed_in.client.post(page, data=form | {"email": "anders@inwoner.example"})

    assert answer.status_code == 303
    assert "Er is niets gewijzigd" in signed_in.open(answer.location).text
    with database.reader() as session:
        message = session.get_one(Message, refused)
        assert message.invitation.complaint.email == "goed@inwoner.example"
        assert message.invitation.version == 2


@pytest.mark.parametrize("version", ["9" * 30, "-1", "x", "0"])
def test_a_version_that_cannot_be_is_as_good_as_none(signed_in, refused, version):
    answer = signed_in.post(f"/team/waves/1/attention/{refused}", email="geen", version=version)

    assert answer.status_code == 422
    assert "Naar dit adres kan geen mail" in answer.text


def test_a_mail_that_failed_again_is_not_mailed_by_an_old_form(signed_in, refused, database):
    page = f"/team/waves/1/attention/{refused}"
    form = signed_in.filled_in(page, email="goed@inwoner.example")
    signed_in.client.post(page, data=form)
    with database.transaction() as session:
        session.get_one(Message, refused).state = MessageState.FAILED

    assert signed_in.client.post(page, data=form).status_code == 303
    with database.reader() as session:
        assert session.get_one(Message, refused).state is MessageState.FAILED
