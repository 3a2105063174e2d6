"""Which themes answers are about, as one coder sees it or two, and how far two agree."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import aliased

from enquete_app.answers.models import AnswerState, OpenAnswer
from enquete_app.db import put
from enquete_app.results.open_answers.models import Coder, Coding, Reading, Theme
from enquete_app.statistics import Agreement, cohen_kappa

if TYPE_CHECKING:
    from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence

    from sqlalchemy import Select
    from sqlalchemy.orm import Session


DECIDED = (AnswerState.RELEASED, AnswerState.WITHHELD)
Codings = dict[int, dict[Coder, set[int]]]
"""By answer: the numbers of the themes that each coder found."""


class ThemeAgreement(NamedTuple):
    """How far two coders agree on whether a theme is there."""

    theme: Theme
    agreement: Agreement


class Disagreement(NamedTuple):
    """An answer in which two coders found different themes.

    Args:
        answer_id: its number.
        first: the themes that only the first found.
        second: those that only the second found.
        agreed: whether it has been decided since.
    """

    answer_id: int
    first: tuple[Theme, ...]
    second: tuple[Theme, ...]
    agreed: bool


class Agreements(NamedTuple):
    """What came of coding twice: how many answers, each theme's agreement, and where coders differ."""

    answers: int
    themes: tuple[ThemeAgreement, ...]
    disagreements: tuple[Disagreement, ...]


def code(session: Session, answer_id: int, themes: Collection[int], account_id: int) -> None:
    """Keep which themes an answer is about, instead of what was kept before.

    Once a second coder has read it too, neither reading changes any more: what is decided then stands beside.

    Args:
        session: a session that may write; the answer is locked in it.
        answer_id: the answer.
        themes: the numbers of themes of its field.
        account_id: who says so.
    """
    readings = {each.coder: each for each in session.scalars(_readings(answer_id))}
    coder = Coder.AGREED if Coder.SECOND in readings else Coder.FIRST
    _write(session, answer_id, coder, themes, account_id)


def code_second(session: Session, answer_id: int, themes: Collection[int], account_id: int) -> bool:
    """Keep what a second coder found, who has not seen the first's themes.

    Returns:
        Whether it was kept: not if the coder is the first one too, or somebody was faster.
    """
    readings = {each.coder: each.account_id for each in session.scalars(_readings(answer_id))}
    if Coder.SECOND in readings or readings.get(Coder.FIRST, account_id) == account_id:
        return False
    _write(session, answer_id, Coder.SECOND, themes, account_id)
    return True


def coded_themes(session: Session, answer_id: int) -> set[int]:
    """The themes that count for an answer, whether it still waits or not."""
    own = select(Coding).where(Coding.answer_id == answer_id)
    read = select(Reading.coder).where(Reading.answer_id == answer_id)
    by: dict[Coder, set[int]] = {coder: set() for coder in session.scalars(read)}
    for each in session.scalars(own):
        by[each.coder].add(each.theme_id)
    return counting(by)


def next_for_second(session: Session, wave_id: int, account_id: int, after: int = 0) -> int | None:
    """The number of the next answer that somebody may read as its second coder."""
    statement = for_second(wave_id, account_id).order_by(OpenAnswer.id).limit(1)
    return session.scalar(statement.where(OpenAnswer.id > after)) or session.scalar(statement)


def may_be_second(session: Session, answer: OpenAnswer, account_id: int) -> bool:
    """Whether somebody may still be an answer's second coder, and so must not see what the first found."""
    mine = for_second(answer.wave_id, account_id).where(OpenAnswer.id == answer.id)
    return session.scalar(mine) is not None


def for_second(wave_id: int, account_id: int) -> Select[int]:
    """Select the numbers of the answers that somebody may read as their second coder."""
    other = aliased(Reading)
    return (
        select(OpenAnswer.id)
        .join(Reading, (Reading.answer_id == OpenAnswer.id) & (Reading.coder == Coder.FIRST))
        .where(
            OpenAnswer.wave_id == wave_id,
            OpenAnswer.raw.is_not(None),
            OpenAnswer.state.in_(DECIDED),
            Reading.account_id != account_id,
            ~exists().where(other.answer_id == OpenAnswer.id, other.coder == Coder.SECOND),
        )
    )


def codings_of(session: Session, wave_id: int) -> dict[str, Codings]:
    """The themes of all answers of a wave that are decided on, by field.

    Those that still wait do not count: their themes may only be half thought over. A coder who found no
    theme is there with none.
    """
    decided = (OpenAnswer.wave_id == wave_id, OpenAnswer.state.in_(DECIDED))
    read = select(OpenAnswer.field, Reading.answer_id, Reading.coder).join(
        Reading, Reading.answer_id == OpenAnswer.id
    )
    codings: dict[str, Codings] = defaultdict(lambda: defaultdict(dict))
    for field, answer_id, coder in session.execute(read.where(*decided)):
        codings[field][answer_id][coder] = set()
    found = select(OpenAnswer.field, Coding).join(Coding, Coding.answer_id == OpenAnswer.id)
    for field, each in session.execute(found.where(*decided)):
        codings[field][each.answer_id][each.coder].add(each.theme_id)
    return {field: dict(by) for field, by in codings.items()}


def counting(by: Mapping[Coder, set[int]]) -> set[int]:
    """The themes that count of one answer: those agreed on, else the first coder's."""
    return by.get(Coder.AGREED, by.get(Coder.FIRST, set()))


def agreements_of(codings: Codings, themes: Sequence[Theme]) -> Agreements:
    """Compare the two coders of a field's answers, where there were two.

    Args:
        codings: of the field, as `codings_of` gives them.
        themes: of the field.
    """
    both = {answer_id: by for answer_id, by in codings.items() if {Coder.FIRST, Coder.SECOND} <= by.keys()}
    known = {theme.id: theme for theme in themes}
    differing = [
        Disagreement(
            answer_id,
            _named(known, by[Coder.FIRST] - by[Coder.SECOND]),
            _named(known, by[Coder.SECOND] - by[Coder.FIRST]),
            Coder.AGREED in by,
        )
        for answer_id, by in sorted(both.items())
        if by[Coder.FIRST] != by[Coder.SECOND]
    ]
    return Agreements(
        len(both),
        tuple(ThemeAgreement(theme, _agreement(theme.id, both.values())) for theme in themes),
        tuple(differing),
    )


def _agreement(theme_id: int, both: Iterable[Mapping[Coder, set[int]]]) -> Agreement:
    table: Counter[tuple[Hashable, Hashable]] = Counter(
        (theme_id in by[Coder.FIRST], theme_id in by[Coder.SECOND]) for by in both
    )
    return cohen_kappa(table)


def _readings(answer_id: int) -> Select[Reading]:
    return select(Reading).where(Reading.answer_id == answer_id)


def _write(session: Session, answer_id: int, coder: Coder, themes: Collection[int], account_id: int) -> None:
    reading = {"answer_id": answer_id, "coder": coder, "account_id": account_id}
    # Whoever coded first stays the first, also where somebody else mends it.
    put(session, Reading, [reading])
    session.execute(delete(Coding).where(Coding.answer_id == answer_id, Coding.coder == coder))
    if themes:
        rows = [{"answer_id": answer_id, "coder": coder, "theme_id": each} for each in sorted(themes)]
        put(session, Coding, rows)


def _named(known: Mapping[int, Theme], ids: Collection[int]) -> tuple[Theme, ...]:
    return tuple(theme for theme_id, theme in known.items() if theme_id in ids)
