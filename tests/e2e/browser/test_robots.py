"""Mail scanners with a real browser: they run scripts, follow every link and press every button."""

import threading
from urllib.parse import urlsplit

import pytest
from browser import Browser
from builders import drawn_wave, invitation_ids, token
from sqlalchemy import func, select
from werkzeug.serving import make_server

from enquete_app.answers.models import Ballot
from enquete_app.fieldwork.answering.credentials import Purpose
from enquete_app.fieldwork.models import Contact, Participation

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
ELSEWHERE = "http://elders.example/"
BUTTONS = "button, input[type=submit], input[type=image]"


@pytest.fixture
def site(app):
    """The application, served; gives its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def person(site, database, keyring):
    """The addresses of somebody's link and of their way to opt out."""
    with database.transaction() as session:
        drawn_wave(session, keyring, people=1)
        [somebody] = invitation_ids(session)
    opt_out = token(somebody, keyring, Purpose.OPT_OUT)
    return f"{site}/e/{token(somebody, keyring)}", f"{site}/u/{opt_out}"


@pytest.fixture
def robot(chromium):
    """A window with scripts and without cookies, and all requests that it makes."""
    context = chromium.new_context()
    window = context.new_page()
    asked = []
    window.on("request", lambda request: asked.append((request.url, request.all_headers())))
    yield window, asked
    context.close()


def press_everything(window, address):
    """Press each button of a page, each time on the page as it is when opened anew, and submit each form."""
    window.goto(address, wait_until="networkidle")
    for number in range(window.locator(BUTTONS).count()):
        window.goto(address, wait_until="networkidle")
        window.locator(BUTTONS).nth(number).click()
    for number in range(window.locator("form").count()):
        window.goto(address, wait_until="networkidle")
        with window.expect_navigation():
            window.evaluate(f"document.forms[{number}].submit()")


def state(database):
    """How many ballots there are, whether the person has answered, and whether they get mail."""
    with database.reader() as session:
        ballots = session.scalar(select(func.count()).select_from(Ballot))
        answered = session.scalar(select(Participation.answered))
        return ballots, answered, bool(session.scalar(select(Contact.opted_out)))


def test_a_robot_that_presses_every_button_and_follows_every_link_takes_nothing_from_the_person(
    robot, database, site, person
):
    (window, _), (link, opt_out) = robot, person
    window.goto(link, wait_until="networkidle")
    addresses = window.eval_on_selector_all("a[href]", "links => links.map(link => link.href)")
    assert any(address.startswith(opt_out) for address in addresses)
    press_everything(window, link)
    for address in {each.partition("#")[0] for each in addresses if each.startswith(site)} - {link}:
        press_everything(window, address)
    assert state(database) == (0, False, True)

    somebody = Browser().open(link)
    assert "U bent afgemeld" in somebody.text
    somebody.open(opt_out).press("go", "in")
    assert state(database) == (0, False, False)
    somebody.open(link).press("go", "start")
    while "controle" not in somebody.url:
        somebody.press("go", "next")
    somebody.press("go", "send")

    assert state(database) == (1, True, False)


def test_a_robot_that_only_looks_leaves_no_trace_and_gets_no_cookie(robot, database, person):
    (window, _), (link, opt_out) = robot, person
    for address in (link, opt_out, link):
        window.goto(address, wait_until="networkidle")

    assert window.context.cookies() == []
    assert state(database) == (0, False, False)


def test_no_page_tells_another_where_somebody_came_from(robot, site, person):
    (window, asked), (link, _) = robot, person
    window.route(f"{ELSEWHERE}**", lambda route: route.fulfill(body="elders"))
    for way in ("a[href^='/privacy']", "a[href^='/u/']", "button[value=start]", "button[value=en]"):
        window.goto(link)
        window.locator(way).first.click()
    window.goto(link)
    window.evaluate(f"document.querySelector('main a').href = '{ELSEWHERE}'")
    window.locator("main a").first.click()
    window.wait_for_url(ELSEWHERE)

    assert len(asked) > 10
    assert {urlsplit(url).hostname for url, _ in asked} == {"127.0.0.1", "elders.example"}
    assert [url for url, headers in asked if "referer" in headers] == []
