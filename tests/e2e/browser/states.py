"""Every state of every page that somebody can see, and how to come to see it.

A template without a state here fails `test_axe`; so does a state that shows another template than it says.
"""

from __future__ import annotations

from collections.abc import Iterator

from e2e.browser import (
    publishing_states,
    staff_account_states,
    staff_design_states,
    staff_fieldwork_states,
    staff_keeping_states,
    staff_letters_states,
    staff_open_answers_states,
    staff_questionnaires_states,
    staff_register_states,
    staff_survey_states,
    staff_texts_states,
)
from e2e.browser.state import State, as_staff, sign_in
from e2e.browser.visitor import NEXT, SEND, Visitor
from e2e.browser.world import CLOSED, COMPULSORY, EMAIL, INSTRUMENT, OPEN, PASSWORD

from enquete_app.answers.drafts import Typed
from enquete_app.questionnaire import Item, ItemType, Page

STEERING = {"V3": 1, "V6_1": 5, "V6_2": 5}
"""Answers that bring up every page and as many questions as can be."""


def everything(page: Page) -> dict[str, int | str]:
    """An answer to each question of a page: "anders" where there is such an option."""
    return {
        field.name: STEERING.get(field.name) or _answer(item, field.name)
        for item in page.items
        for field in item.fields
        if not (item.id in STEERING and field is item.text_field)
    }


def _answer(item: Item, field: str) -> int | str:
    if item.text_field and item.text_field.name == field:
        return "Bij het klachtafhandelingsmedewerkersvertegenwoordigingsoverleg.\nNiemand nam op."
    return item.text_code or item.options[0].code


def typed_until(page: Page | None, *, empty: bool = False) -> Typed:
    """All pages before one filled in and gone on from; of all pages for None."""
    pages = INSTRUMENT.pages[: INSTRUMENT.pages.index(page)] if page else INSTRUMENT.pages
    answers = {} if empty else {name: each for before in pages for name, each in everything(before).items()}
    return Typed(answers, seen=tuple(before.id for before in pages))


def _filled(page: Page) -> Typed:
    before = typed_until(page)
    return Typed(before.answers | everything(page), seen=before.seen)


def _question_states(page: Page) -> Iterator[State]:
    template, before = "respond/page.html", typed_until(page)
    yield State(f"{page.id} empty", template, lambda v: v.resume(before))
    yield State(f"{page.id} filled", template, lambda v: v.resume(_filled(page)))
    yield State(
        f"{page.id} with compulsory questions skipped",
        template,
        lambda v: v.resume(before, COMPULSORY).press(NEXT),
        422,
    )
    if any(item.text_code for item in page.items):
        yield State(f"{page.id} with text at another option", template, lambda v: _contradict(v, page), 422)
    if any(item.type is ItemType.TEXT for item in page.items):
        yield State(f"{page.id} with too long a text", template, lambda v: _write_too_much(v, page), 422)


def _contradict(visitor: Visitor, page: Page) -> None:
    visitor.resume(typed_until(page))
    for box in visitor.page.get_by_role("textbox").all():
        visitor.page.get_by_role("radio").first.check()
        box.fill("Anders")
    for group in visitor.page.get_by_role("group").filter(has=visitor.page.get_by_role("textbox")).all():
        group.get_by_role("radio").first.check()
    visitor.press(NEXT)


def _write_too_much(visitor: Visitor, page: Page) -> None:
    visitor.resume(typed_until(page))
    for box in visitor.page.get_by_role("textbox").all():
        box.fill("Te lang. " * 300)
    visitor.press(NEXT)


def _enter_code(visitor: Visitor, code: str) -> None:
    visitor.open("/code").page.get_by_label(visitor.say("Code")).fill(code)
    visitor.press(NEXT)


def _try_too_often(visitor: Visitor) -> None:
    """Sign in wrongly, again and again, and then once more on the page."""
    token = visitor.open("/team/sign-in").page.locator("[name=csrf_token]").last.input_value()
    for _ in range(10):
        visitor.request("/team/sign-in", csrf_token=token)
    visitor.press("Inloggen")


def _try_too_many_codes(visitor: Visitor) -> None:
    for _ in range(10):
        visitor.request("/code", code="ABCD")
    _enter_code(visitor, "ABCD")


def _send_too_large_a_form(visitor: Visitor) -> None:
    visitor.resume(typed_until(INSTRUMENT.pages[-1])).page.get_by_role("textbox").fill("a" * 300_000)
    visitor.press(NEXT)


def _press_without_a_session(visitor: Visitor) -> None:
    visitor.resume(Typed()).page.context.clear_cookies()
    visitor.press(NEXT)


def _send(visitor: Visitor) -> Visitor:
    return visitor.resume(typed_until(None)).press(SEND)


def _send_without_answers(visitor: Visitor) -> None:
    visitor.resume(typed_until(None, empty=True), COMPULSORY).press(SEND)


def _open_after_sending(visitor: Visitor) -> None:
    person = visitor.world.person(visitor.language, typed=typed_until(None))
    visitor.start(person).press(SEND).open(person.link)


