"""Every page fits: on a phone, enlarged, with wide texts, under a finger."""

import pytest
from e2e.browser.measuring import (
    DESKTOP,
    DESKTOP_AT_400_PERCENT,
    PHONE,
    cut_off_texts,
    resize,
    small_targets,
    space,
    unspace,
    wider_than_the_window,
)


@pytest.fixture
def page(shown):
    page = shown[0].page
    yield page
    unspace(page)
    resize(page, DESKTOP)


def test_nothing_scrolls_sideways_on_a_phone_or_at_400_percent(page):
    found = {}
    for size in (PHONE, DESKTOP_AT_400_PERCENT):
        resize(page, size)
        found[size] = wider_than_the_window(page)
    assert found == {PHONE: [], DESKTOP_AT_400_PERCENT: []}


def test_wide_texts_stay_whole(page):
    space(page)
    found = {}
    for size in (DESKTOP, PHONE):
        resize(page, size)
        found[size] = cut_off_texts(page) + wider_than_the_window(page)
    assert found == {DESKTOP: [], PHONE: []}


def test_every_target_is_24_pixels_or_more(page):
    found = {}
    for size in (DESKTOP, PHONE):
        resize(page, size)
        found[size] = small_targets(page)
    assert found == {DESKTOP: [], PHONE: []}
