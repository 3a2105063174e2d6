"""The questionnaires that there are: who asks them, what they ask, and how two editions compare."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response, abort, render_template, request

from enquete_app.accounts.models import Role
from enquete_app.fieldwork.asking import uses
from enquete_app.instruments import Edition, edition_of, editions, source_of
from enquete_app.questionnaire import Verdict, compare
from enquete_app.team.access import access, allowed, signed_in
from enquete_app.team.questionnaires_list import NOBODY, listing_of, name_of
from enquete_app.team.questionnaires_texts import said, words_of
from enquete_app.team.questionnaires_wording import CHANGES, CONSEQUENCES, TYPES, VERDICTS
from enquete_app.web.transaction import session

if TYPE_CHECKING:
    from collections.abc import Sequence

EVERYBODY = (Role.TEAM, Role.ANALYST, Role.ADMIN)


@access(*EVERYBODY)
def index() -> str | Response:
    """List all editions: those in use, those that wait for a survey, and those not added yet."""
    found, asking = editions(session(), previews=True), uses(session())
    listing = listing_of(found, asking)
    return listing.export() or render_template(
        "team/questionnaires.html",
        listing=listing,
        editions={name_of(each): each for each in found},
        uses=asking,
        nobody=NOBODY,
        may_add=may_add(),
        said=said,
    )


@access(*EVERYBODY)
def show(questionnaire_id: str, version: str) -> str:
    """Show all that an edition asks, with its codes, and what can be done with it."""
    edition = find(questionnaire_id, version)
    asked = edition.questionnaire
    others = [each for each in editions(session()) if each.questionnaire is not asked]
    return render_template(
        "team/questionnaire.html",
        edition=edition,
        asked=asked,
        use=uses(session()).get((asked.id, asked.version), NOBODY),
        others=sorted(others, key=lambda each: each.questionnaire.id != asked.id),
        translations=sorted(source_of(session(), edition).translations),
        types=TYPES,
        may_add=may_add(),
        said=said,
        words=words_of,
    )


@access(*EVERYBODY)
def download(questionnaire_id: str, version: str) -> Response:
    """Give the file, or with `?vertaling=de` that of a translation."""
    source = source_of(session(), find(questionnaire_id, version))
    translation = request.args.get("vertaling")
    if translation and translation not in source.translations:
        abort(404)
    text = source.translations[translation] if translation else source.definition
    name = ".".join(filter(None, (f"{questionnaire_id}-{version}", translation, "toml")))
    return Response(
        text,
        content_type="application/toml; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@access(*EVERYBODY)
def comparison(questionnaire_id: str, version: str) -> str:
    """Compare an edition with another one, which the address names: `?met=<id>/<version>`."""
    edition = find(questionnaire_id, version)
    other_id, _, other_version = request.args.get("met", "").partition("/")
    before = find(other_id, other_version)
    found = compare(before.questionnaire, edition.questionnaire)
    return render_template(
        "team/questionnaire_comparison.html",
        before=before.questionnaire,
        after=edition.questionnaire,
        groups=[(verdict, [each for each in found if each.verdict is verdict]) for verdict in Verdict],
        changes=CHANGES,
        verdicts=VERDICTS,
        consequences=CONSEQUENCES,
        said=said,
        words=words_of,
    )


def find(questionnaire_id: str, version: str) -> Edition:
    """Find an edition, or answer that there is no such page."""
    return edition_of(session(), questionnaire_id, version) or abort(404)


def may_add() -> bool:
    """Whether whoever is signed in may add and remove questionnaires."""
    account = signed_in()
    return account is not None and allowed(account, (Role.ADMIN,))


PAGES: Sequence[tuple[str, str, object]] = (
    ("/questionnaires/", "GET", index),
    ("/questionnaires/<questionnaire_id>/<version>", "GET", show),
    ("/questionnaires/<questionnaire_id>/<version>/file", "GET", download),
    ("/questionnaires/<questionnaire_id>/<version>/compare", "GET", comparison),
)
