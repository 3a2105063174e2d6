"""The first sheets: what the workbook is about, how to read it, and the fieldwork."""

from __future__ import annotations

from enquete_app.questionnaire import Questionnaire
from enquete_app.results.measures import GradeFigures, Hidden, KeyIndicator, Share
from enquete_app.results.report import Report, Withheld
from enquete_app.results.speaking import asked_in, options_in
from enquete_app.results.wording import FIELDWORK, N_, WHY_HIDDEN
from enquete_app.results.xlsx.book import Book, Column, Sheet, Value, Written
from enquete_app.statistics import Rate

WHY_WITHHELD = {
    Withheld.TOO_FEW: N_(
        "Er zijn te weinig antwoorden. Ze blijven verzegeld en worden samen met die van een volgende meting "
        "geopend."
    ),
    Withheld.NEVER_OPENED: N_(
        "Er waren te weinig antwoorden om te openen, en de volgende meting stelde andere vragen. Daarom zijn "
        "ze ongelezen gewist."
    ),
    Withheld.OPENED_LATER: N_(
        "Er waren te weinig antwoorden om apart te tonen. Ze tellen mee in een latere meting."
    ),
}
METHOD = (
    N_("Alle getallen zijn onafgerond; hoeveel decimalen u ziet, is alleen opmaak."),
    N_("Aandelen zijn van wie de vraag beantwoordde; die staan als basis bij elke vraag."),
    N_(
        "Een cijfer over te weinig mensen wordt niet getoond: minder dan 5, bij gegevens uit het register en "
        "bij samenhang minder dan 10. Soms blijft een groep weg, omdat anders een kleinere te herleiden is."
    ),
    N_(
        "Het interval bij een rapportcijfer zegt waar het gemiddelde met 95 % zekerheid ligt voor iedereen "
        "die bij deze meting meetelde, als wie niet antwoordde niet anders oordeelt."
    ),
    N_(
        "Samenhang: Pearson, paarsgewijs, tweezijdig getoetst; * p < 0,05 en ** p < 0,01. Stellingen zijn zo "
        "gekeerd dat een hoger getal meer instemming is; ‘weet ik niet’ telt niet mee."
    ),
)


def first_sheet(book: Book, title: str) -> Sheet:
    """Add the sheet that opens first; it is written last, since it tells of the others."""
    return book.sheet(book.say(N_("Overzicht")), title, (Column("", 34), Column("", 92)))


def overview(sheet: Sheet, report: Report, questionnaire: Questionnaire, contents: list[Written]) -> None:
    """Write that sheet.

    Args:
        sheet: the sheet.
        report: the report.
        questionnaire: what was asked.
        contents: the other sheets: name and what is in it.
    """
    book = sheet.book
    say = book.say
    sheet.row += 1
    edition = {"title": asked_in(questionnaire.title, book.language), "version": questionnaire.version}
    sheet.line(
        say(N_("Vragenlijst")), say(N_("%(title)s, editie %(version)s")) % edition, styles={0: "strong"}
    )
    if report.responses is not None:
        _figure(sheet, say(N_("Antwoorden")), report.responses, "big_whole")
    _figure(
        sheet,
        say(N_("Respons van de uitgenodigden")),
        report.fieldwork.response_of_invited.estimate,
        "big_share",
    )
    if report.grades and isinstance(report.grades.all, GradeFigures):
        _figure(sheet, say(N_("Gemiddeld rapportcijfer")), report.grades.all.mean, "big")
    if report.key_indicator:
        _indicator(sheet, report.key_indicator, questionnaire)
    if report.opened_with:
        words = N_("De cijfers gaan ook over eerdere metingen, die apart te klein waren: %(numbers)s.")
        sheet.line("", say(words) % {"numbers": ", ".join(report.opened_with)})
    if report.withheld:
        _withheld(sheet, report)
    _contents(sheet, contents)
    sheet.row += 1
    sheet.line(say(N_("Hoe u dit leest")), "", styles={0: "group", 1: "group"})
    for text in METHOD:
        sheet.line("", say(text))


def fieldwork_sheet(book: Book, report: Report, _questionnaire: Questionnaire) -> Written:
    """Write what became of the sample."""
    say, figures = book.say, report.fieldwork
    columns = (
        Column(say(N_("Veldwerk")), 46),
        Column(say(N_("Aantal")), 12, "whole"),
        Column(say(N_("Aandeel")), 12, "share"),
        Column(say(N_("Ondergrens 95 %")), 18, "share"),
        Column(say(N_("Bovengrens 95 %")), 18, "share"),
    )
    title = say(N_("Veldwerk"))
    sheet = book.sheet(title, title, columns)
    sheet.note(
        say(
            N_(
                "De respons is een feit van deze meting. De grenzen (Wilson) gelden alleen als u de meting "
                "opvat als een trekking uit een doorgaand proces."
            )
        )
    )
    sheet.heading()
    for name, label in FIELDWORK.items():
        if hasattr(figures, name) and (name != "unopened" or figures.unopened):
            sheet.line(say(label), getattr(figures, name), None, None, None)
    for name, label in (
        ("response_of_invited", N_("Respons van de uitgenodigden")),
        ("response_of_delivered", N_("Respons van wie de e-mail ontving")),
    ):
        rate: Rate = getattr(figures, name)
        sheet.line(say(label), figures.completed, rate.estimate, rate.low, rate.high, styles={0: "strong"})
    return sheet.name, say(N_("Wat er van de steekproef werd, en de respons."))


def _contents(sheet: Sheet, contents: list[Written]) -> None:
    sheet.row += 1
    sheet.line(sheet.book.say(N_("In dit bestand")), "", styles={0: "group", 1: "group"})
    for name, about in contents:
        place = f"internal:'{name}'!A1"
        sheet.worksheet.write_url(sheet.row, 0, place, sheet.book.format("link"), name)
        sheet.put(1, about, "text")
        sheet.row += 1


def _figure(sheet: Sheet, label: str, value: Value, style: str) -> None:
    sheet.worksheet.set_row(sheet.row, 32)
    sheet.line(label, value, styles={0: "strong_middle", 1: style})


def _indicator(sheet: Sheet, indicator: KeyIndicator, questionnaire: Questionnaire) -> None:
    book = sheet.book
    item = questionnaire.items_by_field[indicator.item]
    labels = options_in(item, book.language)
    answer = " / ".join(labels[code] for code in indicator.codes)
    figures = indicator.figures
    if isinstance(figures, Hidden):
        sheet.line(answer, why(book, figures), styles={0: "strong"})
        return
    _figure(sheet, answer, figures.share, "big_share")
    sheet.line("", _of(book, figures, indicator.item))


def _of(book: Book, figures: Share, item: str) -> str:
    words = book.say(N_("%(count)s van de %(base)s mensen antwoordden dit op vraag %(item)s."))
    return words % {"count": figures.count, "base": figures.base, "item": item}


def _withheld(sheet: Sheet, report: Report) -> None:
    say = sheet.book.say
    if report.withheld:
        sheet.line(
            say(N_("Verder zijn er geen cijfers van deze meting")),
            say(WHY_WITHHELD[report.withheld]),
            styles={0: "strong"},
        )


def why(book: Book, hidden: Hidden) -> str:
    """Say in a cell why a figure is not shown."""
    reason = book.say(WHY_HIDDEN[hidden.reason])
    return reason[:1].upper() + reason[1:]
