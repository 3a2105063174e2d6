"""What mail programs make of a link still works; what is no link gets one page, whatever it resembles."""

import pytest
from sqlalchemy import event

sqlite_alone = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@sqlite_alone
@pytest.mark.parametrize(
    "change",
    [
        str.upper,
        str.title,
        lambda link: f"{link[:10]}%20{link[10:]}",
        lambda link: f"{link[:10]}%0D%0A{link[10:]}",
        lambda link: f"{link[:10]}%C2%AD{link[10:]}",
        *(f"{{}}{end}".format for end in (*".,;:!)]>'*_-~=|", '"', "...", "/", "//", ".)", "'.")),
        *(f"{{}}{end}".format for end in ("%20", "%0A", "%C2%A0", "%E2%80%8B", "%EF%BB%BF", "%3E", "%22.")),
        *(f"{{}}{end}".format for end in ("%2520", "%253E", "&gt;", "&quot;", "&amp;", "&nbsp;", "%26gt%3B")),
        *(
            f"{{}}{end}".format
            for end in ("?utm_source=mail&amp;x=1", "?", "?taal=nl&amp;taal=en", "#inhoud")
        ),
        *(f"{start}{{}}".format for start in ("%20", "%3C", "&lt;", "%E2%80%9C")),
    ],
)
def test_a_link_that_a_mail_program_changed_still_works(visitor, person, change):
    token = change(person.link.removeprefix("/e/"))

    assert visitor().open(f"/e/{token}").press("go", "start").page_id == "indienen"


@sqlite_alone
@pytest.mark.parametrize("change", [str.upper, "{}.".format, "{}%3E".format, "{}&gt;".format, "{}/".format])
def test_an_opt_out_link_that_a_mail_program_changed_still_works(visitor, person, change):
    token = change(person.opt_out.removeprefix("/u/"))

    assert visitor().open(f"/u/{token}").press("go", "out").heading == "U bent afgemeld"


@pytest.fixture
def statements(database):
    """What is asked of the database."""
    asked = []
    event.listen(
        database.engine, "before_cursor_execute", lambda _, __, statement, *___: asked.append(statement)
    )
    return asked


@pytest.mark.parametrize("kind", ["e", "u"])
def test_unknown_links_and_mangled_ones_get_the_same_page_by_the_same_way(
    app, person, people, statements, kind
):
    """From timing nobody learns that they are near: the database sees hashes, and is asked the same."""
    link, opt_out = person.link[3:], person.opt_out[3:]
    token, swapped = (link, opt_out) if kind == "e" else (opt_out, link)
    near = (token[:-1], token[1:], token[:16], token + "a", token[:-1] + "*", people[1].link[3:7])
    far = (swapped, person.code, "a" * 32, "x", "%00", "%ff%fe", "a" * 4000, "é" * 32)
    client, seen = app.test_client(), set()
    for method in ("GET", "POST"):
        client.open(f"/{kind}/first", method=method)
        for wrong in (*near, *far):
            statements.clear()
            answer = client.open(f"/{kind}/{wrong}", method=method, data={"go": "start"})
            # Each answer has a number of its own, made by chance.
            answer.headers.pop("X-Request-ID")
            seen.add((method, answer.status_code, str(answer.headers), answer.text, tuple(statements)))

    assert len(seen) == 2
    assert {status for _, status, *_ in seen} == {404}
    [page] = {page for *_, page, _ in seen}
    assert "Deze link werkt niet" in page


@sqlite_alone
@pytest.mark.parametrize("address", ["/e", "/e/", "/u", "/u/"])
def test_a_link_that_was_cut_off_before_its_token_gets_the_page_of_one_that_does_not_work(visitor, address):
    page = visitor().open(address)

    assert (page.status, page.heading) == (404, "Deze link werkt niet")
