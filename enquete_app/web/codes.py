"""Letter codes as people type them: looked up without writing, and limited only where they are wrong."""

from __future__ import annotations

from flask_babel import gettext

from enquete_app.fieldwork.answering import visiting
from enquete_app.fieldwork.answering.credentials import CODE_LENGTH, CODE_SIGNS, signs_of
from enquete_app.fieldwork.answering.visiting import Visit
from enquete_app.web.limits import seconds_to_wait
from enquete_app.web.transaction import database, keyring

WRONG_CODES = "10 per minute"
"""How many an address has before it is told to wait; why more do no harm: `docs/architecture.md`."""


def visit_with_code(code: str) -> Visit | None:
    """Look up the invitation of a letter's code, if there is one.

    Only looks, though a code is posted: whoever guesses must not keep others from writing.
    """
    with database().connection(reading=True) as reading:
        return visiting.visit_of_code(reading, code, keyring())


def seconds_until_next() -> int:
    """Count a wrong code; returns how many seconds to wait before the next, 0 for none."""
    return seconds_to_wait(WRONG_CODES, "code")


def fault_of_code(typed: str, wait: int) -> str:
    """Say what is wrong with a letter's code, as far as one can tell from what was typed.

    Args:
        typed: what nobody's letter says.
        wait: how many seconds to wait before another attempt; 0 for none.
    """
    if wait:
        return str(
            gettext(
                "Deze code kennen wij niet. Er zijn kort na elkaar veel verkeerde codes ingevuld. "
                "Wacht %(seconds)s seconden en kijk de code rustig na. De goede code werkt altijd, ook nu.",
                seconds=wait,
            )
        )
    signs = signs_of(typed).upper()
    strange = sorted(set(signs) - set(CODE_SIGNS))
    if strange:
        return str(
            gettext(
                "Deze code kennen wij niet. In een code staat nooit: %(signs)s. Kijk in de brief.",
                signs=", ".join(strange),
            )
        )
    if len(signs) != CODE_LENGTH:
        return str(
            gettext(
                "Deze code kennen wij niet. De code heeft %(length)s tekens. U vulde er %(typed)s in.",
                typed=len(signs),
                length=CODE_LENGTH,
            )
        )
    return str(gettext("Deze code kennen wij niet. Kijk in de brief of alle tekens kloppen."))
