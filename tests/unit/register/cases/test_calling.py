"""A case system that refuses, is slow, lies or breaks: one clear message, and nothing of its words in it."""

import json
import time
import traceback

import pytest
from werkzeug.wrappers import Response
from zgw_objects import Case, person
from zgw_server import SECRET, TOKEN, refusal

from enquete_app.register.cases import calling
from enquete_app.register.cases.calling import Caller
from enquete_app.register.cases.system import Api
from enquete_app.register.errors import RegisterError, Trouble


@pytest.fixture
def trouble(cases, fetched):
    """What goes wrong when the case system answers a part of its addresses otherwise."""
    cases.cases = [Case(f"Z-{number}", roles=[person("a@inwoner.example")]) for number in range(5)]

    def trouble(answer, at="/zaken/api/v1/zaken", **settings):
        cases.instead = lambda request: answer(request) if request.path == at else None
        with pytest.raises(RegisterError) as caught:
            fetched(**settings)
        whole = "".join(traceback.format_exception(caught.value))
        for secret in (SECRET, TOKEN, "Bearer", "Jansen", "inwoner.example"):
            assert secret not in whole
        return caught.value

    return trouble


@pytest.mark.parametrize(
    ("status", "code", "expected"),
    [
        (401, "not_authenticated", Trouble.NO_CREDENTIALS),
        (403, "not_authenticated", Trouble.NO_CREDENTIALS),
        (403, "jwt-expired", Trouble.NO_CREDENTIALS),
        (403, "invalid-jwt-signature", Trouble.NO_CREDENTIALS),
        (403, "invalid-client-identifier", Trouble.NO_CREDENTIALS),
        (403, "missing-client-identifier", Trouble.NO_CREDENTIALS),
        (403, "permission_denied", Trouble.NO_RIGHTS),
        (404, "not_found", Trouble.NOT_THERE),
        (429, "throttled", Trouble.BUSY),
        (500, "error", Trouble.BUSY),
        (503, "", Trouble.BUSY),
        (400, "invalid", Trouble.NOT_UNDERSTOOD),
        (302, "", Trouble.NOT_UNDERSTOOD),
        (204, "", Trouble.NOT_UNDERSTOOD),
    ],
)
def test_a_refusal_is_told_for_what_it_is(trouble, status, code, expected):
    error = trouble(lambda _: refusal(status, code, Location="http://127.0.0.1:1/"))

    assert error.trouble is expected
    assert error.facts["api"] == "Zaken"


def test_a_lack_of_rights_names_the_scope_that_is_lacking(cases, fetched):
    cases.cases = [Case("1", roles=[person()])]
    for scope, api in (("zaken.lezen", "Zaken"), ("catalogi.lezen", "Catalogi")):
        cases.rights.remove(scope)

        with pytest.raises(
            RegisterError, match=f"No rights: the {api} API refuses us .* the scope {scope} there"
        ):
            fetched()

        cases.rights.add(scope)


def test_a_wrong_secret_is_told_apart_from_a_lack_of_rights(cases, fetched):
    with pytest.raises(RegisterError, match="is the client id, the secret or the token wrong") as caught:
        fetched(secret="a secret of somebody else, long enough")

    assert caught.value.trouble is Trouble.NO_CREDENTIALS


def test_a_case_system_whose_clock_is_a_little_late_takes_our_token(cases, fetched):
    cases.cases = [Case("1")]
    cases.behind = 50

    assert len(fetched()) == 1


def test_the_code_of_a_refusal_is_told_only_if_it_is_one(trouble):
    error = trouble(lambda _: refusal(403, "De zaak van mevrouw Jansen"))

    assert error.facts["code"] == "403"


@pytest.mark.parametrize("status", [429, 500, 502])
def test_what_passes_is_tried_again(cases, fetched, status):
    cases.cases = [Case("1")]
    answers = iter([refusal(status), refusal(status)])
    cases.instead = lambda _: next(answers, None)

    assert len(fetched()) == 1


def test_a_server_that_asks_for_a_pause_gets_it_but_no_long_one(cases, fetched, monkeypatch):
    monkeypatch.setattr(calling, "LONGEST_PAUSE", 1)
    cases.cases = [Case("1")]
    answers = iter([refusal(429, **{"Retry-After": "3600"})])
    cases.instead = lambda _: next(answers, None)
    begun = time.monotonic()

    assert len(fetched()) == 1
    assert 1 <= time.monotonic() - begun < 3


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>Please sign in</html>",
        b'{"count": 1, "next": null, "results": [{"url": "http',
        b"[]",
        b'"zaken"',
        b"null",
        b'{"results": null, "next": null}',
        b'{"results": [null], "next": null}',
        b'{"results": [{"uuid": "1"}], "next": null}',
        b'{"results": [], "next": 2}',
        b"[" * 200_000,
        b"\xff\xfe",
    ],
)
@pytest.mark.parametrize("at", ["/zaken/api/v1/zaken", "/zaken/api/v1/rollen", "/catalogi/api/v1/zaaktypen"])
def test_half_an_answer_is_none(trouble, body, at):
    error = trouble(lambda _: Response(body, content_type="application/json"), at)

    assert error.trouble is Trouble.NOT_UNDERSTOOD


def test_a_page_that_leads_back_to_itself_ends_it(trouble):
    def again(request):
        body = {"count": 9, "next": request.url, "previous": None, "results": []}
        return Response(json.dumps(body), content_type="application/json")

    assert trouble(again).trouble is Trouble.ENDLESS


