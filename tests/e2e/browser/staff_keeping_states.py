"""What staff see of opt-outs, retention and the audit log."""

from e2e.browser.state import State, as_staff
from e2e.browser.visitor import Visitor

KNOWN, UNKNOWN = "afgemeld@inwoner.example", "onbekend@inwoner.example"
OPT_OUTS, RETENTION, AUDIT = "/team/opt-outs", "/team/retention", "/team/audit"


def _look_up(visitor: Visitor, email: str) -> None:
    as_staff(visitor, OPT_OUTS)
    visitor.page.get_by_label(visitor.say("E-mailadres")).fill(email)
    visitor.press("Opzoeken")


def _opt_out(visitor: Visitor) -> None:
    _look_up(visitor, KNOWN)
    if visitor.page.get_by_role("button", name=visitor.say("Afmelden"), exact=True).count():
        visitor.page.get_by_label(visitor.say("Iemand belde")).check()
        visitor.press("Afmelden")
        _look_up(visitor, KNOWN)


def _opt_out_without_saying_why(visitor: Visitor) -> None:
    _look_up(visitor, UNKNOWN)
    visitor.press("Afmelden")


def _choose_terms_badly(visitor: Visitor) -> None:
    as_staff(visitor, f"{RETENTION}/terms")
    visitor.page.get_by_label(visitor.say("Berichten (in dagen)")).fill("1")
    visitor.press("Termijnen bewaren")


STATES = (
    State("opt-outs", "team/opt_outs.html", lambda v: as_staff(v, OPT_OUTS)),
    State("nobody looked up", "team/opt_outs.html", lambda v: _look_up(v, ""), 422),
    State("somebody not opted out", "team/opt_out.html", lambda v: _look_up(v, UNKNOWN)),
    State("opting out without a reason", "team/opt_out.html", _opt_out_without_saying_why, 422),
    State("somebody opted out", "team/opt_out.html", _opt_out),
    State("retention", "team/retention.html", lambda v: as_staff(v, RETENTION)),
    State("terms", "team/retention_terms.html", lambda v: as_staff(v, f"{RETENTION}/terms")),
    State("terms out of bounds", "team/retention_terms.html", _choose_terms_badly, 422),
    State("audit log", "team/audit_log.html", lambda v: as_staff(v, AUDIT)),
    State("nothing found in it", "team/audit_log.html", lambda v: as_staff(v, f"{AUDIT}?zoek=onbekend")),
    State("audit log checked", "team/audit_check.html", lambda v: as_staff(v, f"{AUDIT}/check")),
)
