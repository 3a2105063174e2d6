"""Files that programs look for on every web site."""

from __future__ import annotations

from datetime import UTC, date, datetime

from dateutil.relativedelta import relativedelta
from flask import Response, current_app

LASTS = relativedelta(months=6, day=1)
"""Until when what `security.txt` says holds: the first of a month, so that it stays the same meanwhile."""
ROBOTS = """\
# Each page says itself whether it may be listed (X-Robots-Tag). Whoever may not come in could not read that.
User-agent: *
Disallow:
"""


def robots() -> Response:
    """Let search engines in, who then learn of each page that it is not to be listed."""
    return _text(ROBOTS)


def security() -> Response:
    """Whom to tell of a leak (RFC 9116)."""
    config = current_app.config
    contact = config["SECURITY_CONTACT"] or config["CONTACT_EMAIL"]
    return _text(security_text(contact, config["BASE_URL"], datetime.now(UTC).date()))


def security_text(contact: str, base_url: str, today: date) -> str:
    """What `security.txt` says.

    It is written anew for whoever asks, from the settings of today. So the day on which it expires moves
    along, and nobody has to remember to renew it; a copy that somebody kept does expire.

    Args:
        contact: a mail or web address.
        base_url: what our addresses start with.
        today: the day on which somebody asks.
    """
    return (
        f"Contact: {contact if contact.startswith('https://') else f'mailto:{contact}'}\n"
        f"Expires: {today + LASTS}T00:00:00Z\n"
        "Preferred-Languages: nl, en\n"
        f"Canonical: {base_url}/.well-known/security.txt\n"
    )


def _text(content: str) -> Response:
    return Response(content, content_type="text/plain; charset=utf-8")
