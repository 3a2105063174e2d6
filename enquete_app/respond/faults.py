"""What is wrong with a letter's code, in words."""

from __future__ import annotations

from flask_babel import gettext

from enquete_app.fieldwork.credentials import CODE_LENGTH, CODE_SIGNS, signs_of


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
