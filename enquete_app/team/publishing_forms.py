"""The forms for publishing results and for taking them back."""

from __future__ import annotations

import unicodedata

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import HiddenField, TextAreaField
from wtforms.validators import DataRequired, Length

from enquete_app.results.publishing import LONGEST_INTRODUCTION, LONGEST_REASON

_TOO_LONG = lazy_gettext("Gebruik hoogstens %(max)d tekens.")


_TURNING = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
"""Signs that turn the direction of what follows, on the page as well."""


def _text(typed: str | None) -> str | None:
    """What can be stored and shown: without control characters, which PostgreSQL refuses or nobody sees."""
    return typed and "".join(filter(_may_stand, typed))


def _may_stand(sign: str) -> bool:
    if sign in "\r\n\t":
        return True
    return unicodedata.category(sign) != "Cc" and unicodedata.bidirectional(sign) not in _TURNING


class IntroductionForm(FlaskForm):  # type: ignore[misc]
    """What the team writes above the results."""

    introduction = TextAreaField(
        lazy_gettext("Inleiding (mag leeg blijven)"),
        [Length(max=LONGEST_INTRODUCTION, message=_TOO_LONG)],
        filters=[_text],
        name="inleiding",
        description=lazy_gettext(
            "In het Nederlands, gewone tekst: wat viel op, wat doet u ermee? Elke regel wordt een alinea. "
            "Noem geen mensen."
        ),
        render_kw={"rows": 8, "lang": "nl"},
    )


class WithdrawalForm(FlaskForm):  # type: ignore[misc]
    """Why results are taken back, and which edition: a colleague may have published another since."""

    edition = HiddenField(name="editie")
    reason = TextAreaField(
        lazy_gettext("Reden"),
        [
            DataRequired(lazy_gettext("Vul in waarom u de resultaten intrekt.")),
            Length(max=LONGEST_REASON, message=_TOO_LONG),
        ],
        filters=[_text],
        name="reden",
        description=lazy_gettext(
            "Dit komt op de openbare pagina, in het Nederlands. Bijvoorbeeld: in een tabel stond een fout."
        ),
        render_kw={"rows": 3, "lang": "nl"},
    )
