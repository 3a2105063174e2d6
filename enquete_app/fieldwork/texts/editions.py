"""The versions of a survey's texts: which is in force, making a new one, which a wave keeps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from enquete_app.fieldwork.models import Survey, TextEdition, Wave, WaveState
from enquete_app.fieldwork.texts.checking import Fault, faults, is_control
from enquete_app.fieldwork.texts.placeholders import Piece, Text, TextKind
from enquete_app.fieldwork.texts.standard import Texts, standard_text, text_of
from enquete_app.languages import LANGUAGES

STANDARD = 0
"""The number of the built-in texts."""


class EditionError(Exception):
    """A version does not exist, or cannot be used as asked."""


class AlreadyMailedError(EditionError):
    """A wave of which mails have left keeps its texts."""


class ChangedMeanwhileError(EditionError):
    """Somebody else has made a version since; in it the same text differs.

    Args:
        edition: that version.
    """

    def __init__(self, edition: TextEdition | None) -> None:
        super().__init__("changed meanwhile")
        self.edition = edition


class FaultyError(EditionError):
    """A text is not sound, so no version is made of it.

    Args:
        found: its faults.
    """

    def __init__(self, found: Sequence[Fault]) -> None:
        super().__init__("faulty")
        self.found = found


@dataclass(frozen=True, kw_only=True)
class Change:
    """A text to be kept.

    Args:
        piece: the text as typed.
        based_on: the number of the version that it was typed on.
        note: what was changed, in words.
    """

    piece: Piece
    based_on: int
    note: str = ""


def newest_edition(session: Session, survey: Survey) -> TextEdition | None:
    """The version in force; none while the survey has only the built-in texts."""
    newest = select(TextEdition).where(TextEdition.survey_id == survey.id).order_by(TextEdition.number.desc())
    return session.scalar(newest.limit(1))


def number_in_force(session: Session, survey: Survey) -> int | None:
    """What a new wave keeps: the number of the version in force; none for the built-in texts."""
    newest = newest_edition(session, survey)
    return newest.number if newest else None


def find_edition(session: Session, survey: Survey, number: int) -> TextEdition | None:
    """A version by its number; none for `STANDARD`.

    Raises:
        EditionError: if there is none.
    """
    if number == STANDARD:
        return None
    found = session.scalar(
        select(TextEdition).where(TextEdition.survey_id == survey.id, TextEdition.number == number)
    )
    if found is None:
        raise EditionError(f"there is no version {number}")
    return found


def number_of(edition: TextEdition | None) -> int:
    """The number that people know a version by."""
    return edition.number if edition else STANDARD


def texts_of(edition: TextEdition | None) -> Texts:
    """The own texts of a version."""
    return edition.texts if edition else {}


def keep(session: Session, survey: Survey, change: Change, *, who: str, now: datetime) -> TextEdition | None:
    """Make a version with one text changed.

    Args:
        session: a session that may write.
        survey: whose text it is.
        change: the text.
        who: the address of the account.
        now: the moment.

    Returns:
        The new version; none if the text is already so.

    Raises:
        FaultyError: if the text is not sound.
        ChangedMeanwhileError: if the version in force has another text here than the one it was typed on.
    """
    kind, language, text = change.piece.kind, change.piece.language, tidied(change.piece.text)
    if found := faults(text, kind):
        raise FaultyError(found)
    _lock(session, survey)
    newest = newest_edition(session, survey)
    before = texts_of(find_edition(session, survey, change.based_on))
    in_force = text_of(texts_of(newest), kind, language)
    if in_force == text:
        return None
    if in_force != text_of(before, kind, language):
        raise ChangedMeanwhileError(newest)
    texts = with_text(texts_of(newest), Piece(kind, language, text))
    return _add(session, survey, texts, newest, who=who, now=now, note=change.note)


def put_back(  # noqa: PLR0913 - the same as for keeping
    session: Session, survey: Survey, number: int, *, who: str, now: datetime, note: str
) -> TextEdition | None:
    """Make a version with the texts of an earlier one.

    Returns:
        The new version; none if the one in force says the same.

    Raises:
        EditionError: if there is no version of that number.
        FaultyError: if its texts would not be accepted any more.
    """
    _lock(session, survey)
    newest, texts = newest_edition(session, survey), texts_of(find_edition(session, survey, number))
    found = [fault for own in own_texts(texts) for fault in faults(own.text, own.kind)]
    if found:
        raise FaultyError(found)
    if texts == texts_of(newest):
        return None
    return _add(session, survey, texts, newest, who=who, now=now, note=note)


def use_newest(session: Session, wave: Wave) -> TextEdition | None:
    """Let a wave of which nothing has been mailed move to the version in force.

    For a wave that was drawn and waits for its confirmation.

    Raises:
        AlreadyMailedError: if its first mail has been written.
    """
    if wave.closes_on is not None or wave.state in {WaveState.SEALED, WaveState.CLOSED}:
        raise AlreadyMailedError(f"wave {wave.id} keeps its texts")
    wave.text_edition_number = number_in_force(session, wave.survey)
    session.flush()
    session.expire(wave, ["text_edition"])
    return wave.text_edition


def open_waves(session: Session, survey: Survey) -> Sequence[Wave]:
    """The running waves of a survey, each with the version that it keeps."""
    running = Wave.state.not_in([WaveState.SEALED, WaveState.CLOSED])
    statement = select(Wave).where(Wave.survey_id == survey.id, running)
    return session.scalars(statement.order_by(Wave.id)).all()


def own_texts(texts: Texts) -> Iterator[Piece]:
    """The own texts of a version."""
    for kind in TextKind:
        for language in texts.get(kind, {}):
            yield Piece(kind, language, text_of(texts, kind, language))


def with_text(texts: Texts, piece: Piece) -> dict[str, dict[str, dict[str, str]]]:
    """The texts with one replaced. One that says what the built-in text says is not the survey's own."""
    made = {each: {code: dict(own) for code, own in by.items()} for each, by in texts.items()}
    kind, language, text = piece.kind, piece.language, piece.text
    made.setdefault(kind.value, {})[language] = {"subject": text.subject, "body": text.body}
    if language in LANGUAGES and text == standard_text(kind, language):
        del made[kind][language]
    return {each: by for each, by in made.items() if by}


def tidied(text: Text) -> Text:
    """A text without blanks at the ends of its lines, and with one kind of line break."""
    lines = text.body.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return Text(text.subject.strip(), "\n".join(line.rstrip() for line in lines).strip())


def _lock(session: Session, survey: Survey) -> None:
    # Two at the same moment: the second waits and finds the first's version.
    session.refresh(survey, with_for_update={"key_share": True})


def _add(  # noqa: PLR0913 - a row's columns
    session: Session,
    survey: Survey,
    texts: Mapping[str, Mapping[str, Mapping[str, str]]],
    newest: TextEdition | None,
    *,
    who: str,
    now: datetime,
    note: str,
) -> TextEdition:
    edition = TextEdition(
        survey_id=survey.id,
        number=number_of(newest) + 1,
        made_at=now,
        made_by=who,
        note="".join(sign for sign in " ".join(note.split()) if not is_control(sign)),
        texts=dict(texts),
    )
    session.add(edition)
    session.flush()
    return edition
