"""Every page has access control or is open on purpose, and looking at it changes nothing."""

import pytest
from sqlalchemy import literal_column, select
from sqlalchemy.exc import DBAPIError

from enquete_app.accounts.models import Account, Role
from enquete_app.db import Base

OPEN = {
    *("static", "house_style", "respond.welcome", "respond.begin", "respond.code", "respond.enter_code"),
    *("respond.question_page", "respond.answer_page", "respond.check_page", "respond.send_answers"),
    *("respond.thanks", "respond.opt_out_page", "respond.opt_out", "respond.start", "respond.privacy"),
    *("respond.accessibility", "respond.genuine"),
    *("team.signing_in_sign_in_page", "team.signing_in_sign_in", "team.signing_in_sign_out"),
    *("team.signing_in_password_page", "team.signing_in_choose_password", "team.language_choose"),
}
"""What anybody may ask for. Links, codes and the session decide what they get."""
OPEN_IN_THE_DEMO = {"mailbox.index", "mailbox.show", "mailbox.show_html"}

WHO = ("untouched", "begun", "answered", "closed")
STATUS_BY_PERSON = {
    "respond.welcome": (200, 200, 200, 410),
    "respond.question_page": (200, 200, 200, 410),
    "respond.check_page": (200, 200, 200, 410),
    "respond.thanks": (303, 303, 200, 410),
    "respond.opt_out_page": (200, 200, 200, 200),
}
"""What looking answers to each of `WHO`."""
STATUS_BY_WAVE = {
    "team.waves_show": (200, 200),
    "team.attention_index": (200, 200),
    "team.attention_correct_page": (404, 200),
    "team.ending_close_page": (409, 200),
    "team.results_show": (200, 409),
    "team.results_download": (200, 409),
}
"""What it answers about the closed wave and about the open one."""
REFUSED = {
    # For an admin only.
    "team.questionnaires_adding_upload_page": 403,
    "team.questionnaires_adding_remove_page": 403,
    # The address does not say with what to compare.
    "team.questionnaires_comparison": 404,
}
"""What answers something else, however things stand."""
A_PAGE_FOR_ALL = {
    *("respond.start", "respond.code", "respond.privacy", "respond.accessibility", "respond.genuine"),
    *("team.signing_in_sign_in_page", "team.signing_in_password_page", "team.waves_index"),
    *("team.questionnaires_index", "team.questionnaires_show", "team.questionnaires_download"),
    *("team.questionnaires_preview_begin_page", "team.questionnaires_preview_page"),
    *("mailbox.index", "mailbox.show", "mailbox.show_html"),
}
"""What answers 200, however things stand."""


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("demo", "open_pages"), [(False, OPEN), (True, OPEN | OPEN_IN_THE_DEMO)])
def test_every_route_has_access_control_or_is_open_on_purpose(make_app, demo, open_pages):
    views = make_app(DEMO=demo).view_functions
    roles = {endpoint: getattr(view, "access", None) for endpoint, view in views.items()}

    guarded = {endpoint for endpoint, access in roles.items() if isinstance(access, frozenset) and access}

    assert views.keys() - guarded == open_pages


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_only_what_carries_its_own_authority_is_exempt_from_csrf(app):
    csrf = app.extensions["csrf"]

    assert csrf._exempt_views == {
        "enquete_app.respond.entry.begin",
        "enquete_app.respond.entry.enter_code",
        "enquete_app.respond.opting_out.opt_out",
    }
    assert csrf._exempt_blueprints == set()


def test_without_a_csrf_token_a_browser_that_may_do_all_else_may_post_only_there(world):
    free, browser = set(), world.browser()
    for rule in world.app.url_map.iter_rules():
        if "POST" in rule.methods:
            form = {"handle": world.people["begun"]["handle"], "go": "send"}
            answer = browser.post(world.address(rule.endpoint), data=form)
            free |= {rule.rule} if answer.status_code not in {400, 403} else set()

    assert free == {"/e/<token>", "/code", "/u/<token>"}


def test_looking_changes_nothing(world):
    database, browser, expected = world.app.extensions["database"], world.browser(), _expected(world)
    before = _dump(database)

    answers = {
        (method, address): browser.open(address, method=method).status_code
        for address in expected
        for method in ("GET", "HEAD")
    }

    assert answers == {(method, address): expected[address] for method, address in answers}
    assert _dump(database) == before


def test_every_page_is_looked_at(world):
    looking = {rule.endpoint for rule in world.app.url_map.iter_rules() if "GET" in rule.methods}

    assert (
        looking - {"static", "house_style"}
        == STATUS_BY_PERSON.keys() | STATUS_BY_WAVE.keys() | A_PAGE_FOR_ALL | REFUSED.keys()
    )


def test_a_page_that_only_looks_could_not_write_if_it_tried(world):
    database = world.app.extensions["database"]
    with database.reader() as session:
        session.add(Account(email="x@gemeente.example", role=Role.TEAM))
        with pytest.raises(DBAPIError, match=r"readonly|read-only"):
            session.flush()


def _expected(world):
    """What looking at each address has to answer."""
    return {
        **{
            world.address(endpoint, who=who): status
            for endpoint, each in STATUS_BY_PERSON.items()
            for who, status in zip(WHO, each, strict=True)
        },
        **{
            world.address(endpoint, wave_id=wave_id): status
            for endpoint, each in STATUS_BY_WAVE.items()
            for wave_id, status in zip((1, 2), each, strict=True)
        },
        **{world.address(endpoint): 200 for endpoint in A_PAGE_FOR_ALL},
        **{world.address(endpoint): status for endpoint, status in REFUSED.items()},
    }


def _dump(database):
    """Every row of every table, as text; on PostgreSQL with its last writer, so that every update shows."""
    writer = [] if database.is_sqlite else [literal_column("xmin::text")]
    with database.engine.connect() as connection:
        return {
            table.name: sorted(map(repr, connection.execute(select(table, *writer)).all()))
            for table in Base.metadata.sorted_tables
        }
