"""The menu of the staff pages: each sees what is theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from flask import request, url_for
from flask_babel import lazy_gettext

from enquete_app.accounts.models import Role
from enquete_app.team.access import allowed, signed_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask_babel.speaklater import LazyString

MENU = (
    ("team.waves_index", lazy_gettext("Metingen"), (Role.TEAM, Role.ANALYST, Role.ADMIN)),
    (
        "team.questionnaires_index",
        lazy_gettext("Vragenlijsten"),
        (Role.TEAM, Role.ANALYST, Role.ADMIN),
    ),
)
"""Endpoint, words, and who may go there; in the order in which the work is done."""


class Item(NamedTuple):
    """One place to go to, and whether the page shown belongs to it."""

    address: str
    words: LazyString
    is_here: bool


def menu() -> Iterator[Item]:
    """What whoever is signed in can go to."""
    account = signed_in()
    if account is None:
        return
    places = [(url_for(endpoint), words) for endpoint, words, roles in MENU if allowed(account, roles)]
    here = max(
        (address for address, _ in places if f"{request.path}/".startswith(address)), key=len, default=""
    )
    for address, words in places:
        yield Item(address, words, address == here)
