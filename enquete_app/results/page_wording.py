"""The words around the tables of a report, in Dutch: one place for the page and for the documents.

A template looks them up in its catalogue, as `_(page_words.NAME)`; documents are Dutch and take them as they
are. Each is a format, also without gaps: a sign for per
cent is written twice.
"""

from __future__ import annotations

from enquete_app.results.wording import N_, ngettext

TITLE = N_("Resultaten van meting %(number)s, getrokken op %(day)s")
TITLE_OF_YEAR = N_("Resultaten van %(name)s over %(year)s")
SURVEY = N_("Onderzoek")
QUESTIONNAIRE = N_("Vragenlijst")
EDITION = N_("%(title)s, editie %(version)s")
CLOSED_ON = N_("Gesloten op")
DRAWN_ON = N_("Getrokken op")
DRAWN = N_("%(frame)s in het register, %(eligible)s tellen mee, %(selected)s in de steekproef")
RESPONSES = N_("Antwoorden")
WAVES = N_("Metingen")
OF_A_YEAR = N_(
    "Dit zijn de antwoorden van alle metingen die in %(year)s zijn getrokken, bij elkaar. Een uitsplitsing "
    "die in een meting te klein was, kan hier wel staan. Wat samen met de metingen zou verraden wat een "
    "daarvan verbergt, staat hier ook niet."
)
COUNTED_HERE = N_(
    "Meting %(number)s was apart te klein: de antwoorden zijn geopend met meting %(into)s en tellen mee."
)
COUNTED_ELSEWHERE = N_(
    "Meting %(number)s was apart te klein: de antwoorden zijn geopend met meting %(into)s en tellen in dat "
    "jaar mee, niet hier. Bij het veldwerk telt de meting wel mee."
)
COUNTED_NOWHERE = N_(
    "De antwoorden van meting %(number)s zijn niet geopend en tellen niet mee. Bij het veldwerk telt de "
    "meting wel mee."
)

FIELDWORK = N_("Veldwerk")
RESPONSE_OF_INVITED = N_("Respons van de uitgenodigden")
RESPONSE_OF_DELIVERED = N_("Respons van wie de e-mail ontving")
FIELDWORK_COUNTS = N_("Aantallen van het veldwerk")
NO_FIGURES = N_("Verder zijn er geen cijfers van deze meting")
OPENED_LATER = N_("Er waren te weinig antwoorden om apart te tonen. Ze tellen mee in een latere meting.")
RESULTS_OF = N_("Resultaten van meting %(number)s")
NEVER_OPENED = N_(
    "Er waren te weinig antwoorden om te openen: %(number)s. Ze wachtten op een volgende meting, maar die "
    "stelde andere vragen. Daarom zijn ze ongelezen gewist."
)
STILL_SEALED = N_(
    "Er zijn te weinig antwoorden. Ze blijven verzegeld en worden samen met die van een volgende meting "
    "geopend. Daarvoor zijn nog minstens %(number)s antwoorden nodig."
)
OPENED_WITH = N_(
    "De cijfers hieronder gaan ook over de antwoorden van eerdere metingen, die apart te klein waren: "
    "%(numbers)s."
)
THRESHOLDS = N_(
    "Een cijfer over te weinig mensen wordt niet getoond: minder dan 5, bij gegevens uit het register en bij "
    "samenhang minder dan 10."
)

KEY_INDICATOR = N_("Kerncijfer")
NOT_SHOWN = N_("Niet getoond:")
KEY_COUNT = N_("%(count)s van de %(base)s mensen antwoordden dit op de vraag ‘%(question)s’.")
ALL_CLOSED = N_("Volgens het register was elke klacht afgehandeld.")

GRADE = N_("Rapportcijfer")
GRADE_INTERVAL = N_(
    "Het interval zegt waar het gemiddelde met 95\N{NO-BREAK SPACE}%% zekerheid ligt voor alle %(number)s "
    "mensen die bij deze meting meetelden, als wie niet antwoordde niet anders oordeelt."
)
GRADE_INTERVAL_OF_YEAR = N_(
    "Het interval zegt waar het gemiddelde met 95\N{NO-BREAK SPACE}%% zekerheid ligt voor alle %(number)s "
    "mensen die bij deze metingen meetelden, als wie niet antwoordde niet anders oordeelt."
)
GROUP = N_("Groep")
MEAN = N_("Gemiddelde")
MEDIAN = N_("Mediaan")
SIX_UP = N_("6 of hoger")
SPREAD = N_("Spreiding (sd)")
INTERVAL = N_("95\N{NO-BREAK SPACE}%%-interval")
UNKNOWN_FACT = N_(
    "Van %(number)s antwoorden is dit niet bekend: het is weggelaten om mensen onherkenbaar te houden."
)

OUTCOME_AND_JUDGEMENT = N_("Gelijk gekregen en oordeel")
OUTCOME_NOTE = N_(
    "Wat mensen zelf antwoordden, naast het oordeel van de gemeente in het register. Zonder oordeel telt "
    "iemand hier niet mee."
)
JUDGEMENT = N_("Oordeel van de gemeente")

QUESTIONS = N_("Antwoorden per vraag")
STATEMENT = N_("Stelling")
FIGURE = N_("Figuur %(number)s")
WRITTEN = N_("%(written)s van %(asked)s mensen schreven hier iets.")
ANSWER = N_("Antwoord")
COUNT = N_("Aantal")
PART = N_("Deel")
ANSWERS = N_("%(number)s antwoorden")

