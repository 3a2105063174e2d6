"""What people see, in Chromium: the demo as a newcomer meets it."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from smtp_server import free_port

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def demo():
    """The demo, served; gives what it printed."""
    command = [sys.executable, "-u", "-m", "flask", "--app", "wsgi", "demo", "--port", str(free_port())]
    environ = {"PATH": os.environ["PATH"], "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        command, cwd=ROOT, env=environ, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        printed = ""
        for line in process.stdout:
            printed += line
            if "Serving" in line:
                break
        yield printed
        process.terminate()


@pytest.fixture
def page(chromium):
    """A phone's page without scripts that fails the test on anything the browser complains about."""
    context = chromium.new_context(
        viewport={"width": 320, "height": 640}, java_script_enabled=False, locale="nl-NL"
    )
    page = context.new_page()
    complaints = []
    page.on("console", lambda message: complaints.append(message.text))
    # A download ends a navigation, which counts as aborted.
    page.on("requestfailed", lambda failed: "ABORTED" in failed.failure or complaints.append(failed.url))
    yield page
    context.close()
    assert complaints == []


def assert_the_ends_of_the_scale_stand_beside_their_grades(page):
    lowest, highest = (page.locator(f".enq-grade > span >> nth={number}").bounding_box() for number in (0, 1))
    one, ten = (page.locator(f"label:has([name=V10][value='{code}'])").bounding_box() for code in (1, 10))
    assert lowest["y"] + lowest["height"] <= one["y"]
    assert lowest["x"] == one["x"]
    assert ten["y"] + ten["height"] <= highest["y"]
    assert abs(ten["x"] + ten["width"] - highest["x"] - highest["width"]) < 1


def address(demo, what):
    return re.search(rf"{what}\s+(http\S+)", demo)[1]


def test_somebody_answers_on_a_phone_without_scripts(page, demo):
    page.goto(address(demo, "the questionnaire"))
    page.get_by_role("button", name="Start de vragenlijst").click()
    page.get_by_label("Telefonisch").check()
    page.locator("#V1_anders").press("Enter")
    page.get_by_text("Heeft u gelijk gekregen?", exact=True).wait_for()
    while page.get_by_role("button", name="Volgende").count():
        assert "Stap" in page.title()
        if page.locator("#V10").count():
            assert_the_ends_of_the_scale_stand_beside_their_grades(page)
        # What is counted next is counted at once, also on a page of which the half is there.
        with page.expect_navigation():
            page.get_by_role("button", name="Volgende").click()
    page.get_by_text("U bent aan het einde van de vragenlijst gekomen.").wait_for()
    page.get_by_role("button", name="Antwoorden versturen").click()
    page.get_by_text("Hartelijk dank voor uw deelname.").wait_for()
    page.go_back()
    page.reload()
    assert page.get_by_role("button", name="Antwoorden versturen").count() == 0


def test_an_analyst_sees_the_results_and_downloads_them(page, demo):
    page.goto(address(demo, "the results"))
    page.get_by_label("E-mailadres").fill("team@gemeente.example")
    page.get_by_label("Wachtwoord").fill("proef-met-enquete")
    page.get_by_role("button", name="Inloggen").click()
    page.get_by_text("22,6 %").first.wait_for()
    page.get_by_text("0,57**").first.wait_for()
    with page.expect_download() as download:
        page.get_by_role("link", name="JSON").click()
    assert download.value.suggested_filename.endswith(".json")


def test_the_mailbox_shows_the_mails(page, demo):
    page.goto(address(demo, "the mailbox"))
    with page.expect_navigation():
        page.get_by_role("link", name="Een paar vragen over uw contact met de gemeente").first.click()
    assert page.locator("a[href*='/e/']").count() == 1
