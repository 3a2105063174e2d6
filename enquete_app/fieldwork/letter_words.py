"""What letters say: discreet, in the person's language. Plain paragraphs, laid out elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import current_app
from flask_babel import gettext

from enquete_app.fieldwork.mails import MINUTES, long_date
from enquete_app.fieldwork.models import MessageKind

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterFacts:
    """What the words of a letter are about; never subject, department, case number or judgement.

    Args:
        received: the day on which the complaint came in.
        last_day: the last day on which one can take part.
        genuine: the address of the page that says how to make sure of the sender.
    """

    received: date
    last_day: date
    genuine: str


@dataclass(frozen=True, slots=True)
class LetterWords:
    """The words of a letter.

    Args:
        subject: its heading.
        before: paragraphs above the code.
        after: paragraphs below it.
    """

    subject: str
    before: tuple[str, ...]
    after: tuple[str, ...]


def letter_paragraphs(kind: MessageKind, facts: LetterFacts) -> LetterWords:
    """Write a letter in the language in force.

    A reminder goes to everybody who was invited by letter, so it thanks those who have answered.

    Args:
        kind: first letter or reminder.
        facts: what it is about.
    """
    about = gettext(
        "Het gaat over de zaak die u op %(date)s bij ons indiende.", date=long_date(facts.received)
    )
    if kind is MessageKind.REMINDER:
        subject = gettext("Herinnering: een paar vragen over uw contact met de gemeente")
        opening = gettext(
            "Een tijdje geleden vroegen wij u hoe u het contact met ons vond. Heeft u al geantwoord? Dank u"
            " wel, dan hoeft u niets meer te doen. Iedereen krijgt deze brief: wij zien niet wie al "
            "antwoordde. Heeft u nog niet geantwoord? Dan kunt u nog meedoen."
        )
    else:
        subject = gettext("Een paar vragen over uw contact met de gemeente")
        opening = gettext(
            "Wij willen graag weten hoe u het contact met ons vond. Wilt u daar een paar vragen over "
            "beantwoorden?"
        )
    terms = gettext(
        "Het duurt ongeveer %(minutes)s minuten. U kunt meedoen tot en met %(date)s.",
        minutes=MINUTES,
        date=long_date(facts.last_day),
    )
    return LetterWords(subject, (f"{opening} {about}", terms), _below(facts))


def _below(facts: LetterFacts) -> tuple[str, ...]:
    """What is said below the code."""
    return (
        gettext(
            "Meedoen is vrijwillig en anoniem. Niemand ziet welke antwoorden van u zijn. De code is "
            "alleen voor u: geef deze brief niet aan een ander."
        ),
        gettext(
            "Heeft u geen internet, of vult u liever niet zelf in? Bel %(phone)s. Houd uw code bij de hand.",
            phone=current_app.config["CONTACT_PHONE"],
        ),
        gettext(
            "Wilt u weten of deze brief echt van ons is? Bel hetzelfde nummer, of kijk op %(address)s. "
            "Wilt u hierover geen brieven meer krijgen? Afmelden kan op de eerste pagina, of bel ons.",
            address=facts.genuine,
        ),
    )
