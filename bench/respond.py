"""What a respondent's whole run costs the server, against as many requests to a bare page.

Gunicorn serves both side by side, on one database; they take turns. `README.md` tells more.
"""

from __future__ import annotations

import argparse
import secrets
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from itertools import cycle
from statistics import median

from sqlalchemy import insert, select

from bench import baseline
from bench.browser import Browser
from bench.servers import Server, postgresql, serving, sqlite
from enquete_app.cli.database import migrate
from enquete_app.cli.example import DRAWN_ON, example_answers
from enquete_app.db import Database
from enquete_app.fieldwork.answering.credentials import Purpose, credential
from enquete_app.fieldwork.drawing.draws import Order, find_survey, make_draw
from enquete_app.fieldwork.models import Invitation
from enquete_app.keys import Keyring
from enquete_app.register.models import Complaint

SECRET = secrets.token_hex(32)
ANSWERS = cycle(answers for _, answers in example_answers())


@dataclass(frozen=True, slots=True)
class Cost:
    """What some visits cost a server.

    Args:
        requests: how many there were, redirects and the pages they lead to included.
        web: processor seconds of the web server.
        backend: processor seconds of the database's own processes.
    """

    requests: int
    web: float
    backend: float


@dataclass(frozen=True, slots=True)
class Round:
    """The two costs of one round, and the sizes of the pages of Enquete and of the bare page, in bytes."""

    enquete: Cost
    bare: Cost
    sizes: tuple[int, ...]
    bare_size: int


PARTS: Mapping[str, Callable[[Cost], float]] = {
    "web server": lambda cost: cost.web,
    "PostgreSQL's processes": lambda cost: cost.backend,
    "both": lambda cost: cost.web + cost.backend,
}


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(prog="python -m bench.respond", description=__doc__)
    parser.add_argument("--postgresql", action="store_true", help="on PostgreSQL instead of SQLite")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--people", type=int, default=20, help="whole runs in a round")
    asked = parser.parse_args()
    with (postgresql if asked.postgresql else sqlite)() as url:
        tokens = iter(fill(url, 1 + (1 + asked.rounds) * asked.people))
        with (
            serving("enquete", "wsgi:app", url, ENQUETE_SECRET_KEY=SECRET, ENQUETE_WORKER="none") as enquete,
            serving("bare", "bench.baseline:create_app()", url) as bare,
        ):
            tell_first_page(enquete, next(tokens))
            # The first round only fills caches.
            turns = [[next(tokens) for _ in range(asked.people)] for _ in range(1 + asked.rounds)]
            _, *rounds = [compare(enquete, bare, people) for people in turns]
    print(f"\n{'PostgreSQL' if asked.postgresql else 'SQLite'}, {asked.rounds} rounds of {asked.people} runs")
    tell(rounds)


def fill(url: str, people: int) -> list[str]:
    """Migrate a database, draw a wave and give each of its people a bare page; returns the links' tokens."""
    database, keyring = Database(url), Keyring(SECRET)
    migrate(database)
    with database.transaction() as session:
        session.add_all(_complaint(number) for number in range(people))
        session.flush()
        make_draw(session, find_survey(session, "klachtbehandeling"), Order(as_of=DRAWN_ON), keyring)
        tokens = [
            credential(Purpose.LINK, invitation_id, 1, keyring=keyring, key_id=keyring.current_id)
            for invitation_id in session.scalars(select(Invitation.id))
        ]
        baseline.bare_page.metadata.create_all(session.connection())
        session.execute(insert(baseline.bare_page), [{"hash": baseline.hash_of(token)} for token in tokens])
    database.engine.dispose()
    return tokens


def respond(browser: Browser, token: str, answers: Mapping[str, int | str]) -> None:
    """Answer the questionnaire, from the link to the thanks."""
    page = browser.get(f"/e/{token}")
    while page.button:
        page = browser.send(page, answers)
    if "/verstuurd" not in page.address:
        raise RuntimeError(f"the run ended at {page.address}")


