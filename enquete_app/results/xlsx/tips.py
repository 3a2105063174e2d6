"""The sheets of what people wrote: themes with their numbers, and the texts that a person released."""

from __future__ import annotations

from enquete_app.questionnaire import Questionnaire
from enquete_app.results import page_wording as words
from enquete_app.results.measures import Hidden
from enquete_app.results.open_answers.released import Released
from enquete_app.results.speaking import asked_in
from enquete_app.results.wording import N_
from enquete_app.results.xlsx.book import Book, Column, Written


def themes_sheet(book: Book, released: Released, questionnaire: Questionnaire) -> Written | None:
    """Write the themes of each field; none if nothing was coded that may be shown."""
    fields = [(each, each.counts) for each in (*released.tips, *released.others)]
    coded = [(field, counts) for field, counts in fields if not isinstance(counts, Hidden)]
    if not coded:
        return None
    say = book.say
    columns = (
        Column(say(N_("Vraag")), 9, "strong"),
        Column(say(N_("Tekst")), 52),
        Column(say(words.THEME), 36),
        Column(say(N_("Aantal")), 12, "whole"),
        Column(say(N_("Gecodeerde antwoorden")), 14, "whole"),
    )
    sheet = book.sheet(say(N_("Thema’s")), say(N_("Thema’s in open antwoorden")), columns)
    sheet.heading()
    for field, counts in coded:
        text = asked_in(questionnaire.items_by_id[field.item].text, book.language)
        for theme in counts.themes:
            sheet.line(field.item, text, asked_in(theme.label, book.language), theme.count, counts.coded)
    return sheet.name, say(N_("Waar de open antwoorden over gaan. Een antwoord kan over meer gaan."))


def texts_sheet(book: Book, released: Released, questionnaire: Questionnaire) -> Written | None:
    """Write the texts that were released, those picked for the report first; none if there are none."""
    fields = [each for each in (*released.tips, *released.others) if each.texts]
    if not fields:
        return None
    say = book.say
    columns = (
        Column(say(N_("Vraag")), 9, "strong"),
        Column(say(N_("Tekst")), 40),
        Column(say(N_("Antwoord")), 80),
        Column(say(N_("Gekozen als citaat")), 12),
    )
    sheet = book.sheet(say(N_("Tips")), say(words.TIPS), columns)
    sheet.heading()
    for field in fields:
        text = asked_in(questionnaire.items_by_id[field.item].text, book.language)
        for place, answer in enumerate(field.texts):
            picked = say(N_("ja")) if place < len(field.quotations) else None
            sheet.line(field.item, text, answer, picked)
    return sheet.name, say(N_("Wat mensen schreven, voor zover iemand het heeft nagekeken en vrijgegeven."))
