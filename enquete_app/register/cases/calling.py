"""Calling the APIs of a case system: only under the addresses in the settings, and believing no answer.

What goes wrong is told by a `RegisterError` without any address or body: they may tell of people.
"""

from __future__ import annotations

import json
import logging
import re
import time
from contextlib import closing
from typing import TYPE_CHECKING, Any, Self

import requests
from joserfc import jwt
from joserfc.jwk import OctKey
from requests.adapters import HTTPAdapter
from requests.exceptions import ConnectionError as NoConnection
from requests.exceptions import RequestException, SSLError, Timeout
from urllib3.exceptions import HTTPError
from urllib3.exceptions import TimeoutError as SlowBody
from urllib3.util import Retry

from enquete_app.register.cases.addresses import is_under, origin_of
from enquete_app.register.cases.system import Api
from enquete_app.register.errors import RegisterError, Trouble

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from types import TracebackType

    from requests import PreparedRequest, Response

    from enquete_app.register.cases.system import CaseSystem

    Sheet = Mapping[str, Any]
    """An object of an answer."""

CONNECT_SECONDS, READ_SECONDS, WHOLE_SECONDS = 10.0, 30.0, 120.0
"""The last is for a whole answer, which may come drop by drop."""
LATE_SECONDS = 60
"""So late may the clock of a case system be."""
LONGEST_SECONDS = 30.0 * 60
"""For all requests together: other work waits for them."""
PIECE, LARGEST = 1 << 16, 20_000_000
"""Bytes of one answer; a page of a hundred cases takes half a million."""
MOST_PAGES = 5000
TRIES, PAUSE_SECONDS, LONGEST_PAUSE = 3, 1.0, 30
PASSING = (429, 500, 502, 503, 504)
"""What is tried again: it may be over in a moment."""
UNKNOWN, FORBIDDEN, ABSENT, GONE = 401, 403, 404, 410
_WHO = ("jwt", "client-identifier", "not_authenticated", "authentication_failed")
"""Words of codes that are about who asks, and not about what they may; all come with 403 too."""
CRS = "EPSG:4326"
"""The coordinates that the standard demands be named, though we read none."""
logging.getLogger("urllib3").setLevel(logging.ERROR)
"""Else it would log the address of a case that it asks about again."""
_CODE = re.compile(r"[a-z0-9_-]{1,40}", re.ASCII)
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


class Caller:
    """Speaks to the APIs of one case system; to be used in a `with`.

    Args:
        system: the case system.
        before_each: is called before each request, and may end the work by raising.
    """

    def __init__(self, system: CaseSystem, before_each: Callable[[], None] = lambda: None) -> None:
        self._system, self._before_each = system, before_each
        self._until = time.monotonic() + LONGEST_SECONDS
        self._session = requests.Session()
        again = Retry(
            total=TRIES,
            status_forcelist=PASSING,
            allowed_methods=("GET",),
            backoff_factor=PAUSE_SECONDS,
            retry_after_max=LONGEST_PAUSE,
            raise_on_status=False,
        )
        for scheme in ("https://", "http://"):
            self._session.mount(scheme, HTTPAdapter(max_retries=again))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._session.close()

    def address(self, api: Api, path: str) -> str:
        """The address of something in an API."""
        return self._system.addresses[api] + path

    def has(self, api: Api) -> bool:
        """Whether there is such an API."""
        return api in self._system.addresses

    def is_under(self, api: Api, address: str) -> bool:
        """Whether an address that an answer names lies under that of an API."""
        return api in self._system.addresses and is_under(address, self._system.addresses[api])

    def objects(self, api: Api, address: str, **asked: str) -> Iterator[Sheet]:
        """Give the objects of all pages of a list.

        Args:
            api: which one is asked.
            address: of the list.
            asked: the query.

        Raises:
            RegisterError: if it cannot be had whole.
        """
        following: str | None = address
        seen: set[str] = set()
        while following is not None:
            if following in seen or len(seen) >= MOST_PAGES:
                raise RegisterError(Trouble.ENDLESS, api=api.value)
            seen.add(following)
            page = self._answer(api, following, asked)
            asked = {}
            found = page.get("results") if isinstance(page, dict) else None
            following = page.get("next") if isinstance(page, dict) else None
            if not isinstance(found, list) or not isinstance(following, str | None):
                raise _strange(api, "no page of a list")
            yield from _sheets(api, found)

    def plain_list(self, api: Api, address: str) -> list[Sheet]:
        """The objects of a list that comes without pages.

        Raises:
            RegisterError: if it cannot be had.
        """
        return _sheets(api, self._answer(api, address))

    def one(self, api: Api, address: str) -> Sheet | None:
        """Get one object; none if it has gone since its address was given.

        Raises:
            RegisterError: if it cannot be had.
        """
        answer = self._answer(api, address, may_lack=True)
        return None if answer is None else _sheets(api, [answer])[0]

    def _answer(
        self, api: Api, address: str, asked: Mapping[str, str] | None = None, *, may_lack: bool = False
    ) -> object:
        if not self.is_under(api, address):
            raise RegisterError(Trouble.ELSEWHERE, api=api.value, origin=origin_of(address))
        if time.monotonic() > self._until:
            raise RegisterError(Trouble.TOO_LONG, minutes=round(LONGEST_SECONDS / 60))
        self._before_each()
        try:
            response = self._session.get(
                address,
                params=asked,
                headers={"Accept": "application/json"} | self._crs(api),
                auth=self._sign(api),
                timeout=(CONNECT_SECONDS, READ_SECONDS),
                allow_redirects=False,
                stream=True,
            )
            with closing(response):
                body = _body(api, response)
        except (RequestException, HTTPError) as error:
            # Its words hold the address, which names a case.
            raise RegisterError(_trouble(error), api=api.value) from None
        if may_lack and response.status_code in {ABSENT, GONE}:
            return None
        _refuse(api, response, body)
        try:
            return _storable(json.loads(body))
        except (ValueError, RecursionError):
            raise _strange(api, "no JSON") from None

    def _crs(self, api: Api) -> dict[str, str]:
        return {"Accept-Crs": CRS, "Content-Crs": CRS} if api is Api.ZAKEN else {}

    def _sign(self, api: Api) -> Callable[[PreparedRequest], PreparedRequest]:
        """As an `auth` of requests, which else would take a password of the machine's `.netrc`."""
        system = self._system

        def sign(request: PreparedRequest) -> PreparedRequest:
            if api is Api.KLANTINTERACTIES:
                request.headers["Authorization"] = f"Token {system.token}"
            else:
                request.headers["Authorization"] = f"Bearer {token_of(system, int(time.time()))}"
            return request

        return sign