def _opt_out(visitor: Visitor) -> None:
    visitor.open(visitor.world.person(visitor.language).opt_out).press("Afmelden")


def _begun(visitor: Visitor) -> None:
    visitor.open(visitor.world.person(visitor.language, typed=Typed()).link)


def _use_up_a_password_link(visitor: Visitor) -> None:
    link = visitor.world.password_link()
    _choose_password(visitor, link, PASSWORD)
    visitor.open(link)


def _choose_password(visitor: Visitor, link: str, password: str) -> None:
    visitor.open(link).page.get_by_label(visitor.say("Wachtwoord")).fill(password)
    visitor.press("Wachtwoord bewaren")


FOR_EVERYBODY = (
    State("start", "respond/start.html", lambda v: v.open("/")),
    State("privacy", "respond/privacy.html", lambda v: v.open("/privacy")),
    State("accessibility", "respond/accessibility.html", lambda v: v.open("/toegankelijkheid")),
    State("genuine", "respond/genuine.html", lambda v: v.open("/echt")),
    State("trial mail's page", "respond/trial.html", lambda v: v.open("/proefmail")),
    State("code", "respond/code.html", lambda v: v.open("/code")),
    State("wrong code", "respond/code.html", lambda v: _enter_code(v, "ABCD"), 422),
    State("too many codes", "respond/code.html", _try_too_many_codes, 429),
    State("unknown link", "respond/unknown_link.html", lambda v: v.open("/e/onbekend"), 404),
    State("unknown opt-out", "respond/unknown_link.html", lambda v: v.open("/u/onbekend"), 404),
    State("page without a session", "respond/unknown_handle.html", lambda v: v.open("/vragenlijst/x/y"), 403),
    State("button without a session", "respond/unknown_handle.html", _press_without_a_session, 403),
    State("no such page", "error.html", lambda v: v.open("/onbekend"), 404),
    State("not that way", "error.html", lambda v: v.post("/privacy"), 405),
    State("too large a form", "error.html", _send_too_large_a_form, 413),
    State("too many attempts", "error.html", _try_too_often, 429),
    State("broken page", "error.html", lambda v: v.open("/kapot"), 500),
)
RESPONDENT = (
    State("welcome", "respond/welcome.html", lambda v: v.open(v.world.person(v.language).link)),
    State(
        "welcome by code", "respond/welcome.html", lambda v: _enter_code(v, v.world.person(v.language).code)
    ),
    State("welcome back", "respond/welcome.html", _begun),
    *(state for page in INSTRUMENT.pages for state in _question_states(page)),
    State("check filled", "respond/check.html", lambda v: v.resume(typed_until(None))),
    State("check empty", "respond/check.html", lambda v: v.resume(typed_until(None, empty=True))),
    State("check with compulsory questions skipped", "respond/check.html", _send_without_answers, 422),
    State("thanks", "respond/thanks.html", _send),
    State("answered", "respond/answered.html", _open_after_sending),
    State("closed", "respond/closed.html", lambda v: v.open(v.world.person(v.language, CLOSED).link), 410),
    State("opting out", "respond/opt_out.html", lambda v: v.open(v.world.person(v.language).opt_out)),
    State("opted out", "respond/opt_out.html", _opt_out),
)
STAFF = (
    State("sign in", "team/sign_in.html", lambda v: v.open("/team/sign-in")),
    State("sign in wrongly", "team/sign_in.html", lambda v: sign_in(v, EMAIL, "wrong"), 422),
    State("sign in emptily", "team/sign_in.html", lambda v: sign_in(v, "", ""), 422),
    State("password", "team/password.html", lambda v: v.open(v.world.password_link())),
    State(
        "short password",
        "team/password.html",
        lambda v: _choose_password(v, v.world.password_link(), "a"),
        422,
    ),
    State("used password link", "team/link_is_over.html", _use_up_a_password_link, 410),
    State("waves", "team/waves.html", lambda v: as_staff(v, "/team/")),
    State("open wave", "team/wave.html", lambda v: as_staff(v, f"/team/waves/{OPEN}")),
    State("closed wave", "team/wave.html", lambda v: as_staff(v, f"/team/waves/{CLOSED}")),
    State("no such wave", "team/refusal.html", lambda v: as_staff(v, "/team/waves/9"), 404),
    State("results", "team/results.html", lambda v: as_staff(v, f"/team/waves/{CLOSED}/results")),
    State("microdata", "team/microdata.html", lambda v: as_staff(v, f"/team/waves/{CLOSED}/microdata")),
    State("no results yet", "team/refusal.html", lambda v: as_staff(v, f"/team/waves/{OPEN}/results"), 409),
)
STATES = (
    *(*FOR_EVERYBODY, *RESPONDENT, *STAFF),
    *publishing_states.STATES,
    *staff_account_states.STATES,
    *staff_design_states.STATES,
    *staff_fieldwork_states.STATES,
    *staff_keeping_states.STATES,
    *staff_letters_states.STATES,
    *staff_open_answers_states.STATES,
    *staff_questionnaires_states.STATES,
    *staff_register_states.STATES,
    *staff_survey_states.STATES,
    *staff_texts_states.STATES,
)
