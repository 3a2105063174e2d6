"""Chromium."""

import os
from pathlib import Path

import pytest

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


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
