"""The menu of the staff pages: each sees what is theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from flask import request, url_for
from flask_babel import lazy_gettext

from enquete_app.accounts.models import Role
from enquete_app.team.access import HOME, allowed, signed_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask_babel.speaklater import LazyString

MENU = (
    ("team.complaints_index", lazy_gettext("Register"), (Role.TEAM,)),
    ("team.surveys_index", lazy_gettext("Onderzoeken"), (Role.TEAM, Role.ADMIN)),
    ("team.waves_index", lazy_gettext("Metingen"), (Role.TEAM, Role.ANALYST, Role.ADMIN)),
    (
        "team.questionnaires_index",
        lazy_gettext("Vragenlijsten"),
        (Role.TEAM, Role.ANALYST, Role.ADMIN),
    ),
    ("team.calendar_index", lazy_gettext("Agenda"), (Role.TEAM, Role.ANALYST)),
    ("team.opt_outs_index", lazy_gettext("Afmeldingen"), (Role.TEAM,)),
    ("team.retention_index", lazy_gettext("Bewaren en wissen"), (Role.TEAM, Role.ADMIN)),
    ("team.accounts_index", lazy_gettext("Accounts"), (Role.ADMIN,)),
    ("team.audit_log_index", lazy_gettext("Logboek"), (Role.ADMIN,)),
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
    here = max((address for address, _ in places if _holds_this_page(address)), key=len, default="")
    for address, words in places:
        yield Item(address, words, address == here)


def _holds_this_page(address: str) -> bool:
    """Whether the page shown belongs to an item; the first one's address begins all others."""
    first = url_for(HOME)
    if address == first:
        return request.path == first or request.path.startswith(f"{first}waves/")
    return f"{request.path}/".startswith(f"{address.rstrip('/')}/")
