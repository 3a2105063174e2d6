"""Sending what is due over one connection: batch by batch, each message between two commits."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy.exc import OperationalError

from enquete_app.fieldwork.calendar import AMSTERDAM, local_day
from enquete_app.fieldwork.messages import due, outbox
from enquete_app.fieldwork.messages.mailer import Delivery, NoConnectionError, Outcome
from enquete_app.fieldwork.messages.mails import BadSettingError, UnwritableError, write
from enquete_app.fieldwork.messages.pacing import AT_ANY_PACE, Turn
from enquete_app.fieldwork.messages.restoring import hold_of
from enquete_app.fieldwork.messages.told import REMINDERS, Sendings
from enquete_app.fieldwork.models import MessageKind
from enquete_app.fieldwork.term import set_term
from enquete_app.keys import UnknownKeyError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sqlalchemy.orm import Session

    from enquete_app.db import Database
    from enquete_app.fieldwork.messages.mailer import Post
    from enquete_app.fieldwork.messages.mails import Sender
    from enquete_app.fieldwork.messages.pacing import Pace

BATCH = 20
"""How many are claimed at once; for so many, at most, the last of several workers is waited for."""
NOT_SENT = "not sent"
PAUSES = (0.5, 2, 5)
"""Seconds until it is tried again to record what became of a mail."""


class _Claim(NamedTuple):
    message_id: int
    lease: datetime
    kind: MessageKind
    is_first_attempt: bool
    domain: str

    @property
    def is_counted_reminder(self) -> bool:
        return self.kind is MessageKind.REMINDER and self.is_first_attempt


IN_A_ROW = 10
"""After so many messages that did not get through, the fault is ours or our server's, not the recipients'."""


@dataclass
class _Run:
    database: Database
    post: Post
    sender: Sender
    now: datetime
    pace: Pace
    progress: Callable[[int], None]
    began: float
    """On the clock of `time.monotonic`."""
    done: Sendings = field(default_factory=Sendings)
    claimed: list[_Claim] = field(default_factory=list)
    full: set[str] = field(default_factory=set)
    """Domains that got all that they may get in this minute."""
    aside: list[_Claim] = field(default_factory=list)
    """What was claimed for them."""
    refused: list[int] = field(default_factory=list)
    """Messages that the server refused since it last accepted one."""
    in_a_row: dict[MessageKind, int] = field(default_factory=lambda: dict.fromkeys(MessageKind, 0))
    """How many have not got through since then. Of reminders alone nobody is told: for whoever answered there
    is none that could fail."""

    @property
    def moment(self) -> datetime:
        """The moment of the run, and as long after it as the run has lasted."""
        return self.now + timedelta(seconds=time.monotonic() - self.began)


def send_due(  # noqa: PLR0913 - the last two are for whoever waits
    database: Database,
    post: Post,
    sender: Sender,
    *,
    now: datetime,
    pace: Pace = AT_ANY_PACE,
    progress: Callable[[int], None] = lambda _: None,
    stop: Callable[[], bool] = lambda: False,
) -> Sendings:
    """Send all messages that are due.

    Where no message at all can go (no mail server, a missing secret key, a setting that makes no good mail),
    the run ends; what has not left then stays as it was.

    Args:
        database: where the outbox is.
        post: the way out, opened here once something is due.
        sender: who mails.
        now: the moment that decides what is due and is recorded as the time of sending.
        pace: how fast they may leave.
        progress: called with the number of messages dealt with since the last call.
        stop: asked between two messages; once it says so, no further one is sent.

    Returns:
        What was done.
    """
    run = _Run(database, post, sender, now, pace, progress, time.monotonic())
    done = run.done
    if _is_quiet(run):
        return done
    run.claimed = _claim(run)
    if not run.claimed:
        return done
    try:
        with post:
            while not stop() and sum(run.in_a_row.values()) < IN_A_ROW and (each := _next(run)):
                outcome = _send(run, each)
                run.claimed.pop(0)
                if each.kind is MessageKind.INVITATION:
                    done.outcomes[outcome] += 1
                    progress(1)
    except NoConnectionError as error:
        done.halted = f"mail server out of reach ({error}); what is due goes with the next run"
    except (BadSettingError, UnknownKeyError) as error:
        done.halted = f"nothing can be sent, and nothing is lost: {error}"
    finally:
        _release(run)
    if sum(run.in_a_row.values()) < IN_A_ROW:
        _record_refused(run)
    elif run.in_a_row[MessageKind.INVITATION]:
        done.halted = f"sending stopped: {IN_A_ROW} messages in a row did not get through; the rest waits"
    return done


def _is_quiet(run: _Run) -> bool:
    end = run.pace.quiet.end(run.moment)
    if end is None:
        return False
    with run.database.reader() as session:
        if run.claimed or due.is_any_due(session, run.now):
            run.done.paced = f"quiet until {end.astimezone(AMSTERDAM):%d-%m-%Y %H:%M}; what is due waits"
    return True


def _next(run: _Run) -> _Claim | None:
    """The first of those claimed, now that its turn has come; none if no more may leave in this run.

    Who answered has a turn too, and only then turns out to need no reminder: else the pace would tell how
    many did.
    """
    while not _is_quiet(run):
        run.claimed = run.claimed or _claim(run)
        if not run.claimed:
            break
        first = run.claimed[0]
        turn = _turn(run, first.domain)
        if turn is Turn.GO:
            return first
        if turn is Turn.NOT_NOW:
            run.done.paced = f"{run.pace.per_minute} mails in a minute is the limit; the rest waits"
            break
        run.done.paced = f"{run.pace.per_domain} mails in a minute to one domain is the limit; the rest waits"
        run.full.add(first.domain)
        run.aside.append(run.claimed.pop(0))
    return None


def _turn(run: _Run, domain: str) -> Turn:
    if domain in run.full:
        return Turn.NOT_TO_THIS_DOMAIN
    # Under a key: a domain may be one person's, and this is counted outside the database.
    return run.pace.turn(run.sender.keyring.derive("domain", domain).hex()[:16] if domain else "")


def _claim(run: _Run) -> list[_Claim]:
    """Claim the next batch, and tell how many reminders' turn it is.

    How many of them leave, fail or have to be tried again is how many have not answered, and where among
    them a run ends tells that too.
    """
    with run.database.transaction() as session:
        if hold_of(session):
            run.done.halted = "nothing more is sent until 'sending confirm'"
            return []
        messages = outbox.claim(session, now=run.now, clock=datetime.now(UTC), limit=BATCH, without=run.full)
        domains = due.domains_of(session, messages) if run.pace.per_domain else {}
        claimed = [
            _Claim(each.id, each.lease_until, each.kind, each.attempts == 0, domains.get(each.id, ""))
            for each in messages
            if each.lease_until
        ]
    _count_reminders(run, claimed, 1)
    return claimed


def _count_reminders(run: _Run, claims: Iterable[_Claim], times: int) -> None:
    if reminders := times * sum(each.is_counted_reminder for each in claims):
        run.done.outcomes[REMINDERS] += reminders
        run.progress(reminders)


def _release(run: _Run) -> None:
    waiting = [*run.aside, *run.claimed]
    with run.database.transaction() as session:
        outbox.release(session, [(each.message_id, each.lease) for each in waiting])
    # How many a fault leaves over depends on who answered; how many the pace does, does not.
    _count_reminders(run, waiting if run.done.paced and not run.done.halted else run.aside, -1)


def _send(run: _Run, claim: _Claim) -> str:
    message_id, lease = claim.message_id, claim.lease
    run.post.ready()
    try:
        with run.database.session() as session:
            message = outbox.begin_sending(
                session,
                message_id,
                lease,
                now=run.moment,
                clock=datetime.now(UTC),
                keyring=run.sender.keyring,
            )
            if message is None or message.lease_until is None:
                session.commit()
                return NOT_SENT
            renewed = message.lease_until
            set_term(session, message.invitation.wave, message.kind, local_day(run.now))
            # Whatever is wrong with the mail shows here, where leaving it uncommitted undoes all.
            mail = write(message, run.sender, run.now)
            # From here on the message counts as leaving: whoever dies now leaves it uncertain.
            session.commit()
    except outbox.LeaseLostError:
        return NOT_SENT
    except UnwritableError:
        return _give_up(run, message_id, lease)
    delivery = run.post.deliver(mail)
    try:
        _keep(run, message_id, renewed, delivery)
    except outbox.LeaseLostError:
        # It left, but nothing is left to record it on: its wave was closed meanwhile.
        return delivery.outcome
    _judge(run, claim, delivery)
    return delivery.outcome


def _give_up(run: _Run, message_id: int, lease: datetime) -> str:
    try:
        with run.database.transaction() as session:
            outbox.record_unwritable(session, message_id, lease)
    except outbox.LeaseLostError:
        return NOT_SENT
    return outbox.UNWRITABLE


def _keep(run: _Run, message_id: int, lease: datetime, delivery: Delivery) -> None:
    """Record how a delivery ended, also where the database is away for a moment; else it is uncertain."""
    for pause in (*PAUSES, None):
        try:
            with run.database.transaction() as session:
                _record(session, message_id, lease, delivery, run.now)
        except OperationalError:
            if pause is None:
                raise
            time.sleep(pause)
        else:
            return


def _record(session: Session, message_id: int, lease: datetime, delivery: Delivery, now: datetime) -> None:
    match delivery.outcome:
        case Outcome.ACCEPTED:
            outbox.record_sent(session, message_id, lease, now=now)
        case Outcome.UNKNOWN:
            outbox.record_uncertain(session, message_id, lease)
        case Outcome.LATER | Outcome.REFUSED:
            # A refusal counts as final once it is clear that it is not our own server's answer to everything.
            outbox.record_later(session, message_id, lease, now=now, reason=delivery.reason)


def _judge(run: _Run, claim: _Claim, delivery: Delivery) -> None:
    if delivery.outcome is Outcome.ACCEPTED:
        _record_refused(run)
        run.in_a_row = dict.fromkeys(MessageKind, 0)
    elif not delivery.is_temporary:
        run.in_a_row[claim.kind] += 1
    if delivery.outcome is Outcome.REFUSED:
        run.refused.append(claim.message_id)


def _record_refused(run: _Run) -> None:
    if run.refused:
        with run.database.transaction() as session:
            outbox.record_refused(session, run.refused)
        run.refused.clear()
