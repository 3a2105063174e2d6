"""The municipality's house style: its theme and its logo, read and checked at start.

A theme is a style sheet with NL Design System custom properties (`--utrecht-…`), usually under a class
such as `.utrecht-theme`. `enquete.css` asks for them and has its own values where a theme sets none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Response, abort

from enquete_app.settings import ConfigError

if TYPE_CHECKING:
    from flask import Flask

STATIC = Path(__file__).resolve().parent / "static"
LARGEST_THEME = 512 * 1024
LARGEST_LOGO = 128 * 1024
"""In bytes. The logo is loaded as it is; of a theme only what the pages use is."""
FOR_GOOD = "public, max-age=31536000, immutable"

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_LOADS = re.compile(r"@import|url\(\s*+[\"']?+(?!data:)", re.IGNORECASE)
_CLASS = re.compile(r"\.([a-z][\w-]*-theme(?:--media-query[\w-]*)?)(?![\w-])", re.IGNORECASE)
_DECLARATION = re.compile(r"(--[\w-]+)\s*:((?:\"[^\"]*\"|'[^']*'|\([^()\"']*\)|[^;{}\"'])*);?")
_USE = re.compile(r"var\(\s*(--[\w-]+)")
_DARK = re.compile(r"@media\s*(?:screen\s+and\s*)?\(\s*prefers-color-scheme\s*:\s*dark\s*\)", re.IGNORECASE)

_SETS_DARK = re.compile(r"prefers-color-scheme: dark\) \{[^{}]*\{[^{}]*--")


@dataclass(frozen=True, slots=True)
class HouseStyle:
    """What a page needs to know of the house style.

    Args:
        theme: the name of the theme's file; none without a theme.
        logo: the name of the logo's file; none where ours stands in.
        classes: of the root element.
        color_scheme: what the pages can be shown in. A theme without dark colours stays light: its own
            light ones and our dark ones would mix into what nobody can read.
    """

    theme: str | None = None
    logo: str | None = None
    classes: str = ""
    color_scheme: str = "light dark"


def init_house_style(app: Flask) -> None:
    """Read theme and logo, serve them, and tell every template.

    Raises:
        ConfigError: if a file cannot be read or is of no use.
    """
    files: dict[str, tuple[bytes, str]] = {}

    def keep(what: str, content: bytes, ending: str, mimetype: str) -> str:
        # The name changes with the content, so that browsers may keep the file for good.
        name = f"{what}-{sha256(content).hexdigest()[:16]}.{ending}"
        files[name] = content, mimetype
        return name

    def house_style(name: str) -> Response:
        if name not in files:
            abort(404)
        content, mimetype = files[name]
        return Response(content, mimetype=mimetype, headers={"Cache-Control": FOR_GOOD})

    theme, logo = app.config["THEME"], app.config["LOGO"]
    text = _theme(Path(theme)) if theme else ""
    has_dark = not theme or _SETS_DARK.search(text) is not None
    app.jinja_env.globals["house_style"] = HouseStyle(
        theme=keep("thema", text.encode(), "css", "text/css") if theme else None,
        logo=keep("logo", *_logo(Path(logo))) if logo else None,
        classes=" ".join(_classes(text, has_dark=has_dark)) if theme else "",
        color_scheme="light dark" if has_dark else "light",
    )
    app.extensions["house_style"] = files
    app.add_url_rule("/huisstijl/<name>", view_func=house_style)


def _classes(theme: str, *, has_dark: bool) -> list[str]:
    return sorted({*_CLASS.findall(theme), "enq-themed", *(() if has_dark else ("enq-light",))})


def _theme(path: Path) -> str:
    try:
        text = _read("THEME", path, LARGEST_THEME).decode()
    except UnicodeDecodeError as error:
        raise ConfigError(f"ENQUETE_THEME is not a text in UTF-8: {path}") from error
    text = _COMMENT.sub("", text)
    if loads := _LOADS.search(text):
        raise ConfigError(
            f"ENQUETE_THEME may load nothing, but has {loads[0]}…: {path}. Put what @import names into the "
            "file itself, and leave out fonts and pictures."
        )
    if not (used := _used(text)):
        raise ConfigError(f"ENQUETE_THEME sets none of the --utrecht- properties of the pages: {path}")
    slim = _DECLARATION.sub(lambda found: found[0] if found[1] in used else "", text)
    # Paper is light.
    return " ".join(_DARK.sub("@media screen and (prefers-color-scheme: dark)", slim).split())


def _used(theme: str) -> set[str]:
    """The properties a theme sets that our style sheets ask for, and those that these are made of."""
    made_of: dict[str, set[str]] = {}
    for name, value in _DECLARATION.findall(theme):
        made_of.setdefault(name, set()).update(_USE.findall(value))
    used: set[str] = set()
    asked = {name for sheet in STATIC.glob("*.css") for name in _USE.findall(sheet.read_text("utf-8"))}
    while asked := (asked & made_of.keys()) - used:
        used |= asked
        asked = {name for each in asked for name in made_of[each]}
    return used


def _logo(path: Path) -> tuple[bytes, str, str]:
    content = _read("LOGO", path, LARGEST_LOGO)
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return content, "png", "image/png"
    if re.search(rb"<svg[\s>]", content):
        return content, "svg", "image/svg+xml"
    raise ConfigError(f"ENQUETE_LOGO must be an SVG or a PNG file: {path}")


def _read(name: str, path: Path, largest: int) -> bytes:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ConfigError(f"ENQUETE_{name} cannot be read: {path} ({error.strerror})") from error
    if len(content) > largest:
        raise ConfigError(f"ENQUETE_{name} is larger than {largest // 1024} kB: {path}")
    return content
