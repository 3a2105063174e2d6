"""The form of one text: what is typed, what is wrong with it, and how it will look."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from flask import abort, current_app
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from sqlalchemy import select
from wtforms import HiddenField, StringField, TextAreaField

from enquete_app.fieldwork.calendar import local_day
from enquete_app.fieldwork.messages.mails import minutes_of
from enquete_app.fieldwork.messages.previewing import Example, Preview, faults_of, preview_of
from enquete_app.fieldwork.models import Survey
from enquete_app.fieldwork.texts.checking import Fault, Where
from enquete_app.fieldwork.texts.editions import Change, newest_edition, number_of, texts_of, tidied
from enquete_app.fieldwork.texts.placeholders import Piece, Placeholder, Text, TextKind, allowed, required
from enquete_app.fieldwork.texts.plainness import advice
from enquete_app.fieldwork.texts.standard import standard_text, text_of
from enquete_app.languages import LANGUAGES, Language
from enquete_app.team.texts_wording import PLACES, say_advice, say_fault
from enquete_app.web.transaction import session

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask_babel.speaklater import LazyString

    from enquete_app.fieldwork.models import TextEdition

LONGEST_NOTE = 200
ROWS = 24


class TextForm(FlaskForm):  # type: ignore[misc]
    """One text as staff type it."""

    subject = StringField(lazy_gettext("Onderwerp"))
    body = TextAreaField(lazy_gettext("Tekst"))
    note = StringField(
        lazy_gettext("Wat heeft u veranderd? (mag leeg blijven)"), render_kw={"maxlength": LONGEST_NOTE}
    )
    based_on = HiddenField()


@dataclass(frozen=True)
class Desk:
    """A text of a survey, to be worked on.

    Args:
        survey: whose text it is.
        kind: what it is for.
        language: that it is in.
        newest: the version in force.
    """

    survey: Survey
    kind: TextKind
    language: Language
    newest: TextEdition | None

    @property
    def in_force(self) -> Text:
        """The text as it is now."""
        return text_of(texts_of(self.newest), self.kind, self.language.code)

    @property
    def is_own(self) -> bool:
        """Whether the survey has its own text here."""
        return self.language.code in texts_of(self.newest).get(self.kind, {})

    def form(self, text: Text | None = None) -> TextForm:
        """The form as posted; before, with the text in force, or with another."""
        form = TextForm()
        if not form.is_submitted():
            form.based_on.data = str(number_of(self.newest))
            text = text or self.in_force
        if text:
            form.subject.data, form.body.data = text.subject, text.body
        form.body.render_kw = {"rows": ROWS, "lang": self.language.code, "dir": self.language.direction}
        form.subject.render_kw = {"lang": self.language.code, "dir": self.language.direction}
        return form

    def standard(self) -> Text:
        """The built-in text."""
        return standard_text(self.kind, self.language.code)

    def change(self, form: TextForm) -> Change:
        """What is asked to be kept."""
        number = form.based_on.data or ""
        is_number = number.isascii() and number.isdecimal() and len(number) < 10  # noqa: PLR2004 - a 32-bit key
        based_on = int(number) if is_number else number_of(self.newest)
        note = (form.note.data or "")[:LONGEST_NOTE]
        return Change(piece=self.piece(form), based_on=based_on, note=note)

    def piece(self, form: TextForm) -> Piece:
        """The text as typed."""
        return Piece(
            self.kind,
            self.language.code,
            tidied(Text(form.subject.data or "", form.body.data or "")),
        )

    def example(self) -> Example:
        """What example values are made from."""
        return Example(
            base_url=current_app.config["BASE_URL"],
            today=local_day(datetime.now(UTC)),
            minutes=minutes_of(self.survey),
            closes_after_days=self.survey.closes_after_days,
        )


@dataclass(frozen=True)
class Panel:
    """What stands beside the form, and changes with it."""

    preview: Preview
    faults: list[str]
    advice: list[str]


def find_survey(slug: str) -> Survey:
    """The survey of an address; a page that says so if there is none."""
    survey = session().scalar(select(Survey).where(Survey.slug == slug))
    return survey or abort(404)


def find_desk(slug: str, text_kind: str, text_language: str) -> Desk:
    """The text of an address; a page that says so if there is none."""
    if text_kind not in set(TextKind) or text_language not in LANGUAGES:
        abort(404)
    survey = find_survey(slug)
    newest = newest_edition(session(), survey)
    return Desk(survey, TextKind(text_kind), LANGUAGES[text_language], newest)


def panel(desk: Desk, form: TextForm) -> Panel:
    """How a text looks as typed, with what is wrong with it."""
    piece = desk.piece(form)
    return Panel(
        preview_of(piece, desk.example()),
        [say_fault(fault, desk.kind) for fault in faults_of(piece, desk.example())],
        [say_advice(each) for each in advice(piece)],
    )


def show_faults(form: TextForm, found: Sequence[Fault], kind: TextKind) -> None:
    """Put each fault at the field that it is in."""
    for field, where in ((form.subject, Where.SUBJECT), (form.body, Where.BODY)):
        field.errors = [say_fault(fault, kind) for fault in found if fault.where is where]


def places(desk: Desk) -> list[tuple[Placeholder, LazyString, str, bool]]:
    """What can be filled in: the placeholder, its meaning, an example, whether it has to be there."""
    values, needed = desk.example().values(desk.kind, desk.language.code), required(desk.kind)
    return [(each, PLACES[each], values[each], each in needed) for each in allowed(desk.kind)]
