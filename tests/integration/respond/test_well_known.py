"""Files that programs look for."""

import pytest

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.mark.parametrize("settings", [{}, {"SECURITY_CONTACT": "https://gemeente.example/lek"}])
def test_whom_to_tell_of_a_leak_comes_from_the_settings(make_app, settings):
    answer = (
        make_app(CONTACT_EMAIL="klachten@gemeente.example", **settings)
        .test_client()
        .get("/.well-known/security.txt")
    )

    assert answer.content_type == "text/plain; charset=utf-8"
    said = settings.get("SECURITY_CONTACT", "mailto:klachten@gemeente.example")
    assert answer.text.startswith(f"Contact: {said}\nExpires: 20")
    assert "Set-Cookie" not in answer.headers


def test_search_engines_may_come_in_to_read_that_a_page_is_not_to_be_listed(make_app):
    client = make_app().test_client()
    lines = client.get("/robots.txt").text.splitlines()

    assert [line for line in lines if not line.startswith("#")] == ["User-agent: *", "Disallow:"]
    assert client.get("/").headers["X-Robots-Tag"] == "noindex, nofollow"
    assert client.get("/e/x").headers["X-Robots-Tag"] == "noindex, nofollow"
