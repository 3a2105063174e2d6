"""From page to page: where one stands on the path and where a button leads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import url_for

from enquete_app.questionnaire import path, shown
from enquete_app.respond.visits import typed_so_far

if TYPE_CHECKING:
    from enquete_app.answers.drafts import Typed
    from enquete_app.fieldwork.answering.visiting import Visit
    from enquete_app.questionnaire import Answers, Page, Questionnaire


def page_on_path(page_id: str, visit: Visit) -> Page | None:
    """The page of that id if it is asked, given the answers so far."""
    pages = path(visit.questionnaire, typed_so_far(visit).answers)
    return next((page for page in pages if page.id == page_id), None)


def still_seen(before: Typed, answers: Answers, questionnaire: Questionnaire) -> tuple[str, ...]:
    """The ids of the pages gone on from, without those on which new answers bring up a question.

    Args:
        before: what was typed until now.
        answers: as they become.
        questionnaire: what is asked.
    """

    def has_news(page: Page) -> bool:
        asked = {item.id for item in shown(page, questionnaire, before.answers)}
        return any(
            item.id not in asked and not any(field.name in answers for field in item.fields)
            for item in shown(page, questionnaire, answers)
        )

    # A draft may be older than the pages as they stand.
    pages = questionnaire.pages_by_id
    return tuple(page_id for page_id in before.seen if page_id in pages and not has_news(pages[page_id]))


def address_to_resume(handle: str, visit: Visit, *, changing: bool = False) -> str:
    """The address of the first page on the path not gone on from yet, or of the check page.

    Args:
        handle: of the invitation.
        visit: with the answers so far.
        changing: that page, too, leads back to the check page; an answer changed there brought it up.
    """
    typed = typed_so_far(visit)
    pages = path(visit.questionnaire, typed.answers)
    return _address(
        handle, next((page for page in pages if page.id not in typed.seen), None), changing=changing
    )


def address_beside(handle: str, page: Page | None, visit: Visit, *, by: int) -> str:
    """The address of the page so many steps further on, as answered so far.

    Args:
        handle: of the invitation.
        page: where one stands, which its own answers cannot take off the path; None for the
            check page.
        visit: with the answers so far.
        by: 1 for the next page, -1 for the one before; at either end one stays.
    """
    pages = [*path(visit.questionnaire, typed_so_far(visit).answers), None]
    beside = min(max(pages.index(page) + by, 0), len(pages) - 1)
    return _address(handle, pages[beside])


def addresses_to_change(handle: str, questionnaire: Questionnaire, *, faulty: bool = False) -> dict[str, str]:
    """By field: the address of its first control on its page, from where one comes back to the check page."""
    fault = 1 if faulty else None
    pages = {
        page.id: url_for("respond.question_page", handle=handle, page_id=page.id, wijzig=1, fout=fault)
        for page in questionnaire.pages
    }
    return {field: f"{pages[page.id]}#{field}" for field, page in questionnaire.pages_by_field.items()}


def _address(handle: str, page: Page | None, *, changing: bool = False) -> str:
    if page is None:
        return url_for("respond.check_page", handle=handle)
    return url_for("respond.question_page", handle=handle, page_id=page.id, wijzig=1 if changing else None)