CORRELATIONS = N_("Samenhang tussen stellingen en rapportcijfer")
CORRELATION_NOTE = N_(
    "Pearson-correlaties, met daaronder het aantal mensen (n). Stellingen zijn zo gekeerd dat hoger meer "
    "instemming is; ‘weet ik niet’ telt niet mee. * p < 0,05 en ** p < 0,01, tweezijdig."
)
SHADES = N_(
    "Hoe donkerder een vak, hoe sterker de samenhang, in welke richting ook: vanaf 0,10, 0,30, 0,50 en 0,70."
)
FULL_BASE = N_("Dezelfde samenhang, met iedereen meegeteld")
FULL_BASE_NOTE = N_(
    "In de tabel hierboven tellen sommige stellingen alleen voor wie ze bedoeld zijn, bijvoorbeeld voor wie "
    "een gesprek had. Hier telt iedereen die de stelling beantwoordde."
)
FULL_BASE_TABLE = N_("Samenhang met iedereen meegeteld")
STRICT = N_("Spearman ernaast, en strengere sterren (Holm)")
STRICT_NOTE = N_(
    "Boven de Pearson-correlatie, met sterren die rekening houden met het aantal toetsen in de tabel (Holm). "
    "Onder de Spearman-correlatie, die alleen op de volgorde van de antwoorden let. De p-waarden staan in de "
    "JSON- en CSV-bestanden."
)

TIPS = N_("Tips en toelichtingen")
NO_TIPS = N_(
    "Er zijn nog geen tips of toelichtingen vrijgegeven. Wat mensen zelf schreven, komt hier pas als een "
    "analist het heeft bekeken."
)
FEW_CODED = N_("Thema’s niet getoond: er zijn minder dan 5 antwoorden gecodeerd.")
THEME = N_("Thema")
CODED = N_("%(number)s antwoorden gecodeerd. Een antwoord kan over meer thema’s gaan, of over geen.")
ABOUT = N_("Waar de antwoorden over gaan")
OTHERS = N_("Anders, namelijk")
OTHERS_NOTE = N_(
    "Wat mensen bij ‘anders’ schreven, is hier ingedeeld. De aantallen bij de vragen zelf blijven zoals "
    "mensen antwoordden."
)
RELEASED = ngettext("%(num)s vrijgegeven antwoord", "%(num)s vrijgegeven antwoorden")
"""One and more, as the next two."""
MORE_RELEASED = ngettext("Nog %(num)s vrijgegeven antwoord", "Nog %(num)s vrijgegeven antwoorden")
CHOSE_OTHER = ngettext("%(num)s persoon koos ‘anders’.", "%(num)s mensen kozen ‘anders’.")
ABOUT_OTHERS = N_("Waar ‘anders’ over gaat")

REPRESENTATIVENESS = N_("Voor wie de cijfers spreken")
NOT_COUNTED = N_(
    "Dit is niet te zeggen: het kader van de trekking was al gewist toen deze cijfers zijn gemaakt."
)
COMPOSITION_NOTE = N_(
    "Wie antwoordde, naast iedereen die meetelde (de populatie), naar wat het register van allen weet. Het "
    "verschil is in procentpunten. Het deel is van wie een waarde heeft die hier bij de antwoorden staat."
)
VALUE = N_("Waarde")
POPULATION = N_("Populatie")
SAMPLE = N_("Steekproef")
DIFFERENCE = N_("Verschil")
REST_OF_BOTH = N_(
    "Niet in de vergelijking: %(respondents)s antwoorden waarvan dit onbekend is of die een andere waarde "
    "hebben, en %(population)s mensen van de populatie met een andere waarde."
)
REST_OF_RESPONDENTS = N_("Niet in de vergelijking: %(respondents)s antwoorden waarvan dit onbekend is.")
REST_OF_POPULATION = N_(
    "Niet in de vergelijking: %(population)s mensen van de populatie met een andere waarde."
)
REST_MATTERS = N_("Een verschil kan ook daardoor komen.")

WEIGHTED = N_("Gewogen naast ongewogen")
WEIGHTED_NOTE = N_(
    "Gewogen tellen mensen uit groepen die te weinig antwoordden zwaarder, en uit groepen die veel "
    "antwoordden lichter, zodat de samenstelling klopt met de populatie. Gewogen cijfers zijn afgerond, om "
    "mensen onherkenbaar te houden."
)
WEIGHTED_BY = N_("Gewogen is naar:")
NO_WEIGHTS = N_("Naar de populatie wegen kan niet: %(why)s.")
UNWEIGHTED = N_("Ongewogen")
MAIN_WEIGHTED = N_("De belangrijkste cijfers, gewogen naast ongewogen")
FIGURE_NAME = N_("Cijfer")
ALL_WEIGHTED = N_("Alle antwoorden, gewogen naast ongewogen")

WAITING = N_("Van afhandeling tot uitnodiging")
WAITING_NOTE = N_(
    "Dagen tussen het afhandelen van de zaak en de uitnodiging, over alle %(number)s mensen die zijn "
    "uitgenodigd."
)
WAITING_DAYS = N_("Dagen van afhandeling tot uitnodiging")

ACCOUNT = N_("Verantwoording")
NOT_ASKED = N_("Wie er niet gevraagd zijn, en waarom niet")
NOT_IN_DRAW = N_("Zaken die niet meetelden bij de trekking van %(day)s")
