"""Finding a questionnaire by its id and version, wherever it is kept.

One that waves may use never changes, so a process reads it once: what comes with the program from its file,
what was added from the database. Respondents' pages ask the database for it once at most.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from enquete_app.instruments.models import QuestionnaireFile
from enquete_app.questionnaire import (
    Fault,
    FaultKind,
    Questionnaire,
    QuestionnaireError,
    Source,
    available,
    parse,
    source,
)
from enquete_app.questionnaire import load as load_shipped

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Engine

    from enquete_app.db import Transaction

_FILE = QuestionnaireFile.metadata.tables[QuestionnaireFile.__tablename__]
_READ: dict[tuple[str, str, str], Questionnaire] = {}
"""What was added, by the address of its database, id and version. Nothing is ever taken out."""


class Edition(NamedTuple):
    """One edition that there is.

    Args:
        questionnaire: what it asks.
        sha256: of its file; none for one that comes with the program.
        uploaded_at: when the file was handed over; none for one that comes with the program.
        added_at: when it was added; none too for a file that is there for a preview only.
        added_by: who added it.
    """

    questionnaire: Questionnaire
    sha256: str | None = None
    uploaded_at: datetime | None = None
    added_at: datetime | None = None
    added_by: str | None = None

    @property
    def is_shipped(self) -> bool:
        """Whether it comes with the program."""
        return self.sha256 is None

    @property
    def is_usable(self) -> bool:
        """Whether a survey may ask it."""
        return self.is_shipped or self.added_at is not None


def load(session: Transaction, questionnaire_id: str, version: str) -> Questionnaire:
    """Return a questionnaire that waves may use.

    Args:
        session: any session.
        questionnaire_id: which questionnaire.
        version: which edition.

    Raises:
        QuestionnaireError: there is none of that id and version.
    """
    if (questionnaire_id, version) in available():
        return load_shipped(questionnaire_id, version)
    key = (_address(_engine(session)), questionnaire_id, version)
    if key not in _READ:
        statement = select(_FILE.c.definition, _FILE.c.translations).where(
            _FILE.c.id == questionnaire_id, _FILE.c.version == version, _FILE.c.added_at.is_not(None)
        )
        row = session.execute(statement).one_or_none()
        if row is None:
            facts = {"id": questionnaire_id, "version": version}
            raise QuestionnaireError([Fault(FaultKind.UNKNOWN_EDITION, (), facts)])
        _READ[key] = parse(row.definition, row.translations)
    return _READ[key]


def editions(session: Session, *, previews: bool = False) -> tuple[Edition, ...]:
    """Return all editions that a survey may ask, those that come with the program first.

    Args:
        session: any session.
        previews: also those files that are there for a preview only.
    """
    statement = select(QuestionnaireFile).order_by(QuestionnaireFile.id, QuestionnaireFile.version)
    if not previews:
        statement = statement.where(QuestionnaireFile.added_at.is_not(None))
    shipped = (Edition(load_shipped(*each)) for each in available())
    return (*shipped, *map(_edition, session.scalars(statement)))


def edition_of(session: Session, questionnaire_id: str, version: str) -> Edition | None:
    """Return one edition, also one that is there for a preview only; none if there is no such one."""
    if (questionnaire_id, version) in available():
        return Edition(load_shipped(questionnaire_id, version))
    found = session.get(QuestionnaireFile, (questionnaire_id, version))
    return _edition(found) if found else None


def source_of(session: Session, edition: Edition) -> Source:
    """Return the files of an edition, as they were handed over."""
    questionnaire = edition.questionnaire
    if edition.is_shipped:
        return source(questionnaire.id, questionnaire.version)
    file = session.get_one(QuestionnaireFile, (questionnaire.id, questionnaire.version))
    return Source(file.definition, file.translations)


def _edition(file: QuestionnaireFile) -> Edition:
    questionnaire = _parsed(file.definition, tuple(sorted(file.translations.items())))
    return Edition(questionnaire, file.sha256, file.uploaded_at, file.added_at, file.added_by)


@lru_cache(maxsize=50)
def _parsed(definition: str, translations: tuple[tuple[str, str], ...]) -> Questionnaire:
    """Staff's pages list and preview editions again and again; by their text, since previews may change."""
    return parse(definition, dict(translations))


def _engine(session: Transaction) -> Engine:
    bind = session.get_bind() if isinstance(session, Session) else session
    return bind.engine


@lru_cache(maxsize=100)
def _address(engine: Engine) -> str:
    return engine.url.render_as_string(hide_password=True)
