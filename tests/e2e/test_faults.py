"""Whatever dies while mails leave: none is lost, none doubled. `bench/faults.py` cuts hundreds of times."""

import os
from random import Random

import pytest
from faults.own_servers import MissingError, OwnPostgres, OwnRedis
from faults.planted import PLANTED
from faults.post import Post
from faults.ways import WAYS, WITHIN

from enquete_app.cli.database import migrate

PEOPLE = 8
"""Who are invited for each cut; the bench invites more."""
ONE_DIALOGUE = {
    *("killed before the content leaves", WITHIN, "killed between 250 and the commit"),
    *("SMTP silence", "SMTP disconnect after DATA"),
}
"""Ways that cut exactly one dialogue, whatever happens."""
SAME_ON_EACH = ("SMTP", "wrong certificate", "summer time", "Redis")
"""What begins so has nothing to do with the database; here it is cut on one of them."""
ON_A_CLUSTER = [how for how, way in WAYS.items() if way.cluster]
QUICK = [
    (how, kind)
    for how, way in WAYS.items()
    for kind in ("sqlite", "postgresql")
    if not way.cluster and not way.release and (kind == "sqlite" or not how.startswith(SAME_ON_EACH))
]
"""The previous release, whose history a shallow checkout lacks, is left to the long run."""

only_on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def _own(server):
    try:
        with server:
            yield server
    except MissingError as missing:
        leave_out = pytest.fail if os.environ.get("CI") else pytest.skip
        leave_out(f"no {missing} on this machine")


@pytest.fixture(scope="session")
def own_redis():
    yield from _own(OwnRedis())


@pytest.fixture(scope="session")
def own_postgres():
    yield from _own(OwnPostgres())


@pytest.fixture
def make_post(make_app, smtp, own_redis, request):
    def make(cluster=None, **settings):
        own_redis.flush()
        app = make_app(**smtp.settings, REDIS_URL=own_redis.url, **settings)
        lots = Random(request.node.name)  # noqa: S311 - no secret
        return Post(app, smtp, lots, own_redis, cluster, people=PEOPLE)

    return make


@pytest.mark.parametrize(("how", "database_url"), QUICK, indirect=["database_url"])
def test_no_mail_is_lost_or_doubled_or_uncertain_for_nothing(make_post, how):
    post = make_post()
    post.cut(WAYS[how])
    ended = post.settle()

    assert (ended.faults, ended.states) == (0, ended.states)
    if how in ONE_DIALOGUE:
        assert (ended.in_dialogue, ended.states["uncertain"]) == (1, 1)


@only_on_sqlite
@pytest.mark.parametrize("how", ON_A_CLUSTER)
def test_no_mail_is_lost_when_postgresql_goes_away(make_post, own_postgres, how):
    with own_postgres.database() as url:
        post = make_post(own_postgres, DATABASE_URL=url)
        migrate(post.app.extensions["database"])
        post.cut(WAYS[how])
        ended = post.settle()
        post.app.extensions["database"].engine.dispose()

    assert (ended.faults, ended.states) == (0, ended.states)


@only_on_sqlite
@pytest.mark.parametrize("fault", PLANTED)
def test_an_outbox_with_a_fault_is_found_out(make_post, fault):
    assert PLANTED[fault].faults_found(make_post())
