"""The style sheet and pictures of pages that stay as they are, under names that change with their content.

A page that was published goes on loading what it was published with, whatever theme, logo or release follows.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, cast

from flask import current_app

from enquete_app.web.house_style import STATIC

if TYPE_CHECKING:
    from collections.abc import Mapping

    from enquete_app.web.house_style import HouseStyle

SHEETS = ("enquete.css", "team.css")
"""Behind the house style's theme, in the order in which pages load them."""
TYPES = {"css": "text/css", "svg": "image/svg+xml", "png": "image/png"}


@dataclass(frozen=True, slots=True)
class FrozenFiles:
    """The names of the files of today, and what is in them.

    Args:
        style: the style sheet.
        icon: our own mark.
        logo: the municipality's; none where our mark stands beside its name.
        contents: by name.
    """

    style: str
    icon: str
    logo: str | None
    contents: Mapping[str, bytes]


def frozen_files() -> FrozenFiles:
    """The files that a page has which is frozen now; put together once."""
    if "frozen_files" not in current_app.extensions:
        current_app.extensions["frozen_files"] = _put_together()
    return cast("FrozenFiles", current_app.extensions["frozen_files"])


def _put_together() -> FrozenFiles:
    house = cast("HouseStyle", current_app.jinja_env.globals["house_style"])
    served: Mapping[str, tuple[bytes, str]] = current_app.extensions["house_style"]
    contents: dict[str, bytes] = {}

    def keep(content: bytes, ending: str) -> str:
        name = f"{sha256(content).hexdigest()[:24]}.{ending}"
        contents[name] = content
        return name

    sheets = [served[house.theme][0]] if house.theme else []
    sheets += [(STATIC / name).read_bytes() for name in SHEETS]
    return FrozenFiles(
        style=keep(b"\n".join(sheets), "css"),
        icon=keep((STATIC / "logo.svg").read_bytes(), "svg"),
        logo=keep(served[house.logo][0], house.logo.rpartition(".")[2]) if house.logo else None,
        contents=contents,
    )
