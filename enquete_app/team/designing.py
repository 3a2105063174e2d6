"""The form on which a draw is designed. All of it stands in the address, so that a design can be kept."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import DateField, IntegerField, RadioField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from enquete_app.fieldwork.calendar import local_day
from enquete_app.fieldwork.drawing.ordering import STRATA_COLUMNS, Order
from enquete_app.fieldwork.messages.due import LATEST_FIRST_MAIL
from enquete_app.sampling import Allocation
from enquete_app.team.wording import DRAW_COLUMNS

if TYPE_CHECKING:
    from enquete_app.fieldwork.drawing.looking_back import Earlier
    from enquete_app.fieldwork.models import Survey

MOST_MONTHS = 6
MOST_DAYS = 3660
MOST_PEOPLE = 1_000_000
MOST_STRATA_COLUMNS = 3
USUAL_RESPONSE = 25
"""In percent, where no earlier wave tells."""
USUAL_MARGIN = 5
EVERYONE, SAMPLE = "iedereen", "steekproef"


def _whole(label: object, name: str, low: int, high: int) -> IntegerField:
    fault = lazy_gettext("Vul een heel getal in van %(low)s tot en met %(high)s.", low=low, high=high)
    return IntegerField(
        label,
        [InputRequired(fault), NumberRange(low, high, fault)],
        name=name,
        render_kw={"min": low, "max": high, "inputmode": "numeric"},
    )


class DesignForm(FlaskForm):  # type: ignore[misc]
    """What is asked of a draw, and what is expected of it. Its names in addresses are Dutch, as all there."""

    class Meta:
        """It is read with GET; what is posted is checked for forgery with all other forms."""

        csrf = False

    as_of = DateField(
        lazy_gettext("Dag van de trekking"), [InputRequired(lazy_gettext("Vul een dag in."))], name="dag"
    )
    kinds = SelectMultipleField(lazy_gettext("Soorten"), name="soort", validate_choice=False)
    handlings = SelectMultipleField(lazy_gettext("Behandeling"), name="behandeling", validate_choice=False)
    months = _whole(lazy_gettext("Hoogstens zoveel maanden geleden afgehandeld"), "maanden", 1, MOST_MONTHS)
    min_age_days = _whole(lazy_gettext("Minstens zoveel dagen geleden afgehandeld"), "minstens", 0, 180)
    cool_down_days = _whole(lazy_gettext("Zoveel dagen rust na een uitnodiging"), "rust", 0, MOST_DAYS)
    extent = RadioField(
        lazy_gettext("Wie nodigt u uit?"),
        choices=[
            SelectChoice(EVERYONE, lazy_gettext("Iedereen die meetelt")),
            SelectChoice(SAMPLE, lazy_gettext("Een steekproef")),
        ],
        name="omvang",
    )
    size = IntegerField(
        lazy_gettext("Aantal in de steekproef"),
        [
            Optional(),
            NumberRange(1, MOST_PEOPLE, lazy_gettext("Vul een aantal in van minstens 1.")),
        ],
        name="aantal",
        render_kw={"min": 1, "max": MOST_PEOPLE, "inputmode": "numeric"},
    )
    by = SelectMultipleField(
        lazy_gettext("Verdelen over groepen (strata) naar"),
        [
            Length(
                max=MOST_STRATA_COLUMNS,
                message=lazy_gettext("Kies hoogstens drie kenmerken."),
            )
        ],
        choices=[SelectChoice(name, DRAW_COLUMNS[name]) for name in STRATA_COLUMNS],
        name="groep",
    )
    allocation = RadioField(
        lazy_gettext("Verdeling over de groepen"),
        choices=[
            SelectChoice(str(Allocation.PROPORTIONAL), lazy_gettext("Naar verhouding van hun grootte")),
            SelectChoice(str(Allocation.EQUAL), lazy_gettext("Uit elke groep evenveel")),
        ],
        name="verdeling",
    )
    min_per_stratum = _whole(lazy_gettext("Minstens zoveel uit elke groep"), "minimum", 0, 10_000)
    response = _whole(lazy_gettext("Verwachte respons in procenten"), "respons", 1, 100)
    margin = _whole(lazy_gettext("Gewenste foutmarge in procentpunten"), "marge", 1, 25)

    def validate_as_of(self, field: DateField) -> None:
        """Refuse days that lie ahead, and those from which nobody could be mailed any more."""
        today = local_day(datetime.now(UTC))
        if field.data is None:
            return  # It is no day, which has been said.
        if field.data > today:
            raise ValidationError(lazy_gettext("De dag mag niet na vandaag liggen."))
        if field.data < today - LATEST_FIRST_MAIL:
            raise ValidationError(
                lazy_gettext("De dag mag hoogstens 14 dagen geleden zijn: later mag geen mail meer weg.")
            )

    def validate(self, extra_validators: dict[str, list[object]] | None = None) -> bool:
        """Check all fields, and that there is a number where a sample is asked for."""
        is_right: bool = super().validate(extra_validators)
        if self.extent.data == SAMPLE and self.size.data is None and not self.size.errors:
            self.size.errors = [lazy_gettext("Vul in hoeveel mensen u wilt uitnodigen.")]
            return False
        return is_right

    @property
    def order(self) -> Order:
        """What is asked, once the form is found to be right."""
        return Order(
            as_of=self.as_of.data,
            kinds=tuple(self.kinds.data) or None,
            handlings=tuple(self.handlings.data) or None,
            months=self.months.data,
            min_age_days=self.min_age_days.data,
            cool_down_days=self.cool_down_days.data,
            size=self.size.data if self.extent.data == SAMPLE else None,
            by=tuple(self.by.data),
            allocation=Allocation(self.allocation.data),
            min_per_stratum=self.min_per_stratum.data,
        )

    def as_fields(self) -> dict[str, list[object]]:
        """All that the form holds, by the names that fields have in addresses."""
        held = {field.name: field.data for field in self}
        return {
            name: value if isinstance(value, list) else [] if value is None else [value]
            for name, value in held.items()
        }


def design_form(survey: Survey, earlier: Earlier, given: MultiDict[str, str], today: date) -> DesignForm:
    """Read the form from an address or from what was posted; at first as the survey has it."""
    return DesignForm(given if "omvang" in given else MultiDict(_at_first(survey, earlier, today)))


def _at_first(survey: Survey, earlier: Earlier, today: date) -> dict[str, str | list[str]]:
    return {
        "dag": today.isoformat(),
        "soort": list(survey.kinds),
        "maanden": str(survey.window_months),
        "minstens": str(survey.min_age_days),
        "rust": str(survey.cool_down_days),
        "omvang": EVERYONE,
        "verdeling": str(Allocation.PROPORTIONAL),
        "minimum": "0",
        "respons": str(earlier.response.percent if earlier.response else USUAL_RESPONSE),
        "marge": str(USUAL_MARGIN),
    }
