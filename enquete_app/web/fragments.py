"""Parts of pages that are the same for everybody: made once in each language, then remembered."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from flask import current_app, render_template
from markupsafe import Markup, escape

from enquete_app.web.language import language

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from flask import Flask

_PLACE = re.compile("\x02(.*?)\x03")
"""Stands for what is somebody's own: signs that no text holds."""


def init_fragments(app: Flask) -> None:
    """Give the templates `fragment`."""
    app.extensions["fragments"] = {}
    app.jinja_env.globals["fragment"] = fragment


def fragment(template: str, *key: Hashable, **content: object) -> Markup:
    """Render a template in the language of the page, or take it from memory.

    What is remembered is shown to others: nothing about a person may go in.

    Args:
        template: its name.
        key: tells one content from another; empty for a template that takes none.
        content: for the template.
    """
    return _pieces(template, key, content)[0]


def filled(template: str, key: tuple[Hashable, ...], own: Mapping[str, str], **content: object) -> str:
    """Fill what is somebody's own into a page that is remembered without it.

    Args:
        template: its name. It takes what is somebody's own from `own(name)`, or from a `place` that is given
            as content, and only prints it.
        key: tells one content from another.
        own: by name; what is missing leaves its place empty.
        content: for the template, the same for everybody.
    """
    parts: list[str] = [*_pieces(template, key, content | {"own": place})]
    parts[1::2] = [escape(own[name]) if name in own else "" for name in parts[1::2]]
    return "".join(parts)


def place(name: str) -> Markup:
    """Where something of that name is filled in."""
    return Markup(f"\x02{name}\x03")  # noqa: S704 - only names go in


def plain(template: str, own: Mapping[str, str], **content: object) -> str:
    """Render a template for `filled` as it is only once; its content may be somebody's own too."""
    return render_template(template, own=defaultdict(str, own).__getitem__, **content)


def _pieces(template: str, key: tuple[Hashable, ...], content: Mapping[str, object]) -> list[Markup]:
    """What a template renders, perhaps from memory; every second piece names a place to be filled in."""
    made: dict[Hashable, list[Markup]] = current_app.extensions["fragments"]
    name = (template, language(), *key)
    if name not in made or current_app.debug:
        made[name] = list(map(Markup, _PLACE.split(render_template(template, **content))))
    return made[name]
