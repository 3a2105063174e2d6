"""Letters at every stage, and answers that staff enter."""

from __future__ import annotations

from collections.abc import Callable

from e2e.browser.state import State, as_staff
from e2e.browser.visitor import Visitor
from e2e.browser.world import COMPULSORY, OPEN
from sqlalchemy import select

from enquete_app.fieldwork.letters.models import LetterBatch

LIST, BATCH, BOUNCED = "team/letters.html", "team/letters_batch.html", "team/letters_bounced.html"
ENTRY, CONFIRM = "team/entry.html", "team/confirm.html"


def _at(path: str, *, posted: bool = False) -> Callable[[Visitor], None]:
    """Go to a page about the letters; `{wave}` and `{batch}` stand for their numbers."""

    def reach(visitor: Visitor) -> None:
        of = LetterBatch.posted_on.is_not(None) if posted else LetterBatch.posted_on.is_(None)
        with visitor.world.database.reader() as session:
            batch = session.scalars(select(LetterBatch).where(of).order_by(LetterBatch.id)).first()
            as_staff(visitor, f"/team/waves/{path.format(wave=batch.wave_id, batch=batch.id)}")

    return reach


def _without_a_day(path: str, label: str, button: str) -> Callable[[Visitor], None]:
    def reach(visitor: Visitor) -> None:
        _at(path)(visitor)
        visitor.page.get_by_label(visitor.say(label)).fill("")
        visitor.press(button)

    return reach


def _enter(visitor: Visitor, code: str = "", *, filled: bool = False) -> None:
    as_staff(visitor, "/team/entry")
    if filled:
        visitor.page.get_by_label(visitor.say("Ik was niet betrokken bij deze klacht")).check()
        visitor.page.get_by_label(visitor.say("Op papier")).check()
    visitor.page.get_by_label(visitor.say("Code uit de brief")).fill(code)
    visitor.press("Naar de vragen")


STATES = (
    State("letters that wait", LIST, _at("{wave}/letters")),
    State("no such letters", LIST, _at("{wave}/letters?soort=reminder")),
    State(
        "letters without a day",
        LIST,
        _without_a_day("{wave}/letters", "Datum op de brief", "Stapel uitnodigingen maken"),
        422,
    ),
    State("a survey without letters", LIST, lambda v: as_staff(v, f"/team/waves/{OPEN}/letters")),
    State("letters to be printed", BATCH, _at("{wave}/letters/{batch}")),
    State("letters that were posted", BATCH, _at("{wave}/letters/{batch}", posted=True)),
    State("marking letters as posted", CONFIRM, _at("{wave}/letters/{batch}/posted")),
    State(
        "marking them without a day",
        CONFIRM,
        _without_a_day("{wave}/letters/{batch}/posted", "Gepost op", "Markeren als gepost"),
        422,
    ),
    State("letters not posted after all", CONFIRM, _at("{wave}/letters/{batch}/back", posted=True)),
    State("taking letters apart", CONFIRM, _at("{wave}/letters/{batch}/apart")),
    State("going on by letter", BOUNCED, _at("{wave}/by-letter")),
    State("nobody found to go on by letter", BOUNCED, _at("{wave}/by-letter?zoek=onbekend")),
    State("no going on by letter", BOUNCED, lambda v: as_staff(v, f"/team/waves/{COMPULSORY}/by-letter")),
    State("entering answers", ENTRY, lambda v: as_staff(v, "/team/entry")),
    State("answers entered", ENTRY, lambda v: as_staff(v, "/team/entry?verstuurd=1")),
    State("entering answers emptily", ENTRY, _enter, 422),
    State("entering with a wrong code", ENTRY, lambda v: _enter(v, "ABCD", filled=True), 422),
)
