"""Publishing the results of a wave: what may be, what stays for good, and taking it back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from enquete_app.db import put
from enquete_app.fieldwork.models import Draw, Wave
from enquete_app.questionnaire import MAIN_LANGUAGE
from enquete_app.results.models import Publication, PublishedFile, PublishedPage
from enquete_app.results.open_answers.released import Released
from enquete_app.results.report import Report

LONGEST_INTRODUCTION = 2000
LONGEST_REASON = 500


class PublishingError(Exception):
    """A wave is not in a state for it: published already, not prepared, or not published."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """What is to be published, to the last byte.

    Args:
        pages: title and page by language.
        data: the open data.
        files: what the pages load, by name.
    """

    pages: Mapping[str, tuple[str, bytes]]
    data: bytes
    files: Mapping[str, bytes]

    @property
    def seal(self) -> str:
        """SHA-256 over all of it, by which one knows that it is what somebody has looked at."""
        pages = [part for code, (title, page) in sorted(self.pages.items()) for part in (code, title, page)]
        parts = [*pages, self.data, *sorted(self.files)]
        hashes = (sha256(part.encode() if isinstance(part, str) else part).digest() for part in parts)
        return sha256(b"".join(hashes)).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How the results of a wave stand with the public.

    Args:
        draft: an edition that is being prepared.
        current: the edition that everybody sees.
        withdrawn: those that were taken back, the last one first.
    """

    draft: Publication | None = None
    current: Publication | None = None
    withdrawn: Sequence[Publication] = ()

    @property
    def introduction(self) -> str:
        """What the team wrote last."""
        latest = self.draft or self.current or next(iter(self.withdrawn), None)
        return latest.introduction if latest else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A wave in the list of what was published: its latest edition, with a title in one of its languages."""

    slug: str
    title: str
    language: str
    edition: int
    published_at: datetime
    withdrawn_at: datetime | None


def may_be_published(report: Report) -> bool:
    """Whether a report has figures of its own: none were withheld, nor opened into another wave's."""
    return report.withheld is None and bool(report.responses)


def picked(released: Released) -> Released:
    """Of what was released, what was picked for the report: no other text of anybody is published."""
    return Released(tuple(replace(each, others=()) for each in released.fields))


def standing_of(session: Session, wave_id: int) -> Standing:
    """Find the editions of a wave."""
    found = select(Publication).where(Publication.wave_id == wave_id).order_by(Publication.edition.desc())
    editions = session.scalars(found).all()
    return Standing(
        draft=next((each for each in editions if each.published_at is None), None),
        current=next((each for each in editions if each.published_at and not each.withdrawn_at), None),
        withdrawn=[each for each in editions if each.withdrawn_at],
    )


def slug_of(session: Session, wave: Wave) -> str:
    """What a wave is called in addresses: by its survey and the day of its first draw, of which there is one.

    A wave that was published before keeps the address it had.
    """
    known = select(Publication.slug).where(Publication.wave_id == wave.id).limit(1)
    first_day = select(func.min(Draw.as_of)).where(Draw.wave_id == wave.id)
    return session.scalar(known) or f"{wave.survey.slug}-{session.scalar(first_day)}"


def prepare(session: Session, wave: Wave, introduction: str) -> Publication:
    """Keep the introduction of the next edition.

    Args:
        session: a session that may write, in which the wave is locked; the caller commits.
        wave: the wave.
        introduction: plain text.

    Raises:
        PublishingError: if the wave is published.
    """
    standing = standing_of(session, wave.id)
    if standing.current is not None:
        raise PublishingError
    draft = standing.draft
    if draft is None:
        edition = standing.withdrawn[0].edition + 1 if standing.withdrawn else 1
        draft = Publication(wave_id=wave.id, edition=edition, slug=slug_of(session, wave))
        session.add(draft)
    draft.introduction = introduction
    session.flush()
    return draft


def publish(session: Session, wave: Wave, rendered: Rendered, now: datetime) -> Publication:
    """Publish the edition that is being prepared: from now on these bytes are what everybody gets.

    Args:
        session: a session that may write, in which the wave is locked; the caller commits.
        wave: the wave.
        rendered: what everybody is to see.
        now: the moment.

    Raises:
        PublishingError: if nothing is being prepared.
    """
    draft = standing_of(session, wave.id).draft
    if draft is None:
        raise PublishingError
    draft.published_at = now.replace(microsecond=0)
    draft.data = rendered.data
    draft.pages = [
        PublishedPage(language=language, title=title, content=content)
        for language, (title, content) in rendered.pages.items()
    ]
    put(session, PublishedFile, [{"name": name, "content": each} for name, each in rendered.files.items()])
    session.flush()
    return draft


def withdraw(session: Session, wave: Wave, reason: str, now: datetime) -> Publication:
    """Take back what is published: the bytes go, its address says that it was here and why not any more.

    Args:
        session: a session that may write, in which the wave is locked; the caller commits.
        wave: the wave.
        reason: for everybody to read.
        now: the moment.

    Raises:
        PublishingError: if nothing is published.
    """
    current = standing_of(session, wave.id).current
    if current is None:
        raise PublishingError
    current.withdrawn_at, current.reason, current.data = now.replace(microsecond=0), reason, None
    for page in current.pages:
        page.content = None
    session.flush()
    return current


def published_under(session: Session, slug: str) -> Publication | None:
    """Find the latest edition at an address, withdrawn or not; none if there never was one."""
    found = select(Publication).where(Publication.slug == slug, Publication.published_at.is_not(None))
    latest = found.order_by(Publication.edition.desc()).limit(1)
    return session.scalars(latest.options(selectinload(Publication.pages))).first()


def published_list(session: Session, language: str) -> list[Listed]:
    """List what was published, the newest first.

    Args:
        session: any session.
        language: of the titles, where there is one in it.
    """
    found = select(Publication).where(Publication.published_at.is_not(None)).order_by(Publication.edition)
    latest = {each.slug: each for each in session.scalars(found.options(selectinload(Publication.pages)))}
    listed = [
        Listed(
            slug=each.slug,
            language=(code := language_for(each, language)),
            title=title_in(each, code),
            edition=each.edition,
            published_at=each.published_at,
            withdrawn_at=each.withdrawn_at,
        )
        for each in latest.values()
        if each.published_at
    ]
    return sorted(listed, key=lambda each: (each.published_at, each.slug), reverse=True)


def language_for(publication: Publication, language: str) -> str:
    """The language if there is a page in it, or else the main one."""
    return language if any(page.language == language for page in publication.pages) else MAIN_LANGUAGE


def title_in(publication: Publication, language: str) -> str:
    """The title of the page in a language that there is one in."""
    return next(page.title for page in publication.pages if page.language == language)


def published_file(session: Session, name: str) -> bytes | None:
    """Find a file that a published page loads."""
    return session.scalar(select(PublishedFile.content).where(PublishedFile.name == name))
