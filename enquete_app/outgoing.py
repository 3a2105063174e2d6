"""How we ask other servers over HTTP: where the settings say, for no longer and no more than makes sense."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from requests.adapters import HTTPAdapter
from requests.exceptions import ReadTimeout, RequestException, TooManyRedirects
from urllib3.exceptions import HTTPError

if TYPE_CHECKING:
    from requests import PreparedRequest, Response, Session

TIMEOUT_SECONDS = 10
"""For the connection, and for each time that we wait for more."""
LONGEST_SECONDS = 20
"""For all of the content of an answer."""
LARGEST = 1024 * 1024
"""Bytes of an answer, unpacked."""
_PART = 64 * 1024


class TooLargeError(RequestException):
    """An answer is larger than any that makes sense."""


def be_careful(session: Session, *, plain: bool = False) -> None:
    """Let a session follow no redirect, wait and read no longer than makes sense, and speak HTTPS alone.

    A redirect is how somebody else's server would choose where we ask next: perhaps inside our own network.

    Args:
        session: of `requests`.
        plain: whether HTTP without TLS will do, as on a trial.
    """
    session.adapters.clear()
    for scheme in ("https://", "http://") if plain else ("https://",):
        session.mount(scheme, CarefulAdapter())


class CarefulAdapter(HTTPAdapter):
    """The adapter of `requests`, with limits."""

    def send(self, request: PreparedRequest, *_: object, **options: Any) -> Response:  # noqa: ANN401 - those of `requests`
        """Ask, and read the answer to its end.

        Args:
            request: what is asked.
            options: those of `requests`.

        Returns:
            The answer, with its content.

        Raises:
            RequestException: if there is none, it leads elsewhere, or it is too large or too slow.
        """
        options["timeout"] = options.get("timeout") or TIMEOUT_SECONDS
        until = time.monotonic() + LONGEST_SECONDS
        answer = super().send(request, **(options | {"stream": True}))
        try:
            if answer.is_redirect:
                raise TooManyRedirects("it leads elsewhere")
            # What `requests` itself keeps of an answer that it has read.
            answer._content = _content(answer, until)  # noqa: SLF001
            answer._content_consumed = True  # noqa: SLF001
        except HTTPError as error:
            raise RequestException(type(error).__name__) from error
        finally:
            answer.close()
        return answer


def _content(answer: Response, until: float) -> bytes:
    content = bytearray()
    # As much as there is, not until a part is full: who sends a byte at a time is noticed too.
    while part := answer.raw.read1(_PART, decode_content=True):
        content += part
        if len(content) > LARGEST:
            raise TooLargeError("too large")
        if time.monotonic() > until:
            raise ReadTimeout("too slow")
    return bytes(content)
