"""Who comes in, who does not, and what the page tells about it."""

from urllib.parse import quote

import pytest
from register_builders import csrf
from sqlalchemy import delete, select

from enquete_app.accounts.models import Account, Role, StaffSession
from enquete_app.team.access import access

sqlite_alone = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@sqlite_alone
@pytest.mark.parametrize("role", Role)
def test_each_role_comes_in_and_sees_the_waves(colleague, role):
    somebody = colleague(f"{role}@gemeente.example")
    answer = somebody.sign_in()

    assert (answer.status_code, answer.location) == (303, "/team/")
    assert somebody.is_signed_in


@sqlite_alone
def test_the_address_may_be_typed_in_capitals_and_with_blanks(colleague):
    assert colleague(" TEAM@Gemeente.example ").sign_in().status_code == 303


@pytest.mark.parametrize(
    "fields",
    [
        {"password": "een ander wachtwoord"},
        {"email": "niemand@gemeente.example"},
        {"email": "new@gemeente.example"},
        {"email": "team@gemeente.example\0"},
        {"email": "' OR 1=1 --"},
        {"password": "\0" * 12},
        {"code": ""},
        {"code": "000000"},
        {"code": "abc"},
        {"code": "٠١٢٣٤٥"},
    ],
)
def test_the_answer_does_not_tell_what_is_wrong(colleague, fields):
    somebody = colleague()
    answer = somebody.sign_in(**fields)

    assert answer.status_code == 422
    assert "Het e-mailadres, het wachtwoord of de code klopt niet." in answer.text
    assert not somebody.is_signed_in


@sqlite_alone
@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"email": ""}, "Vul uw e-mailadres in."),
        ({"password": ""}, "Vul uw wachtwoord in."),
        ({"password": "x" * 201}, "Dit wachtwoord is te lang."),
    ],
)
def test_what_is_missing_is_said_without_giving_the_password_back(colleague, fields, words):
    answer = colleague().sign_in(**fields)

    assert answer.status_code == 422
    assert words in answer.text
    assert "xxx" not in answer.text


@sqlite_alone
def test_after_ten_attempts_from_one_address_one_has_to_wait_whatever_one_tries(colleague):
    somebody = colleague()
    tried = [somebody.sign_in(email=f"{each}@x.example").status_code for each in range(10)]
    waits = somebody.sign_in()

    assert {*tried} == {422}
    assert waits.status_code == 429
    assert "Te veel pogingen" in waits.text


@sqlite_alone
@pytest.mark.parametrize(
    "onward",
    [
        *(
            "//evil.example/team/",
            "https://evil.example/team/",
            "///evil.example/team/x",
            "javascript:alert(1)",
        ),
        *("/team/\\evil.example", "/\\evil.example/team/", "\t//evil.example/team/", "/e/x", ""),
    ],
)
def test_signing_in_never_leads_away_from_the_staff_pages(colleague, onward):
    assert colleague().sign_in(query=f"?next={quote(onward)}").location == "/team/"


@sqlite_alone
def test_signing_in_leads_to_the_page_that_was_asked_for(colleague):
    somebody = colleague()
    asked = somebody.open("/team/waves/1/results")
    assert asked.status_code == 302
    assert asked.location == "/team/sign-in?next=/team/waves/1/results"

    assert somebody.sign_in(query="?next=/team/waves/1/results").location == "/team/waves/1/results"


@sqlite_alone
def test_a_role_that_a_page_is_not_for_is_refused(app, colleague):
    @access(Role.ADMIN)
    def secret():
        return "for admins"

    app.add_url_rule("/team/secret", view_func=secret)
    answers = {}
    for role in Role:
        somebody = colleague(f"{role}@gemeente.example")
        somebody.sign_in()
        answers[role] = somebody.open("/team/secret")

    assert {role: answer.status_code for role, answer in answers.items()} == {
        Role.TEAM: 403,
        Role.ANALYST: 403,
        Role.ADMIN: 200,
    }
    assert "Geen toegang" in answers[Role.TEAM].text


@sqlite_alone
def test_a_form_from_elsewhere_signs_nobody_in_or_out(colleague, signed_in):
    fields = {"email": "team@gemeente.example", "password": "een lang wachtwoord"}

    assert colleague().client.post("/team/sign-in", data=fields).status_code == 400
    assert signed_in.client.post("/team/sign-out").status_code == 400
    assert signed_in.is_signed_in


@sqlite_alone
def test_signing_out_ends_the_session(signed_in):
    answer = signed_in.post("/team/sign-out", "/team/")

    assert (answer.status_code, answer.location) == (303, "/team/sign-in")
    assert not signed_in.is_signed_in


@sqlite_alone
def test_a_session_of_the_release_before_is_over(colleague):
    somebody = colleague()
    with somebody.client.session_transaction() as cookie:
        cookie["staff"] = [1, "a mark of the password"]

    assert not somebody.is_signed_in
    assert somebody.sign_in().status_code == 303


@sqlite_alone
def test_a_removed_account_is_signed_out_and_a_changed_role_counts_at_once(app, signed_in, database):
    @access(Role.TEAM)
    def ours():
        return "for the team"

    signed_in.client.application.view_functions["team.waves_index"] = ours
    assert signed_in.is_signed_in
    with database.transaction() as session:
        account = session.scalar(select(Account).where(Account.email == signed_in.email))
        account.roles = {Role.ANALYST}
    assert signed_in.open("/team/").status_code == 403
    with database.transaction() as session:
        session.delete(session.get(Account, account.id))

    assert signed_in.open("/team/").status_code == 302


@sqlite_alone
def test_signing_in_and_out_begins_a_new_session_but_keeps_an_open_questionnaire(colleague):
    somebody = colleague()
    with somebody.client.session_transaction() as cookie:
        cookie.update(invitations={"handle": "invitation"}, planted="by somebody else")
    somebody.sign_in()
    with somebody.client.session_transaction() as cookie:
        assert cookie["invitations"] == {"handle": "invitation"}
        assert "planted" not in cookie
    somebody.post("/team/sign-out", "/team/")

    with somebody.client.session_transaction() as cookie:
        assert cookie["invitations"] == {"handle": "invitation"}
        assert "staff" not in cookie


@sqlite_alone
def test_a_form_that_was_open_when_the_session_ended_can_be_sent_after_signing_in_again(signed_in, database):
    form = {"csrf_token": csrf(signed_in.open("/team/").text)}
    with database.transaction() as session:
        session.execute(delete(StaffSession))
    signed_in.sign_in()

    assert signed_in.client.post("/team/language", data=form).status_code == 303


@sqlite_alone
def test_a_form_that_somebody_else_opened_in_this_browser_cannot(colleague):
    somebody = colleague("team@gemeente.example")
    somebody.sign_in()
    form = {"csrf_token": csrf(somebody.open("/team/").text)}
    somebody.email = "admin@gemeente.example"
    somebody.sign_in()

    assert somebody.client.post("/team/language", data=form).status_code == 400
