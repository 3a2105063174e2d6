"""Chromium, something served for it, and every state of every page."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from e2e.browser.measuring import DESKTOP, resize
from e2e.browser.state import State
from e2e.browser.states import STATES
from e2e.browser.visitor import Visitor
from e2e.browser.world import World, served
from quick import all_drawings
from smtp_server import free_port

from config import Config
from enquete_app import create_app
from enquete_app.languages import LANGUAGES

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


class RemembersNothing(dict):
    """Pages are rendered anew each time, so that it shows of which template they are."""

    def __contains__(self, key: object) -> bool:
        return False


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let pass that a server which browsers hang up on leaves the file it sends to the collector."""
    left_open = "ignore:Exception ignored in. <_io:pytest.PytestUnraisableExceptionWarning"
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.filterwarnings(left_open))


@pytest.fixture(scope="session")
def chromium():
    required = os.environ.get("ENQUETE_TEST_BROWSER") == "required"
    try:
        from playwright.sync_api import sync_playwright  # noqa: PLC0415 - not in requirements.txt
    except ImportError:
        if required:
            raise
        pytest.skip("no Playwright: it is in requirements-dev.txt")
    if not required and not Path(CHROMIUM).exists():
        pytest.skip("no Chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session", autouse=True)
def all_figures() -> Iterator[None]:
    """Whoever looks at a page looks at its figures."""
    with all_drawings():
        yield


@pytest.fixture(scope="session")
def world(chromium, sqlite_template, tmp_path_factory) -> Iterator[World]:
    folder, port = tmp_path_factory.mktemp("world"), free_port()
    shutil.copy(sqlite_template, folder / "enquete.sqlite3")
    config = Config(
        SECRET_KEY="a secret key of the tests, long enough",
        CONTACT_KEY="a contact key of the tests, long enough",
        DATABASE_URL=f"sqlite:///{folder / 'enquete.sqlite3'}",
        MAILBOX=folder / "mailbox",
        BASE_URL=f"http://127.0.0.1:{port}",
        WORKER="none",
        TRUSTED_PROXIES=1,
        # A provider that is down, beside passwords of our own.
        OIDC_ISSUER="http://127.0.0.1:1",
        OIDC_CLIENT_ID="enquete",
        OIDC_CLIENT_SECRET="secret",
        OIDC_ROLE_TEAM="klachten",
        OIDC_LOCAL=True,
    )
    app = create_app(config)
    app.extensions["fragments"] = RemembersNothing()
    with served(app, port) as world:
        yield world
    app.extensions["database"].engine.dispose()


@pytest.fixture(scope="session")
def desk(chromium) -> Iterator:
    """A page on a desktop that everybody uses in turn."""
    context = chromium.new_context()
    page = context.new_page()
    resize(page, DESKTOP)
    yield page
    context.close()


@pytest.fixture(
    scope="session",
    params=[(state, language) for language in LANGUAGES for state in STATES],
    ids=lambda param: f"{param[1]}-{param[0].name}",
)
def shown(request, desk, world) -> tuple[Visitor, State]:
    """Somebody before a page in one of its states; pytest lets all tests of a state follow each other.

    A test may look as it likes but leaves the page where it found it.
    """
    state, language = request.param
    visitor = Visitor(desk, world, language)
    state.reach(visitor)
    visitor.page.remove_listener("response", visitor._notice)
    assert visitor.status == state.status
    assert world.template == state.template
    return visitor, state


@pytest.fixture(scope="session")
def in_turn(chromium, world) -> Iterator[Callable[..., Visitor]]:
    """Let somebody without scripts use the one window that everybody uses in turn."""
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()

    def take(language: str = "nl") -> Visitor:
        return Visitor(page, world, language)

    take.world = world  # type: ignore[attr-defined]
    yield take
    context.close()


@pytest.fixture
def visitor(chromium, world) -> Iterator[Callable[..., Visitor]]:
    """Make somebody with a browser window of their own, as Playwright's settings say."""
    contexts = []

    def make(language: str = "nl", **settings: object) -> Visitor:
        contexts.append(chromium.new_context(**settings))
        return Visitor(contexts[-1].new_page(), world, language)

    yield make
    for context in contexts:
        context.close()
