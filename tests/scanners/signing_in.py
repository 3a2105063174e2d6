"""Sign in to the demo as somebody of its staff, as a browser would: what the browser then sends along."""

from __future__ import annotations

import re
from http.cookiejar import CookieJar
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

FIELD = 'name="csrf_token" value="([^"]+)"'


def signed_in(address: str, email: str, password: str) -> str:
    """The cookie of a new session."""
    jar = CookieJar()
    browser = build_opener(HTTPCookieProcessor(jar))
    found = re.search(FIELD, browser.open(f"{address}/team/sign-in").read().decode())
    assert found, "there is no form to sign in with"
    form = urlencode({"csrf_token": found[1], "email": email, "password": password}).encode()
    assert b"sign-out" in browser.open(f"{address}/team/sign-in", form).read(), "nobody is signed in"
    return "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)
