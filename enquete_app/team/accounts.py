"""The accounts of all staff, for admins: who there are, inviting somebody, one account."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from flask import abort, render_template, url_for
from flask_babel import gettext, lazy_gettext
from sqlalchemy import case, select

from enquete_app.accounts import sessions, totp
from enquete_app.accounts.models import Account, Role
from enquete_app.accounts.service import AddressError, TakenError, add_account
from enquete_app.audit import Act
from enquete_app.fieldwork.messages.staff_mails import LinkKind
from enquete_app.team import provider
from enquete_app.team.access import access, signed_in, terms
from enquete_app.team.account_links import send_link
from enquete_app.team.accounts_forms import InviteForm, RolesForm
from enquete_app.team.auditing import note
from enquete_app.team.listing import Column, Listing
from enquete_app.team.wording import ROLES
from enquete_app.web.transaction import session

if TYPE_CHECKING:
    from collections.abc import Iterable

    from werkzeug.wrappers import Response

    Page = str | tuple[str, int] | Response

UNPROCESSABLE = 422
STATES = {
    "blocked": lazy_gettext("Geblokkeerd"),
    "invited": lazy_gettext("Uitgenodigd"),
    "active": lazy_gettext("Actief"),
}
STATE = case(
    (Account.blocked, "blocked"),
    (Account.password_hash.is_(None) & Account.provider_subject.is_(None), "invited"),
    else_="active",
)
SECOND_STEP = case(
    (Account.totp_secret.is_not(None), "app"),
    (Account.provider_subject.is_not(None), "provider"),
    else_="none",
)
SECOND_STEPS = {
    "app": lazy_gettext("App"),
    "provider": lazy_gettext("Bij de inlogdienst"),
    "none": lazy_gettext("Nog niet ingesteld"),
}


@access(Role.ADMIN)
def index() -> Page:
    """List the accounts."""
    listing = Listing(
        session(),
        select(Account),
        (
            Column("email", lazy_gettext("E-mailadres"), Account.email),
            Column("roles", lazy_gettext("Rollen"), Account.roles, shown=role_words),
            Column("state", lazy_gettext("Status"), STATE, choices=STATES, shown=STATES.get),
            Column("second_step", lazy_gettext("Tweede stap"), SECOND_STEP, shown=SECOND_STEPS.get),
        ),
        key=Account.id,
        order="email",
        search=lambda sought: Account.email.icontains(sought, autoescape=True),
        title="accounts",
    )
    return listing.export() or render_template(
        "team/accounts.html",
        listing=listing,
        state_of=state_of,
        second_step_of=second_step_of,
        role_words=role_words,
        local=provider.leaves_local(),
    )


@access(Role.ADMIN)
def invite_page() -> Page:
    """Ask whom to invite."""
    _refuse_unless_local()
    return render_template("team/account_invite.html", form=InviteForm())


@access(Role.ADMIN)
def invite() -> Page:
    """Make an account and mail the link with which its owner chooses a password."""
    _refuse_unless_local()
    form = InviteForm()
    if not form.validate_on_submit():
        return render_template("team/account_invite.html", form=form), UNPROCESSABLE
    try:
        account = add_account(session(), form.email.data, *map(Role, form.roles.data))
    except AddressError:
        form.email.errors = [gettext("Dit is geen e-mailadres.")]
        return render_template("team/account_invite.html", form=form), UNPROCESSABLE
    except TakenError:
        form.email.errors = [gettext("Dit e-mailadres heeft al een account.")]
        return render_template("team/account_invite.html", form=form), UNPROCESSABLE
    note(Act.INVITED, account.email, roles=" ".join(sorted(account.roles)))
    return send_link(account, LinkKind.INVITATION)


@access(Role.ADMIN)
def show(account_id: int) -> Page:
    """Show an account and what can be done about it."""
    return account_page(found(account_id))


def account_page(account: Account, form: RolesForm | None = None) -> str:
    """The page of an account.

    Args:
        account: which one.
        form: its roles, as somebody filled them in.
    """
    return render_template(
        "team/account_of.html",
        of=account,
        form=form or RolesForm(data={"roles": [str(role) for role in account.roles]}),
        roles=role_words(account.roles),
        state=state_of(account),
        second_step=second_step_of(account),
        codes_left=totp.recovery_codes_left(session(), account),
        sessions=sessions.sessions_of(session(), account, terms(), datetime.now(UTC)),
        is_self=is_self(account),
        local=provider.leaves_local(account),
    )


def found(account_id: int) -> Account:
    """The account of that number; 404 if there is none."""
    account = session().get(Account, account_id)
    if account is None:
        abort(404)
    return account


def is_self(account: Account) -> bool:
    """Whether it is one's own."""
    mine = signed_in()
    return mine is not None and mine.id == account.id


def address_of(account: Account) -> str:
    """Where the page of an account is."""
    return url_for("team.accounts_show", account_id=account.id)


def role_words(roles: Iterable[Role]) -> str:
    """What roles are called, in a fixed order."""
    return ", ".join(str(words) for role, words in ROLES.items() if role in roles)


def state_of(account: Account) -> str:
    """In words how an account stands."""
    if account.blocked:
        return str(STATES["blocked"])
    can_come_in = account.password_hash or account.provider_subject
    return str(STATES["active" if can_come_in else "invited"])


def second_step_of(account: Account) -> str:
    """In words where the second step is."""
    other = "provider" if account.provider_subject else "none"
    return str(SECOND_STEPS["app" if account.is_enrolled else other])


def _refuse_unless_local() -> None:
    if not provider.leaves_local():
        abort(404)


PAGES = (
    ("/accounts", "GET", index),
    ("/accounts/invite", "GET", invite_page),
    ("/accounts/invite", "POST", invite),
    ("/accounts/<int:account_id>", "GET", show),
)
