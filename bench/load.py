"""Requests a second and waits with ever more respondents at the same time, against a bare page.

Gunicorn serves both side by side, on one database; they take turns. `README.md` tells more.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPException
from itertools import islice
from statistics import median, quantiles

from bench.parallel import METHODS, Watch
from bench.respond import ANSWERS, SECRET, fill, respond, send_bare_page
from bench.servers import Server, postgresql, serving, sqlite

POSTS_OF_A_RUN = 14
"""Of most example answer sets: so often the bare page is sent."""
THREADS = 4
"""Of each process, as `docs/deploy/gunicorn.conf.py` has it."""
WARM_UP = 16

Visit = Callable[[Watch, str, Mapping[str, int | str]], object]


@dataclass(frozen=True, slots=True)
class Storm:
    """What came of many respondents at the same time.

    Args:
        rate: requests a second, redirects and the pages they lead to included.
        waits: seconds for each request.
        errors: visits that ended otherwise than with the last page.
    """

    rate: float
    waits: tuple[float, ...]
    errors: int


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(prog="python -m bench.load", description=__doc__)
    parser.add_argument("--sqlite", action="store_true", help="instead of PostgreSQL")
    parser.add_argument("--people", type=int, nargs="+", default=[1, 4, 8, 32], help="at the same time")
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2], help="processes of each server")
    parser.add_argument("--runs", type=int, default=32, help="whole questionnaires in a round")
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    with (sqlite if asked.sqlite else postgresql)() as url:
        rounds = len(asked.workers) * len(asked.people) * asked.rounds
        tokens = iter(fill(url, len(asked.workers) * WARM_UP + rounds * asked.runs))
        print(f"{'SQLite' if asked.sqlite else 'PostgreSQL'}, {THREADS} threads a process, waits in ms")
        print(
            "processes  people   requests/s   bare page   ratio (lowest to highest)   median     p99   errors"
        )
        for workers in asked.workers:
            size = {"threads": THREADS, "workers": workers}
            environ = {"ENQUETE_SECRET_KEY": SECRET, "ENQUETE_WORKER": "none"}
            with (
                serving("enquete", "wsgi:app", url, **size, **environ) as enquete,
                serving("bare", "bench.baseline:create_app()", url, **size) as bare,
            ):
                both(enquete, bare, tokens, WARM_UP, people=WARM_UP)
                for people in asked.people:
                    pairs = [
                        both(enquete, bare, tokens, asked.runs, people=people) for _ in range(asked.rounds)
                    ]
                    tell(workers, people, pairs)


def both(
    enquete: Server, bare: Server, tokens: Iterator[str], runs: int, *, people: int
) -> tuple[Storm, Storm]:
    """Let so many people respond at a time, then send the bare page as often."""
    some = list(islice(tokens, runs))
    return storm(enquete, some, people, respond), storm(bare, some, people, _bare)


def storm(server: Server, tokens: Sequence[str], people: int, visit: Visit) -> Storm:
    """Let so many people visit at a time until all tokens are used."""

    def one(token: str) -> tuple[Watch, bool]:
        with closing(Watch(server.port)) as browser:
            try:
                visit(browser, token, next(ANSWERS))
            except (RuntimeError, HTTPException, OSError):
                return browser, False
            return browser, True

    start = time.perf_counter()
    with ThreadPoolExecutor(people) as pool:
        visits = list(pool.map(one, tokens))
    seconds = time.perf_counter() - start
    waits = tuple(wait for browser, _ in visits for method in METHODS for wait in browser.waits[method])
    return Storm(len(waits) / seconds, waits, sum(not went_well for _, went_well in visits))


def tell(workers: int, people: int, pairs: Sequence[tuple[Storm, Storm]]) -> None:
    """Print one line: medians over the rounds."""
    ratios = sorted(own.rate / bare.rate for own, bare in pairs)
    own_rate, bare_rate = (median(each.rate for each in side) for side in zip(*pairs, strict=True))
    waits = [wait for own, _ in pairs for wait in own.waits]
    errors = sum(own.errors for own, _ in pairs)
    print(
        f"{workers:>9} {people:>7} {own_rate:>12.0f} {bare_rate:>11.0f}   "
        f"{median(ratios):>5.2f} ({ratios[0]:.2f} to {ratios[-1]:.2f})       "
        f"{1000 * median(waits):>9.1f} {1000 * quantiles(waits, n=100)[-1]:>7.1f} {errors:>8}",
        flush=True,
    )


def _bare(browser: Watch, token: str, answers: Mapping[str, int | str]) -> None:
    send_bare_page(browser, token, answers, times=POSTS_OF_A_RUN)


if __name__ == "__main__":
    main()
