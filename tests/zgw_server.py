"""An invented case system with the ZGW APIs on 127.0.0.1, as the documents say; it notes what breaks them.

It takes nothing for granted: path, query, headers and token of each request are checked, and each answer of
its own. A test may have it answer otherwise by `instead`.
"""

from __future__ import annotations

import json
import threading
import time
from base64 import urlsafe_b64decode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey
from smtp_server import free_port
from werkzeug.datastructures import Headers
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response
from zgw_documents import document
from zgw_objects import Case, Objects, uuid_of

from enquete_app.register.cases.system import Api, CaseSystem

CLIENT, SECRET, TOKEN = "enquete", "a secret of the client, long enough", "a token of the client"
SCOPES = {"zaken": "zaken.lezen", "catalogi": "catalogi.lezen", "klantinteracties": "klantinteracties.lezen"}
PAGE = 3
ANSWER = "application/json"
FAULT = "application/problem+json"


class CaseServer(Objects):
    """The case system.

    Args:
        port: where it is served.
    """

    def __init__(self, port: int) -> None:
        super().__init__(f"http://127.0.0.1:{port}")
        self.begin_anew()

    def begin_anew(self) -> None:
        """Forget what the last test told it."""
        self.cases: list[Case] = []
        self.types: dict[str, int] = {"KLACHT": 2}
        self.rights = set(SCOPES.values())
        self.shown_types: set[str] | None = None
        self.behind = 0
        """So many seconds its clock is late."""
        self.faults: list[str] = []
        self.asked: list[str] = []
        self.instead: Callable[[Request], Response | None] = lambda _: None
        self.change: Callable[[str, Any], Any] = lambda _, body: body

    def system(self, *, contacts: bool = False, **values: Any) -> CaseSystem:
        """How the settings would describe it."""
        apis = [Api.ZAKEN, Api.CATALOGI, *([Api.KLANTINTERACTIES] if contacts else [])]
        given: dict[str, Any] = {
            "addresses": {api: self.address(api.name.lower()) for api in apis},
            "client_id": CLIENT,
            "secret": SECRET,
            "token": TOKEN,
            "case_types": {"KLACHT": "formeel"},
            "days": 190,
        }
        return CaseSystem(**(given | values))

    def __call__(self, environ: Any, start_response: Any) -> Any:
        request = Request(environ)
        response = self.instead(request) or self._answer(request)
        return response(environ, start_response)

    def _answer(self, request: Request) -> Response:
        api, _, path = request.path.removeprefix("/").partition("/api/v1")
        self.asked.append(f"{api}{path}?{request.query_string.decode()}")
        self.faults += document(api).faults_of_request(path, request.args, dict(request.headers))
        refused = self._refusal(api, request)
        status, body = refused or self._found(api, path, request)
        kind = ANSWER if status == 200 else FAULT
        content = json.dumps(self.change(path, body), ensure_ascii=False).encode("utf-8", "surrogatepass")
        if not (api == "klantinteracties" and status != 200):
            # What it answers when it refuses is not documented there.
            self.faults += document(api).faults_of_answer(path, status, kind, content)
        return Response(content, status, Headers({"API-version": "1"}), content_type=kind)

    def _refusal(self, api: str, request: Request) -> tuple[int, Any] | None:
        given = request.headers.get("Authorization", "")
        known = given == f"Token {TOKEN}" if api == "klantinteracties" else self._knows(given)
        if not known:
            # As Open Klant and Open Zaak say it.
            if api == "klantinteracties":
                return 401, fault(401, "authentication_failed")
            return 403, fault(403, "invalid-jwt-signature")
        return None if SCOPES[api] in self.rights else (403, fault(403, "permission_denied"))

    def _knows(self, given: str) -> bool:
        kind, _, token = given.partition(" ")
        try:
            claims = jwt.decode(token, OctKey.import_key(SECRET), algorithms=["HS256"]).claims
        except (ValueError, JoseError):
            return False
        header = json.loads(urlsafe_b64decode(token.split(".")[0] + "=="))
        wanted = {"iss": CLIENT, "client_id": CLIENT, "user_id": CLIENT, "user_representation": "Enquete"}
        if {name: claims.get(name) for name in wanted} != wanted or abs(claims["iat"] - time.time()) > 120:
            self.faults.append(f"claims: {claims}")
        in_time = claims["iat"] <= time.time() - self.behind
        return kind == "Bearer" and header["alg"] == "HS256" and in_time

    def _found(self, api: str, path: str, request: Request) -> tuple[int, Any]:
        ways = {"zaken": self._in_zaken, "catalogi": self._in_catalogi, "klantinteracties": self._in_contacts}
        found = ways[api](path, request.args)
        if isinstance(found, list) and not path.endswith("/zaakeigenschappen"):
            return 200, self._page(found, request)
        return (404, fault(404, "not_found")) if found is None else (200, found)

    def _page(self, found: list[Any], request: Request) -> dict[str, Any]:
        number = int(request.args.get("page", 1))
        query = "&".join(f"{name}={value}" for name, value in request.args.items() if name != "page")
        more = number * PAGE < len(found)
        return {
            "count": len(found),
            "next": f"{request.base_url}?{query}&page={number + 1}" if more else None,
            "previous": f"{request.base_url}?{query}&page={number - 1}" if number > 1 else None,
            "results": found[(number - 1) * PAGE : number * PAGE],
        }

    def _in_zaken(self, path: str, query: Any) -> Any:
        if path == "/zaken":
            return [self._case(each) for each in self.cases if self._matches(each, query)]
        if path == "/rollen":
            return [
                self._role(each, at)
                for each in self.cases
                for at, role in enumerate(each.roles)
                if self._case(each)["url"] == query["zaak"]
                and role["omschrijvingGeneriek"] == query["omschrijvingGeneriek"]
            ]
        for each in self.cases:
            if path == f"/resultaten/{uuid_of('result', each.number)}":
                return self._result(each)
            if path == f"/zaken/{uuid_of(each.number)}/zaakeigenschappen":
                return [self._property(each, name) for name in each.properties]
        return None

    def _matches(self, case: Case, query: Any) -> bool:
        if self.shown_types is not None and case.type not in self.shown_types:
            return False
        if self.type_address(case.type, case.version) != query["zaaktype"]:
            return False
        if "einddatum__gt" in query and not (case.closed and case.closed > query["einddatum__gt"]):
            return False
        return "einddatum__isnull" not in query or (case.closed is None) == (
            query["einddatum__isnull"] == "true"
        )

    def _in_catalogi(self, path: str, query: Any) -> Any:
        if path == "/zaaktypen":
            return [
                self._type(name, version)
                for name, versions in self.types.items()
                for version in range(1, versions + 1)
                if query.get("identificatie") in {None, name}
            ]
        for result in {each.result for each in self.cases if each.result}:
            if path == f"/resultaattypen/{uuid_of('kind', result)}":
                return self._result_type(result)
        return None

    def _in_contacts(self, path: str, query: Any) -> Any:
        if path == "/klantcontacten":
            wanted = query["onderwerpobject__onderwerpobjectidentificatorObjectId"]
            return [
                self._contact(each, at)
                for each in self.cases
                for at in range(len(each.contacts))
                if uuid_of(each.number) == wanted
            ]
        for folder, whole in (
            ("/onderwerpobjecten/", self._subject),
            ("/betrokkenen/", self._involved_whole),
        ):
            if path.startswith(folder):
                held = [whole(each, at) for each in self.cases for at in range(len(each.contacts))]
                return next((each for each in held if each["url"].endswith(path)), None)
        given_by = query.get("verstrektDoorBetrokkene__url") or query.get("verstrektDoorPartij__url")
        return [
            self._digital_address(each, at, given_by)
            for each in self.cases
            for at, (_, kind, _) in enumerate(each.contacts)
            if kind == query["soortDigitaalAdres"]
            and given_by in {self._involved(each, at)["url"], self.party_of(each)["url"]}
        ]


def fault(status: int, code: str) -> dict[str, Any]:
    """A refusal in the standard's form, with words that must go no further."""
    detail = "De zaak van mevrouw Jansen is niet te zien."
    return {
        "type": "",
        "code": code,
        "title": "",
        "status": status,
        "detail": detail,
        "instance": "urn:uuid:0",
    }


def refusal(status: int, code: str = "", **headers: str) -> Response:
    """An answer that refuses."""
    return Response(json.dumps(fault(status, code)), status, headers, content_type=FAULT)


@contextmanager
def case_server() -> Iterator[CaseServer]:
    """Serve one."""
    server = CaseServer(port := free_port())
    serving = make_server("127.0.0.1", port, server, threaded=True)
    thread = threading.Thread(target=serving.serve_forever)
    thread.start()
    try:
        yield server
    finally:
        serving.shutdown()
        thread.join()
        serving.server_close()
