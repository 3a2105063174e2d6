"""The forms for publishing results and for taking them back."""

from __future__ import annotations

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length

from enquete_app.results.publishing import LONGEST_INTRODUCTION, LONGEST_REASON

_TOO_LONG = lazy_gettext("Gebruik hoogstens %(max)d tekens.")


class IntroductionForm(FlaskForm):  # type: ignore[misc]
    """What the team writes above the results."""

    introduction = TextAreaField(
        lazy_gettext("Inleiding (mag leeg blijven)"),
        [Length(max=LONGEST_INTRODUCTION, message=_TOO_LONG)],
        name="inleiding",
        description=lazy_gettext(
            "In het Nederlands, gewone tekst: wat viel op, wat doet u ermee? Elke regel wordt een alinea. "
            "Noem geen mensen."
        ),
        render_kw={"rows": 8, "lang": "nl"},
    )


class WithdrawalForm(FlaskForm):  # type: ignore[misc]
    """Why results are taken back."""

    reason = TextAreaField(
        lazy_gettext("Reden"),
        [
            DataRequired(lazy_gettext("Vul in waarom u de resultaten intrekt.")),
            Length(max=LONGEST_REASON, message=_TOO_LONG),
        ],
        name="reden",
        description=lazy_gettext(
            "Dit komt op de openbare pagina, in het Nederlands. Bijvoorbeeld: in een tabel stond een fout."
        ),
        render_kw={"rows": 3, "lang": "nl"},
    )