def test_pages_without_an_end_end_it(trouble, monkeypatch):
    monkeypatch.setattr(calling, "MOST_PAGES", 20)

    def more(request):
        following = f"{request.base_url}?page={int(request.args.get('page', 1)) + 1}"
        return Response(
            json.dumps({"count": 9, "next": following, "results": []}), content_type="application/json"
        )

    assert trouble(more).trouble is Trouble.ENDLESS


@pytest.mark.parametrize("slowly", ["silent", "drop by drop"])
def test_a_slow_answer_is_not_waited_for(trouble, monkeypatch, slowly):
    monkeypatch.setattr(calling, "READ_SECONDS", 0.2 if slowly == "silent" else 5)
    monkeypatch.setattr(calling, "WHOLE_SECONDS", 0.5)
    monkeypatch.setattr(calling, "TRIES", 0)
    begun = time.monotonic()

    def drops(_):
        def wait():
            for _ in range(20):
                time.sleep(0.1 if slowly != "silent" else 0.05)
                if slowly != "silent":
                    yield b" "
            yield b"{}"

        return Response(wait(), content_type="application/json")

    assert trouble(drops).trouble is Trouble.TOO_SLOW
    assert time.monotonic() - begun < 1.5


def test_fetching_as_a_whole_ends_though_each_answer_comes_in_time(trouble, monkeypatch):
    monkeypatch.setattr(calling, "LONGEST_SECONDS", 0.5)

    def slow(request):
        time.sleep(0.2)
        following = f"{request.base_url}?page={int(request.args.get('page', 1)) + 1}"
        return Response(
            json.dumps({"count": 9, "next": following, "results": []}), content_type="application/json"
        )

    begun = time.monotonic()
    error = trouble(slow)

    assert error.trouble is Trouble.TOO_LONG
    assert time.monotonic() - begun < 1.5


def test_an_answer_that_is_too_large_is_not_read_to_its_end(trouble, monkeypatch):
    monkeypatch.setattr(calling, "LARGEST", 100_000)

    error = trouble(lambda _: Response(b" " * 1_000_000, content_type="application/json"))

    assert error.trouble is Trouble.NOT_UNDERSTOOD


def test_nobody_listens_and_no_log_tells_what_was_asked(cases, fetched, caplog):
    caplog.set_level("DEBUG")
    nowhere = dict.fromkeys((Api.ZAKEN, Api.CATALOGI), "http://127.0.0.1:1/api/v1/")

    with pytest.raises(RegisterError) as caught:
        fetched(addresses=nowhere)

    assert str(caught.value) == "The Catalogi API cannot be reached."
    assert "KLACHT" not in caplog.text


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:1/zaken/api/v1/zaken?page=2",
        "https://{host}/zaken/api/v1/zaken?page=2",
        "http://{host}/beheer/zaken?page=2",
        "http://{host}/zaken/api/v1/../../../beheer",
        "http://{host}/zaken/api/v1/%2e%2e/beheer",
        "http://{host}/zaken/api/v1/%252e%252e/beheer",
        "http://{host}/zaken/api/v1/..\\beheer",
        "http://jan@{host}/zaken/api/v1/zaken",
        "http://{host}@169.254.169.254/zaken/api/v1/",
        "//{host}/zaken/api/v1/zaken",
        "http://[::1/zaken/api/v1/",
        "http://{host}:x/zaken/api/v1/",
        "file:///etc/passwd",
        "zaken?page=2",
        "",
    ],
)
def test_an_address_elsewhere_is_not_called(cases, trouble, address):
    host = cases.origin.removeprefix("http://")
    called = []

    def leads_away(request):
        called.append(request.url)
        body = {"count": 9, "next": address.format(host=host), "results": []}
        return Response(json.dumps(body), content_type="application/json")

    assert trouble(leads_away).trouble is Trouble.ELSEWHERE
    assert len(called) == 1


@pytest.mark.parametrize("part", ["resultaat", "resultaattype"])
def test_a_result_elsewhere_is_not_called(cases, trouble, part):
    def moved(_, body):
        text = json.dumps(body)
        return json.loads(text.replace(f'"{part}": "{cases.origin}', f'"{part}": "https://elders.example'))

    cases.change = moved

    error = trouble(lambda _: None)

    assert error.trouble is Trouble.ELSEWHERE
    assert error.facts["origin"] == "https://elders.example:443"


def test_a_redirect_is_not_followed_and_takes_no_token_along(cases, trouble):
    elsewhere = []

    def redirects(request):
        if request.args.get("page") == "away":
            elsewhere.append(request)
        return Response(status=302, headers={"Location": f"{request.base_url}?page=away"})

    assert trouble(redirects).trouble is Trouble.NOT_UNDERSTOOD
    assert elsewhere == []


def test_a_password_of_the_machine_takes_the_place_of_no_token(cases, fetched, monkeypatch, tmp_path):
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login jan password geheim\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    cases.cases = [Case("1")]

    assert len(fetched()) == 1


def test_a_certificate_that_nobody_vouches_for_is_not_trusted(cases, fetched, monkeypatch, own_certificate):
    monkeypatch.setattr(calling, "TRIES", 0)

    with pytest.raises(RegisterError) as caught:
        fetched(addresses=dict.fromkeys((Api.ZAKEN, Api.CATALOGI), f"{own_certificate}/api/v1/"))

    assert caught.value.trouble is Trouble.NO_CERTIFICATE


def test_what_describes_the_system_holds_no_secret(cases):
    system = cases.system(contacts=True)

    assert SECRET not in repr(system)
    assert TOKEN not in repr(system)
    with Caller(system) as caller:
        assert SECRET not in repr(caller)
