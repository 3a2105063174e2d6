"""The first page must be light: many read it on a phone, far from a good connection."""

import gzip
from pathlib import Path

STATIC = Path(__file__).resolve().parents[3] / "enquete_app" / "web" / "static"


def test_the_style_sheet_stays_small():
    assert len(gzip.compress((STATIC / "enquete.css").read_bytes())) < 15_000


def test_style_sheet_and_logo_leave_room_for_the_page():
    assert sum((STATIC / name).stat().st_size for name in ("enquete.css", "logo.svg")) < 22_000


def test_dark_colours_are_for_screens_and_not_for_paper():
    sheet = (STATIC / "enquete.css").read_text(encoding="utf-8")
    assert (
        sheet.count("prefers-color-scheme")
        == sheet.count("@media screen and (prefers-color-scheme: dark)")
        == 1
    )


def test_nothing_is_loaded_from_elsewhere():
    sheet = (STATIC / "enquete.css").read_text(encoding="utf-8")
    assert "url(" not in sheet
    assert "@import" not in sheet
