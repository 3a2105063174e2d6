"""Headers on every answer: nothing is cached, embedded, referred from or loaded from elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask, Response

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
}


def init_headers(app: Flask) -> None:
    """Add the headers to every answer, errors included."""

    @app.after_request
    def add(response: Response) -> Response:
        response.headers.extend(HEADERS)
        # The demo's mailbox shows a mail as HTML, with a policy of its own.
        response.headers.setdefault("Content-Security-Policy", POLICY)
        # Static files say themselves how long they keep.
        if "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "no-store"
        if app.config["SESSION_COOKIE_SECURE"]:
            response.headers.add("Strict-Transport-Security", "max-age=31536000")
        return response
