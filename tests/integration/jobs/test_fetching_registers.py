"""What comes from the case system goes the way of an uploaded file, by night without anybody at hand."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from builders import DRAW_DAY, MORNING, complaint, drawn_wave
from sqlalchemy import func, select
from zgw_objects import Case, person
from zgw_server import CLIENT, SECRET

from enquete_app.audit.models import AuditLine
from enquete_app.fieldwork.models import Message, MessageKind
from enquete_app.jobs import fetching, registering
from enquete_app.jobs.due import Fault, run_due
from enquete_app.jobs.fetching import fetch_registers, order
from enquete_app.register import intake
from enquete_app.register.models import Complaint
from enquete_app.register.uploads import Upload, UploadPiece, UploadState

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""For what asks nothing new of the database."""


@pytest.fixture
def cases(cases):
    cases.cases = [
        Case("Z-1", roles=[person("een@inwoner.example")]),
        Case("Z-2", result="Ongegrond", version=2, roles=[person("twee@inwoner.example")]),
    ]
    return cases


@pytest.fixture
def app(make_app, cases):
    app = make_app(
        ZGW_ZAKEN_URL=cases.address("zaken").rstrip("/"),
        ZGW_CATALOGI_URL=cases.address("catalogi"),
        ZGW_CLIENT_ID=CLIENT,
        ZGW_CLIENT_SECRET=SECRET,
        ZGW_CASE_TYPES="KLACHT = formeel",
        ZGW_NIGHTLY_AT="5",
    )
    with app.app_context():
        yield app


@pytest.fixture
def ordered(database):
    def ordered(now=MORNING):
        with database.transaction() as session:
            return order(session, "team@gemeente.example", now).id

    return ordered


def upload_in(database):
    with database.reader() as session:
        return session.scalars(select(Upload).order_by(Upload.id.desc())).first()


def register_in(database):
    with database.reader() as session:
        return {each.case_number: each for each in session.scalars(select(Complaint))}


def at(hour, day=15):
    return MORNING.replace(day=day, hour=hour)


@ON_SQLITE
def test_what_a_person_ordered_waits_for_them_as_an_uploaded_file_does(app, database, ordered):
    ordered(at(4))

    lines = list(run_due(app, at(4)))

    upload = upload_in(database)
    assert lines == ["upload 1: fetched from the case system", "upload 1: ready"]
    assert (upload.state, upload.counts["new"], upload.name) == (
        UploadState.READY,
        2,
        "zaaksysteem-2025-05-15.csv",
    )
    assert register_in(database) == {}


def test_by_night_it_is_imported_without_anybody_once_a_night(app, database, cases):
    assert list(run_due(app, at(4))) == []

    lines = list(run_due(app, at(5)))
    later = list(run_due(app, at(6)))

    assert lines == [f"upload 1: {did}" for did in ("fetched from the case system", "importing", "done")]
    assert later == []
    held = register_in(database)
    assert {name: (each.judgement, each.email) for name, each in held.items()} == {
        "Z-1": ("gegrond", "een@inwoner.example"),
        "Z-2": ("ongegrond", "twee@inwoner.example"),
    }
    with database.reader() as session:
        assert session.scalars(select(AuditLine.who)).all() == ["zaaksysteem"]
        assert session.scalar(select(func.count()).select_from(UploadPiece)) == 0


@ON_SQLITE
def test_the_next_night_it_is_fetched_again(app, database, cases):
    list(run_due(app, at(5)))
    cases.cases[0].result = "Ongegrond"

    list(run_due(app, at(5, day=16)))

    assert register_in(database)["Z-1"].judgement == "ongegrond"


def test_what_was_fetched_earlier_cannot_take_back_what_has_come_since(app, database, cases, ordered):
    waiting = ordered()
    list(fetch_registers(app, at(4), lambda: False, Fault))
    list(run_due(app, at(4)))
    assert upload_in(database).state is UploadState.READY
    cases.cases[0].closed = cases.cases[0].result = None
    with database.transaction() as session:
        session.add(complaint(case_number="Z-1"))

    list(run_due(app, at(5, day=16)))
    list(run_due(app, at(5, day=16)))

    assert register_in(database)["Z-1"].closed is None
    with database.reader() as session:
        states = session.execute(select(Upload.id, Upload.state).order_by(Upload.id)).all()
    assert states[0] == (waiting, UploadState.ABANDONED)
    assert states[-1].state is UploadState.DONE


@ON_SQLITE
def test_without_an_hour_nothing_is_fetched_by_itself(app, database, cases):
    app.config["ZGW_NIGHTLY_AT"] = ""

    assert list(run_due(app, at(23))) == []
    assert cases.asked == []


@ON_SQLITE
def test_a_result_of_which_nobody_said_what_it_means_waits_for_a_person(app, database, cases):
    cases.cases[0].result = "Ingetrokken"

    list(run_due(app, at(5)))

    assert upload_in(database).state is UploadState.READY
    assert register_in(database) == {}


def test_two_machines_fetch_once_a_night(app, database, cases):
    def work():
        with app.app_context():
            return list(run_due(app, at(5)))

    with ThreadPoolExecutor(2) as pool:
        lines = [line for each in [pool.submit(work), pool.submit(work)] for line in each.result()]

    list(run_due(app, at(6)))
    assert not any(isinstance(line, Fault) for line in lines)
    with database.reader() as session:
        assert session.scalar(select(func.count()).select_from(Upload)) == 1
    assert len(register_in(database)) == 2


