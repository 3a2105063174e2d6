"""How long respondents wait who come at the same time: medians and 99th percentiles.

`README.md` tells more.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from statistics import median, quantiles

from bench.browser import Browser, Page
from bench.respond import ANSWERS, SECRET, fill, respond
from bench.servers import Server, postgresql, serving, sqlite

WARM_UP = 2
METHODS = ("GET", "POST")
PAGE = "page"
"""From pressing a button to the page that follows: what a respondent waits for."""


@dataclass
class Watch(Browser):
    """A browser that notes how long each answer takes.

    Args:
        pause: seconds of thought before each button; on average.

    Attributes:
        waits: seconds, by what was waited for.
    """

    pause: float = 0.0
    waits: dict[str, list[float]] = field(default_factory=lambda: {name: [] for name in (*METHODS, PAGE)})

    def send(self, page: Page, answers: Mapping[str, object]) -> Page:
        """Send a form and see the page that it leads to, and note how long that took together."""
        time.sleep(random.uniform(0, 2 * self.pause))  # noqa: S311 - no secret
        start = time.perf_counter()
        following = super().send(page, answers)
        self.waits[PAGE].append(time.perf_counter() - start)
        return following

    def ask(self, method: str, address: str, form: str | None = None) -> tuple[int, str, bytes]:
        """Make one request, and note how long it took."""
        start = time.perf_counter()
        answer = super().ask(method, address, form)
        self.waits[method].append(time.perf_counter() - start)
        return answer


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(prog="python -m bench.parallel", description=__doc__)
    parser.add_argument("--postgresql", action="store_true", help="on PostgreSQL instead of SQLite")
    parser.add_argument("--people", type=int, default=8, help="at the same time")
    parser.add_argument("--runs", type=int, default=12, help="of each of them, one after the other")
    parser.add_argument(
        "--pause", type=float, default=0.0, help="seconds before each button, up to twice this"
    )
    parser.add_argument("--threads", type=int, default=8, help="of the server")
    asked = parser.parse_args()
    with (postgresql if asked.postgresql else sqlite)() as url:
        tokens = fill(url, asked.people * (asked.runs + WARM_UP))
        environ = {"ENQUETE_SECRET_KEY": SECRET, "ENQUETE_WORKER": "none"}
        with serving("enquete", "wsgi:app", url, threads=asked.threads, **environ) as server:
            runs = all_at_once(server, tokens, asked.people, pause=asked.pause)
    waits = [run.waits for run in runs[asked.people * WARM_UP :]]
    print(f"{'PostgreSQL' if asked.postgresql else 'SQLite'}, {asked.people} people at the same time")
    print("wait for    number   median, ms   p99, ms   p99 / median")
    for name in (*METHODS, PAGE):
        tell(name, [wait for each in waits for wait in each[name]])
    tell("requests", [wait for each in waits for method in METHODS for wait in each[method]])


def all_at_once(server: Server, tokens: list[str], people: int, *, pause: float) -> list[Watch]:
    """Let so many people respond at a time until all tokens are used; returns their browsers in order."""

    def one(token: str, answers: Mapping[str, int | str]) -> Watch:
        with closing(Watch(server.port, pause=pause)) as browser:
            respond(browser, token, answers)
            return browser

    answers = [next(ANSWERS) for _ in tokens]
    with ThreadPoolExecutor(people) as pool:
        return list(pool.map(one, tokens, answers))


def tell(name: str, waits: list[float]) -> None:
    """Print one line."""
    middle, late = median(waits), quantiles(waits, n=100)[-1]
    print(f"{name:<8} {len(waits):>9}   {1000 * middle:>10.1f} {1000 * late:>9.1f}   {late / middle:>12.1f}")


if __name__ == "__main__":
    main()
