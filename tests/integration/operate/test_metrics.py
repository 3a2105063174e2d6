"""What Prometheus reads, who may read it, and that it is the same whoever has answered."""

import re
from datetime import timedelta

import pytest
from accounts_builders import browser_of, member
from builders import DRAW_DAY, MORNING, drawn_wave, invitation_ids, token
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import update

from enquete_app.accounts.models import Role
from enquete_app.fieldwork.models import Message, MessageKind, MessageState, Wave
from enquete_app.jobs.due import run_due
from enquete_app.jobs.faults import note_faults

sqlite_alone = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
TOKEN = "a token for the metrics, long enough"


def read(text):
    """All samples, by name and labels."""
    found = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            found[" ".join([sample.name, *sample.labels.values()])] = sample.value
    return found


@pytest.fixture
def app(make_app):
    return make_app(TESTING=False)


@pytest.fixture
def numbers(app):
    return lambda: read(app.test_client().get("/metrics").text)


@pytest.fixture
def wave(app, database, keyring):
    with database.transaction() as session:
        drawn_wave(session, keyring)


def change(database, statement):
    with database.transaction() as session:
        session.execute(statement)


@sqlite_alone
@pytest.mark.parametrize(
    ("token_set", "headers", "address", "status"),
    [
        ("", {}, "127.0.0.1", 200),
        ("", {}, "::1", 200),
        ("", {}, "10.0.0.1", 403),
        ("", {"X-Forwarded-For": "10.0.0.1"}, "127.0.0.1", 403),
        (TOKEN, {"Authorization": f"Bearer {TOKEN}"}, "10.0.0.1", 200),
        (TOKEN, {"Authorization": "Bearer another"}, "127.0.0.1", 401),
        (TOKEN, {"Authorization": "Bearer é"}, "127.0.0.1", 401),
        (TOKEN, {}, "127.0.0.1", 401),
    ],
)
def test_who_may_read_them(make_app, token_set, headers, address, status):
    client = make_app(METRICS_TOKEN=token_set).test_client()

    answer = client.get("/metrics", headers=headers, environ_base={"REMOTE_ADDR": address})

    assert answer.status_code == status
    assert ("enquete_build_info" in answer.text) == (status == 200)
    assert "Set-Cookie" not in answer.headers


@sqlite_alone
def test_a_proxy_that_is_trusted_does_not_open_them(make_app):
    client = make_app(TRUSTED_PROXIES=1).test_client()

    assert client.get("/metrics", headers={"X-Forwarded-For": "127.0.0.1"}).status_code == 403


def test_the_outbox_is_told_by_states_and_age(app, wave, database, numbers):
    found = numbers()
    assert found["enquete_first_mails planned"] == 3
    assert found["enquete_first_mails uncertain"] == 0
    # Drawn long ago, these will not go any more, so nobody waits for them.
    assert found["enquete_oldest_due_mail_timestamp_seconds"] == 0

    change(database, update(Message).values(first_attempt_at=MORNING, state=MessageState.RETRY))
    found = numbers()
    assert found["enquete_first_mails retry"] == 3
    assert found["enquete_oldest_due_mail_timestamp_seconds"] == pytest.approx(MORNING.timestamp(), abs=86400)


@sqlite_alone
def test_a_reminder_that_was_tried_is_not_told(app, wave, database, numbers):
    values = {"kind": MessageKind.REMINDER, "attempts": 1, "state": MessageState.RETRY}
    change(database, update(Message).values(**values))

    found = numbers()

    assert found["enquete_oldest_due_mail_timestamp_seconds"] == 0
    assert {found[f"enquete_first_mails {state}"] for state in MessageState} == {0}


@sqlite_alone
def test_a_wave_that_should_have_closed_and_mails_that_are_held_are_told(app, wave, database, numbers):
    assert numbers()["enquete_waves_undone closing"] == 0
    change(database, update(Wave).values(closes_on=DRAW_DAY + timedelta(days=28)))
    with app.app_context():
        app.test_cli_runner().invoke(args=["sending", "hold"])

    found = numbers()

    assert found["enquete_waves_undone closing"] == 1
    assert found["enquete_sending_held"] == 1
    assert found["enquete_database_up"] == 1


def test_each_look_for_what_is_due_is_counted(app, numbers, wave):
    list(run_due(app, MORNING))
    before = numbers()["enquete_runs_total"]

    list(run_due(app, MORNING))

    assert numbers()["enquete_runs_total"] == before + 1


@sqlite_alone
def test_without_a_database_the_rest_is_told(make_app):
    app = make_app(DATABASE_URL="postgresql://nobody@127.0.0.1:1/none")

    found = read(app.test_client().get("/metrics").text)

    assert found["enquete_database_up"] == 0
    assert "enquete_runs_total" not in found


@sqlite_alone
def test_what_a_thread_could_not_do_is_counted_here(app, numbers):
    note_faults(app, 2)
    note_faults(app, 1)

    assert numbers()["enquete_thread_faults_total"] == 3


@sqlite_alone
def test_what_workers_could_not_do_is_counted_in_redis(make_app, redis_url):
    app = make_app(REDIS_URL=redis_url)
    note_faults(app, 2)
    note_faults(app, 0)

    assert read(app.test_client().get("/metrics").text)["enquete_worker_faults_total"] == 2


@sqlite_alone
def test_a_redis_that_is_gone_takes_nothing_else_along(make_app):
    app = make_app(REDIS_URL="redis://127.0.0.1:1/0")
    note_faults(app, 1)

    found = read(app.test_client().get("/metrics").text)

    assert "enquete_worker_faults_total" not in found
    assert found["enquete_database_up"] == 1


@sqlite_alone
def test_requests_of_staff_are_counted_and_of_others_only_our_faults(app, wave, database, keyring, numbers):
    with database.transaction() as session:
        member(session, keyring, "team@gemeente.example", Role.TEAM)
        [person, *_] = invitation_ids(session)
    before, client = numbers(), app.test_client()

    link = f"/e/{token(person, keyring)}"
    page = client.post(link, data={"go": "start"}, follow_redirects=True).text
    fields = dict(re.findall('name="(csrf_token|handle)" value="([^"]+)"', page))
    path = f"/vragenlijst/{fields['handle']}"
    assert client.post(f"{path}/cijfer", data={**fields, "go": "next", "V10": "7"}).status_code == 303
    assert "verstuurd" in client.post(f"{path}/controle", data={**fields, "go": "send"}).location
    assert client.get("/nergens").status_code == 404
    assert numbers() == before

    browser_of(app, "team@gemeente.example").get("/team/")
    found = numbers()
    assert found["enquete_requests_total team 200"] == 1
    assert found["enquete_request_seconds_count team"] == 1

    app.view_functions["respond.start"] = lambda: 1 / 0
    client.get("/")
    assert numbers()["enquete_requests_total other 500"] == 1
