"""Words and numbers of figures, in the language of the figure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from babel.core import Locale

from enquete_app.languages import SOURCE
from enquete_app.results.charts.content import Line, Part, Point
from enquete_app.results.formatting import NO_BREAK_SPACE
from enquete_app.results.wording import N_
from enquete_app.statistics import round_half_up

TITLE = N_("Figuur %(number)s. %(question)s")
NOTE_SPLIT = N_("n = %(base)s; in procenten, met het aantal eronder")
NOTE_GRADES = N_("n = %(base)s; aantal mensen per cijfer")
NOTE_MANY_GRADES = N_("n = %(base)s; in procenten")
NOTE_SCALE = N_("n = %(base)s; in procenten, van meeste naar minste instemming")
ROUNDED = N_("door afronding kan een som een punt afwijken")
MEAN = N_("gemiddelde %(mean)s")
ASKED = N_("Figuur over %(base)s antwoorden.")
ORDERED = N_("Stellingen van meeste naar minste instemming, met het deel van wie antwoordde.")
HIDDEN = N_("‘%(statement)s’: %(reason)s.")
INTERVAL = N_("%(value)s (van %(low)s tot %(high)s)")
NO_VALUE = N_("geen cijfer")


@dataclass(frozen=True, slots=True)
class Words:
    """What belongs to a language.

    Args:
        language: its code.
        said: translates our own words from Dutch.
    """

    language: str
    said: Callable[[str], str]

    def asked(self, text: Mapping[str, str]) -> str:
        """Choose the wording of a questionnaire; the Dutch one where it lacks the language."""
        return text.get(self.language, text[SOURCE]).strip()

    def fill(self, text: str, **values: object) -> str:
        """Translate a text and fill in its values."""
        return self.said(text) % values

    def decimal(self, value: Fraction | float, digits: int = 1) -> str:
        """Write a number with as many decimals, rounded half up."""
        point = Locale.parse(self.language).number_symbols["latn"]["decimal"]
        return str(round_half_up(value, digits)).replace(".", point)

    def percentage(self, count: int, base: int, digits: int = 0) -> str:
        """Write a share as a percentage."""
        space = NO_BREAK_SPACE if self.language == SOURCE else ""
        return f"{self.decimal(100 * Fraction(count, base), digits)}{space}%"

    def share(self, value: float) -> str:
        """Write a share from 0 to 1 as a percentage."""
        return self.percentage(*value.as_integer_ratio())

    def part(self, label: str, count: int, base: int) -> Part:
        """Put an answer into words."""
        return Part(label, count, self.percentage(count, base))

    def counted(self, parts: Sequence[Part], base: int) -> str:
        """Tell answers with number and share, as their table has them."""
        return "; ".join(
            f"{each.label}: {each.count} ({self.percentage(each.count, base, 1)})" for each in parts
        )

    def statement(self, line: Line) -> str:
        """Tell the figures of a statement."""
        if line.hidden:
            return self.fill(HIDDEN, statement=line.label, reason=line.hidden)
        parts = (*line.sums, *((line.apart,) if line.apart else ()))
        return f"‘{line.label}’: {self.counted(parts, line.base)}; n = {line.base}."

    def point(self, point: Point, write: Callable[[float], str]) -> str:
        """Tell the figures of a wave."""
        if point.value is None:
            return f"{point.label}: {self.said(NO_VALUE)}"
        if point.low is None or point.high is None:
            return f"{point.label}: {write(point.value)}"
        value, low, high = (write(each) for each in (point.value, point.low, point.high))
        return f"{point.label}: {self.fill(INTERVAL, value=value, low=low, high=high)}"
