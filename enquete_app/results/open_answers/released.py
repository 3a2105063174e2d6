"""What of the open answers may leave: themes with counts, and texts that a person released."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from enquete_app.answers.models import AnswerQueue, AnswerState, OpenAnswer
from enquete_app.fieldwork.models import Wave
from enquete_app.instruments import load
from enquete_app.questionnaire import ItemType
from enquete_app.results.measures import Hidden
from enquete_app.results.open_answers.coding import Codings, codings_of, counting
from enquete_app.results.open_answers.frame import open_fields, themes_of
from enquete_app.statistics import Suppression, Thresholds

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from enquete_app.results.open_answers.models import Theme

Json = dict[str, Any]
STANDARD = Thresholds()


@dataclass(frozen=True, slots=True)
class ThemeCount:
    """A theme, with how many answers are about it; its words by language."""

    code: str
    label: Mapping[str, str]
    count: int

    def to_json(self) -> Json:
        """Give code, words and number."""
        return {"code": self.code, "label": dict(self.label), "count": self.count}


@dataclass(frozen=True, slots=True)
class ThemeCounts:
    """How many answers were coded, and the themes that were found, in the order of the frame."""

    coded: int
    themes: tuple[ThemeCount, ...]

    def to_json(self) -> Json:
        """Give both."""
        return {"coded": self.coded, "themes": [each.to_json() for each in self.themes]}


@dataclass(frozen=True, slots=True)
class ReleasedField:
    """What of one field's answers may leave.

    Args:
        field: the field's name.
        item: the id of its question.
        is_other: whether it is the "anders, namelijk" of a question.
        counts: its themes; hidden where too few answers were coded.
        quotations: texts picked for the report.
        others: the other texts that were released.
    """

    field: str
    item: str
    is_other: bool
    counts: ThemeCounts | Hidden
    quotations: tuple[str, ...]
    others: tuple[str, ...]

    @property
    def texts(self) -> tuple[str, ...]:
        """All texts that were released, those picked first."""
        return self.quotations + self.others

    @property
    def is_empty(self) -> bool:
        """Whether nothing has been coded or released that could be shown."""
        return isinstance(self.counts, Hidden) and not self.texts

    def to_json(self) -> Json:
        """Give the counts, or why they are hidden, and the texts."""
        return {**self.counts.to_json(), "quotations": list(self.quotations), "released": list(self.texts)}


@dataclass(frozen=True, slots=True)
class Released:
    """What of a wave's open answers may leave, as it stands now: people go on releasing after the report."""

    fields: tuple[ReleasedField, ...] = ()

    @property
    def tips(self) -> tuple[ReleasedField, ...]:
        """The open questions of which there is something."""
        return tuple(each for each in self.fields if not each.is_other and not each.is_empty)

    @property
    def others(self) -> tuple[ReleasedField, ...]:
        """The "anders, namelijk" of which there is something."""
        return tuple(each for each in self.fields if each.is_other and not each.is_empty)

    def to_json(self) -> Json:
        """Give the fields of which there is something, by name."""
        return {each.field: each.to_json() for each in self.fields if not each.is_empty}


NOTHING = Released()


def released_of(session: Session, wave_id: int, thresholds: Thresholds = STANDARD) -> Released:
    """Gather what of a wave's open answers may leave.

    Args:
        session: any session.
        wave_id: the wave.
        thresholds: themes are counted only from as many coded answers as totals need.

    Returns:
        Nothing for a wave without a queue: one that is open, sealed or opened into another.
    """
    wave = session.get(Wave, wave_id)
    if wave is None or session.get(AnswerQueue, wave_id) is None:
        return NOTHING
    asked = open_fields(load(session, wave.questionnaire_id, wave.questionnaire_version))
    texts = _texts(session, wave_id)
    themes, codings = themes_of(session, wave.questionnaire_id), codings_of(session, wave_id)
    return Released(
        tuple(
            ReleasedField(
                name,
                item.id,
                item.type is not ItemType.TEXT,
                _counts(codings.get(name, {}), [each for each in themes if each.field == name], thresholds),
                *texts.get(name, ((), ())),
            )
            for name, item in asked
        )
    )


def _texts(session: Session, wave_id: int) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """Of each field the texts picked, and the others that were released."""
    columns = select(OpenAnswer.field, OpenAnswer.quoted, OpenAnswer.redacted)
    found = columns.where(OpenAnswer.wave_id == wave_id, OpenAnswer.state == AnswerState.RELEASED)
    rows = session.execute(found.order_by(OpenAnswer.id)).all()
    return {
        field: (
            tuple(row.redacted for row in rows if row.field == field and row.quoted),
            tuple(row.redacted for row in rows if row.field == field and not row.quoted),
        )
        for field in {row.field for row in rows}
    }


def _counts(codings: Codings, themes: Sequence[Theme], thresholds: Thresholds) -> ThemeCounts | Hidden:
    counts = Counter(theme for by in codings.values() for theme in counting(by))
    if len(codings) < thresholds.total:
        return Hidden(Suppression.TOO_FEW)
    shown = [theme for theme in themes if not theme.retired or counts[theme.id]]
    return ThemeCounts(len(codings), tuple(_count(theme, counts[theme.id]) for theme in shown))


def _count(theme: Theme, count: int) -> ThemeCount:
    return ThemeCount(theme.code, {"nl": theme.label_nl, "en": theme.label_en or theme.label_nl}, count)
