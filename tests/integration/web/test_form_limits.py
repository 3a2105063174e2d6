"""Forms that no page of ours makes: too large, too many parts, too many fields, broken. None takes long."""

import time

import pytest

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def parts(count, size=1):
    body = "".join(
        f'--x\r\nContent-Disposition: form-data; name="f{number}"\r\n\r\n{"a" * size}\r\n'
        for number in range(count)
    )
    return {"data": f"{body}--x--\r\n".encode(), "content_type": "multipart/form-data; boundary=x"}


def fields(count):
    return {"data": "&".join(["a"] * count).encode(), "content_type": "application/x-www-form-urlencoded"}


BAD = {
    "too large": {"data": {"code": "a" * 300_000}},
    "too many parts": parts(101),
    "a part too large": parts(1, 270_000),
    "parts too large together": parts(50, 6_000),
}


@pytest.mark.parametrize("what", BAD)
def test_a_form_beyond_the_limits_is_refused_with_a_page(app, what):
    answer = app.test_client().post("/code", **BAD[what])

    assert answer.status_code == 413
    assert "<h1" in answer.text


STRANGE = {
    "as many fields as fit": fields(130_000),
    "no boundary": {"data": b"--x\r\n", "content_type": "multipart/form-data"},
    "a boundary that never comes": {
        "data": b"--y" * 50_000,
        "content_type": "multipart/form-data; boundary=x",
    },
    "a part without an end": {
        "data": parts(3)["data"][:-9],
        "content_type": "multipart/form-data; boundary=x",
    },
    "headers without an end": {
        "data": b"--x\r\n" + b"A: b\r\n" * 40_000,
        "content_type": "multipart/form-data; boundary=x",
    },
    "not UTF-8": {"data": b"code=%ff%fe&taal=%c0%80", "content_type": "application/x-www-form-urlencoded"},
    "JSON": {"data": b'{"code": 1}', "content_type": "application/json"},
    "a charset that is none": {"data": b"code=a", "content_type": "text/plain; charset=geen"},
}


@pytest.mark.parametrize("what", STRANGE)
def test_a_strange_form_is_answered_with_a_page_and_soon(app, what):
    began = time.monotonic()
    answer = app.test_client().post("/code", **STRANGE[what])

    assert answer.status_code in {200, 400, 413, 422}
    assert "<h1" in answer.text
    assert time.monotonic() - began < 3


@pytest.mark.parametrize("path", ["/team/sign-in", "/team/forgotten", "/team/language"])
@pytest.mark.parametrize("what", STRANGE)
def test_so_it_is_where_staff_come_in(app, path, what):
    assert app.test_client().post(path, **STRANGE[what]).status_code in {400, 413}


@pytest.mark.parametrize("length", ["-1", "x", "99999999999999999999"])
def test_a_length_that_is_none_or_endless_is_no_crash(app, length):
    answer = app.test_client().post("/code", environ_overrides={"CONTENT_LENGTH": length}, data=b"code=a")

    assert answer.status_code in {200, 400, 413, 422}
