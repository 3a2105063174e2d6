"""Words for states, gates and columns, looked up when a page is shown."""

from __future__ import annotations

from flask_babel import lazy_gettext

from enquete_app.accounts.models import Role
from enquete_app.audit import Act
from enquete_app.fieldwork.messages.correcting import Trouble, WhyNot
from enquete_app.fieldwork.models import WaveState
from enquete_app.register.models import Withheld
from enquete_app.results.wording import NOT_ASKED

STATES = {
    WaveState.OPEN: lazy_gettext("Open"),
    WaveState.SEALED: lazy_gettext("Gesloten, antwoorden verzegeld"),
    WaveState.CLOSED: lazy_gettext("Gesloten"),
}
GATES = {reason: lazy_gettext(words) for reason, words in NOT_ASKED.items()}
DRAW_COLUMNS = {
    "kind": lazy_gettext("Soort"),
    "handling": lazy_gettext("Behandeling"),
    "judgement": lazy_gettext("Oordeel"),
    "domain": lazy_gettext("Domein"),
    "subject": lazy_gettext("Onderwerp"),
    "department": lazy_gettext("Afdeling"),
    "channel": lazy_gettext("Kanaal"),
    "language": lazy_gettext("Taal"),
}
WITHHELD = {
    Withheld.DECEASED: lazy_gettext("Overleden"),
    Withheld.AGGRESSION: lazy_gettext("Afspraak na agressie"),
    Withheld.OMBUDSMAN: lazy_gettext("Ligt bij de ombudsman"),
    Withheld.REPRESENTED: lazy_gettext("Heeft een vertegenwoordiger"),
}
TROUBLES = {
    Trouble.REFUSED: (
        lazy_gettext("Geweigerd door de mailserver van de ontvanger"),
        lazy_gettext(
            "Het adres bestaat waarschijnlijk niet, of er staat een tikfout in. Zoek het goede adres op."
        ),
    ),
    Trouble.GIVEN_UP: (
        lazy_gettext("Drie dagen geprobeerd, zonder succes"),
        lazy_gettext("De mailserver nam de mail steeds niet aan. Probeer het nog eens, of een ander adres."),
    ),
    Trouble.UNWRITABLE: (
        lazy_gettext("Naar dit adres kan geen mail"),
        lazy_gettext(
            "Het adres klopt niet, of de taal in het register is onbekend. Zoek het goede adres op."
        ),
    ),
    Trouble.NO_CONTACT: (
        lazy_gettext("Geen bruikbaar adres meer"),
        lazy_gettext(
            "Het adres is na de trekking uit het register gehaald. Vul het goede adres in, als u dat kent."
        ),
    ),
    Trouble.UNCERTAIN: (
        lazy_gettext("Onzeker of de mail weg is"),
        lazy_gettext(
            "De verbinding viel weg tijdens het versturen. Meestal is de mail er wel. Anders mailt u opnieuw."
        ),
    ),
}
"""What is the matter with a mail, and what to do about it."""
WHY_NOT_AGAIN = {
    WhyNot.OVER: lazy_gettext(
        "Deze meting is gesloten of sluit binnen een week. Een nieuwe mail heeft geen zin meer."
    ),
    WhyNot.ADDRESS: lazy_gettext("Naar dit adres kan geen mail. Staat er een tikfout in?"),
    WhyNot.KEY: lazy_gettext(
        "De geheime sleutel van deze uitnodiging is niet meer bekend. Vraag de beheerder van de server."
    ),
}
ROLES = {
    Role.TEAM: lazy_gettext("Klachtenteam"),
    Role.ANALYST: lazy_gettext("Analist"),
    Role.ADMIN: lazy_gettext("Beheerder"),
}
ACTS = {
    Act.WAVE_CLOSED: lazy_gettext("Meting gesloten"),
    Act.ANSWERS_DOWNLOADED: lazy_gettext("Antwoorden van een meting gedownload"),
    Act.RESULTS_PUBLISHED: lazy_gettext("Resultaten gepubliceerd"),
    Act.RESULTS_WITHDRAWN: lazy_gettext("Gepubliceerde resultaten ingetrokken"),
    Act.SENDING_HELD: lazy_gettext("Versturen stilgezet"),
    Act.SENDING_CONFIRMED: lazy_gettext("Versturen weer vrijgegeven"),
    Act.SIGNED_IN: lazy_gettext("Ingelogd"),
    Act.SIGN_IN_FAILED: lazy_gettext("Inloggen mislukt"),
    Act.SIGNED_OUT: lazy_gettext("Uitgelogd"),
    Act.ACCOUNT_ADDED: lazy_gettext("Account gemaakt"),
    Act.INVITED: lazy_gettext("Uitgenodigd"),
    Act.LINK_SENT: lazy_gettext("Link voor een nieuw wachtwoord gemaakt"),
    Act.PASSWORD_SET: lazy_gettext("Wachtwoord gekozen"),
    Act.ENROLLED: lazy_gettext("Tweede stap ingesteld"),
    Act.RECOVERY_CODES_MADE: lazy_gettext("Nieuwe herstelcodes gemaakt"),
    Act.SECOND_STEP_RESET: lazy_gettext("Tweede stap gewist"),
    Act.ROLES_CHANGED: lazy_gettext("Rollen gewijzigd"),
    Act.BLOCKED: lazy_gettext("Account geblokkeerd"),
    Act.UNBLOCKED: lazy_gettext("Account weer toegelaten"),
    Act.SESSIONS_ENDED: lazy_gettext("Sessies beëindigd"),
    Act.SURVEY_ADDED: lazy_gettext("Onderzoek toegevoegd"),
    Act.SURVEY_CHANGED: lazy_gettext("Instellingen van een onderzoek gewijzigd"),
    Act.SURVEY_ARCHIVED: lazy_gettext("Onderzoek gearchiveerd"),
    Act.SURVEY_BROUGHT_BACK: lazy_gettext("Onderzoek teruggehaald uit het archief"),
    Act.ROLLING_SWITCHED_ON: lazy_gettext("Zelf trekken aangezet of gewijzigd"),
    Act.ROLLING_PAUSED: lazy_gettext("Zelf trekken gepauzeerd"),
    Act.ROLLING_RESUMED: lazy_gettext("Zelf trekken hervat"),
    Act.ROLLING_STOPPED: lazy_gettext("Zelf trekken gestopt"),
    Act.ROLLING_SKIPPED: lazy_gettext("Trekking overgeslagen"),
    Act.ROLLING_TAKEN_IN: lazy_gettext("Overgeslagen trekking gaat toch door"),
    Act.MAIL_CORRECTED: lazy_gettext("Mail opnieuw verstuurd naar een verbeterd adres"),
    Act.OPT_OUT_REGISTERED: lazy_gettext("Iemand afgemeld"),
    Act.OPT_OUT_LIFTED: lazy_gettext("Afmelding ingetrokken"),
    Act.RETENTION_TERMS: lazy_gettext("Bewaartermijnen gekozen"),
    Act.RETENTION_ERASED: lazy_gettext("Gegevens gewist"),
    Act.DRAW_MADE: lazy_gettext("Steekproef getrokken"),
    Act.DRAW_CONFIRMED: lazy_gettext("Versturen bevestigd"),
    Act.DRAW_DISCARDED: lazy_gettext("Trekking weggegooid"),
    Act.TEXTS_CHANGED: lazy_gettext("Tekst van mail of brief veranderd"),
    Act.TEXTS_PUT_BACK: lazy_gettext("Eerdere teksten teruggezet"),
    Act.TEXTS_TRIED: lazy_gettext("Proefmail naar zichzelf gestuurd"),
    Act.QUESTIONNAIRE_ADDED: lazy_gettext("Vragenlijst toegevoegd"),
    Act.QUESTIONNAIRE_CHOSEN: lazy_gettext("Andere vragenlijst gekozen voor een onderzoek"),
    Act.QUESTIONNAIRE_REMOVED: lazy_gettext("Vragenlijst verwijderd"),
    Act.REGISTER_UPLOADED: lazy_gettext("Registerbestand geüpload"),
    Act.REGISTER_FETCHED: lazy_gettext("Register opgehaald uit het zaaksysteem"),
    Act.REGISTER_CORRECTED: lazy_gettext("Lezen van een registerbestand verbeterd"),
    Act.REGISTER_IMPORTED: lazy_gettext("Register geïmporteerd"),
    Act.REGISTER_ABANDONED: lazy_gettext("Registerbestand weggegooid"),
    Act.SUBJECTS_APPROVED: lazy_gettext("Onderwerpen voor klagers goedgekeurd"),
    Act.COMPLAINT_WITHHELD: lazy_gettext("Klager uitgesloten"),
    Act.COMPLAINT_ADMITTED: lazy_gettext("Klager weer toegelaten"),
    Act.LETTERS_MADE: lazy_gettext("Stapel brieven gemaakt"),
    Act.LETTERS_DOWNLOADED: lazy_gettext("Brieven gedownload"),
    Act.LETTERS_POSTED: lazy_gettext("Brieven als gepost gemarkeerd"),
    Act.LETTERS_TAKEN_BACK: lazy_gettext("Gepost teruggedraaid"),
    Act.LETTERS_TAKEN_APART: lazy_gettext("Stapel brieven uit elkaar gehaald"),
    Act.LETTERS_INSTEAD_OF_MAIL: lazy_gettext("Per brief verder na een onbezorgde mail"),
    Act.ANSWER_RELEASED: lazy_gettext("Open antwoord vrijgegeven"),
    Act.ANSWER_WITHHELD: lazy_gettext("Open antwoord achtergehouden"),
    Act.ANSWER_TAKEN_BACK: lazy_gettext("Beslissing over een open antwoord teruggenomen"),
    Act.ANSWER_QUOTED: lazy_gettext("Open antwoord als citaat gekozen"),
    Act.ANSWER_UNQUOTED: lazy_gettext("Open antwoord niet meer als citaat gekozen"),
    Act.ANSWER_CODED_AGAIN: lazy_gettext("Open antwoord door een tweede codeur gecodeerd"),
    Act.THEME_ADDED: lazy_gettext("Thema toegevoegd"),
    Act.THEME_RENAMED: lazy_gettext("Thema anders genoemd"),
    Act.THEME_MOVED: lazy_gettext("Thema verplaatst"),
    Act.THEME_RETIRED: lazy_gettext("Thema uit gebruik genomen"),
    Act.THEME_BROUGHT_BACK: lazy_gettext("Thema weer in gebruik genomen"),
}
"""What staff did, as the audit log says it."""
