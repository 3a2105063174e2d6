"""The list of questionnaires. Some come with the program, so the database is handed all of them to sort."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask_babel import lazy_gettext
from sqlalchemy import literal, select, union_all

from enquete_app.fieldwork.asking import Use
from enquete_app.team.listing import Column, Listing
from enquete_app.team.questionnaires_texts import words_of
from enquete_app.web.transaction import session

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Select

    from enquete_app.instruments import Edition

NOBODY = Use()
SHIPPED, ADDED, WAITING = "shipped", "added", "waiting"
ORIGINS = {
    SHIPPED: lazy_gettext("Hoort bij het programma"),
    ADDED: lazy_gettext("Toegevoegd"),
    WAITING: lazy_gettext("Nog niet toegevoegd"),
}


def listing_of(editions: Sequence[Edition], asking: Mapping[tuple[str, str], Use]) -> Listing:
    """List editions; each row is an id and a version.

    Args:
        editions: those that there are, the ones that come with the program first.
        asking: who asks them.
    """
    told = [_row(number, each, asking.get(name_of(each), NOBODY)) for number, each in enumerate(editions)]
    rows = union_all(*told).subquery("editions").c
    return Listing(
        session(),
        select(rows.id, rows.version),
        (
            Column("vragenlijst", lazy_gettext("Vragenlijst"), rows.title),
            Column("kenmerk", lazy_gettext("Kenmerk"), rows.id),
            Column("versie", lazy_gettext("Versie"), rows.version),
            Column("talen", lazy_gettext("Talen"), rows.languages, sorts=False),
            Column("onderzoeken", lazy_gettext("Onderzoeken"), rows.surveys),
            Column("metingen", lazy_gettext("Metingen"), rows.waves, sorts=False),
            Column(
                "herkomst",
                lazy_gettext("Herkomst"),
                rows.origin,
                choices=ORIGINS,
                shown=lambda origin: str(ORIGINS[origin]),
            ),
        ),
        key=rows.number,
        order="vragenlijst",
        title="vragenlijsten",
    )


def name_of(edition: Edition) -> tuple[str, str]:
    """The id and version of an edition."""
    return edition.questionnaire.id, edition.questionnaire.version


def _row(number: int, edition: Edition, use: Use) -> Select[*tuple[Any, ...]]:
    asked = edition.questionnaire
    values = {
        "number": number,
        "id": asked.id,
        "version": asked.version,
        "title": words_of(asked.title),
        "languages": ", ".join(asked.languages),
        "surveys": ", ".join(use.surveys),
        "waves": ", ".join(map(str, use.waves)),
        "origin": SHIPPED if edition.is_shipped else ADDED if edition.added_at else WAITING,
    }
    return select(*(literal(value).label(name) for name, value in values.items()))
