"""Staff who see, download, press, command and read in logs all that they can, do not learn who has answered.

Two worlds are played day by day through the real code. They are equal but for who of two people with equal
facts answered, or whether one of them did. All that any role can get hold of at any moment must be the same
in both.

What cannot be kept from anybody follows from the numbers: after closing the exact count is published, so that
if all or none of the people invited have answered, that is known of each of them.
"""

import shutil
from datetime import timedelta
from difflib import unified_diff
from pathlib import Path
from types import SimpleNamespace

import pytest
from builders import DRAW_DAY
from sqlalchemy import select
from staff_view import Colleague, commands, quick_hashes
from two_worlds import AGAIN, ANN, BEN, ON_PAPER, REST, SEED, Log, World, days, first_day, register

from enquete_app.accounts import service
from enquete_app.accounts.models import Role
from enquete_app.fieldwork import drawing, outbox, participation, rechecking, sending, waves
from enquete_app.fieldwork.models import Invitation, Message, MessageKind, MessageState
from enquete_app.register.models import Complaint
from enquete_app.respond import sending as respond_sending
from enquete_app.team import fieldwork as team_fieldwork
from enquete_app.team.access import access
from enquete_app.web import transaction

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

QUESTIONNAIRE = Path(__file__).parents[1] / "data" / "meldingen-2025.toml"
PLAYED = frozenset({"run-due", "wave close", "demo", "worker"})
"""Commands that are part of the play, or only start what is."""


@pytest.fixture
def base(make_app, monkeypatch, tmp_path):
    """A wave that is imported, drawn and mailed: the same for all worlds to the last random number."""
    monkeypatch.setattr(service, "_hasher", quick_hashes())
    # What a later draw makes by chance is the same in all worlds, so that its frames can be compared.
    monkeypatch.setattr(drawing, "secrets", SimpleNamespace(token_bytes=bytes))
    app = make_app()
    first_day(app, tmp_path)
    app.extensions["database"].engine.dispose()
    return Path(app.extensions["database"].engine.url.database)


@pytest.fixture
def play(base, make_app, tmp_path):
    """Play a world and give all that was seen, by what it was.

    For a planted leak one colleague's looking is enough.
    """

    def play(world, *, leak=None, until="closed"):
        file = tmp_path / "world.sqlite3"
        shutil.copy(base, file)
        app = make_app(DATABASE_URL=f"sqlite:///{file}")
        if leak:
            leak(app)
        seen, log = {}, Log()
        staff = [Colleague(app, role) for role in ((Role.TEAM,) if leak else Role)]
        with log:
            for moment, told in days(app, world, tmp_path):
                found = look(app, staff, None if leak else arguments(tmp_path))
                seen |= {f"{moment}: {name}": text for name, text in (found | {"told": told}).items()}
                if moment == until:
                    break
        app.extensions["database"].engine.dispose()
        return seen | {"log": "\n".join(log.lines)}

    return play


def look(app, staff, given):
    seen = {}
    for colleague in staff:
        looked = colleague.looks()
        seen |= looked | (colleague.posts(looked) if given else {})
    return seen | (commands(app, given, PLAYED) if given else {})


def arguments(folder):
    file = register(folder, "elders", AGAIN, name="later")
    day = str(DRAW_DAY + timedelta(days=20))
    return {
        "db upgrade": [()],
        "register import": [(file,), (file, "--dry-run", "--json")],
        "wave draw": [("--as-of", day, "--everyone", "--seed", SEED, "--json")],
        "wave verify": ["1", "2"],
        "wave frame": ["1", "2"],
        "wave list": [()],
        "wave show": ["1", ("1", "--json"), ("2", "--json")],
        "results export": [("1", "--format", "json"), ("1", "--format", "csv", "--dutch")],
        "results build": ["1"],
        "staff add": [("nieuw@gemeente.example", "--role", "admin", "--role", "team")],
        "staff link": [("team@gemeente.example",)],
        "staff reset-totp": [("team@gemeente.example",)],
        "questionnaire check": [(str(QUESTIONNAIRE),)],
        "questionnaire add": [(str(QUESTIONNAIRE),)],
        "questionnaire list": [()],
        "check": [()],
        "audit verify": [()],
    }


