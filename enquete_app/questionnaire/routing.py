"""Which pages and items a respondent sees, and which answers therefore count.

Nothing here changes or deletes an answer: a draft keeps all that was ever typed, and whoever goes
back to an earlier choice finds the answers that belong to it again.
"""

from dataclasses import dataclass
from itertools import product

from enquete_app.questionnaire.definition import Answers, Item, Page, Questionnaire


def path(questionnaire: Questionnaire, answers: Answers) -> tuple[Page, ...]:
    """Return the pages to be asked given the answers so far, in order.

    A page may be seen if and only if it is among them.
    """
    on = _shown_ids(questionnaire, answers)
    return tuple(page for page in questionnaire.pages if any(item.id in on for item in page.items))


def most_pages(questionnaire: Questionnaire, answers: Answers, page: Page) -> int:
    """Return how many pages the path may have, whatever is answered from a page on.

    Only the answers on earlier pages are taken as given: the number never grows on the way forward.

    Args:
        questionnaire: what is asked.
        answers: so far.
        page: where one stands.
    """
    if len(path(questionnaire, {})) == len(questionnaire.pages):
        # Rules only ever open something.
        return len(questionnaire.pages)
    earlier = questionnaire.pages[: questionnaire.pages.index(page)]
    names = {field.name for each in earlier for item in each.items for field in item.fields}
    given = {name: answers[name] for name in names if name in answers}
    open_codes = {name: codes for name, codes in questionnaire.openers.items() if name not in names}
    return max(
        len(path(questionnaire, given | dict(zip(open_codes, codes, strict=True))))
        for codes in product(*open_codes.values())
    )


@dataclass(frozen=True, slots=True)
class Step:
    """Where a page stands on the path, the check page being the last.

    Args:
        number: counted from 1.
        total: how many there may be, whatever is answered from here on; never grows on the way forward.
    """

    number: int
    total: int


def step_of(page: Page | None, questionnaire: Questionnaire, answers: Answers) -> Step:
    """Return the step of a page that is on the path; that of the check page for None."""
    pages = path(questionnaire, answers)
    if page is None:
        return Step(len(pages) + 1, len(pages) + 1)
    return Step(pages.index(page) + 1, most_pages(questionnaire, answers, page) + 1)


def shown(page: Page, questionnaire: Questionnaire, answers: Answers) -> tuple[Item, ...]:
    """Return the items of a page to be asked given the answers so far, in order."""
    on = _shown_ids(questionnaire, answers)
    return tuple(item for item in page.items if item.id in on)


def on_path(questionnaire: Questionnaire, answers: Answers) -> dict[str, int | str]:
    """Return the answers that count, in the order of the questionnaire.

    Left out are answers to items that are not shown, and the text of an option that is not chosen.
    Their values are not judged: see ``check_answers``.
    """
    on = _shown_ids(questionnaire, answers)
    return {
        name: answers[name]
        for name, item in questionnaire.items_by_field.items()
        if name in answers and item.id in on and not is_stray(name, item, answers)
    }


def is_stray(name: str, item: Item, answers: Answers) -> bool:
    """Tell whether a field holds the text of an option other than the one chosen."""
    return item.text_code is not None and name != item.id and answers.get(item.id) != item.text_code


def is_blank(questionnaire: Questionnaire, answers: Answers) -> bool:
    """Tell whether neither the grade nor any statement is answered, on the path.

    "Weet ik niet" is an answer. Such a response is sent but not completed. A questionnaire without grade and
    statements is blank if nothing is answered.
    """
    names = {statement.id for statement in questionnaire.statements}
    if questionnaire.grade:
        names.add(questionnaire.grade.id)
    given = on_path(questionnaire, answers)
    return names.isdisjoint(given) if names else not given


def _shown_ids(questionnaire: Questionnaire, answers: Answers) -> set[str]:
    """Return the ids of the items shown.

    Rules judge earlier items only, so one pass tells; one on an item not shown does not hold.
    """
    on: set[str] = set()
    for item in questionnaire.items_by_id.values():
        if not item.shown_if or all(
            questionnaire.items_by_field[rule.item].id in on and rule.holds(answers) for rule in item.shown_if
        ):
            on.add(item.id)
    return on
