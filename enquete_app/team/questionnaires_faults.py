"""Each kind of fault of a questionnaire file: what is wrong, and what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from enquete_app.questionnaire import FaultKind as Kind

if TYPE_CHECKING:
    from collections.abc import Mapping


def N_(text: str) -> str:  # noqa: N802 - the name that Babel extracts by
    """Give the text as it is; what it has in braces is only known when it is shown."""
    return text


FAULTS: Mapping[Kind, str] = {
    # The file as such.
    Kind.TOO_LARGE: N_(
        "Het bestand is te groot: hoogstens %(limit)s kB. Een vragenlijst is meestal kleiner dan 50 kB."
    ),
    Kind.NOT_TEXT: N_("Dit is geen tekst in UTF-8. Bewaar het bestand als ‘UTF-8’ en kies het opnieuw."),
    Kind.NOT_TOML: N_(
        "De schrijfwijze klopt niet, dus de rest is niet gecontroleerd. "
        "De melding van de computer, in het Engels: %(detail)s"
    ),
    Kind.TOO_DEEP: N_(
        "Hier staat te veel in elkaar genest. Een vragenlijst heeft zoveel haken of punten niet nodig."
    ),
    Kind.TOO_MANY: N_(
        "Het zijn %(count)s %(what)s. Er mogen er hoogstens %(limit)s zijn. Haal er een paar weg."
    ),
    Kind.UNKNOWN_EDITION: N_("Vragenlijst %(id)s, versie %(version)s bestaat niet."),
    Kind.NAMED_OTHERWISE: N_(
        "Van %(name)s is niet duidelijk wat het is. Kies één vragenlijst. De naam van een "
        "vertaling eindigt op de "
        "taal, zoals ‘.de.toml’."
    ),
    # One table of it.
    Kind.UNKNOWN_KEY: N_("‘%(key)s’ is hier onbekend. Is het een tikfout? Haal het anders weg."),
    Kind.MISSING: N_("‘%(key)s’ ontbreekt. Voeg het toe."),
    Kind.WRONG_TYPE: N_("Bij ‘%(key)s’ hoort %(type)s."),
    Kind.NONE_OF: N_("Bij ‘%(key)s’ hoort een van deze woorden: %(members)s."),
    Kind.NO_CODES: N_("Bij ‘%(key)s’ hoort een lijst van verschillende hele getallen, zoals [1, 2]."),
    Kind.NO_TABLES: N_("Bij ‘%(key)s’ hoort een lijst van tabellen, zoals [{ … }, { … }]."),
    # Texts and languages.
    Kind.NO_LANGUAGES: N_(
        '‘languages’ ontbreekt of klopt niet. Zet bovenaan bijvoorbeeld: languages = ["nl", "en"].'
    ),
    Kind.NO_DUTCH: N_('Nederlands ontbreekt. Zet "nl" in ‘languages’: de resultaten zijn in het Nederlands.'),
    Kind.NO_TEXT: N_(
        "‘%(key)s’ heeft geen tekst in de taal ‘%(language)s’. Elke tekst moet er in elke taal zijn."
    ),
    Kind.OTHER_LANGUAGE: N_(
        "‘%(key)s’ heeft een tekst in ‘%(language)s’, maar die taal staat niet in ‘languages’."
    ),
    Kind.LONG_TEXT: N_("De tekst van ‘%(key)s’ is te lang: hoogstens %(limit)s tekens. Maak die korter."),
    Kind.STRANGE_SIGNS: N_("In de tekst van ‘%(key)s’ staan onzichtbare stuurtekens. Typ die tekst opnieuw."),
    Kind.LANGUAGE_TWICE: N_(
        "De taal ‘%(language)s’ staat al in de vragenlijst zelf. Laat het bestand met de vertaling weg."
    ),
    Kind.TEXT_FOR_NOTHING: N_(
        "De vertaling in ‘%(language)s’ heeft een tekst die nergens bij hoort: %(place)s."
    ),
    Kind.HALF_A_MATTER: N_(
        "‘matter’, ‘help_title’ en ‘help’ horen bij elkaar. Geef ze alle drie, of geen van drie."
    ),
    # Names.
    Kind.BAD_QUESTIONNAIRE_ID: N_(
        "De id van de vragenlijst, ‘%(name)s’, kan zo niet. Gebruik kleine letters, cijfers en streepjes: "
        "hoogstens 40, de eerste een letter."
    ),
    Kind.BAD_VERSION: N_(
        "De version, ‘%(name)s’, kan zo niet. Gebruik kleine letters en cijfers, eventueel met "
        "punten ertussen."
    ),
    Kind.BAD_PAGE_ID: N_(
        "De id van de pagina, ‘%(name)s’, kan zo niet. Gebruik kleine letters, cijfers en streepjes: "
        "hoogstens 40, de eerste een letter."
    ),
    Kind.BAD_ITEM_ID: N_(
        "De id ‘%(name)s’ kan zo niet. Begin met een hoofdletter. Gebruik verder letters, cijfers en lage "
        "streepjes: hoogstens 40."
    ),
    Kind.RESERVED_PAGE_ID: N_(
        "Een pagina kan niet ‘%(name)s’ heten: zo heet al een vaste pagina. Kies een andere id."
    ),
    Kind.ID_TWICE: N_("De id ‘%(name)s’ komt %(count)s keer voor. Elke id mag maar één keer voorkomen."),
    # Items.
    Kind.NO_PAGES: N_("Er zijn geen pagina’s met vragen. Een pagina begint met [[pages]]."),
    Kind.NO_SCALE: N_("Er is geen schaal ‘%(name)s’. Voeg [scales.%(name)s] toe of verbeter de naam."),
    Kind.CODE_TWICE: N_("Twee antwoorden hebben dezelfde code. Geef elk antwoord een eigen code."),
    Kind.CODE_TOO_LOW: N_("Een code is een heel getal vanaf 1."),
    Kind.CODE_TOO_HIGH: N_("Dit getal is te hoog: hoogstens %(limit)s."),
    Kind.FEW_OPTIONS: N_("Er moeten minstens twee antwoorden zijn om uit te kiezen."),
    Kind.OPENS_TEXTS: N_(
        "Bij %(count)s antwoorden staat ‘opens_text’. Bij het soort ‘choice with text’ hoort dat "
        "er precies één te "
        "zijn, bij andere soorten geen. Hier staat: ‘%(type)s’."
    ),
    Kind.NO_STATEMENTS: N_("Er moet minstens één stelling zijn."),
    Kind.MISSING_CODES: N_(
        "‘missing’ noemt codes van de schaal die niet meetellen. Niet andere codes, en niet alle."
    ),
    Kind.MAX_LENGTH: N_("‘max_length’ ligt tussen 1 en %(limit)s."),
    Kind.MINUTES: N_("‘minutes’ ligt tussen 1 en %(limit)s."),
    Kind.ROLE_TWICE: N_("Meer dan één vraag heeft de rol ‘%(role)s’. Laat die bij één vraag staan."),
    Kind.ROLE_UNFIT: N_("De rol ‘%(role)s’ past niet bij het soort vraag ‘%(type)s’."),
    # Routes.
    Kind.RULE_ON_NOTHING: N_(
        "Een regel noemt ‘%(name)s’. Dat is geen keuze, rapportcijfer of stelling. Verbeter de naam."
    ),
    Kind.RULE_ON_NO_CODES: N_("Een regel noemt codes die ‘%(name)s’ niet heeft: %(codes)s."),
    Kind.RULE_TOO_EARLY: N_(
        "De regel kijkt naar ‘%(name)s’, maar die vraag staat niet op een eerdere pagina. Zet de "
        "vragen op een "
        "andere volgorde."
    ),
    Kind.NEVER_SHOWN: N_("Deze vraag krijgt niemand ooit te zien: de regels spreken elkaar tegen."),
    Kind.NEVER_REACHED: N_(
        "De pagina ‘%(name)s’ krijgt niemand ooit te zien. Geef die een vraag die getoond kan worden."
    ),
    Kind.NOT_FOR_ALL: N_(
        "De pagina ‘%(name)s’ heeft geen vraag die iedereen krijgt. Dan zou het aantal pagina’s "
        "verraden wat iemand "
        "antwoordde. Zet er een vraag zonder ‘shown_if’ bij, of verplaats de vragen naar een andere pagina."
    ),
}
"""Looked up in the catalogue when a page is shown."""
