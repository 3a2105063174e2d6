"""What staff see of the texts of mails and letters."""

from e2e.browser.state import State, as_staff
from e2e.browser.visitor import Visitor
from texts_builders import kept, written

TEXTS = "/team/surveys/klachtbehandeling/texts/"
FAULTY = "Uw klacht 🙂\n\nBeste ((voornaam)), klik ((link)). **half\n\n" + "Donaudampfschifffahrt" * 4


def _at(visitor: Visitor, path: str, *, versions: bool = True) -> None:
    """See a page of the texts, of which there are two versions of the survey's own."""
    with visitor.world.app.app_context(), visitor.world.database.transaction() as session:
        for words in ("Tot dan!", "Tot ziens!") if versions else ():
            kept(session, written(words), note="Groet veranderd")
    as_staff(visitor, f"{TEXTS}{path}")


def _type(visitor: Visitor, subject: str, body: str, button: str) -> None:
    _at(visitor, "invitation/nl", versions=False)
    visitor.page.locator("form[data-live]").evaluate("form => delete form.dataset.live")
    visitor.page.get_by_label(visitor.say("Onderwerp")).fill(subject)
    visitor.page.get_by_label(visitor.say("Tekst"), exact=True).fill(body)
    visitor.press(button)


def _try(visitor: Visitor) -> None:
    _at(visitor, "reminder/nl", versions=False)
    visitor.press("Proefmail naar mijzelf")


def _try_too_often(visitor: Visitor) -> None:
    for _ in range(6):
        _try(visitor)


EDIT = "team/texts_edit.html"
STATES = (
    State("texts", "team/texts.html", lambda v: _at(v, "")),
    State("text of a mail", EDIT, lambda v: _at(v, "invitation/nl")),
    State("text of a letter", EDIT, lambda v: _at(v, "letter/en")),
    State("faulty text", EDIT, lambda v: _type(v, "Klacht", FAULTY, "Bewaren als nieuwe versie"), 422),
    State("preview of a faulty text", EDIT, lambda v: _type(v, "", FAULTY, "Voorbeeld bekijken")),
    State("trial mail sent", EDIT, _try),
    State("too many trial mails", EDIT, _try_too_often, 429),
    State("versions of the texts", "team/texts_versions.html", lambda v: _at(v, "versions/")),
    State("a version", "team/texts_version.html", lambda v: _at(v, "versions/1")),
    State("putting back the built-in texts", "team/texts_version.html", lambda v: _at(v, "versions/0")),
)
