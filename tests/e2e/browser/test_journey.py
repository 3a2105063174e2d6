"""A new colleague does a whole survey, from the invitation to the results; once with the keyboard alone."""

import re
from datetime import datetime, time, timedelta

import pyotp
import pytest
from e2e.browser.hands import Keys, Mouse
from e2e.browser.measuring import DESKTOP, PHONE
from e2e.browser.town import NEWCOMER, served

from enquete_app.accounts.models import Role
from enquete_app.fieldwork.calendar import AMSTERDAM

PASSWORD = "vier losse woorden samen"
INVITED = "Een paar vragen over uw contact met de gemeente"
REMINDED = f"Herinnering: {INVITED[0].lower()}{INVITED[1:]}"


@pytest.fixture
def town(sqlite_template, tmp_path):
    with served(tmp_path, sqlite_template) as town:
        yield town


@pytest.fixture
def window(chromium):
    """Open a browser window, of a size."""
    contexts = []

    def open_one(size):
        width, height = size
        contexts.append(chromium.new_context(locale="nl-NL", viewport={"width": width, "height": height}))
        contexts[-1].set_default_timeout(10_000)
        return contexts[-1].new_page()

    yield open_one
    for context in contexts:
        context.close()


def comes_in(hand, town):
    """The invitation, a password, the second step."""
    hand.page.goto(town.invitation(Role.TEAM))
    hand.sees("Kies een wachtwoord", NEWCOMER, "Minstens 12 tekens.")
    hand.fill("Nieuw wachtwoord", PASSWORD)
    hand.press("Wachtwoord bewaren")
    hand.sees("Stel de tweede stap in", "Scan deze QR-code met de app")
    secret = "".join(hand.page.locator(".team-secret span").all_inner_texts())
    hand.fill("Code uit de app", pyotp.TOTP(secret).now())
    hand.press("Bevestigen")
    hand.sees("Bewaar uw herstelcodes")
    hand.follow("Ik heb de codes bewaard")
    hand.sees("Metingen", "Er is nog geen meting.", "Zo begint u")


def imports(hand, town):
    """The register, looked at before anything is stored."""
    hand.follow("Lees het klachtenregister in")
    hand.sees("Register uploaden", "In het register verandert nog niets.")
    hand.upload("Bestand met het register", town.register())
    hand.press("Uploaden")
    hand.sees("Controleer klachten.csv", "Wat er gebeurt als u importeert", "534")
    hand.press("Importeren")
    hand.sees("Geïmporteerd: klachten.csv", "534", "Het bestand zelf is weggegooid.")


def designs(hand):
    """Everybody who may be asked, and what that gives."""
    hand.follow("Naar de onderzoeken")
    hand.sees("Onderzoeken", "Met de hand")
    hand.follow("Klachtbehandeling")
    hand.sees("Klachtbehandeling", "Niets gepland")
    hand.follow("Steekproef trekken")
    hand.sees("Steekproef trekken", "Er gaat niets weg", "Verwachte antwoorden")
    hand.tick("Iedereen die meetelt")
    hand.press("Bereken")
    hand.sees("Steekproef trekken", "In het register 534", "Iedereen uitnodigen is hier verstandig")


def draws_and_confirms(hand):
    """Draw, and let go only what somebody looked at; gives the moment of the mails."""
    hand.press("Trek 336 uitnodigingen")
    hand.sees("Meting 1: versturen bevestigen", "Er gaat niets weg", INVITED, "Mails samen 336")
    day, at = (hand.page.get_by_label(label, exact=True).input_value() for label in ("Dag", "Tijd"))
    hand.press("Versturen bevestigen")
    hand.sees("Meting 1: versturen bevestigen", "Kruis aan dat u tekst, aantal en moment")
    hand.tick("Ik heb tekst, aantal en moment gecontroleerd")
    hand.press("Versturen bevestigen")
    hand.sees("Meting 1", "Bevestigd. De mails gaan weg vanaf")
    return datetime.combine(datetime.fromisoformat(day), time.fromisoformat(at), AMSTERDAM)


def link_in(mail, about):
    return re.search(rf"http\S+/{about}/\S+", mail.get_body(("plain",)).get_content())[0]


def answers(hand, mail):
    """On a telephone, through the link in the mail."""
    hand.page.goto(link_in(mail, "e"))
    hand.press("Start de vragenlijst")
    while hand.page.get_by_role("button", name="Volgende", exact=True).count():
        for field in hand.page.locator("fieldset").filter(has=hand.page.get_by_role("radio")).all():
            hand.use(field.get_by_role("radio").first)
        hand.sees(None, "Stap ")
        hand.press("Volgende")
    hand.press("Antwoorden versturen")
    hand.sees("U bent klaar")


def opts_out(hand, mail):
    hand.page.goto(link_in(mail, "u"))
    hand.sees("Afmelden", "geen e-mail meer")
    hand.press("Afmelden")
    hand.sees("U bent afgemeld")


def follows_the_fieldwork(hand):
    """Numbers and never names, what needs attention, and that the draw can be redone."""
    hand.menu("Metingen")
    hand.sees("Metingen", "Klachtbehandeling Open", "na sluiting")
    hand.follow("Meting 1")
    hand.sees(
        "Meting 1", "De mails gingen weg", "Bezorgd 317", "Ingevuld verstuurd minstens 75", "Afgemeld 1"
    )
    hand.follow("Bekijk wat u kunt doen")
    hand.sees("Mails van meting 1 die aandacht vragen", "19 gevonden")
    hand.follow("Terug naar meting 1")
    hand.follow("Verslag van deze trekking, en narekenen")
    hand.press("Nu narekenen")
    hand.sees("De trekking van", "Klopt. Opnieuw getrokken")


def reads_the_results(hand):
    """The rates, and a file to work with."""
    hand.menu("Metingen")
    hand.sees("Metingen", "Klachtbehandeling Gesloten")
    hand.follow("Resultaten van meting 1")
    hand.sees("Resultaten van meting 1", "Respons van de uitgenodigden 22,9 %", "Ingevuld verstuurd 77")
    file = hand.download("Download CSV")
    assert file.suggested_filename == "meting-1.csv"
    assert "fieldwork,,,completed,77," in file.path().read_text("utf-8")


@pytest.mark.parametrize("way", [Mouse, Keys])
def test_a_newcomer_does_a_whole_survey(town, window, way):
    desk, phone = way(window(DESKTOP), f"desk-{way.__name__}"), way(window(PHONE), f"phone-{way.__name__}")
    comes_in(desk, town)
    imports(desk, town)
    designs(desk)
    moment = draws_and_confirms(desk)
    assert town.mails(INVITED) == {}

    town.comes(moment)
    mails = town.mails(INVITED)
    answering, opting_out = town.silent(mails)[:2]
    answers(phone, mails[answering])
    opts_out(phone, mails[opting_out])
    assert town.others_answer() == 76
    town.comes(moment + timedelta(days=1))
    follows_the_fieldwork(desk)

    town.comes(moment + timedelta(days=11))
    reminded = town.mails(REMINDED)
    assert reminded.keys() <= mails.keys() - {answering, opting_out}
    assert len(reminded) > len(mails) / 2
    town.comes(moment + timedelta(days=28))
    reads_the_results(desk)
