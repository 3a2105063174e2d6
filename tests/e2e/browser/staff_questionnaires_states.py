"""What staff see of questionnaires, and what an admin does with a file of one."""

from e2e.browser.state import State, as_staff
from e2e.browser.visitor import Visitor
from questionnaire_builders import REPORTS

LIST = "/team/questionnaires/"
REPORTS_PAGE = f"{LIST}meldingen-openbare-ruimte/2025"
INSTRUMENT_PAGE = f"{LIST}klachtbehandeling/2024"
ALL_COMPULSORY = f"{LIST}klachtbehandeling/compulsory"
FAULTY = REPORTS.replace('id = "M2"', 'id = "m2"').replace("minutes = 3", "minuten = 3")


def _as_admin(visitor: Visitor, path: str) -> None:
    as_staff(visitor, path)


def _upload(visitor: Visitor, toml: str = "") -> None:
    _as_admin(visitor, f"{LIST}upload")
    if toml:
        file = {"name": "x.toml", "mimeType": "application/toml", "buffer": toml.encode()}
        visitor.page.get_by_label(visitor.say("Bestand van de vragenlijst")).set_input_files(file)
    visitor.press("Controleren")


def _preview(visitor: Visitor, page: str = "", query: str = "") -> None:
    as_staff(visitor, f"{REPORTS_PAGE}/preview{page}?taal={visitor.language}{query}")


def _press_on_preview(visitor: Visitor) -> None:
    _preview(visitor, "/melden")
    visitor.page.locator("#M1").check()
    visitor.page.locator("#M1_anders").fill("Toch anders")
    visitor.press("Volgende")


STATES = (
    State("questionnaires", "team/questionnaires.html", lambda v: _as_admin(v, LIST)),
    State("questionnaires for the team", "team/questionnaires.html", lambda v: as_staff(v, LIST)),
    State("a questionnaire", "team/questionnaire.html", lambda v: as_staff(v, INSTRUMENT_PAGE)),
    State("a file not added yet", "team/questionnaire.html", lambda v: _as_admin(v, REPORTS_PAGE)),
    State(
        "two editions compared",
        "team/questionnaire_comparison.html",
        lambda v: as_staff(v, f"{ALL_COMPULSORY}/compare?met=klachtbehandeling/2024"),
    ),
    State(
        "two questionnaires compared",
        "team/questionnaire_comparison.html",
        lambda v: as_staff(v, f"{REPORTS_PAGE}/compare?met=klachtbehandeling/2024"),
    ),
    State("choosing a file", "team/questionnaire_upload.html", lambda v: _as_admin(v, f"{LIST}upload")),
    State("choosing no file", "team/questionnaire_upload.html", _upload, 422),
    State("a faulty file", "team/questionnaire_upload.html", lambda v: _upload(v, FAULTY), 422),
    State(
        "choosing what a survey asks",
        "team/confirm.html",
        lambda v: as_staff(v, "/team/surveys/klachtbehandeling/questionnaire"),
    ),
    State("preview of the first page", "team/questionnaire_preview_welcome.html", _preview),
    State("preview of questions", "team/questionnaire_preview_page.html", lambda v: _preview(v, "/melden")),
    State(
        "preview of questions on a route",
        "team/questionnaire_preview_page.html",
        lambda v: _preview(v, "/afhandelen", "&M2=3&M4_1=2"),
    ),
    State("preview with a fault", "team/questionnaire_preview_page.html", _press_on_preview, 422),
    State(
        "preview of the check page",
        "team/questionnaire_preview_check.html",
        lambda v: _preview(v, "/controle", "&M1=4&M1_anders=Per+duif&M2=1"),
    ),
    State(
        "preview of the thanks",
        "team/questionnaire_preview_thanks.html",
        lambda v: _preview(v, "/verstuurd"),
    ),
)
