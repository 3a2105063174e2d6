"""The facts of the complaint as they may stand with opened answers: coarse enough to point at nobody.

`statistics.coarsening` has the rule. What it counts as invited is counted once: who answered on the phone
or on paper was invited by letter. So first all that came from letters is one way of answering. Phone and
paper are told apart afterwards, in all that is opened or not at all: only if each of the three that occurs
has enough answers in every combination of facts. Whoever was invited by letter could have given any of
them.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from enquete_app.answers.ballots import Box, peek
from enquete_app.fieldwork.answering.entering import Entry
from enquete_app.fieldwork.models import Invitation, Message, MessageKind, Mode
from enquete_app.statistics import Cell, Key, coarsen

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from enquete_app.keys import Keyring

FEWEST_TOLD_APART = 5
ON_PAPER = (Mode.LETTER, *Entry)


def coarse_facts(session: Session, boxes: list[Box], keyring: Keyring) -> dict[Key, Key]:
    """What each combination of facts on the ballots of these boxes becomes."""
    sent = Counter(content.strata for _, content in peek(session, boxes, keyring))
    return coarse_of(sent, _count_invited(session, boxes))


def coarse_of(sent: Mapping[Key, int], invited: Mapping[Key, int]) -> dict[Key, Key]:
    """Make facts coarser, of which the last is how people answered.

    Args:
        sent: ballots by their facts.
        invited: people by theirs; nobody was invited by phone or on paper.

    Returns:
        What each combination on a ballot becomes.
    """
    by_invitation: Counter[Key] = Counter()
    for key, count in sent.items():
        by_invitation[_as_invited(key)] += count
    cells = {key: Cell(invited.get(key, 0), count) for key, count in by_invitation.items()}
    coarse = coarsen(cells)
    becomes = {key: coarse[_as_invited(key)] for key in sent}
    told_apart: Counter[Key] = Counter()
    for key, count in sent.items():
        if becomes[key][-1] == Mode.LETTER:
            told_apart[(*becomes[key][:-1], key[-1])] += count
    if any(count < FEWEST_TOLD_APART for count in told_apart.values()):
        return becomes
    return {key: (*into[:-1], key[-1]) if into[-1] == Mode.LETTER else into for key, into in becomes.items()}


def _as_invited(key: Key) -> Key:
    return (*key[:-1], Mode.LETTER.value) if key[-1] in ON_PAPER else key


def _count_invited(session: Session, boxes: list[Box]) -> dict[Key, int]:
    columns = (
        Invitation.handling,
        Invitation.judgement,
        Invitation.domain,
        Invitation.language,
        Invitation.mode,
    )
    # Invited is whoever a mail was tried for or a letter was posted to, not whoever was drawn.
    statement = (
        select(*columns, func.count())
        .join(Message, Message.invitation_id == Invitation.id)
        .where(
            Invitation.wave_id.in_([box.wave_id for box in boxes]),
            Message.kind == MessageKind.INVITATION,
            Message.attempts > 0,
        )
        .group_by(*columns)
    )
    return {
        (handling, judgement, domain, language, mode.value): count
        for handling, judgement, domain, language, mode, count in session.execute(statement)
    }
