"""The draw: from the register to a frozen frame, a sample, and planned invitations."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from enquete_app.fieldwork.calendar import start_of_day
from enquete_app.fieldwork.drawing.chances import record_unrecorded
from enquete_app.fieldwork.drawing.inviting import invite
from enquete_app.fieldwork.drawing.judging import judge_register
from enquete_app.fieldwork.drawing.ordering import EXTRA_COLUMNS as EXTRA_COLUMNS
from enquete_app.fieldwork.drawing.ordering import STRATA_COLUMNS
from enquete_app.fieldwork.drawing.ordering import DrawError as DrawError
from enquete_app.fieldwork.drawing.ordering import NobodyEligible as NobodyEligible
from enquete_app.fieldwork.drawing.ordering import Order as Order
from enquete_app.fieldwork.drawing.ordering import find_survey as find_survey
from enquete_app.fieldwork.messages.planning import plan_draw
from enquete_app.fieldwork.models import Draw, Wave, WaveState
from enquete_app.fieldwork.texts.editions import number_in_force
from enquete_app.sampling import count_exclusions, extra_columns, frame_bytes, parse_frame, sha256_hex
from enquete_app.sampling import draw as draw_sample

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from enquete_app.fieldwork.models import Survey
    from enquete_app.keys import Keyring
    from enquete_app.sampling import Judged, Rules

SALT_BYTES = 32


def make_draw(session: Session, survey: Survey, order: Order, keyring: Keyring) -> Draw:
    """Judge the register, freeze the frame, draw, and plan the invitations of a new wave.

    Args:
        session: a session that may write.
        survey: for which survey.
        order: what is asked.
        keyring: the server's keys.

    Returns:
        The draw, with its wave.

    Raises:
        DrawError: if the survey has a draw of that day already, a column is unknown, or nobody is eligible.
        InfeasibleDesign: if the size cannot be spread as asked.
    """
    draw = freeze_and_draw(session, survey, order, keyring)
    plan_draw(session, draw, start_of_day(order.as_of))
    return draw


def freeze_and_draw(
    session: Session, survey: Survey, order: Order, keyring: Keyring, *, wave: Wave | None = None
) -> Draw:
    """Do as `make_draw`, but plan nothing: nobody is mailed, and no link works.

    Args:
        session: a session that may write.
        survey: for which survey.
        order: what is asked.
        keyring: the server's keys.
        wave: the wave into which to draw, with draws already or new; none for a new one.
    """
    _refuse_second(session, survey, order)
    wave = wave or new_wave(session, survey)
    # One for the whole wave: with it a later draw knows the persons of the earlier ones.
    salt = wave.draws[0].person_salt if wave.draws else secrets.token_bytes(SALT_BYTES)
    judged = judge_register(session, survey, order, salt=salt, keyring=keyring, wave_id=wave.id)
    order = order.for_so_many(sum(each.reason is None for each in judged))
    frame = frame_bytes(judged, order.by)
    draw = _frozen(survey, order, frame, judged)
    del judged  # The register, which may be large, is not held a second time while the frame is read.
    draw.person_salt = salt
    drawn = draw_sample(parse_frame(frame, extra_columns(order.by)), seed=draw.seed, design=order.design)
    if not drawn.selected:
        raise NobodyEligible("Nobody is eligible, so there is nothing to draw.")
    draw.strata = [
        {"key": list(stratum.key), "population": stratum.population, "selected": stratum.selected}
        for stratum in drawn.strata
    ]
    draw.selected = len(drawn.selected)
    draw.selection_sha256 = drawn.selection_sha256
    draw.wave = wave
    session.add(draw)
    session.flush()
    record_unrecorded(session, survey.id, keyring)
    invite(session, draw, drawn, keyring)
    return draw


def drawn_as(session: Session, survey: Survey, order: Order) -> Draw | None:
    """The draw that was made of just this order, as by a first press on the button; none if there is none."""
    asked = select(Draw).where(Draw.survey_id == survey.id)
    draw = session.scalar(asked.where(Draw.as_of == order.as_of))
    return draw if draw and draw.design == _design_of(order, order.rules(survey)) else None


def asked_today(session: Session, survey: Survey) -> dict[str, Any]:
    """What a wave that begins today asks and says: the questionnaire, and the version of the texts."""
    return {
        "questionnaire_id": survey.questionnaire_id,
        "questionnaire_version": survey.questionnaire_version,
        "text_edition_number": number_in_force(session, survey),
    }


def new_wave(session: Session, survey: Survey, asked: Mapping[str, Any] | None = None) -> Wave:
    """A wave that keeps the survey's terms of today, and asks and says what was confirmed, else today's."""
    return Wave(
        survey=survey,
        **(asked or asked_today(session, survey)),
        state=WaveState.OPEN,
        salt=secrets.token_bytes(SALT_BYTES),
        reminder_after_days=survey.reminder_after_days,
        closes_after_days=survey.closes_after_days,
    )


def _refuse_second(session: Session, survey: Survey, order: Order) -> None:
    # Two draws at the same moment: the first locks the survey, the second waits and finds the first.
    session.refresh(survey, with_for_update=True)
    if survey.archived:
        raise DrawError(f"{survey.slug} is archived: nothing is drawn for it any more.")
    if unknown := [name for name in order.by if name not in STRATA_COLUMNS]:
        raise DrawError(f"Strata cannot be made by {unknown[0]!r}.")
    earlier = select(Draw.wave_id).where(Draw.survey_id == survey.id, Draw.as_of == order.as_of)
    if (wave_id := session.scalar(earlier)) is not None:
        raise DrawError(
            f"{survey.slug} has a draw of {order.as_of} already: wave {wave_id}. "
            "There can be no second one for the same day."
        )


def _frozen(survey: Survey, order: Order, frame: bytes, judged: tuple[Judged, ...]) -> Draw:
    """Write down everything that decides the draw before it is made."""
    seed, rules = order.seed or secrets.token_bytes(SALT_BYTES), order.rules(survey)
    return Draw(
        survey_id=survey.id,
        as_of=order.as_of,
        frame=frame,
        frame_sha256=sha256_hex(frame),
        seed=seed,
        seed_supplied=order.seed is not None,
        seed_sha256=sha256_hex(seed),
        design=_design_of(order, rules),
        excluded={str(reason): count for reason, count in count_exclusions(judged, rules).items()},
        eligible=sum(each.reason is None for each in judged),
    )


def _design_of(order: Order, rules: Rules) -> dict[str, Any]:
    return {
        "by": list(order.by),
        "size": order.size,
        "allocation": str(order.allocation),
        "min_per_stratum": order.min_per_stratum,
        "kinds": sorted(rules.kinds),
        "handlings": None if rules.handlings is None else sorted(rules.handlings),
        "months": rules.months,
        "min_age_days": rules.min_age_days,
        "cool_down_days": rules.cool_down_days,
        "letters": rules.letters,
        "rolling": order.rolling,
    }
