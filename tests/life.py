"""The life of waves as a machine for Hypothesis: it presses anything in any order, and three promises hold.

One response an invitation at most; no mail after opting out or leaving the register, nor a reminder after
answering; nobody sees an answer before its wave has closed. Everything goes through the application's pages
and `run_due`, with the built-in mailbox; the moment goes on by days, so that waves are mailed, reminded,
closed and erased.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path
from uuid import UUID

from builders import MORNING, complaint, token
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import delete, func, select, update

from enquete_app.answers.models import Ballot, Draft, OpenAnswer, Response
from enquete_app.fieldwork.answering.credentials import Purpose
from enquete_app.fieldwork.drawing.draws import Order, find_survey, make_draw
from enquete_app.fieldwork.models import Invitation, Participation, Wave, WaveState
from enquete_app.jobs.due import Fault, close_and_forget, run_due
from enquete_app.register.models import Complaint

MARK = "Merkwaardig-{}-merk."
"""What each person writes in the last question, to be found again."""
LATEST = MORNING + timedelta(days=150)
"""Later nothing is erased any more that this looks at."""
MOST_WAVES = 3
LEAVING = ["reopened", "without address", "deleted"]
"""What a case system may do with somebody's complaint, or with their address."""
WHO = st.integers(min_value=0, max_value=9)


@dataclass
class Somebody:
    """An invited person with a browser, and what the machine believes of them."""

    id: UUID
    wave_id: int
    address: str
    case_number: str
    client: FlaskClient
    sent: bool = False
    handle: str = ""
    old_form: dict[str, str] = field(default_factory=dict)
    """As the last page was, for those who press a button of a page that has long been open."""

    @property
    def mark(self) -> str:
        return MARK.format(self.id.hex[:12])


