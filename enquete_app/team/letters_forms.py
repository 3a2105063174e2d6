"""The forms of the pages about letters and of entering answers."""

from __future__ import annotations

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, RadioField, SelectChoice, StringField
from wtforms.validators import InputRequired, Length

from enquete_app.fieldwork.answering.entering import Entry

LONGEST_CODE = 200


class BatchForm(FlaskForm):  # type: ignore[misc]
    """The day that letters bear."""

    dated_on = DateField(
        lazy_gettext("Datum op de brief"),
        [InputRequired(lazy_gettext("Vul de dag in waarop u de brieven post."))],
        description=lazy_gettext("De dag waarop u de brieven op de post doet."),
    )


class PostedForm(FlaskForm):  # type: ignore[misc]
    """The day on which letters were posted."""

    posted_on = DateField(
        lazy_gettext("Gepost op"), [InputRequired(lazy_gettext("Vul de dag in waarop u ze gepost heeft."))]
    )


class EntryForm(FlaskForm):  # type: ignore[misc]
    """Whose answers are entered, how they came, and by whom not."""

    uninvolved = BooleanField(
        lazy_gettext("Ik was niet betrokken bij deze klacht"),
        [InputRequired(lazy_gettext("Was u wel betrokken? Vraag dan een collega om dit te doen."))],
    )
    came = RadioField(
        lazy_gettext("Hoe kreeg u de antwoorden?"),
        [InputRequired(lazy_gettext("Kies telefoon of papier."))],
        choices=[
            SelectChoice(Entry.PHONE.value, lazy_gettext("Aan de telefoon")),
            SelectChoice(Entry.PAPER.value, lazy_gettext("Op papier")),
        ],
    )
    code = StringField(
        lazy_gettext("Code uit de brief"),
        [InputRequired(lazy_gettext("Vul de code in.")), Length(max=LONGEST_CODE)],
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )
