"""Mistakes through which staff would learn who answered, to find out whether the attack finds them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from types import ModuleType, SimpleNamespace
from typing import Any, NamedTuple

import pytest
from flask import Flask
from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session
from staged_worlds import Stage, Watch, differences
from two_worlds import ANN, BEN, ON_PAPER, REST, World

from enquete_app.accounts.models import Role
from enquete_app.audit import Act, record
from enquete_app.fieldwork.agenda.listing import Event
from enquete_app.fieldwork.answering import participation
from enquete_app.fieldwork.letters import batches as letters
from enquete_app.fieldwork.messages import outbox, rechecking, sending
from enquete_app.fieldwork.models import Invitation, Message, MessageKind, MessageState, Participation
from enquete_app.fieldwork.waves import progress as waves
from enquete_app.register.models import Complaint
from enquete_app.respond import sending as respond_sending
from enquete_app.team import attention, calendar, opt_outs, retention
from enquete_app.team import fieldwork as team_fieldwork
from enquete_app.team.access import access
from enquete_app.web import transaction


class Planted(NamedTuple):
    """A leak, and where it has to show.

    Args:
        leak: plants it.
        answers: in one world this person answers.
        instead: in the other this one, or nobody.
        moment: when it can be seen.
        press: whether a button has to be pressed.
    """

    leak: Callable[[Flask, pytest.MonkeyPatch], None]
    answers: str = ANN
    instead: str | None = None
    moment: str = "answered"
    press: bool = False

    @property
    def worlds(self) -> tuple[World, World]:
        """The two that differ."""
        return World(answers=self.answers), World(answers=self.instead)


def finds(stage: Stage, planted: Planted) -> bool:
    """Whether a colleague with all roles sees a leak."""
    watch = Watch(
        staff=(tuple(Role),),
        moments=(planted.moment,),
        until=planted.moment,
        press=planted.press,
        command=False,
        without=("team.ending_close",),
    )
    return bool(differences(*(stage.play(world, watch, planted.leak) for world in planted.worlds)))


def _page(app: Flask, text: Callable[[Session], str]) -> None:
    """A new page of the staff."""
    view = access(Role.TEAM)(lambda: text(transaction.session()))
    app.add_url_rule("/team/new", "team.new", view)


def _changed(patch: pytest.MonkeyPatch, place: ModuleType, name: str, change: Callable[..., Any]) -> None:
    """Let a function give something else: what `change` makes of what it gives and of its arguments."""
    real = getattr(place, name)
    patch.setattr(place, name, lambda *given, **named: change(real(*given, **named), *given))


def _answered() -> Any:
    """That somebody of a statement's invitations answered."""
    return exists().where(Participation.invitation_id == Invitation.id, Participation.answered)


def _number(session: Session) -> int:
    return session.scalar(select(func.count()).where(Participation.answered)) or 0


def _who_was_reminded(app: Flask, _: pytest.MonkeyPatch) -> None:
    reminded = select(Complaint.case_number).join(Invitation).join(Message)
    sent = reminded.where(Message.kind == MessageKind.REMINDER, Message.state == MessageState.SENT)
    _page(app, lambda session: ", ".join(session.scalars(sent.order_by(Complaint.case_number))))


def _live_count(_: Flask, patch: pytest.MonkeyPatch) -> None:
    def exact(counts: dict[str, int], session: Session, wave: Any, *_: object) -> dict[str, int]:
        started, completed = waves.count_participations(session, wave.id)
        return counts | {"started": started, "completed": completed}

    _changed(patch, team_fieldwork, "fieldwork_so_far", exact)


def _reason_of_a_reminder(app: Flask, patch: pytest.MonkeyPatch) -> None:
    def reason(verdict: rechecking.Verdict, *_: object) -> rechecking.Verdict:
        return verdict if any(verdict) else rechecking.Verdict(reason="answered")

    _changed(patch, outbox, "recheck", reason)
    _page(app, lambda session: repr(session.scalars(select(Message.reason).order_by(Message.id)).all()))


def _outcome_of_reminders(app: Flask, patch: pytest.MonkeyPatch) -> None:
    def logged(outcome: object, *_: object) -> object:
        app.logger.warning("a mail was %s", outcome)
        return outcome

    _changed(patch, sending, "_send", logged)


def _log_of_sendings(app: Flask, patch: pytest.MonkeyPatch) -> None:
    _when_sent(patch, lambda _, visit: app.logger.warning("sent by %s", visit.invitation_id))


def _line_in_the_audit_log(_: Flask, patch: pytest.MonkeyPatch) -> None:
    def line(connection: Any, _visit: object) -> None:
        record(Session(connection), "–", Act.MAIL_CORRECTED, at=datetime.now(UTC))

    _when_sent(patch, line)


def _when_sent(patch: pytest.MonkeyPatch, also: Callable[..., None]) -> None:
    def send(session: Any, visit: Any, keyring: Any, **more: Any) -> object:
        also(session, visit)
        return participation.send(session, visit, keyring, **more)

    patch.setattr(respond_sending, "participation", SimpleNamespace(send=send))


def _header(app: Flask, _: pytest.MonkeyPatch) -> None:
    def add(response: Any) -> Any:
        with app.extensions["database"].reader() as session:
            response.headers["X-Left"] = str(waves.count_participations(session, 1))
        return response

    app.after_request(add)


def _attention_to_who_did_not_answer(_: Flask, patch: pytest.MonkeyPatch) -> None:
    _changed(patch, attention, "needing_attention", lambda statement, _wave: statement.where(~_answered()))


def _letters_to_who_did_not_answer(_: Flask, patch: pytest.MonkeyPatch) -> None:
    _changed(patch, letters, "waiting_letters", lambda statement, *_: statement.where(~_answered()))


def _opted_out_by_answering(_: Flask, patch: pytest.MonkeyPatch) -> None:
    def looked_up(found: bool, session: Session, told: Any, *_: object) -> bool:  # noqa: FBT001
        asked = select(Invitation.id).join(Complaint).where(Complaint.email == told.email, _answered())
        return found or session.scalar(asked) is not None

    _changed(patch, opt_outs, "is_opted_out", looked_up)


def _contact_data_of_who_did_not_answer(_: Flask, patch: pytest.MonkeyPatch) -> None:
    def fewer(stock: Any, session: Session, *_: object) -> Any:
        return stock._replace(with_contact_data=stock.with_contact_data - _number(session))

    _changed(patch, retention, "stock_of", fewer)


def _reminders_of_who_did_not_answer(_: Flask, patch: pytest.MonkeyPatch) -> None:
    def fewer(entries: list[Any], session: Session, *_: object) -> list[Any]:
        return [
            replace(each, number=each.number - _number(session)) if each.event is Event.REMINDER else each
            for each in entries
        ]

    _changed(patch, calendar, "agenda", fewer)


PLANTED: Mapping[str, Planted] = {
    "who was reminded": Planted(_who_was_reminded, instead=BEN, moment="reminded"),
    "live count": Planted(_live_count),
    "reason of a reminder": Planted(_reason_of_a_reminder, moment="reminded"),
    "outcome of reminders in the log": Planted(_outcome_of_reminders, moment="reminded"),
    "log of sendings": Planted(_log_of_sendings, instead=BEN),
    "header": Planted(_header),
    "audit log": Planted(_line_in_the_audit_log),
    "attention list": Planted(_attention_to_who_did_not_answer, answers=REST[0]),
    "letters that remind": Planted(_letters_to_who_did_not_answer, answers=ON_PAPER[0], moment="opted out"),
    "opt-out looked up": Planted(_opted_out_by_answering, moment="reminded", press=True),
    "retention": Planted(_contact_data_of_who_did_not_answer),
    "reminders in the calendar": Planted(_reminders_of_who_did_not_answer),
}
