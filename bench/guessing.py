"""How fast letter codes can be guessed, what is found, and what a right code takes meanwhile.

One server process, guesses from several addresses at a time, half of them near a right code. Then: how long
links take that are unknown, and links that are nearly right. `README.md` tells more.
"""

from __future__ import annotations

import argparse
import random
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from statistics import median, quantiles
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from scipy.stats import mannwhitneyu

from bench.respond import SECRET, fill
from bench.servers import postgresql, serving, sqlite
from enquete_app.db import Database
from enquete_app.fieldwork.answering.credentials import CODE_SIGNS, Purpose, credential
from enquete_app.fieldwork.models import Invitation
from enquete_app.keys import Keyring

if TYPE_CHECKING:
    from bench.servers import Server

KEYRING = Keyring(SECRET)
PEOPLE = 300
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def main() -> None:
    """Guess, look, and print both tables."""
    parser = argparse.ArgumentParser(prog="python -m bench.guessing", description=__doc__)
    parser.add_argument("--postgresql", action="store_true", help="on PostgreSQL instead of SQLite")
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--addresses", type=int, default=8, help="that guess at the same time")
    asked = parser.parse_args()
    with (postgresql if asked.postgresql else sqlite)() as url:
        links = list(fill(url, PEOPLE))
        environ = {"ENQUETE_SECRET_KEY": SECRET, "ENQUETE_WORKER": "none", "ENQUETE_TRUSTED_PROXIES": "1"}
        with serving("enquete", "wsgi:app", url, **environ) as server:
            tell_guesses(server, codes_of(url), asked.seconds, asked.addresses)
            tell_times_of_links(server, links)


def codes_of(url: str) -> list[str]:
    """The letter codes of everybody invited."""
    database = Database(url)
    with database.reader() as session:
        codes = [
            credential(Purpose.CODE, each.id, each.version, keyring=KEYRING, key_id=each.key_id)
            for each in session.query(Invitation)
        ]
    database.engine.dispose()
    return codes


def tell_guesses(server: Server, codes: list[str], seconds: int, addresses: int) -> None:
    """Guess for so many seconds; meanwhile somebody at one of those addresses types a right code."""
    quiet = [typed_right(server, code) for code in codes[:20]]
    until = time.monotonic() + seconds
    with ThreadPoolExecutor(addresses) as pool:
        guessing = [pool.submit(guess, server, codes, until, number) for number in range(addresses)]
        time.sleep(1)
        storm = []
        while time.monotonic() < until - 1:
            storm.append(typed_right(server, random.choice(codes)))  # noqa: S311
            time.sleep(0.2)
        statuses: Counter[int] = sum((each.result() for each in guessing), Counter())
    print(f"guesses a second      {statuses.total() / seconds:8.0f}   from {addresses} addresses")
    for status, count in sorted(statuses.items()):
        print(f"  answered {status}        {count:8}")
    print(f"found                 {statuses[303]:8}   of {len(codes)} codes")
    print(f"right codes refused   {sum(not right for right, _ in storm):8}   of {len(storm)} in the storm")
    for name, times in (("before", quiet), ("in the storm", storm)):
        taken = [1000 * each for _, each in times]
        print(f"right code, {name:12} {median(taken):6.1f} ms median, {max(taken):.1f} ms at most")


def guess(server: Server, codes: list[str], until: float, number: int) -> Counter[int]:
    """Try wrong codes as fast as answers come, each second one a right code with one sign changed."""
    chance, connection = random.Random(number), HTTPConnection("127.0.0.1", server.port)  # noqa: S311
    statuses: Counter[int] = Counter()
    known = set(codes)
    while time.monotonic() < until:
        signs = chance.choices(CODE_SIGNS, k=16)
        if chance.random() < 0.5:
            signs = list(chance.choice(codes))
            signs[chance.randrange(16)] = chance.choice(CODE_SIGNS)
        if (code := "".join(signs)) not in known:
            statuses[post_code(connection, code, f"192.0.2.{number}")] += 1
    return statuses


def typed_right(server: Server, code: str) -> tuple[bool, float]:
    """Whether a right code goes on, from an address that guesses, and in how many seconds."""
    begin = time.perf_counter()
    status = post_code(HTTPConnection("127.0.0.1", server.port), code, "192.0.2.0")
    return status == 303, time.perf_counter() - begin


def post_code(connection: HTTPConnection, code: str, address: str) -> int:
    """Type a code; gives the status of the answer."""
    connection.request("POST", "/code", urlencode({"code": code}), FORM | {"X-Forwarded-For": address})
    answer = connection.getresponse()
    answer.read()
    return answer.status


def tell_times_of_links(server: Server, links: list[str], rounds: int = 1500) -> None:
    """Compare how long links take that share nothing with a right one, and links that are nearly right."""
    connection = HTTPConnection("127.0.0.1", server.port)
    times: dict[str, list[float]] = {"unknown": [], "last sign wrong": []}
    for number in range(rounds):
        link = links[number % len(links)]
        far = "".join(random.choices("abcdefghijklmnopqrstuvwxyz234567", k=32))  # noqa: S311
        for name, token in random.sample([*zip(times, (far, f"{link[:-1]}1"), strict=True)], 2):
            begin = time.perf_counter()
            connection.request("GET", f"/e/{token}")
            connection.getresponse().read()
            times[name].append(1000 * (time.perf_counter() - begin))
    for name, taken in times.items():
        low, middle, high = quantiles(taken)
        print(f"link, {name:16} {middle:6.3f} ms median, quartiles {low:.3f} and {high:.3f}")
    print(f"that they differ by chance alone: p = {mannwhitneyu(*times.values()).pvalue:.2f}")


if __name__ == "__main__":
    main()
