"""Words for texts: kinds, placeholders, faults and advice, looked up when a page is shown."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from flask_babel import gettext, lazy_gettext

from enquete_app.fieldwork.texts.checking import Fault, FaultKind, Where
from enquete_app.fieldwork.texts.comparing import Mark
from enquete_app.fieldwork.texts.placeholders import IN_SUBJECT, Placeholder, TextKind, allowed
from enquete_app.fieldwork.texts.plainness import AdviceKind

if TYPE_CHECKING:
    from enquete_app.fieldwork.texts.plainness import Advice

KINDS = {
    TextKind.INVITATION: lazy_gettext("Uitnodiging (mail)"),
    TextKind.REMINDER: lazy_gettext("Herinnering (mail)"),
    TextKind.LETTER: lazy_gettext("Uitnodiging (brief)"),
    TextKind.LETTER_REMINDER: lazy_gettext("Herinnering (brief)"),
}
PLACES = {
    Placeholder.RECEIVED: lazy_gettext("de dag waarop de klacht binnenkwam"),
    Placeholder.LAST_DAY: lazy_gettext("de laatste dag om mee te doen"),
    Placeholder.MINUTES: lazy_gettext("hoeveel minuten het duurt"),
    Placeholder.LINK: lazy_gettext("de knop naar de vragen, met de eigen link; op een eigen regel"),
    Placeholder.ORGANISATION: lazy_gettext("de naam van de organisatie"),
    Placeholder.PHONE: lazy_gettext("het telefoonnummer voor vragen"),
    Placeholder.EMAIL: lazy_gettext("het e-mailadres voor vragen"),
    Placeholder.GENUINE: lazy_gettext("de pagina om te controleren of het bericht echt is"),
    Placeholder.NAME: lazy_gettext("de naam van de klager"),
    Placeholder.CODE: lazy_gettext("de eigen code"),
    Placeholder.SHORT_ADDRESS: lazy_gettext("het korte adres waar iemand de code invult"),
}
MARKS = {
    Mark.REMOVED: lazy_gettext("Weg:"),
    Mark.ADDED: lazy_gettext("Nieuw:"),
    Mark.SAME: "",
}
_EMPTY = {
    Where.SUBJECT: lazy_gettext("Vul een onderwerp in."),
    Where.BODY: lazy_gettext("Vul een tekst in."),
}
_FAULTS = {
    FaultKind.TOO_LONG: lazy_gettext("Dit is te lang. Er is plaats voor %(what)s tekens."),
    FaultKind.CONTROL: lazy_gettext(
        "Hier staat een teken in dat niet kan, zoals een regeleinde of een stuurteken."
    ),
    FaultKind.COMPLAINT: lazy_gettext(
        "Het onderwerp mag niet over een klacht gaan. Anderen kunnen het lezen, op een telefoon bijvoorbeeld."
    ),
    FaultKind.SECRET: lazy_gettext(
        "((%(what)s)) kan niet. Een bericht noemt nooit onderwerp, afdeling, zaaknummer of oordeel."
    ),
    FaultKind.UNCLOSED: lazy_gettext(
        "Bij %(what)s ontbreken haken. Een invulplek begint met (( en eindigt met ))."
    ),
    FaultKind.OTHER_MARKS: lazy_gettext(
        "%(what)s wordt niet ingevuld. Een invulplek staat tussen dubbele ronde haken, zoals ((link))."
    ),
    FaultKind.MISSING: lazy_gettext("((%(what)s)) ontbreekt: %(meaning)s."),
    FaultKind.LINK_IN_LINE: lazy_gettext("Zet ((link)) op een eigen regel, met niets ervoor of erachter."),
    FaultKind.LINK_TWICE: lazy_gettext("Zet ((link)) maar één keer in de tekst."),
    FaultKind.STARS: lazy_gettext("Vette tekst begint en eindigt met ** op dezelfde regel."),
    FaultKind.PERSONAL_LINK: lazy_gettext(
        "Hier staat de eigen link van één persoon. Iedereen zou die krijgen. Gebruik ((link))."
    ),
    FaultKind.TOO_LARGE: lazy_gettext(
        "De mail wordt zo te groot: %(what)s kB. Mailprogramma’s breken hem dan af. Gebruik minder"
        " invulplekken en links."
    ),
    FaultKind.LONG_WORD: lazy_gettext("Het woord dat begint met “%(what)s” is te lang voor een telefoon."),
}
_NOT_HERE = {
    Where.SUBJECT: lazy_gettext("((%(what)s)) kan niet in het onderwerp."),
    Where.BODY: lazy_gettext("((%(what)s)) kan niet in deze soort tekst."),
}
_ADVICE = {
    AdviceKind.LONG_SUBJECT: lazy_gettext(
        "Het onderwerp is langer dan %(what)s tekens; telefoons breken het af."
    ),
    AdviceKind.LONG_SENTENCE: lazy_gettext("Een lange zin: “%(what)s” Kunt u er twee van maken?"),
    AdviceKind.LONG_WORD: lazy_gettext("Een lang woord: “%(what)s”. Weet u een korter?"),
    AdviceKind.INFORMAL: lazy_gettext("“%(what)s” in plaats van “u”."),
    AdviceKind.ABBREVIATION: lazy_gettext("Een afkorting: “%(what)s”. Schrijf haar liever voluit."),
}


def say_fault(fault: Fault, kind: TextKind) -> str:
    """What is wrong, in a sentence or two that say what to do."""
    if fault.kind is FaultKind.EMPTY:
        return str(_EMPTY[fault.where])
    if fault.kind is FaultKind.UNKNOWN:
        return _say_unknown(fault, kind)
    if fault.kind is FaultKind.NOT_HERE:
        return str(_NOT_HERE[fault.where]) % {"what": fault.what}
    meaning = PLACES[Placeholder(fault.what)] if fault.kind is FaultKind.MISSING else ""
    return str(_FAULTS[fault.kind]) % {"what": fault.what, "meaning": meaning}


def say_advice(advice: Advice) -> str:
    """What could be plainer."""
    return str(_ADVICE[advice.kind]) % {"what": advice.what}


def _say_unknown(fault: Fault, kind: TextKind) -> str:
    known = IN_SUBJECT if fault.where is Where.SUBJECT else allowed(kind)
    near = difflib.get_close_matches(fault.what.casefold(), sorted(map(str, known)), n=1)
    if near:
        return str(
            gettext("((%(what)s)) bestaat niet. Bedoelt u ((%(near)s))?", what=fault.what, near=near[0])
        )
    return str(gettext("((%(what)s)) bestaat niet. Kijk hieronder wat u kunt invullen.", what=fault.what))
