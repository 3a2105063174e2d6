"""The states of the pages of the register."""

from __future__ import annotations

import io
from datetime import UTC, datetime

from builders import LINE
from e2e.browser.state import State, as_staff
from e2e.browser.visitor import Visitor
from register_builders import OTHER_HEADING, csv_register
from sqlalchemy import select

from enquete_app.jobs.fetching import order
from enquete_app.jobs.registering import work_at_once
from enquete_app.register import intake
from enquete_app.register.errors import RegisterError, Trouble
from enquete_app.register.models import Complaint, Withheld
from enquete_app.register.uploads import UploadState

DOUBTFUL = (
    csv_register(
        3,
        heading=f"{OTHER_HEADING};Onderwerp",
        line=LINE.replace("klacht", "Bezwaarklacht") + ";Afval",
    )
    + b"K-8;Melding;x;gisteren;;;;\n"
)
NO_RIGHTS = RegisterError(Trouble.NO_RIGHTS, api="Zaken", code="permission_denied", scope="zaken.lezen")
WITHOUT_DAYS = csv_register(2).replace(b"ontvangen_op", b"binnen")


def _upload(visitor: Visitor, content: bytes, state: UploadState | None = None, page: str = "") -> None:
    """See the page of a file that was just uploaded, in a state."""
    with visitor.world.database.transaction() as session:
        now = datetime.now(UTC)
        upload = intake.receive(
            session, io.BytesIO(content), name="klachten.csv", who="team@gemeente.example", now=now
        )
        work_at_once(session, upload, now)
        if state in {UploadState.DONE, UploadState.ABANDONED}:
            intake.end(session, upload, state, now)
        elif state is not None:
            upload.state, upload.progress = state, 40
        number = upload.id
    as_staff(visitor, f"/team/register/imports/{number}{page}")


def _fetch(visitor: Visitor, trouble: RegisterError | None = None) -> None:
    """See the page of a register that comes from the case system, or does not."""
    now = datetime.now(UTC)
    with visitor.world.database.transaction() as session:
        upload = order(session, "team@gemeente.example", now)
        if trouble:
            intake.show_trouble(session, upload, trouble, now)
        number = upload.id
    as_staff(visitor, f"/team/register/imports/{number}")


def _see_that_nothing_came(visitor: Visitor) -> None:
    _fetch(visitor, NO_RIGHTS)
    visitor.open("/team/register")


def _correct_wrongly(visitor: Visitor) -> None:
    _upload(visitor, csv_register(2))
    visitor.page.get_by_label(visitor.say("Rij met de koppen")).fill("0")
    visitor.press("Opnieuw lezen")


def _choose_no_file(visitor: Visitor) -> None:
    as_staff(visitor, "/team/register/upload")
    visitor.press("Uploaden")


def _complaint(visitor: Visitor, *, withheld: bool) -> None:
    with visitor.world.database.transaction() as session:
        found = session.scalars(select(Complaint).order_by(Complaint.id).limit(2)).all()[int(withheld)]
        found.withheld = Withheld.REPRESENTED if withheld else None
        number = found.id
    as_staff(visitor, f"/team/register/complaints/{number}")


def _withhold_for_no_reason(visitor: Visitor) -> None:
    _complaint(visitor, withheld=False)
    visitor.press("Uitsluiten")


PROGRESS = "team/register/import_progress.html"
DONE = "team/register/import_done.html"
OVER = "team/register/import_over.html"
REFUSED = "team/register/refused.html"
READY = "team/register/import_ready.html"
STATES = (
    State("register", "team/register/list.html", lambda v: as_staff(v, "/team/register")),
    State("nothing found", "team/register/list.html", lambda v: as_staff(v, "/team/register?zoek=niets")),
    State("complaint", "team/register/complaint.html", lambda v: _complaint(v, withheld=False)),
    State("withheld complaint", "team/register/complaint.html", lambda v: _complaint(v, withheld=True)),
    State("withheld for no reason", "team/register/complaint.html", _withhold_for_no_reason, 422),
    State("upload", "team/register/upload.html", lambda v: as_staff(v, "/team/register/upload")),
    State("upload without a file", "team/register/upload.html", _choose_no_file, 422),
    State(
        "file being read",
        PROGRESS,
        lambda v: _upload(v, b"", UploadState.LOOKING),
    ),
    State("register being fetched", PROGRESS, _fetch),
    State("register that did not come", OVER, lambda v: _fetch(v, NO_RIGHTS)),
    State("register beside one that did not come", "team/register/list.html", _see_that_nothing_came),
    State("file read", READY, lambda v: _upload(v, csv_register(3))),
    State("file with doubts", READY, lambda v: _upload(v, DOUBTFUL)),
    State("file that lacks a column", READY, lambda v: _upload(v, WITHOUT_DAYS)),
    State("file corrected wrongly", READY, _correct_wrongly, 422),
    State("file imported", DONE, lambda v: _upload(v, DOUBTFUL, UploadState.DONE)),
    State("unreadable file", OVER, lambda v: _upload(v, b"%PDF-1.7")),
    State(
        "file abandoned",
        OVER,
        lambda v: _upload(v, DOUBTFUL, UploadState.ABANDONED),
    ),
    State("abandoning a file", "team/confirm.html", lambda v: _upload(v, DOUBTFUL, page="/abandon")),
    State("refused rows", REFUSED, lambda v: _upload(v, DOUBTFUL, page="/refused")),
    State("no refused rows", REFUSED, lambda v: _upload(v, WITHOUT_DAYS, page="/refused")),
    State("earlier files", "team/register/imports.html", lambda v: as_staff(v, "/team/register/imports")),
    State("subjects", "team/register/subjects.html", lambda v: as_staff(v, "/team/register/subjects")),
)
