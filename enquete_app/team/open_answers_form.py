"""The forms with which somebody decides on an open answer, or says what it is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, SelectMultipleField, TextAreaField
from wtforms.validators import Length

from enquete_app.results.open_answers.coding import coded_themes
from enquete_app.results.open_answers.frame import themes_of
from enquete_app.results.open_answers.marking import LOUD, marks, proposal
from enquete_app.results.open_answers.queue import LONGEST_REDACTED, spelled_cases
from enquete_app.team.forms import small_number
from enquete_app.team.open_answers_wording import KINDS
from enquete_app.web.language import language
from enquete_app.web.transaction import session

if TYPE_CHECKING:
    from enquete_app.answers.models import OpenAnswer
    from enquete_app.results.open_answers.models import Theme


class ThemesForm(FlaskForm):  # type: ignore[misc]
    """Which themes an answer is about."""

    themes = SelectMultipleField(
        lazy_gettext("Thema’s"),
        coerce=int,
        description=lazy_gettext("Kruis aan waar dit antwoord over gaat. Niets mag ook."),
        name="thema",
    )

    def offer(self, themes: list[Theme], chosen: set[int]) -> None:
        """Offer the themes in use, and a retired one where it was chosen before."""
        self.themes.choices = [
            (each.id, each.label(language())) for each in themes if not each.retired or each.id in chosen
        ]


class AnswerForm(ThemesForm):
    """What may leave of an answer, and its themes."""

    version = HiddenField(name="versie")
    redacted = TextAreaField(
        lazy_gettext("Zo mag het naar buiten"),
        [Length(max=LONGEST_REDACTED, message=lazy_gettext("Dit is te lang: hoogstens %(max)d tekens."))],
        description=lazy_gettext(
            "Haal weg waaraan iemand te herkennen is. Verander verder zo weinig mogelijk."
        ),
        name="tekst",
        render_kw={"rows": 6},
    )
    sure = BooleanField(lazy_gettext("Ja, dit mag zo naar buiten"), name="zeker")

    @property
    def text(self) -> str:
        """The text without what no text needs: other line ends, null signs, blanks around it."""
        return (self.redacted.data or "").replace("\r\n", "\n").replace("\0", "").strip()

    @property
    def seen_version(self) -> int:
        """The version that was shown; of none that there is if the field was forged."""
        try:
            return small_number(self.version.data or "")
        except ValueError:
            return 0

    def judge_release(self) -> bool:
        """Whether the text may leave; if not, the fields tell why."""
        if not self.text:
            self.redacted.errors = [gettext("Schrijf wat er naar buiten mag, of houd dit antwoord achter.")]
            return False
        left = self._left()
        if left and not self.sure.data:
            self.sure.errors = [
                gettext("In de tekst staat nog: %(what)s. Haal dat weg, of zeg dat het zo mag.", what=left)
            ]
            return False
        return True

    def _left(self) -> str:
        """What in the text still looks as if it told who somebody is, with what it looks like."""
        text = self.text
        spans = marks(text, spelled_cases(session()))
        return "; ".join(
            f"‘{text[each.start : each.end]}’ ({KINDS[each.kind]})" for each in spans if each.kind in LOUD
        )


def answer_form(answer: OpenAnswer, questionnaire_id: str, *, fresh: bool) -> AnswerForm:
    """The form of an answer.

    Args:
        answer: the answer.
        questionnaire_id: whose code frame it is.
        fresh: as it is stored or proposed, not as it was sent.
    """
    chosen = coded_themes(session(), answer.id)
    themes = list(themes_of(session(), questionnaire_id, answer.field))
    form = AnswerForm(formdata=None, data=_stored(answer, chosen)) if fresh else AnswerForm()
    form.offer(themes, chosen)
    return form


def _stored(answer: OpenAnswer, chosen: set[int]) -> dict[str, object]:
    raw = answer.raw or ""
    text = answer.redacted
    if text is None:
        text = proposal(raw, marks(raw, spelled_cases(session())))
    return {"version": str(answer.version), "redacted": text, "themes": sorted(chosen)}
