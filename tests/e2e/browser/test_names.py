"""What a screen reader says: Chromium's own accessibility tree, and titles and languages of pages."""

import pytest
from e2e.browser.states import typed_until
from e2e.browser.world import ALL_COMPULSORY, COMPULSORY, INSTRUMENT

from enquete_app.questionnaire import ItemType, shown
from enquete_app.web.language import LANGUAGES


def tree(page):
    """Each group's radio buttons, and the names of all text fields."""
    session = page.context.new_cdp_session(page)
    nodes = {node["nodeId"]: node for node in session.send("Accessibility.getFullAXTree")["nodes"]}
    session.detach()
    groups, boxes = {}, []
    for node in nodes.values():
        role, name = node.get("role", {}).get("value"), node.get("name", {}).get("value")
        if role == "textbox" and not node["ignored"]:
            boxes.append(name)
        if role == "radio":
            group = nodes[node["parentId"]]
            while group["ignored"] or group["role"]["value"] not in {"group", "radiogroup"}:
                group = nodes[group["parentId"]]
            groups.setdefault(group["name"]["value"], []).append(name)
    return groups, boxes


def expected(items, language, mark=""):
    groups, boxes = {}, []
    for item in items:
        options = [option.text[language] for option in item.options]
        if item.type is ItemType.TEXT:
            boxes.append(item.text[language] + mark)
        elif item.statements:
            groups |= {statement.text[language]: options for statement in item.statements}
        else:
            groups[item.text[language] + mark] = options
        if item.text_code:
            [other] = [option.text[language] for option in item.options if option.opens_text]
            boxes.append(f"{other} {item.text[language]}")
    return groups, boxes


@pytest.mark.parametrize("page", INSTRUMENT.pages, ids=lambda page: page.id)
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_question_and_statement_is_a_group_of_fully_named_answers(in_turn, page, language):
    before = typed_until(page)
    somebody = in_turn(language).resume(before)

    assert tree(somebody.page) == expected(shown(page, INSTRUMENT, before.answers), language)


def test_only_a_compulsory_question_says_so(in_turn):
    somebody = in_turn().start(in_turn.world.person(wave=COMPULSORY))

    first = ALL_COMPULSORY.pages[0]
    assert tree(somebody.page) == expected(first.items, "nl", mark=" (verplicht)")


def test_the_page_says_its_language_and_what_it_is_about(shown):
    visitor, state = shown
    title = visitor.page.title()
    step = visitor.page.get_by_text(visitor.say("Stap %(number)s van %(total)s").split()[0] + " ")

    assert visitor.page.locator("html").get_attribute("lang") == ("nl" if state.is_dutch else visitor.language)
    assert title.startswith(visitor.say("Fout:")) == state.is_faulty
    assert visitor.heading.rstrip(".") in title
    if state.template in {"respond/page.html", "respond/check.html"}:
        assert step.first.inner_text() in title