@pytest.mark.parametrize("sign", ["\ud800", "\0"], ids=["half a sign", "NUL"])
def test_a_sign_that_cannot_be_stored_keeps_no_other_case_away(app, database, cases, sign):
    cases.cases[0].number += sign
    cases.cases.append(Case(f"open{sign}", closed=None, result=None))

    lines = list(run_due(app, at(5)))

    assert lines[-1] == "upload 1: done"
    assert "Z-2" in register_in(database)


@ON_SQLITE
def test_two_who_order_at_the_same_time_get_the_same(ordered):
    assert ordered() == ordered() == 1


@ON_SQLITE
def test_what_a_person_orders_waits_for_them_though_tonights_is_ordered(app, database, ordered):
    fetching.order_nightly(database, at(5), "5")
    ordered(at(5))

    list(run_due(app, at(5)))

    with database.reader() as session:
        stands = {each.uploaded_by: each.state for each in session.scalars(select(Upload))}
    assert stands == {"zaaksysteem": UploadState.DONE, "team@gemeente.example": UploadState.READY}


@ON_SQLITE
def test_a_lack_of_rights_is_told_and_changes_nothing(app, database, cases, ordered):
    cases.rights.remove("zaken.lezen")
    ordered(at(4))

    [line] = run_due(app, at(4))

    assert isinstance(line, Fault)
    assert line.startswith("upload 1: No rights: the Zaken API refuses us (permission_denied).")
    upload = upload_in(database)
    assert (upload.state, upload.trouble["code"]) == (UploadState.UNREADABLE, "NO_RIGHTS")


@ON_SQLITE
def test_no_cases_is_told_and_is_no_fault(app, database, cases, ordered):
    cases.cases = [Case("long ago", closed="2020-01-01")]
    ordered(at(4))

    [line] = run_due(app, at(4))

    assert not isinstance(line, Fault)
    assert line.startswith("upload 1: No cases, and the rights are in order")


@ON_SQLITE
def test_who_dies_while_fetching_is_followed_by_another_and_in_the_end_it_is_given_up(
    app, database, ordered, monkeypatch
):
    monkeypatch.setattr(intake, "LEASE", timedelta(seconds=-1))
    ordered(at(4))

    def dies(*_, **__):
        raise MemoryError

    with monkeypatch.context() as patch:
        patch.setattr(fetching, "fetch", dies)
        for _ in range(intake.MOST_ATTEMPTS):
            assert list(run_due(app, at(4))) == ["fetching registers failed: MemoryError"]

    [line] = run_due(app, at(4))
    assert "broke off 3 times" in line


def test_what_is_abandoned_while_it_is_fetched_is_thrown_away(app, database, cases, ordered):
    ordered()

    def abandon(_):
        with database.transaction() as session:
            upload = intake.find_upload(session, 1)
            if upload.state is UploadState.LOOKING:
                intake.end(session, upload, UploadState.ABANDONED, MORNING)

    cases.instead = abandon

    assert list(fetch_registers(app, at(4), lambda: False, Fault)) == []
    with database.reader() as session:
        assert session.scalar(select(func.count()).select_from(UploadPiece)) == 0


@ON_SQLITE
def test_work_that_gets_on_slowly_stays_with_who_does_it(app, database, ordered, monkeypatch):
    with database.transaction() as session:
        intake.claim(session, ordered(), begun := datetime.now(UTC))
    clock = [0.0]
    monkeypatch.setattr(registering, "monotonic", lambda: clock[0])
    monkeypatch.setattr(intake, "LEASE", timedelta(hours=1))
    note = registering.noted(database, 1, lambda: False)

    leases = []
    for clock[0] in (1.0, 61.0):
        note(0)
        leases.append(upload_in(database).lease_until - begun)

    assert leases[0] < timedelta(minutes=6)
    assert leases[1] > timedelta(minutes=59)


@ON_SQLITE
def test_told_to_end_it_leaves_the_work_to_a_later_time(app, database, ordered):
    ordered()
    stops = iter([False])

    assert list(fetch_registers(app, at(4), lambda: next(stops, True), Fault)) == []
    assert upload_in(database).lease_until is None
    assert len(list(fetch_registers(app, at(4), lambda: False, Fault))) == 1


@ON_SQLITE
def test_a_case_that_was_reopened_leaves_the_sample(app, database, cases, keyring):
    with database.transaction() as session:
        drawn_wave(session, keyring, people=2)
        numbers = session.scalars(select(Complaint.case_number).order_by(Complaint.id)).all()
    cases.cases = [
        Case(numbers[0], closed=None, result=None, roles=[person("klager1@inwoner.example")]),
        Case(
            numbers[1], closed=str(DRAW_DAY - timedelta(days=30)), roles=[person("klager2@inwoner.example")]
        ),
    ]

    list(run_due(app, at(5)))
    list(run_due(app, at(9)))

    with database.reader() as session:
        messages = session.scalars(select(Message).where(Message.kind == MessageKind.INVITATION)).all()
    assert {(each.state.value, each.reason) for each in messages} == {("dropped", "reopened"), ("sent", None)}
