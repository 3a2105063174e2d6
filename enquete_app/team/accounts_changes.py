"""What an admin does about an account. Nobody takes away their own access, and one admin always remains."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, flash, redirect, render_template
from flask_babel import gettext

from enquete_app.accounts import changing, sessions
from enquete_app.accounts.changing import LastAdminError
from enquete_app.accounts.models import Account, Role
from enquete_app.audit import Act
from enquete_app.fieldwork.messages.staff_mails import LinkKind
from enquete_app.team import provider
from enquete_app.team.access import access
from enquete_app.team.account_links import send_link
from enquete_app.team.accounts import account_page, address_of, found, is_self
from enquete_app.team.accounts_forms import RolesForm
from enquete_app.team.auditing import note
from enquete_app.web.transaction import refuse_commit, session

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    Page = str | tuple[str, int] | Response

SEE_OTHER = 303
CONFLICT = 409
UNPROCESSABLE = 422


@access(Role.ADMIN)
def change_roles(account_id: int) -> Page:
    """Give somebody other roles."""
    account, form = found(account_id), RolesForm()
    if account.provider_subject:
        abort(404)
    if not form.validate_on_submit():
        return account_page(account, form), UNPROCESSABLE
    roles = {Role(name) for name in form.roles.data}
    if is_self(account) and Role.ADMIN not in roles:
        form.roles.errors = [gettext("Uw eigen beheerdersrol kan alleen een andere beheerder wegnemen.")]
        return account_page(account, form), UNPROCESSABLE
    before = account.roles
    try:
        changing.change_roles(session(), account, roles)
    except LastAdminError:
        return _last_admin(account)
    if account.roles != before:
        note(Act.ROLES_CHANGED, account.email, before=_names(before), after=_names(account.roles))
    flash(gettext("De rollen zijn bewaard."))
    return redirect(address_of(account), SEE_OTHER)


@access(Role.ADMIN)
def make_link(account_id: int) -> Page:
    """Mail a link with which somebody chooses a new password."""
    account = found(account_id)
    if account.blocked or not provider.leaves_local(account):
        abort(404)
    kind = LinkKind.RESET if account.password_hash else LinkKind.INVITATION
    note(Act.LINK_SENT, account.email)
    return send_link(account, kind)


@access(Role.ADMIN)
def reset_page(account_id: int) -> Page:
    """Ask before the second step is reset."""
    account = found(account_id)
    return render_template(
        "team/confirm.html",
        title=gettext("Tweede stap wissen van %(email)s", email=account.email),
        consequences=[
            gettext("De app en de herstelcodes van dit account werken niet meer."),
            gettext("Alle sessies van dit account worden beëindigd."),
            gettext("Bij de volgende keer inloggen moet de tweede stap opnieuw worden ingesteld."),
            gettext("Doe dit alleen als u zeker weet dat de eigenaar erom vraagt. Bel bijvoorbeeld even."),
        ],
        button=gettext("Tweede stap wissen"),
        back=address_of(account),
    )


@access(Role.ADMIN)
def reset(account_id: int) -> Page:
    """Let somebody who lost the telephone set the second step up anew."""
    account = found(account_id)
    if is_self(account):
        return _not_oneself(account)
    changing.reset_second_step(session(), account)
    note(Act.SECOND_STEP_RESET, account.email)
    flash(gettext("De tweede stap is gewist."))
    return redirect(address_of(account), SEE_OTHER)


@access(Role.ADMIN)
def block_page(account_id: int) -> Page:
    """Ask before somebody is kept out."""
    account = found(account_id)
    return render_template(
        "team/confirm.html",
        title=gettext("%(email)s blokkeren", email=account.email),
        consequences=[
            gettext("Inloggen kan niet meer, en links voor een wachtwoord werken niet meer."),
            gettext("Alle sessies van dit account worden beëindigd."),
            gettext("Het account blijft bestaan. U kunt het later weer toelaten."),
        ],
        button=gettext("Blokkeren"),
        back=address_of(account),
    )


@access(Role.ADMIN)
def block(account_id: int) -> Page:
    """Keep somebody out."""
    account = found(account_id)
    if is_self(account):
        return _not_oneself(account)
    try:
        changing.block(session(), account)
    except LastAdminError:
        return _last_admin(account)
    note(Act.BLOCKED, account.email)
    flash(gettext("Het account is geblokkeerd."))
    return redirect(address_of(account), SEE_OTHER)


@access(Role.ADMIN)
def unblock(account_id: int) -> Page:
    """Let somebody in again."""
    account = found(account_id)
    changing.unblock(account)
    note(Act.UNBLOCKED, account.email)
    flash(gettext("Het account kan weer inloggen."))
    return redirect(address_of(account), SEE_OTHER)


@access(Role.ADMIN)
def end_sessions(account_id: int) -> Page:
    """End all sessions of somebody."""
    account = found(account_id)
    if is_self(account):
        return _not_oneself(account)
    ended = sessions.end(session(), account)
    note(Act.SESSIONS_ENDED, account.email, sessions=ended)
    flash(gettext("De sessies zijn beëindigd."))
    return redirect(address_of(account), SEE_OTHER)


def _names(roles: frozenset[Role]) -> str:
    return " ".join(sorted(roles))


def _not_oneself(account: Account) -> Page:
    return _refusal(
        account, gettext("Dit kunt u niet met uw eigen account doen. Vraag het een andere beheerder.")
    )


def _last_admin(account: Account) -> Page:
    return _refusal(account, gettext("Dit is de laatste beheerder. Geef eerst iemand anders die rol."))


def _refusal(account: Account, text: str) -> Page:
    refuse_commit()
    title = gettext("Dit kan niet")
    address, words = address_of(account), gettext("Naar het account")
    page = render_template("team/notice.html", title=title, text=text, address=address, words=words)
    return page, CONFLICT


PAGES = (
    ("/accounts/<int:account_id>/roles", "POST", change_roles),
    ("/accounts/<int:account_id>/link", "POST", make_link),
    ("/accounts/<int:account_id>/reset", "GET", reset_page),
    ("/accounts/<int:account_id>/reset", "POST", reset),
    ("/accounts/<int:account_id>/block", "GET", block_page),
    ("/accounts/<int:account_id>/block", "POST", block),
    ("/accounts/<int:account_id>/unblock", "POST", unblock),
    ("/accounts/<int:account_id>/sessions/end", "POST", end_sessions),
)