def differences(one, other):
    assert one.keys() == other.keys()
    return [
        "\n".join([name, *unified_diff(one[name].split("\n"), other[name].split("\n"), n=0)])
        for name in one
        if one[name] != other[name]
    ]


def test_staff_cannot_tell_who_of_two_has_answered(play):
    ann, ben = play(World(answers=ANN)), play(World(answers=BEN))

    assert differences(ann, ben) == []


def test_before_closing_staff_cannot_tell_whether_somebody_has_answered_or_begun(play):
    nobody = play(World(), until="opted out")

    assert differences(nobody, play(World(answers=ANN), until="opted out")) == []
    assert differences(nobody, play(World(begins=ANN), until="opted out")) == []


@pytest.mark.parametrize("somebody", [ON_PAPER[0], ON_PAPER[2], REST[0]])
def test_nor_of_whom_a_letter_went_to_waits_for_or_takes_the_place_of_a_mail(play, somebody):
    """Nothing about letters tells: not their batches, nor who is to be reminded by one."""
    nobody = play(World(), leak=_nothing, until="opted out")

    assert differences(nobody, play(World(answers=somebody), leak=_nothing, until="opted out")) == []


def _nothing(_app):
    """No leak, but one colleague's looking only: pressing everything once more takes minutes."""


def page(app, text):
    """A new page of the staff."""
    view = access(Role.TEAM)(lambda: text(transaction.session()))
    app.add_url_rule("/team/new", "team.new", view)


def who_was_reminded(app, _):
    reminded = select(Complaint.case_number).join(Invitation).join(Message)
    sent = reminded.where(Message.kind == MessageKind.REMINDER, Message.state == MessageState.SENT)
    page(app, lambda session: ", ".join(session.scalars(sent.order_by(Complaint.case_number))))


def live_count(_, patch):
    def exact(session, wave):
        started, completed = waves.count_participations(session, wave.id)
        return waves.fieldwork_so_far(session, wave) | {"started": started, "completed": completed}

    patch.setattr(team_fieldwork, "fieldwork_so_far", exact)


def reason_of_a_reminder(app, patch):
    def recheck(session, message, *more):
        verdict = rechecking.recheck(session, message, *more)
        return verdict if any(verdict) else rechecking.Verdict(reason="answered")

    patch.setattr(outbox, "recheck", recheck)
    page(app, lambda session: repr(session.scalars(select(Message.reason).order_by(Message.id)).all()))


def outcome_of_reminders(app, patch):
    real = sending._send

    def send(*claimed):
        app.logger.warning("a mail was %s", outcome := real(*claimed))
        return outcome

    patch.setattr(sending, "_send", send)


def log_of_sendings(app, patch):
    def send(session, visit, keyring, **more):
        app.logger.warning("sent by %s", visit.invitation_id)
        return participation.send(session, visit, keyring, **more)

    patch.setattr(respond_sending, "participation", SimpleNamespace(send=send))


def header(app, _):
    def add(response):
        with app.extensions["database"].reader() as session:
            response.headers["X-Left"] = str(waves.count_participations(session, 1))
        return response

    app.after_request(add)


@pytest.mark.parametrize(
    ("leak", "other"),
    [
        (who_was_reminded, World(answers=BEN)),
        (live_count, World()),
        (reason_of_a_reminder, World()),
        (outcome_of_reminders, World()),
        (log_of_sendings, World(answers=BEN)),
        (header, World()),
    ],
)
def test_the_attack_finds_a_planted_leak(play, monkeypatch, leak, other):
    seen = [
        play(world, leak=lambda app: leak(app, monkeypatch), until="opted out")
        for world in (World(answers=ANN), other)
    ]

    assert differences(*seen)
