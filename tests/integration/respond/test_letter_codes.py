"""Letter codes work at once and always, however they are typed; guessing finds nothing."""

import random

import pytest
from redis import Redis

from enquete_app.fieldwork.answering.credentials import CODE_SIGNS

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
GUESSES = 1000
WRONG = "C" * 16


def spelled(separator):
    return lambda code: separator.join(code[at : at + 4] for at in range(0, 16, 4))


def in_full_width(code):
    return "".join(chr(ord(sign) + 0xFEE0) for sign in code)


@pytest.mark.parametrize(
    "change",
    [str, str.lower, " ".join, in_full_width]
    + [spelled(each) for each in " -‐‑‒–—―−﹘－·./_"]
    + [spelled(each) for each in (" - ", "\r\n", "\t", "\u00a0", "\u202f", "\u200b", "\u2060", "\ufeff")],
)
def test_a_code_leads_to_the_same_welcome_however_it_is_typed(visitor, person, change):
    browser = visitor().open("/code").press("go", "open", code=change(person.code))

    assert browser.url.endswith(person.link)
    assert browser.press("go", "start").page_id == "indienen"


def test_whoever_types_a_code_may_begin_at_once(visitor, person):
    assert visitor().open("/code", {"code": person.code, "go": "start"}).page_id == "indienen"


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("", "De code heeft 16 tekens. U vulde er 0 in."),
        ("KLMN", "In een code staat nooit: L."),
        ("cdfh jkmn prtv wxy", "De code heeft 16 tekens. U vulde er 15 in."),
        ("0DFH JKMN PRTV WXYZ", "In een code staat nooit: 0, Z."),
        ("\0", "De code heeft 16 tekens. U vulde er 0 in."),
        ("🙂" * 16, "De code heeft 16 tekens. U vulde er 0 in."),
        (WRONG, "Kijk in de brief of alle tekens kloppen."),
    ],
)
def test_a_wrong_code_is_kept_and_the_page_says_what_can_be_seen_of_it(visitor, person, code, words):
    browser = visitor().open("/code").press("go", "open", code=code)

    assert (browser.status, browser.faults) == (422, ["code"])
    assert f"Deze code kennen wij niet. {words}" in browser.text
    assert browser.value("code") == code
    assert browser.press("go", "open", code=person.code).status == 200


def test_after_ten_wrong_codes_an_address_has_to_wait_but_a_right_one_still_goes_on(app, visitor, person):
    client = app.test_client()
    answers = [client.post("/code", data={"code": WRONG}) for _ in range(12)]

    assert [answer.status_code for answer in answers] == [422] * 10 + [429] * 2
    assert "Retry-After" not in answers[9].headers
    assert 0 < int(answers[10].headers["Retry-After"]) <= 60
    page = visitor().open("/code", {"code": WRONG})
    assert page.value("code") == WRONG
    assert page.faults == ["code"]
    assert "De goede code werkt altijd, ook nu." in page.text
    assert page.press("go", "open", code=person.code).status == 200


def test_people_who_share_an_address_are_not_locked_out_by_one_who_guesses(app, visitor, people):
    client = app.test_client()
    for person in people:
        for _ in range(20):
            client.post("/code", data={"code": WRONG})
        assert visitor().open("/code", {"code": person.code, "go": "start"}).page_id == "indienen"


def test_another_address_has_attempts_of_its_own_also_behind_a_proxy(make_app, people):
    client = make_app(TRUSTED_PROXIES=1).test_client()

    def status(address):
        headers = {"X-Forwarded-For": f"203.0.113.9, {address}"}
        return client.post("/code", data={"code": WRONG}, headers=headers).status_code

    assert {status("192.0.2.1") for _ in range(11)} == {422, 429}
    assert status("192.0.2.1") == 429
    assert status("192.0.2.2") == 422
    assert {status(f"2001:db8::{number}") for number in range(1, 12)} == {422, 429}
    assert status("2001:db8::ffff") == 429
    assert status("2001:db8:0:1::ffff") == 422


def test_what_redis_keeps_of_an_address_does_not_tell_it_and_goes_by_itself(make_app, people, redis_url):
    client = make_app(REDIS_URL=redis_url).test_client()
    for _ in range(12):
        client.post("/code", data={"code": WRONG}, environ_base={"REMOTE_ADDR": "192.0.2.77"})

    redis = Redis.from_url(redis_url)
    [key] = redis.keys()
    assert 0 < redis.ttl(key) <= 60
    assert b"192.0.2" not in key + redis.dump(key)


def test_a_thousand_guesses_near_the_right_codes_find_nothing_and_keep_nobody_out(app, visitor, people):
    chance, client = random.Random(3), app.test_client()  # noqa: S311 - the same guesses each time
    codes = [person.code for person in people]
    statuses = set()
    for number in range(GUESSES):
        if number == GUESSES // 2:
            assert visitor().open("/code", {"code": codes[0]}).url.endswith(people[0].link)
        guess = near(chance.choice(codes), chance)
        if guess not in codes:
            statuses.add(client.post("/code", data={"code": guess, "go": "start"}).status_code)

    assert statuses == {422, 429}
    assert [person.draft() for person in people] == [None] * 3


def near(code, chance):
    """A code with one sign changed, two swapped, one left out or doubled, or another altogether."""
    signs, at = list(code), chance.randrange(15)
    changes = (
        lambda: signs.__setitem__(at, chance.choice(CODE_SIGNS)),
        lambda: signs.__setitem__(slice(at, at + 2), signs[at : at + 2][::-1]),
        lambda: signs.pop(at),
        lambda: signs.insert(at, signs[at]),
        lambda: chance.shuffle(signs),
        lambda: signs.__setitem__(slice(None), chance.choices(CODE_SIGNS, k=16)),
    )
    chance.choice(changes)()
    return "".join(signs)
