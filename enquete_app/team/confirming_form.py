"""The forms with which the moment of mailing is chosen and confirmed."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING

from flask import current_app
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, DateField, HiddenField, TimeField
from wtforms.validators import InputRequired

from enquete_app.fieldwork.calendar import AMSTERDAM
from enquete_app.fieldwork.drawing.confirming import Obstacle, fault_of, proposed_moment
from enquete_app.jobs.mailing import pace_of

if TYPE_CHECKING:
    from enquete_app.fieldwork.models import Draw

OBSTACLES = {
    Obstacle.GONE: lazy_gettext("Deze trekking is intussen weggegooid."),
    Obstacle.CHANGED: lazy_gettext(
        "Een collega heeft intussen bevestigd, of tekst of moment gewijzigd. Hieronder ziet u hoe het staat."
    ),
    Obstacle.LEFT: lazy_gettext(
        "De eerste mails zijn weg of gaan juist weg. Er valt niets meer te wijzigen."
    ),
    Obstacle.PAST: lazy_gettext("Dit moment is al voorbij. Kies een later moment."),
    Obstacle.TOO_LATE: lazy_gettext(
        "Dit is meer dan 14 dagen na de trekking. Kies een eerder moment, of gooi de trekking weg en trek "
        "opnieuw."
    ),
    Obstacle.ARCHIVED: lazy_gettext(
        "Dit onderzoek staat in het archief. Haal het eerst terug, of gooi de trekking weg."
    ),
}
"""What stands in the way, in words."""


class ConfirmForm(FlaskForm):  # type: ignore[misc]
    """The moment, and that somebody looked."""

    class Meta:
        """What is posted is checked for forgery with all other forms."""

        csrf = False

    day = DateField(lazy_gettext("Dag"), [InputRequired(lazy_gettext("Vul een dag in."))], name="dag")
    at = TimeField(
        lazy_gettext("Tijd"),
        [InputRequired(lazy_gettext("Vul een tijd in, bijvoorbeeld 09:00."))],
        name="tijd",
        render_kw={"step": 60},
    )
    seen = HiddenField(name="gezien")
    """The moment that was confirmed when the page was shown."""
    text = HiddenField(name="tekst")
    """The number of the version of the texts that was shown."""
    checked = BooleanField(
        lazy_gettext("Ik heb tekst, aantal en moment gecontroleerd"),
        [InputRequired(lazy_gettext("Kruis aan dat u tekst, aantal en moment heeft gecontroleerd."))],
        name="gecontroleerd",
    )

    @property
    def moment(self) -> datetime | None:
        """When the mails are to begin to leave; none while that is not filled in well."""
        day, at = self.day.data, self.at.data
        if day is None or not isinstance(at, time):
            return None
        return datetime.combine(day, at, AMSTERDAM)

    @property
    def seen_moment(self) -> datetime | None:
        """The moment that was confirmed when the page was shown; none if none was or it was forged."""
        try:
            seen = datetime.fromisoformat(self.seen.data or "")
        except ValueError:
            return None
        return seen if seen.tzinfo else None

    @property
    def text_number(self) -> int:
        """The version of the texts that was shown; of none that there is if the field was forged."""
        given = self.text.data or ""
        return int(given) if given.isascii() and given.isdecimal() and len(given) < 8 else -1  # noqa: PLR2004

    def judge(self, draw: Draw, now: datetime) -> bool:
        """Whether the moment is one at which the draw's mails may leave; if not, the field tells why."""
        is_filled = all(field.validate(self) for field in (self.day, self.at))
        if not is_filled or self.moment is None:
            return False
        # Also where the mails wait for the end of a quiet night.
        if obstacle := fault_of(self.moment, draw, now) or fault_of(leaves_at(self.moment), draw, now):
            self.day.errors = [*self.day.errors, OBSTACLES[obstacle]]
            return False
        return True


def leaves_at(moment: datetime) -> datetime:
    """When a mail leaves that is due at a moment: then, or once quiet hours are over."""
    return pace_of(current_app).quiet.end(moment) or moment


def confirm_form(given: MultiDict[str, str], draw: Draw, now: datetime) -> ConfirmForm:
    """Read the form; at first with the moment that is confirmed, or else with the next working morning."""
    if "dag" in given:
        return ConfirmForm(given)
    local = (draw.mails_at or proposed_moment(draw, now) or now).astimezone(AMSTERDAM)
    seen = draw.mails_at.isoformat() if draw.mails_at else ""
    return ConfirmForm(MultiDict({"dag": f"{local:%Y-%m-%d}", "tijd": f"{local:%H:%M}", "gezien": seen}))