def send_bare_page(browser: Browser, token: str, answers: Mapping[str, int | str], *, times: int) -> None:
    """Send the bare page's form so many times."""
    page = browser.get(f"/{token}")
    for _ in range(times):
        page = browser.send(page, answers)


def compare(enquete: Server, bare: Server, tokens: Sequence[str]) -> Round:
    """Let people respond, then as many send the bare page as often."""
    runs: list[Browser] = []
    answers = [next(ANSWERS) for _ in tokens]

    def all_respond() -> int:
        for token, given in zip(tokens, answers, strict=True):
            with closing(Browser(enquete.port)) as browser:
                respond(browser, token, given)
                runs.append(browser)
        return sum(run.requests.total() for run in runs)

    def all_send_bare_page() -> int:
        requests = 0
        for token, given, run in zip(tokens, answers, runs, strict=True):
            with closing(Browser(bare.port)) as browser:
                send_bare_page(browser, token, given, times=run.requests["POST"])
                if browser.requests != run.requests:
                    raise RuntimeError(f"{browser.requests} is not the same mix as {run.requests}")
                requests += browser.requests.total()
                sizes.append(browser.sizes[-1])
        return requests

    sizes: list[int] = []
    cost = measured(enquete, all_respond)
    bare_cost = measured(bare, all_send_bare_page)
    return Round(cost, bare_cost, tuple(size for run in runs for size in run.sizes[1:-2]), sizes[-1])


def measured(server: Server, visits: Callable[[], int]) -> Cost:
    """What visits cost a server; they return the number of their requests."""
    web, backend = server.web_seconds(), server.backend_seconds()
    requests = visits()
    return Cost(requests, server.web_seconds() - web, server.backend_seconds() - backend)


def tell_first_page(enquete: Server, token: str) -> None:
    """Print what a browser transfers to show the first page."""
    with closing(Browser(enquete.port)) as browser:
        page = browser.get(f"/e/{token}")
        print(f"first page: HTML {browser.received} bytes with headers, {page.scripts} scripts")
        for address in sorted(page.linked):
            before = browser.received
            browser.ask("GET", address)
            print(f"  {address} {browser.received - before} bytes")
        print(f"  in all {browser.received} bytes, uncompressed")


def tell(rounds: Sequence[Round]) -> None:
    """Print medians over the rounds."""
    sizes = [size for each in rounds for size in each.sizes]
    print(f"page with questions: {median(sizes):.0f} bytes (median); bare page: {rounds[0].bare_size} bytes")
    requests = sum(each.enquete.requests for each in rounds)
    print(f"requests: {requests} to each, redirects and the pages they lead to included\n")
    print("processor time, ms a request       Enquete   bare page   ratio (lowest to highest round)")
    for name, seconds in PARTS.items():
        own = [seconds(each.enquete) for each in rounds]
        bare = [seconds(each.bare) for each in rounds]
        if not any(bare):
            continue
        ratios = sorted(one / other for one, other in zip(own, bare, strict=True))
        each_own, each_bare = (1000 * median(part) * len(rounds) / requests for part in (own, bare))
        print(
            f"{name:<32} {each_own:>9.2f}   {each_bare:>9.2f}   "
            f"{median(ratios):>5.2f} ({ratios[0]:.2f} to {ratios[-1]:.2f})"
        )


def _complaint(number: int) -> Complaint:
    return Complaint(
        case_number=f"K-{number:05}",
        kind="klacht",
        subject="Afvalcontainer",
        domain="Fysiek domein",
        department="Wijkbeheer",
        channel="digitaal",
        handling="informeel",
        judgement="gegrond",
        received=DRAWN_ON - timedelta(days=60),
        closed=DRAWN_ON - timedelta(days=30),
        language="nl",
        email=f"klager{number}@inwoner.example",
    )


if __name__ == "__main__":
    main()
