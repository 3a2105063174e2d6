"""Having the closed complaints fetched from the case system."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from flask import abort, current_app, render_template, url_for
from flask_babel import gettext

from enquete_app.accounts.models import Role
from enquete_app.audit import Act
from enquete_app.jobs.fetching import order
from enquete_app.jobs.registering import postal_wanted
from enquete_app.register import intake
from enquete_app.register.cases.system import case_system_of
from enquete_app.team.access import access, signed_in
from enquete_app.team.auditing import note
from enquete_app.team.register.uploads import to_import
from enquete_app.web.transaction import session

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    Page = str | tuple[str, int] | Response


@access(Role.TEAM)
def order_page() -> Page:
    """Say what will be fetched, and ask."""
    system = case_system_of(current_app.config) or abort(404)
    return render_template(
        "team/confirm.html",
        title=gettext("Klachten ophalen uit het zaaksysteem?"),
        consequences=[
            gettext(
                "Wij halen de zaken op van %(types)s die de afgelopen %(days)s dagen zijn afgehandeld.",
                types=", ".join(system.case_types),
                days=system.days,
            ),
            gettext("Van de klager nemen wij het e-mailadres over, en ook naam en adres voor de brieven.")
            if postal_wanted(session())
            else gettext("Van de klager zelf nemen wij alleen het e-mailadres over."),
            gettext("U ziet daarna wat wij vonden. In het register verandert nog niets."),
            gettext(
                "Wat u niet importeert, gooien wij na %(hours)s uur weg.",
                hours=int(intake.KEPT_FOR.total_seconds() // 3600),
            ),
        ],
        button=gettext("Ophalen"),
        back=url_for("team.complaints_index"),
        danger=False,
    )


@access(Role.TEAM)
def begin() -> Page:
    """Order them; the work that is due fetches them."""
    account = signed_in()
    if case_system_of(current_app.config) is None or account is None:
        abort(404)
    upload = order(session(), account.email, datetime.now(UTC))
    note(Act.REGISTER_FETCHED, f"upload {upload.id}")
    return to_import(upload, at_once=False)


PAGES = (
    ("/register/fetch", "GET", order_page),
    ("/register/fetch", "POST", begin),
)
