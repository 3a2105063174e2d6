"""The forms of a survey: its terms, and the plan by which it draws by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import BooleanField, IntegerField, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, ValidationError

from enquete_app.fieldwork.drawing.ordering import STRATA_COLUMNS
from enquete_app.fieldwork.rolling.days import FIRST_HOUR, LAST_HOUR, Rhythm, Schedule, WaveLength
from enquete_app.fieldwork.rolling.models import Wish
from enquete_app.fieldwork.surveys import Terms
from enquete_app.register.cells import text_of
from enquete_app.sampling import Allocation
from enquete_app.team.survey_wording import LENGTHS, WEEKDAYS
from enquete_app.team.wording import DRAW_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from enquete_app.fieldwork.models import Survey

LONGEST_NAME = 80
MOST_MONTHS, MOST_AGE, MOST_COOL_DOWN = 6, 120, 1095
DAYS_TO_REMINDER, DAYS_OPEN = (3, 42), (7, 90)
MOST_PEOPLE = 100_000
MOST_COLUMNS = 3
DAYS_OF_A_MONTH = 28
EVERYONE, SAMPLE = "iedereen", "steekproef"


def _whole(label: object, low: int, high: int, *, name: str, optional: bool = False) -> IntegerField:
    fault = lazy_gettext("Vul een heel getal in van %(low)s tot en met %(high)s.", low=low, high=high)
    return IntegerField(
        label,
        [Optional() if optional else InputRequired(fault), NumberRange(low, high, fault)],
        name=name,
        render_kw={"min": low, "max": high, "inputmode": "numeric"},
    )


class TermsForm(FlaskForm):  # type: ignore[misc]
    """What staff set of a survey."""

    name_nl = StringField(
        lazy_gettext("Naam in het Nederlands"),
        [
            DataRequired(lazy_gettext("Geef het onderzoek een naam.")),
            Length(max=LONGEST_NAME, message=lazy_gettext("Gebruik hoogstens %(max)d tekens.")),
        ],
        name="naam",
    )
    name_en = StringField(
        lazy_gettext("Naam in het Engels (mag leeg blijven)"),
        [Length(max=LONGEST_NAME, message=lazy_gettext("Gebruik hoogstens %(max)d tekens."))],
        name="naam-en",
    )
    kinds = SelectMultipleField(lazy_gettext("Over welke soorten gaat het?"), name="soort")
    more_kinds = StringField(lazy_gettext("Andere soorten (mag leeg blijven)"), name="andere-soorten")
    window_months = _whole(
        lazy_gettext("Hoogstens zoveel maanden geleden afgehandeld"), 1, MOST_MONTHS, name="maanden"
    )
    min_age_days = _whole(
        lazy_gettext("Minstens zoveel dagen geleden afgehandeld"), 0, MOST_AGE, name="minstens"
    )
    cool_down_days = _whole(
        lazy_gettext("Zoveel dagen rust na een uitnodiging"), 0, MOST_COOL_DOWN, name="rust"
    )
    reminder_after_days = _whole(
        lazy_gettext("Herinnering zoveel dagen na de mail"), *DAYS_TO_REMINDER, name="herinnering"
    )
    closes_after_days = _whole(
        lazy_gettext("Meedoen kan zoveel dagen vanaf de eerste mail"), *DAYS_OPEN, name="sluiting"
    )
    letters = BooleanField(lazy_gettext("Wie geen e-mailadres heeft, een brief sturen"), name="brieven")

    def offer(self, known: Iterable[str]) -> None:
        """Offer these kinds, and those that the survey has."""
        offered = sorted({*known, *(self.kinds.data or [])})
        self.kinds.choices = [SelectChoice(kind, kind) for kind in offered]

    def validate_more_kinds(self, field: StringField) -> None:
        """Want at least one kind, and no signs that no register holds."""
        try:
            more = self._more_kinds(field.data)
        except ValueError:
            raise ValidationError(gettext("Hier staan tekens in die niet kunnen.")) from None
        if not more and not self.kinds.data:
            raise ValidationError(gettext("Kies minstens één soort, of vul er een in."))

    def validate_min_age_days(self, field: IntegerField) -> None:
        """Leave a stretch of days between the youngest and the oldest complaints that may take part."""
        months, age = self.window_months.data, field.data
        if months is not None and age is not None and age >= months * DAYS_OF_A_MONTH:
            raise ValidationError(
                gettext("Zo blijft er geen klacht over: dit is langer dan de maanden erboven.")
            )

    def validate_closes_after_days(self, field: IntegerField) -> None:
        """Leave people some days after the reminder."""
        reminder = self.reminder_after_days.data
        if reminder is not None and field.data is not None and field.data <= reminder:
            raise ValidationError(gettext("Kies meer dagen dan tot de herinnering: anders komt die te laat."))

    @property
    def terms(self) -> Terms:
        """What was filled in, once the form is found to be right."""
        return Terms(
            name_nl=self.name_nl.data.strip(),
            name_en=(self.name_en.data or "").strip(),
            kinds=sorted({*self.kinds.data, *self._more_kinds(self.more_kinds.data)}),
            window_months=self.window_months.data,
            min_age_days=self.min_age_days.data,
            cool_down_days=self.cool_down_days.data,
            reminder_after_days=self.reminder_after_days.data,
            closes_after_days=self.closes_after_days.data,
            letters=self.letters.data,
        )

    @staticmethod
    def _more_kinds(typed: str | None) -> list[str]:
        return [kind for each in (typed or "").split(",") if (kind := text_of(each))]


class PlanForm(FlaskForm):  # type: ignore[misc]
    """When and how a survey draws by itself; all of it stands in the address, so that it can be looked at."""

    class Meta:
        """It is read with GET; what is posted is checked for forgery with all other forms."""

        csrf = False

    rhythm = RadioField(
        lazy_gettext("Hoe vaak trekken?"),
        choices=[
            SelectChoice(str(Rhythm.WEEK), lazy_gettext("Elke week")),
            SelectChoice(str(Rhythm.MONTH), lazy_gettext("Elke maand")),
        ],
        name="ritme",
    )
    weekday = SelectField(
        lazy_gettext("Op welke dag van de week?"),
        choices=[SelectChoice(number, words) for number, words in enumerate(WEEKDAYS)],
        coerce=int,
        name="weekdag",
    )
    day_of_month = _whole(lazy_gettext("Op welke dag van de maand?"), 1, 31, name="dag")
    hour = SelectField(
        lazy_gettext("Hoe laat gaan de mails weg?"),
        choices=[SelectChoice(hour, f"{hour}:00") for hour in range(FIRST_HOUR, LAST_HOUR + 1)],
        coerce=int,
        name="uur",
    )
    wave_length = RadioField(
        lazy_gettext("Hoe lang duurt een meting?"),
        choices=[SelectChoice(str(length), words) for length, words in LENGTHS.items()],
        name="meting",
    )
    extent = RadioField(
        lazy_gettext("Wie nodigt u uit?"),
        choices=[
            SelectChoice(EVERYONE, lazy_gettext("Iedereen die meetelt")),
            SelectChoice(SAMPLE, lazy_gettext("Een steekproef")),
        ],
        name="omvang",
    )
    size = _whole(lazy_gettext("Hoogstens zoveel per trekking"), 1, MOST_PEOPLE, name="aantal", optional=True)
    by = SelectMultipleField(
        lazy_gettext("Verdelen over groepen (strata) naar"),
        [Length(max=MOST_COLUMNS, message=lazy_gettext("Kies hoogstens %(max)d kenmerken."))],
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

    def validate_extent(self, field: RadioField) -> None:
        """Want a number where a sample is asked for."""
        if field.data == SAMPLE and self.size.data is None:
            raise ValidationError(gettext("Vul in hoeveel mensen u per trekking hoogstens wilt uitnodigen."))

    @property
    def wish(self) -> Wish:
        """What is asked, once the form is found to be right."""
        return Wish(
            schedule=Schedule(
                rhythm=Rhythm(self.rhythm.data),
                weekday=self.weekday.data,
                day_of_month=self.day_of_month.data,
                hour=self.hour.data,
            ),
            wave_length=WaveLength(self.wave_length.data),
            size=self.size.data if self.extent.data == SAMPLE else None,
            by=tuple(self.by.data or ()),
            allocation=Allocation(self.allocation.data),
        )

    def pairs(self) -> Iterator[tuple[str, Any]]:
        """All that is filled in, to be posted again with the confirmation."""
        for field in self:
            values = field.data if isinstance(field.data, list) else [field.data]
            yield from ((field.name, value) for value in values if value is not None)


class ConsentForm(FlaskForm):  # type: ignore[misc]
    """That somebody has looked at it."""

    checked = BooleanField(
        lazy_gettext("Ik heb de teksten, de aantallen en de momenten bekeken. Elke trekking mag zo weg."),
        [InputRequired(lazy_gettext("Bevestig eerst dat u dit heeft bekeken."))],
        name="bekeken",
    )


def values_of(wish: Wish) -> dict[str, Any]:
    """What the form shows of a plan."""
    schedule = wish.schedule
    return {
        "rhythm": str(schedule.rhythm),
        "weekday": schedule.weekday,
        "day_of_month": schedule.day_of_month,
        "hour": schedule.hour,
        "wave_length": str(wish.wave_length),
        "extent": EVERYONE if wish.size is None else SAMPLE,
        "size": wish.size,
        "by": list(wish.by),
        "allocation": str(wish.allocation),
    }


def terms_form(survey: Survey | None, known: Iterable[str], *, like: Survey | None = None) -> TermsForm:
    """The form of a survey's terms, or of a new one's with the terms of another to begin with."""
    shown = survey or like
    values = {name: getattr(shown, name) for name in Terms.__annotations__} if shown else {}
    if survey is None:
        values |= {"name_nl": "", "name_en": "", "kinds": []}
    form = TermsForm(data=values)
    form.offer({*known, *(survey.kinds if survey else ())})
    return form