class Life(RuleBasedStateMachine):
    """The machine. A subclass says where an application comes from.

    Args:
        make: makes an application on an empty database, with a mailbox of its own.
    """

    def __init__(self, make: Callable[[], Flask]) -> None:
        super().__init__()
        self.app = make()
        self.database, self.keyring = self.app.extensions["database"], self.app.extensions["keyring"]
        self.now = MORNING
        self.people: list[Somebody] = []
        self.read: set[Path] = set()
        self.mails: Counter[str] = Counter()
        self.most: dict[str, int] = {}
        """How many mails somebody may have at most: as many as at the moment when they opted out."""
        self.left: dict[str, int] = {}
        """The same of those whose complaint the case system reopened or deleted, or whose address it lost."""
        self.responses = 0
        self.seen: Counter[str] = Counter()
        """How often what had to be tried came about, for whoever wants to know that it did."""

    def teardown(self) -> None:
        self.database.engine.dispose()

    # What people do

    @initialize(count=st.integers(8, 9))
    def begin(self, count: int) -> None:
        """Every life begins with a wave, of whom one opts out, some leave and one answers, and reminders."""
        self.invite(count)
        self.opt_out(0, back=False)
        for who, how in enumerate(LEAVING, 1):
            self.leave_register(who, how)
        self.answer(4, 1)
        self.pass_days(11)

    @precondition(lambda self: self.seen["drawn"] < MOST_WAVES)
    @rule(count=st.integers(1, 7))
    def invite(self, count: int) -> None:
        """New complaints are closed, and a wave is drawn of everybody who may be asked."""
        self.pass_days(1)
        day = self.now.date()
        moments = {"closed": day - timedelta(days=10), "received": day - timedelta(days=40)}
        with self.database.transaction() as session:
            session.add_all(complaint(**moments) for _ in range(count))
            session.flush()
            survey = find_survey(session, "klachtbehandeling")
            wave_id = make_draw(session, survey, Order(as_of=day), self.keyring).wave_id
            for each in session.scalars(select(Invitation).where(Invitation.wave_id == wave_id)):
                assert each.complaint is not None
                address, case_number = each.complaint.email, each.complaint.case_number
                self.people.append(Somebody(each.id, wave_id, address, case_number, self.app.test_client()))
        self.seen["drawn"] += 1
        self.pass_days(0)

    @rule(days=st.sampled_from([1, 11, 11, 28]))
    def pass_days(self, days: int) -> None:
        """Let so many days pass, and what is due be done."""
        self.now += timedelta(days=days)
        for _ in range(2 if days > 1 else 1):  # Reminders that one run plans leave with the next.
            with self.app.app_context():
                faults = [line for line in run_due(self.app, self.now) if isinstance(line, Fault)]
            assert faults == []
        self._collect()

    @precondition(lambda self: self.people and self.now < LATEST and not self._waves(WaveState.OPEN))
    @rule()
    def erase(self) -> None:
        """Let so much time pass that retention erases who was invited."""
        self.pass_days(1)
        self.pass_days(31)
        self.seen["erased"] += 1

    @rule(who=WHO, go=st.sampled_from(["start", "nl", None]))
    def follow_link(self, who: int, go: str | None) -> None:
        somebody = self._somebody(who)
        link = f"/e/{token(somebody.id, self.keyring)}"
        looked = somebody.client.get(link)
        answer = somebody.client.post(link, data={"go": go} if go else {})
        is_open = self._is_open(somebody) and not somebody.sent
        assert looked.status_code == (200 if is_open or self._is_open(somebody) else 410)
        if go == "start" and is_open:
            somebody.handle = answer.location.split("/")[2]

    @rule(who=WHO)
    def write(self, who: int) -> None:
        """Write something in the last question, and keep the form that sends."""
        somebody = self._somebody(who)
        if not somebody.handle:
            return
        page = somebody.client.get(f"/vragenlijst/{somebody.handle}/tip")
        if names := re.findall('<textarea[^>]* name="([^"]+)"', page.text):
            fields, [name] = _hidden(page.text), names
            form = {**fields, name: somebody.mark, "go": "next"}
            somebody.client.post(f"/vragenlijst/{somebody.handle}/tip", data=form)
            somebody.old_form = {**fields, "go": "send"}

    @rule(who=WHO, times=st.sampled_from([1, 1, 2, 3]))
    def send(self, who: int, times: int) -> None:
        """Press the last button, more than once if need be, whatever has become of the wave meanwhile."""
        somebody = self._somebody(who)
        if not somebody.old_form:
            return
        was_open = self._is_open(somebody)
        for _ in range(times):
            answer = somebody.client.post(f"/vragenlijst/{somebody.handle}/controle", data=somebody.old_form)
            assert answer.status_code == (303 if was_open else 410)
        self.seen["sent late"] += not was_open
        self.seen["sent again"] += somebody.sent or times > 1
        if was_open and not somebody.sent:
            somebody.sent = True
            self.responses += 1
            self.seen["sent"] += 1

    @rule(first=WHO, count=st.integers(3, 9))
    def answer(self, first: int, count: int) -> None:
        """Several people answer from the link to the last button."""
        for who in range(first, first + count):
            self.follow_link(who, "start")
            self.write(who)
            self.send(who, 1)

    @rule(who=WHO, back=st.booleans())
    def opt_out(self, who: int, *, back: bool) -> None:
        """Opt out, and perhaps back in again later."""
        somebody = self._somebody(who)
        if back and somebody.address in self.most:
            somebody.client.post(self._opt_out_of(somebody), data={"go": "in"})
            del self.most[somebody.address]
        elif somebody.client.post(self._opt_out_of(somebody), data={}).status_code == 200:
            self.most.setdefault(somebody.address, self.mails[somebody.address])
            self.seen["opted out"] += self._is_open(somebody)

    @rule(who=WHO, how=st.sampled_from(LEAVING))
    def leave_register(self, who: int, how: str) -> None:
        """The case system reopens somebody's complaint, loses their address, or has the complaint no more."""
        somebody = self._somebody(who)
        changes = {"closed": None} if how == "reopened" else {"email": ""}
        changed = delete(Complaint) if how == "deleted" else update(Complaint).values(changes)
        with self.database.transaction() as session:
            session.execute(changed.where(Complaint.case_number == somebody.case_number))
        self.left.setdefault(somebody.address, self.mails[somebody.address])
        self.seen[how] += self._is_open(somebody)

    @precondition(lambda self: self._waves(WaveState.OPEN))
    @rule(which=st.integers(0, 9))
    def close(self, which: int) -> None:
        """Somebody of the team closes a wave before its time."""
        waves = self._waves(WaveState.OPEN)
        close_and_forget(self.app, waves[which % len(waves)])
        for who in range(len(self.people)):
            self.send(who, 1)
        self.seen["closed"] += 1

    # What always holds

    @invariant()
    def each_answer_counts_once(self) -> None:
        with self.database.reader() as session:
            kept = sum(
                session.scalar(select(func.count()).select_from(each)) or 0 for each in (Ballot, Response)
            )
        # Sealed ballots that no wave came to open go in the end.
        assert kept <= self.responses
        if not self.erased_sealed():
            assert kept == self.responses

    @invariant()
    def nothing_of_an_open_wave_can_be_read(self) -> None:
        open_ = self._waves(WaveState.OPEN)
        with self.database.reader() as session:
            early = session.scalar(select(func.count()).where(Response.wave_id.in_(open_)))
            queued = session.scalar(select(func.count()).where(OpenAnswer.wave_id.in_(open_)))
            rows = [
                *session.scalars(select(Ballot.sealed)),
                *session.scalars(select(Draft.sealed)),
            ]
            opened = [str(each) for each in session.scalars(select(Response.answers))]
        assert (early, queued) == (0, 0)
        assert not any(b"merk" in each for each in rows)
        marks = Counter(mark for each in opened for mark in re.findall(MARK.format("[0-9a-f]+"), each))
        assert not marks or max(marks.values()) == 1
        closed = {each.mark for each in self.people if each.sent and each.wave_id not in open_}
        assert marks.keys() <= closed
        self.seen["read"] += len(marks)

    @invariant()
    def of_a_closed_wave_nobody_can_tell_who_answered(self) -> None:
        with self.database.reader() as session:
            ids = select(Invitation.id).join(Wave, Wave.id == Invitation.wave_id)
            of_closed = ids.where(Wave.state != WaveState.OPEN)
            left = session.scalar(select(func.count()).where(Participation.invitation_id.in_(of_closed)))
            drafts = session.scalar(select(func.count()).where(Draft.invitation_id.in_(of_closed)))
        assert (left, drafts) == (0, 0)

    @invariant()
    def who_opted_out_or_left_gets_no_more_mail(self) -> None:
        for address, most in (*self.most.items(), *self.left.items()):
            assert self.mails[address] <= most, address

    @invariant()
    def nobody_gets_more_than_an_invitation_and_a_reminder(self) -> None:
        invitations = Counter(each.address for each in self.people)
        assert all(count <= 2 * invitations[address] for address, count in self.mails.items())

    def erased_sealed(self) -> bool:
        """Whether so much time has passed that sealed ballots may have been erased."""
        return self.now > MORNING + timedelta(days=360)

    def _collect(self) -> None:
        """Count the new mails. Whoever answered before they left is not to be reminded."""
        for file in set(Path(self.app.config["MAILBOX"]).glob("*.eml")) - self.read:
            self.read.add(file)
            mail = message_from_bytes(file.read_bytes(), policy=policy.default)
            address = str(mail["To"])
            self.mails[address] += 1
            self.seen["reminded"] += self.mails[address] > 1
            theirs = [each for each in self.people if each.address == address and self._is_open(each)]
            assert not theirs or not all(each.sent for each in theirs), "a reminder after answering"

    def _somebody(self, who: int) -> Somebody:
        return self.people[who % len(self.people)]

    def _waves(self, state: WaveState) -> list[int]:
        with self.database.reader() as session:
            return list(session.scalars(select(Wave.id).where(Wave.state == state).order_by(Wave.id)))

    def _is_open(self, somebody: Somebody) -> bool:
        return somebody.wave_id in self._waves(WaveState.OPEN)

    def _opt_out_of(self, somebody: Somebody) -> str:
        return f"/u/{token(somebody.id, self.keyring, Purpose.OPT_OUT)}"


def _hidden(text: str) -> dict[str, str]:
    return dict(re.findall('type="hidden" name="([^"]+)" value="([^"]+)"', text))
