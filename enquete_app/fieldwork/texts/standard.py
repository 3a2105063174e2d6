"""The built-in texts, in every language that there is: version "standaard", for surveys without their own."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from flask_babel import force_locale, gettext

from enquete_app.fieldwork.texts.placeholders import Placeholder, Text, TextKind

Texts = Mapping[str, Mapping[str, Mapping[str, str]]]
"""The texts of a version as stored: by kind, then by language, `subject` and `body`."""


def text_of(texts: Texts, kind: TextKind, language: str) -> Text:
    """The text of a version for a kind and a language: its own, or else the built-in one."""
    own = texts.get(kind, {}).get(language)
    return standard_text(kind, language) if own is None else Text(own["subject"], own["body"])


@cache
def standard_text(kind: TextKind, language: str) -> Text:
    """The built-in text."""
    with force_locale(language):
        return _letter(kind) if kind.is_letter else _mail(kind)


def _mail(kind: TextKind) -> Text:
    parts = [
        gettext("Goedendag,"),
        _ask(kind),
        _received(),
        gettext("Naar de vragen") + "\n" + Placeholder.LINK.written,
        _points(gettext("De link is persoonlijk. Stuur deze e-mail niet door.")),
        gettext(
            "Heeft u vragen, of wilt u weten of deze e-mail echt van ons is? Bel %(phone)s, of kijk op:",
            phone=Placeholder.PHONE.written,
        )
        + f"\n{Placeholder.GENUINE.written}",
        _greeting(),
    ]
    return Text(_subject(kind), "\n\n".join(parts))


def _letter(kind: TextKind) -> Text:
    address, code = f"**{Placeholder.SHORT_ADDRESS.written}**", f"**{Placeholder.CODE.written}**"
    steps = [
        gettext("Ga op internet naar %(address)s. Of scan de QR-code op deze brief.", address=address),
        gettext("Vul daar deze code in: %(code)s", code=code),
        gettext(
            "Geen internet, of doet u liever mee aan de telefoon? Bel dan %(phone)s en lees de code voor.",
            phone=Placeholder.PHONE.written,
        ),
    ]
    parts = [
        gettext("Goedendag,"),
        _ask(kind),
        _received(),
        gettext("Zo doet u mee:") + "\n" + "\n".join(f"- {step}" for step in steps),
        _points(gettext("De code is persoonlijk. Geef deze brief niet aan iemand anders.")),
        gettext(
            "Heeft u vragen, of wilt u weten of deze brief echt van ons is? Bel %(phone)s, of kijk op:",
            phone=Placeholder.PHONE.written,
        )
        + f"\n{Placeholder.GENUINE.written}",
        gettext("Wilt u hierover geen post meer krijgen? Vul uw code in en meld u daar af. Of bel ons."),
        _greeting(),
    ]
    return Text(_subject(kind), "\n\n".join(parts))


def _is_reminder(kind: TextKind) -> bool:
    return kind in {TextKind.REMINDER, TextKind.LETTER_REMINDER}


def _subject(kind: TextKind) -> str:
    if _is_reminder(kind):
        return str(gettext("Herinnering: een paar vragen over uw contact met de gemeente"))
    return str(gettext("Een paar vragen over uw contact met de gemeente"))


def _ask(kind: TextKind) -> str:
    if _is_reminder(kind):
        return str(
            gettext(
                "Een tijdje geleden vroegen wij u hoe u het contact met ons vond. Heeft u al geantwoord? Dank"
                " u wel, dan hoeft u niets meer te doen. Anders kunt u nog meedoen."
            )
        )
    return str(
        gettext(
            "Wij willen graag weten hoe u het contact met ons vond. Wilt u daar een paar vragen over"
            " beantwoorden?"
        )
    )


def _received() -> str:
    day = Placeholder.RECEIVED.written
    return str(gettext("Het gaat over de zaak die u op %(date)s bij ons indiende.", date=day))


def _points(last: str) -> str:
    points = (
        gettext("Het duurt ongeveer %(minutes)s minuten.", minutes=Placeholder.MINUTES.written),
        gettext("U kunt meedoen tot en met %(date)s.", date=Placeholder.LAST_DAY.written),
        gettext("Meedoen is vrijwillig en anoniem. Niemand ziet welke antwoorden van u zijn."),
        last,
    )
    return "\n".join(f"- {point}" for point in points)


def _greeting() -> str:
    return f"{gettext('Met vriendelijke groet,')}\n{Placeholder.ORGANISATION.written}"
