"""Every page has access control or is open on purpose, and looking at it changes nothing."""

from datetime import timedelta

import pytest
from sqlalchemy import literal_column, select
from sqlalchemy.exc import DBAPIError

from enquete_app.accounts import sessions
from enquete_app.accounts.models import Account, Role
from enquete_app.db import Base

OPEN = {
    *("static", "house_style", "respond.welcome", "respond.begin", "respond.code", "respond.enter_code"),
    *("respond.question_page", "respond.answer_page", "respond.check_page", "respond.send_answers"),
    *("respond.thanks", "respond.opt_out_page", "respond.opt_out", "respond.start", "respond.privacy"),
    *("respond.accessibility", "respond.genuine", "respond.trial"),
    *("respond.published_index", "respond.published_show", "respond.published_data"),
    *("respond.published_file", "respond.robots", "respond.security"),
    *("team.signing_in_sign_in_page", "team.signing_in_sign_in", "team.signing_in_sign_out"),
    *("team.signing_in_password_page", "team.signing_in_choose_password", "team.language_choose"),
    *("team.signing_in_forgotten_page", "team.signing_in_forgotten"),
    *("team.oidc_start", "team.oidc_callback", "team.oidc_signed_out"),
    *("health.healthz", "health.readyz", "metrics.show"),
}
"""What anybody may ask for. Links, codes and the session decide what they get, and where
they are what `metrics` tells."""
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
    "team.letters_index": (200, 200),
    "team.letters_bounced_index": (200, 200),
    "team.letters_batch_show": (200, 200),
    "team.letters_batch_posted_page": (200, 200),
    "team.letters_batch_take_back_page": (200, 200),
    "team.letters_batch_take_apart_page": (200, 200),
    "team.results_show": (200, 409),
    "team.results_download": (200, 409),
    "team.results_figure": (404, 404),
    "team.publishing_show": (200, 409),
    "team.publishing_preview": (409, 409),
    "team.publishing_preview_data": (409, 409),
    "team.publishing_confirm": (409, 409),
    "team.publishing_withdraw_page": (409, 409),
    "team.microdata_show": (200, 409),
    "team.open_answers_index": (200, 409),
    "team.open_answers_show": (404, 409),
    "team.open_answers_second_show": (404, 409),
    "team.open_answers_second_agreement": (200, 409),
    "team.open_answers_themes_index": (200, 409),
    "team.draws_show": (200, 200),
    "team.draws_record": (200, 200),
    "team.draws_guide": (200, 200),
    "team.draws_frame": (200, 200),
    "team.design_show": (200, 200),
    "team.confirming_show": (200, 200),
    "team.confirming_discard_page": (409, 409),
}
"""What it answers about the closed wave and about the open one."""
A_PAGE_FOR_ALL = {
    *("respond.start", "respond.code", "respond.privacy", "respond.accessibility", "respond.genuine"),
    *("respond.published_index", "respond.robots", "respond.security"),
    *("team.signing_in_sign_in_page", "team.signing_in_password_page", "team.waves_index"),
    *("team.questionnaires_index", "team.questionnaires_show", "team.questionnaires_download"),
    *("team.questionnaires_preview_begin_page", "team.questionnaires_preview_page"),
    *("team.questionnaires_adding_upload_page", "team.questionnaires_choosing_page"),
    "team.entry_page",
    *("team.surveys_index", "team.surveys_show", "team.surveys_new_page", "team.surveys_archive_page"),
    *(
        "team.surveys_turns_index",
        "team.surveys_rolling_show",
        "team.surveys_rolling_design",
        "team.surveys_skipping_stop_page",
    ),
    *("team.calendar_index", "team.comparing_show"),
    *("respond.trial", "team.texts_index", "team.texts_edit", "team.texts_versions", "team.texts_version"),
    *("mailbox.index", "mailbox.show", "mailbox.show_html"),
    *("team.signing_in_forgotten_page", "team.account_show", "team.account_password_page"),
    *("team.account_second_step_page", "team.account_codes_page", "team.accounts_index"),
    *("team.accounts_invite_page", "team.accounts_show"),
    *("team.accounts_changes_reset_page", "team.accounts_changes_block_page"),
    *("team.opt_outs_index", "team.retention_index", "team.retention_terms"),
    *("team.audit_log_index", "team.audit_log_check"),
    *("team.complaints_index", "team.complaints_show", "team.subjects_show"),
    *("team.uploads_upload_page", "team.imports_index", "team.imports_show", "team.imports_refused"),
    "team.imports_abandon_page",
    *("health.healthz", "health.readyz", "metrics.show"),
}
"""What answers 200, however things stand."""
NOT_HERE = {
    "team.questionnaires_adding_remove_page": 409,
    "team.questionnaires_comparison": 404,
    "team.enrolling_show": 302,
    "team.comparing_pooled": 404,
    "team.comparing_download": 404,
    **dict.fromkeys(("respond.published_show", "respond.published_data", "respond.published_file"), 404),
    "team.comparing_figure": 404,
    **dict.fromkeys(("team.oidc_start", "team.oidc_callback", "team.oidc_signed_out"), 404),
    "team.fetching_order_page": 404,
}
"""What has nothing to show: the second step is set up, there is no provider and no case system, what comes
with the program cannot be removed, no year is over, nothing is published, and the address does not say with
what to compare."""


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


def test_looking_changes_nothing(world, monkeypatch):
    # Once a minute a session is noted as seen: `test_sessions` looks at that.
    monkeypatch.setattr(sessions, "SEEN_EVERY", timedelta(days=1))
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
        == STATUS_BY_PERSON.keys() | STATUS_BY_WAVE.keys() | A_PAGE_FOR_ALL | NOT_HERE.keys()
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
        **{world.address(endpoint): status for endpoint, status in NOT_HERE.items()},
    }


def _dump(database):
    """Every row of every table, as text; on PostgreSQL with its last writer, so that every update shows."""
    writer = [] if database.is_sqlite else [literal_column("xmin::text")]
    with database.engine.connect() as connection:
        return {
            table.name: sorted(map(repr, connection.execute(select(table, *writer)).all()))
            for table in Base.metadata.sorted_tables
        }
