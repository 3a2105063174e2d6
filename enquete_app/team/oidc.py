"""Signing in through the organisation's OpenID provider."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import abort, current_app, redirect, render_template, request, url_for
from flask import session as cookie
from flask_babel import gettext
from werkzeug.wrappers import Response

from enquete_app.accounts.models import Way
from enquete_app.accounts.provided import (
    BlockedError,
    NoAddressError,
    NoRoleError,
    NotLetInError,
    Person,
    UnprovenAddressError,
    let_in,
)
from enquete_app.accounts.service import AccountError
from enquete_app.audit import Act, record
from enquete_app.team import provider
from enquete_app.team.access import onward, open_to_all, sign_in_to
from enquete_app.team.provider import NoProviderError, ProviderError
from enquete_app.web.limits import limited
from enquete_app.web.transaction import aside

BAD_REQUEST = 400
FORBIDDEN = 403
UNAVAILABLE = 503
Page = str | tuple[str, int] | Response


@open_to_all
@limited("30 per minute")
def start() -> Page:
    """Send the browser to the provider. A link leads here: our policy lets forms go nowhere else."""
    _refuse_unless_used()
    try:
        return provider.send_there(onward(request.args.get("next")))
    except ProviderError as error:
        return _failed(error)


@open_to_all
@limited("30 per minute")
def callback() -> Page:
    """Let in whom the provider vouches for, with the roles that they have there."""
    _refuse_unless_used()
    further = provider.onward_of_this()
    try:
        person = provider.person()
        _let_in(person)
    except ProviderError as error:
        return _failed(error)
    except (NotLetInError, AccountError) as error:
        return _not_let_in(error)
    return redirect(onward(further))


@open_to_all
def signed_out() -> Page:
    """Say that the session ended, and go on to the provider's page that ends the one there.

    Not by a redirect of the form: our policy lets forms go nowhere else.
    """
    _refuse_unless_used()
    address = provider.end_address()
    return render_template(
        "team/notice.html",
        title=gettext("U bent uitgelogd"),
        text=gettext("Sluit uw browser als anderen dit apparaat ook gebruiken."),
        address=address or url_for("team.signing_in_sign_in_page"),
        words=gettext("Ook uitloggen bij uw werkaccount") if address else gettext("Naar het inloggen"),
        refresh=address,
    )


def _let_in(person: Person) -> None:
    now, others = datetime.now(UTC), provider.under_way()
    with aside() as small:
        account, is_changed = let_in(small, person)
        sign_in_to(account, Way.PROVIDER, small)
        # Tabs that are still on their way come back to a session that began anew.
        cookie.update(others)
        if is_changed:
            roles = " ".join(sorted(account.roles))
            record(small, account.email, Act.ROLES_CHANGED, account.email, {"after": roles}, at=now)
        record(small, account.email, Act.SIGNED_IN, facts={"way": Way.PROVIDER}, at=now)


def _failed(error: ProviderError) -> Page:
    current_app.logger.warning("signing in through the provider failed: %s", _causes(error))
    if isinstance(error, NoProviderError):
        title = gettext("De inlogdienst antwoordt niet")
        text = gettext("Probeer het over een paar minuten opnieuw. Blijft dit zo? Bel uw helpdesk.")
        return _notice(title, text), UNAVAILABLE
    text = gettext("Misschien duurde het te lang, of is deze pagina al eens gebruikt. Begin opnieuw.")
    return _notice(gettext("Inloggen is niet gelukt"), text), BAD_REQUEST


def _not_let_in(error: Exception) -> Page:
    current_app.logger.warning("somebody from the provider was not let in: %s", type(error).__name__)
    reasons: dict[type[Exception], str] = {
        NoRoleError: gettext("Uw werkaccount heeft geen rol die hier iets mag. Vraag de beheerder ernaar."),
        NoAddressError: gettext(
            "De inlogdienst geeft geen e-mailadres van u door. Vraag de beheerder ernaar."
        ),
        UnprovenAddressError: gettext(
            "Er is al een account met uw e-mailadres, en de inlogdienst zegt niet dat dat adres van u is. "
            "Vraag de beheerder ernaar."
        ),
        BlockedError: gettext("Uw account is geblokkeerd. Vraag de beheerder ernaar."),
    }
    other = gettext("De inlogdienst geeft geen bruikbaar e-mailadres van u door.")
    return _notice(gettext("U heeft geen toegang"), reasons.get(type(error), other)), FORBIDDEN


def _notice(title: str, text: str) -> str:
    address, words = url_for("team.signing_in_sign_in_page"), gettext("Naar het inloggen")
    return render_template("team/notice.html", title=title, text=text, address=address, words=words)


def _causes(error: BaseException) -> str:
    """The kinds of what went wrong; their texts may hold what somebody sent."""
    cause = f" from {type(error.__cause__).__name__}" if error.__cause__ else ""
    return f"{type(error).__name__}{cause}"


def _refuse_unless_used() -> None:
    if not provider.is_used():
        abort(404)


PAGES = (
    ("/oidc", "GET", start),
    ("/oidc/callback", "GET", callback),
    ("/signed-out", "GET", signed_out),
)
