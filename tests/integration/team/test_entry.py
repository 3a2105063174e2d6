"""Answers from the phone or from paper: entered with the code, on the respondents' pages, without a trace."""

import re

import pytest
from builders import saved, sent, started
from letters_builders import code_of, messages, wave_with_letters
from sqlalchemy import delete, func, select

from enquete_app.accounts.models import StaffSession
from enquete_app.answers.ballots import Box, peek
from enquete_app.answers.drafts import Typed
from enquete_app.answers.models import Ballot, Draft
from enquete_app.audit.models import AuditLine
from enquete_app.fieldwork.answering.entering import Entry
from enquete_app.fieldwork.answering.visiting import Standing, visit
from enquete_app.fieldwork.messages.renewing import renew
from enquete_app.fieldwork.models import Invitation, Participation, Wave
from enquete_app.web.limits import init_limits

TICKED = {"uninvolved": "y", "came": "phone"}


@pytest.fixture
def letter(database, keyring):
    """Somebody's invitation by letter, and its code."""
    with database.transaction() as session:
        wave = wave_with_letters(session, keyring, people=2)
        invitation = messages(session, wave)[0].invitation
        return invitation.id, code_of(session, invitation, keyring)


def enter(colleague, code, **fields):
    return colleague.post("/team/entry", code=code, **(TICKED | fields))


def fill_in(colleague, address, **answers):
    """Answer a page of the questionnaire and go on; gives where that leads."""
    fields = dict(re.findall('name="(csrf_token|handle)" value="([^"]+)"', colleague.open(address).text))
    return colleague.client.post(address, data={**fields, "go": "next", **answers}).location


def without_token(colleague, address):
    """A page without what tells in which second it was made."""
    return re.sub('name="csrf_token" value="[^"]+"', "", colleague.open(address).text)


def send(colleague, address):
    check = f"{address.rpartition('/')[0]}/controle"
    fields = dict(re.findall('name="(csrf_token|handle)" value="([^"]+)"', colleague.open(check).text))
    return colleague.client.post(check, data={**fields, "go": "send"})


@pytest.mark.parametrize("entry", Entry)
def test_the_answers_go_into_the_ballot_box_with_how_they_came(signed_in, letter, database, keyring, entry):
    _, code = letter
    address = enter(signed_in, code, came=entry.value).location
    fill_in(signed_in, address, V1="1")
    answer = send(signed_in, address)

    assert answer.location == "/team/entry?verstuurd=1"
    page = signed_in.open(answer.location)
    assert "De antwoorden zijn verwerkt" in page.text
    assert code not in page.text
    with database.reader() as session:
        wave = session.get(Wave, 1)
        [(_, content)] = peek(session, [Box(wave.id, wave.salt)], keyring)
        assert content.strata[-1] == entry.value
        assert content.answers == {"V1": 1}
        assert {each.partition(".")[0] for each in session.scalars(select(AuditLine.act))} <= {"account"}


def test_after_sending_this_browser_knows_nothing_of_it(signed_in, letter):
    address = enter(signed_in, letter[1]).location
    send(signed_in, address)

    assert signed_in.open(address).status_code == 403
    with signed_in.client.session_transaction() as cookie:
        assert cookie["invitations"] == {}


def test_what_the_person_typed_before_is_not_shown(signed_in, letter, database, keyring):
    invitation_id, code = letter
    with database.transaction() as session:
        started(session, invitation_id, keyring)
        saved(session, invitation_id, keyring, Typed({"V1": 6, "V1_anders": "geheim"}, seen=("indienen",)))
    address = enter(signed_in, code).location

    assert address.endswith("/indienen")
    assert "geheim" not in signed_in.open(address).text
    with database.reader() as session:
        assert visit(session, invitation_id, keyring).typed == Typed()


def test_who_answers_in_an_own_browser_is_still_recorded_as_invited(
    app, letter, database, keyring, colleague
):
    somebody = colleague()
    page = somebody.client.post("/code", data={"code": letter[1], "go": "start"})
    assert send(somebody, page.location).location.partition("?")[0].endswith("/verstuurd")
    with database.reader() as session:
        wave = session.get(Wave, 1)
        [(_, content)] = peek(session, [Box(wave.id, wave.salt)], keyring)
        assert content.strata[-1] == "letter"


def test_who_is_no_colleague_any_more_cannot_go_on_with_an_entry_in_this_browser(signed_in, letter, database):
    _, code = letter
    address = enter(signed_in, code).location
    fill_in(signed_in, address, V1="1")
    with database.transaction() as session:
        session.execute(delete(StaffSession))

    for each in (address, f"{address.rpartition('/')[0]}/controle"):
        assert signed_in.open(each).location == "/team/sign-in"
        assert signed_in.client.post(each, data={"go": "send"}).location == "/team/sign-in"
    with database.reader() as session:
        assert session.scalar(select(func.count()).select_from(Ballot)) == 0


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"uninvolved": ""}, "uninvolved"),
        ({"came": "fax"}, "came"),
        ({"came": ""}, "came"),
        ({"code": ""}, "code"),
    ],
)
def test_what_is_missing_is_told(signed_in, letter, fields, field):
    answer = signed_in.post("/team/entry", **({"code": letter[1]} | TICKED | fields))

    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text


def test_a_wrong_code_is_told_as_to_respondents_and_guessing_is_slowed(signed_in, letter, app):
    init_limits(app, "")
    answers = [enter(signed_in, "C" * 16) for _ in range(11)]

    assert [each.status_code for each in answers] == [422] * 10 + [429]
    assert "Deze code kennen wij niet" in answers[0].text
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert enter(signed_in, letter[1]).status_code == 303


def test_that_a_code_was_used_does_not_show_and_the_first_answers_count(signed_in, letter, database, keyring):
    invitation_id, code = letter
    first = enter(signed_in, code).location
    pages = [without_token(signed_in, each) for each in ("/team/entry", first)]
    with database.transaction() as session:
        saved(session, invitation_id, keyring, Typed({"V1": 6}))
        assert sent(session, invitation_id, keyring) is Standing.ANSWERED

    assert [without_token(signed_in, each) for each in ("/team/entry", first)] == pages
    assert send(signed_in, first).location == send(signed_in, enter(signed_in, code).location).location
    with database.reader() as session:
        wave = session.get(Wave, 1)
        [(_, content)] = peek(session, [Box(wave.id, wave.salt)], keyring)
        assert content.answers == {"V1": 6}
        assert session.scalar(select(func.count()).select_from(Draft)) == 0


def test_after_closing_a_code_opens_nothing(signed_in, letter, database):
    with database.transaction() as session:
        for each in session.scalars(select(Participation)):
            session.delete(each)

    assert "Deze meting is gesloten" in enter(signed_in, letter[1]).text
    with database.reader() as session:
        assert session.scalar(select(func.count()).select_from(Ballot)) == 0


def test_without_letters_there_is_nothing_to_enter(signed_in, letter, database):
    assert "Antwoorden invoeren" in signed_in.open("/team/").text
    with database.transaction() as session:
        session.get(Wave, 1).survey.letters = False

    assert "Geen enkel onderzoek schrijft brieven" in signed_in.open("/team/entry").text


def test_what_was_opened_before_new_credentials_ends_with_them(app, letter, database, keyring, colleague):
    somebody = colleague()
    address = somebody.client.post("/code", data={"code": letter[1], "go": "start"}).location
    assert somebody.open(address).status_code == 200
    with database.transaction() as session:
        renew(session, session.get(Invitation, letter[0]), keyring)

    assert somebody.open(address).status_code == 403
