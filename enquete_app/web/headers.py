"""Headers on every answer: nothing is cached, embedded, referred from or loaded from elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from wsgiref.types import StartResponse, WSGIEnvironment

    from _typeshed import OptExcInfo
    from flask import Flask, Response

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
POLICY_WITH_SCRIPT = f"{POLICY}; script-src 'self'; connect-src 'self'"
"""For staff pages, which a script of ours makes quicker; respondents' pages have none."""
HEADERS = (
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
    ("Referrer-Policy", "no-referrer"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
)
UNLESS_SAID = (
    # Static files say themselves how long they keep.
    ("Cache-Control", "no-store"),
    # The demo's mailbox shows a mail as HTML, with a policy of its own.
    ("Content-Security-Policy", POLICY),
    # Published results are to be found.
    ("X-Robots-Tag", "noindex, nofollow"),
)


def init_headers(app: Flask) -> None:
    """Add the headers to every answer, errors included: on its way to the server, where that costs least."""
    serve = app.wsgi_app
    always = list(HEADERS)
    if app.config["SESSION_COOKIE_SECURE"]:
        always.append(("Strict-Transport-Security", "max-age=31536000; includeSubDomains"))

    def serve_with_headers(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        def start(
            status: str, headers: list[tuple[str, str]], exc_info: OptExcInfo | None = None, /
        ) -> Callable[[bytes], object]:
            said = {name for name, _ in headers}
            others = [header for header in UNLESS_SAID if header[0] not in said]
            return start_response(status, [*headers, *others, *always], exc_info)

        return serve(environ, start)

    app.wsgi_app = serve_with_headers  # type: ignore[method-assign]


def allow_our_script(response: Response) -> Response:
    """Let a page load scripts from this server, and those ask this server for more."""
    response.headers.setdefault("Content-Security-Policy", POLICY_WITH_SCRIPT)
    return response
