"""Whether a mail is lost or doubled when whatever mails is cut short, at hundreds of random points.

Run it from the project's folder with `PYTHONPATH=tests`; `README.md` tells more.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from itertools import cycle, islice
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from faults import WAYS, Ended, Post
from redis import Redis
from smtp_server import SmtpServer

from bench.servers import postgresql, sqlite
from config import Config
from enquete_app import create_app
from enquete_app.cli.database import migrate

REDIS = "redis://127.0.0.1:6379/13"
KEY = "a key of the benchmark, long enough to be one"
CUTS_A_WAVE = 4
KINDS = {"SQLite": sqlite, "PostgreSQL": postgresql}
Kind = Callable[[], AbstractContextManager[str]]
STATES = ("sent", "failed", "uncertain", "dropped")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.faults", description=__doc__)
    parser.add_argument("--cuts", type=int, default=200, help="on each database")
    parser.add_argument("--people", type=int, default=40, help="of a wave")
    parser.add_argument("--seed", default="1", help="from which all that is random follows")
    asked = parser.parse_args()
    print(f"{'database':<11}  {'cut':<40}  cuts  mails  {'  '.join(STATES)}  lost doubled")
    faults = 0
    for kind, database in KINDS.items():
        waves = -(-asked.cuts // CUTS_A_WAVE)
        ended: dict[str, list[Ended]] = {how: [] for how in WAYS}
        for number, how in enumerate(islice(cycle(WAYS), waves)):
            with wave(database, asked.people, lots_of(asked.seed, number)) as post:
                for _ in range(CUTS_A_WAVE):
                    post.cut(how)
                ended[how].append(post.settle())
        for how, waves_of in ended.items():
            faults += tell(kind, how, waves_of)
    sys.exit(1 if faults else 0)


def lots_of(seed: str, number: int) -> Random:
    """What is drawn by chance for a wave."""
    return Random(f"{seed} {number}")  # noqa: S311 - no secret


def tell(kind: str, how: str, ended: list[Ended]) -> int:
    """Print a line of the table; gives how many mails were lost or doubled."""
    states: Counter[str] = sum((each.states for each in ended), Counter())
    lost, doubled = sum(each.lost for each in ended), sum(each.doubled for each in ended)
    numbers = "  ".join(f"{states[name]:>{len(name)}}" for name in STATES)
    cuts, mails = CUTS_A_WAVE * len(ended), sum(states.values())
    print(f"{kind:<11}  {how:<40}  {cuts:>4}  {mails:>5}  {numbers}  {lost:>4} {doubled:>7}", flush=True)
    return lost + doubled


@contextmanager
def wave(kind: Kind, people: int, lots: Random) -> Iterator[Post]:
    """A wave whose mails are due, on a database of its own."""
    with kind() as url, TemporaryDirectory() as folder, SmtpServer() as smtp:
        Redis.from_url(REDIS).flushdb()
        config = Config(
            SECRET_KEY=KEY,
            CONTACT_KEY=KEY,
            DATABASE_URL=url,
            REDIS_URL=REDIS,
            MAILBOX=Path(folder),
            WORKER="none",
            **smtp.settings,
        )
        app = create_app(config)
        app.logger.disabled = True
        migrate(app.extensions["database"])
        post = Post(app, smtp, lots)
        post.draw(people)
        yield post
        app.extensions["database"].engine.dispose()


if __name__ == "__main__":
    main()