def token_of(system: CaseSystem, at: int) -> str:
    """A token as the ZGW standard wants it, signed with HS256.

    Args:
        system: whose client id and secret it is made with.
        at: the moment, in seconds since 1970; it is good for almost an hour after, or as the other side says.
    """
    claims: dict[str, str | int] = {
        "iss": system.client_id,
        # A machine whose clock is a little late would refuse a token of the future.
        "iat": at - LATE_SECONDS,
        "client_id": system.client_id,
        # The standard asks who is at the keyboard. Nobody is.
        "user_id": system.client_id,
        "user_representation": "Enquete",
    }
    return jwt.encode({"alg": "HS256", "typ": "JWT"}, claims, OctKey.import_key(system.secret))


def _body(api: Api, response: Response) -> bytes:
    body, until = bytearray(), time.monotonic() + WHOLE_SECONDS
    # What has come, not a full piece, for which a slow server could be waited for as long as it likes.
    while piece := response.raw.read1(PIECE, decode_content=True):
        body += piece
        if len(body) > LARGEST:
            raise _strange(api, f"more than {LARGEST // 1_000_000} MB")
        if time.monotonic() > until:
            raise RegisterError(Trouble.TOO_SLOW, api=api.value)
    return bytes(body)


def _trouble(error: Exception) -> Trouble:
    match error:
        case SSLError():
            return Trouble.NO_CERTIFICATE
        case Timeout() | SlowBody():
            return Trouble.TOO_SLOW
        case NoConnection() if "timed out" in str(error).lower():
            return Trouble.TOO_SLOW
        case _:
            return Trouble.NO_CONNECTION


def _refuse(api: Api, response: Response, body: bytes) -> None:
    status = response.status_code
    if status == requests.codes.ok:
        return
    code = _code(body) or str(status)
    if status == UNKNOWN or (status == FORBIDDEN and any(each in code for each in _WHO)):
        raise RegisterError(Trouble.NO_CREDENTIALS, api=api.value, code=code)
    if status == FORBIDDEN:
        raise RegisterError(Trouble.NO_RIGHTS, api=api.value, code=code, scope=api.scope)
    if status in {ABSENT, GONE}:
        raise RegisterError(Trouble.NOT_THERE, api=api.value, status=status)
    if status in PASSING:
        raise RegisterError(Trouble.BUSY, api=api.value, status=status)
    raise _strange(api, f"status {status}, {code}")


def _code(body: bytes) -> str:
    """The code of a fault, if it is one; its other words may tell of people."""
    try:
        code = json.loads(body).get("code")
    except (ValueError, RecursionError, AttributeError):
        return ""
    return code if isinstance(code, str) and _CODE.fullmatch(code) else ""


def _storable(value: Any) -> object:  # noqa: ANN401 - whatever JSON can be
    """The same without the signs that no file or database takes, which else would end all fetching."""
    match value:
        case str():
            return _UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", value)
        case list():
            return [_storable(each) for each in value]
        case dict():
            return {name: _storable(each) for name, each in value.items()}
        case _:
            return value


def _sheets(api: Api, found: object) -> list[Sheet]:
    if not isinstance(found, list):
        raise _strange(api, "no list")
    # Each object of these APIs has its address.
    if not all(isinstance(each, dict) and isinstance(each.get("url"), str) for each in found):
        raise _strange(api, "no object")
    return found


def _strange(api: Api, what: str) -> RegisterError:
    return RegisterError(Trouble.NOT_UNDERSTOOD, api=api.value, what=what)
