"""Links, letter codes and browsers: who comes in, and what others are told."""

import pytest

from enquete_app.fieldwork.retention.erasing import choose_terms
from enquete_app.fieldwork.retention.terms import Terms
from enquete_app.jobs.due import close_and_forget

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_looking_at_a_link_gives_no_cookie_and_begins_nothing(app, person, method):
    answer = app.test_client().open(person.link, method=method)

    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert person.draft() is None


def test_the_address_after_the_link_does_not_hold_the_token(begun, person):
    assert person.link.rpartition("/")[2] not in begun.url + begun.text


def test_the_welcome_page_says_until_when_and_what_is_promised(visitor, person):
    welcome = visitor().open(person.link)

    assert "Welkom bij de vragenlijst" in welcome.text
    assert "vrijwillig en anoniem" in welcome.text
    assert person.opt_out in welcome.text


def test_the_same_link_goes_on_where_one_was(begun, visitor, person):
    begun.next(V1=1).next(V3=4)
    again = visitor().open(person.link)
    assert "Ga verder" in again.text

    assert again.press("go", "start").page_id == "procedure"


def test_a_used_link_says_that_it_was_used_and_where_to_go(begun, visitor, person):
    begun.go_to("controle").press("go", "send")
    for fields in (None, {"go": "start"}):
        used = visitor().open(person.link, fields)

        assert (used.status, used.heading) == (200, "Uw antwoorden zijn al verstuurd")
        assert "Nationale ombudsman" in used.text


def test_after_closing_every_way_in_says_so(app, begun, visitor, person):
    begun.next(V1=1)
    form = {**begun.form(), "go": "next"}
    close_and_forget(app, 1)
    questions = begun.url.rpartition("/")[0]
    ways = [(person.link, None), (person.link, {"go": "start"}), (questions + "/gelijk", form)]
    ways += [(f"{questions}/{page}", None) for page in ("indienen", "controle", "verstuurd")]
    ways += [(questions + "/controle", form | {"go": "send"}), ("/code", {"code": person.code})]
    for address, fields in ways:
        assert begun.open(address, fields).status == 410, address
        assert begun.heading == "De vragenlijst is gesloten"


def test_after_closing_nobody_can_tell_who_had_answered(app, begun, visitor, people):
    begun.go_to("controle").press("go", "send")
    close_and_forget(app, 1)
    pages = [visitor().open(each.link) for each in people]

    assert {page.status for page in pages} == {410}
    assert len({page.text.replace(each.link, "") for page, each in zip(pages, people, strict=True)}) == 1


def test_two_links_in_one_browser_never_mix(begun, people):
    first, second, _ = people
    begun.next(V1=1)
    address, form = begun.url, begun.form()
    begun.open(second.link).press("go", "start").next(V1=2)
    begun.open(address, {**form, "go": "next", "V3": "3"})

    assert (first.draft(), second.draft()) == ({"V1": 1, "V3": 3}, {"V1": 2})


@pytest.mark.parametrize("swapped", ["handle", "", None])
def test_a_form_with_the_handle_of_another_questionnaire_stores_nothing(begun, people, swapped):
    first, second, _ = people
    form = begun.form()
    begun.open(second.link).press("go", "start")
    handle = {} if swapped is None else {"handle": form["handle"] if swapped else ""}
    fields = {"csrf_token": form["csrf_token"], "go": "next", "V1": "4", **handle}
    begun.open(begun.url, fields)

    assert begun.status == 403
    assert (first.draft(), second.draft()) == ({}, {})


def test_sending_one_questionnaire_leaves_the_other_in_the_browser_alone(begun, people, ballots):
    begun.next(V1=1)
    mine = begun.url
    begun.open(people[1].link).press("go", "start").go_to("controle", V1=2).press("go", "send")

    assert begun.open(mine).page_id == "gelijk"
    assert ballots() == [{"V1": 2}]


def test_the_pages_of_a_questionnaire_are_only_for_the_browser_that_opened_its_link(begun, visitor):
    stranger = visitor().open(begun.url)

    assert (stranger.status, stranger.heading) == (403, "Open de link uit uw e-mail opnieuw")
    assert "opnieuw invullen" not in stranger.text


def test_without_csrf_token_a_page_kindly_asks_to_open_the_link_again(begun, person):
    begun.open(begun.url, {"handle": begun.form()["handle"], "go": "next", "V1": "1"})

    assert (begun.status, begun.heading) == (403, "Open de link uit uw e-mail opnieuw")
    assert "Wat u op eerdere pagina’s had ingevuld, is bewaard." in begun.text
    assert "Dat moet u opnieuw invullen." in begun.text
    assert person.draft() == {}


def test_a_code_page_in_english_leads_to_a_welcome_in_english(visitor, person):
    browser = visitor().open("/code?taal=en").press("go", "open", code=person.code)

    assert browser.language == "en"


@pytest.mark.parametrize("path", ["/echt", "/privacy", "/toegankelijkheid", "/e/x"])
def test_whoever_is_told_to_call_or_mail_gets_links_for_it(visitor, path):
    page = visitor().open(path).page
    links = {link["href"] for link in page.main("a")}

    assert "tel:14000" in links
    assert path == "/echt" or "mailto:klachten@gemeente.example" in links


def test_the_privacy_page_tells_the_terms_that_are_in_force(visitor, database):
    with database.transaction() as session:
        choose_terms(session, Terms(message_days=45, register_months=36))
    text = visitor().open("/privacy").text

    assert "Welke e-mails wij u stuurden: tot 45 dagen na de sluiting." in text
    assert "De gegevens over uw zaak: tot 36 maanden nadat uw zaak klaar was." in text
    assert "Wat u in eigen woorden schreef: tot 12 maanden na de sluiting." in text


def test_the_start_page_is_for_whoever_has_an_email_first(visitor):
    items = [item.get_text(" ", strip=True) for item in visitor().open("/").page.select("main li")]

    assert items[0].startswith("Kreeg u een e-mail van ons?")
    assert any(item.startswith("Heeft u een brief met een code?") for item in items[1:])


def test_the_code_opens_nothing_as_a_link_nor_the_link_as_a_code(visitor, person):
    assert visitor().open(f"/e/{person.code}").status == 404
    assert visitor().open("/code", {"code": person.opt_out.removeprefix("/u/")}).status == 422
