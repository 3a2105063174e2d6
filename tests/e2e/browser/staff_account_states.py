"""Signing in with a second step, one's own account, and the accounts of others."""

from uuid import uuid4

from accounts_builders import code_of
from e2e.browser.state import State, as_staff, sign_in
from e2e.browser.visitor import Visitor
from e2e.browser.world import EMAIL

CODE = "Code uit de app"


def _over(visitor: Visitor) -> None:
    """Come back with a session that has ended meanwhile."""
    as_staff(visitor, "/team/account")
    context = visitor.page.context
    kept = context.cookies()
    visitor.press("Uitloggen")
    context.clear_cookies()
    context.add_cookies(kept)
    visitor.page.goto(f"{visitor.world.address}/team/")


def _forgotten(visitor: Visitor, email: str) -> None:
    visitor.page.goto(f"{visitor.world.address}/team/forgotten")
    visitor.choose(visitor.language).page.get_by_label(visitor.say("E-mailadres")).fill(email)
    visitor.press("Link mailen")


def _try_too_often(visitor: Visitor) -> None:
    """Fail five times with one account, from here."""
    email = f"iemand-{visitor.language}@gemeente.example"
    visitor.page.goto(f"{visitor.world.address}/team/sign-in")
    visitor.choose(visitor.language)
    token = visitor.page.locator("[name=csrf_token]").last.input_value()
    for _ in range(5):
        visitor.request("/team/sign-in", csrf_token=token, email=email, password="wrong")
    sign_in(visitor, email, "wrong")


def _enrol(visitor: Visitor, code: str | None = None) -> None:
    as_staff(visitor, "/team/", visitor.world.newcomer())
    if code is None:
        secret = visitor.page.locator("code.team-secret").inner_text()
        code = code_of("".join(secret.split()))
    visitor.page.get_by_label(visitor.say(CODE)).fill(code)
    visitor.press("Bevestigen")


def _change_password(visitor: Visitor, current: str) -> None:
    as_staff(visitor, "/team/account/password")
    visitor.page.get_by_label(visitor.say("Wachtwoord van nu")).fill(current)
    visitor.press("Wachtwoord bewaren")


def _invite(visitor: Visitor, email: str) -> None:
    as_staff(visitor, "/team/accounts/invite")
    visitor.page.get_by_label(visitor.say("E-mailadres")).fill(email)
    if email:
        visitor.page.get_by_role("checkbox").first.check()
    visitor.press("Uitnodigen")


def _other(visitor: Visitor, then: str = "") -> None:
    """See the account of somebody else."""
    as_staff(visitor, f"/team/accounts?zoek={visitor.world.newcomer()}")
    visitor.follow(visitor.page.get_by_role("main").locator("tbody a").first)
    visitor.page.goto(f"{visitor.page.url}{then}")


def _mine(visitor: Visitor) -> None:
    as_staff(visitor, f"/team/accounts?zoek={EMAIL}")
    visitor.follow(visitor.page.get_by_role("main").locator("tbody a").first)


def _block_myself(visitor: Visitor) -> None:
    _mine(visitor)
    visitor.page.goto(f"{visitor.page.url}/block")
    visitor.press("Blokkeren")


STATES = (
    State("session over", "team/sign_in.html", _over),
    State("too many sign-ins of an account", "team/sign_in.html", _try_too_often, 429),
    State("forgotten password", "team/forgotten.html", lambda v: v.open("/team/forgotten")),
    State("forgotten address", "team/forgotten.html", lambda v: _forgotten(v, ""), 422),
    State("link asked for", "team/sign_in.html", lambda v: _forgotten(v, "iemand@gemeente.example")),
    State("provider down", "team/notice.html", lambda v: v.open("/team/oidc"), 503),
    State("signed out", "team/notice.html", lambda v: v.open("/team/signed-out")),
    State("second step", "team/enrol.html", lambda v: as_staff(v, "/team/", v.world.newcomer())),
    State("second step wrongly", "team/enrol.html", lambda v: _enrol(v, "000000"), 422),
    State("recovery codes", "team/recovery_codes.html", _enrol),
    State("my account", "team/account.html", lambda v: as_staff(v, "/team/account")),
    State("change password", "team/account_form.html", lambda v: as_staff(v, "/team/account/password")),
    State("change password wrongly", "team/account_form.html", lambda v: _change_password(v, ""), 422),
    State("another telephone", "team/account_form.html", lambda v: as_staff(v, "/team/account/second-step")),
    State("new codes", "team/account_form.html", lambda v: as_staff(v, "/team/account/recovery-codes")),
    State("accounts", "team/accounts.html", lambda v: as_staff(v, "/team/accounts")),
    State("no such accounts", "team/accounts.html", lambda v: as_staff(v, "/team/accounts?zoek=onbekend")),
    State("invite", "team/account_invite.html", lambda v: as_staff(v, "/team/accounts/invite")),
    State("invite wrongly", "team/account_invite.html", lambda v: _invite(v, ""), 422),
    State(
        "link to pass on",
        "team/account_link.html",
        lambda v: _invite(v, f"iemand-{v.language}-{uuid4().hex[:15]}@onbestelbaar.example"),
    ),
    State("account of another", "team/account_of.html", _other),
    State("account of one's own among all", "team/account_of.html", _mine),
    State("block", "team/confirm.html", lambda v: _other(v, "/block")),
    State("reset the second step", "team/confirm.html", lambda v: _other(v, "/reset")),
    State("block oneself", "team/notice.html", _block_myself, 409),
)
