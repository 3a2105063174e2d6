"""Parts of pages that are the same for everybody: made once in each language, then remembered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app, render_template
from markupsafe import Markup

from enquete_app.web.language import language

if TYPE_CHECKING:
    from collections.abc import Hashable

    from flask import Flask


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
    made: dict[Hashable, Markup] = current_app.extensions["fragments"]
    name = (template, language(), *key)
    if name not in made or current_app.debug:
        made[name] = Markup(render_template(template, **content))  # noqa: S704 - the template escapes
    return made[name]
