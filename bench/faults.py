"""Whether a mail is lost or doubled when whatever mails is cut short, at hundreds of random points.

Run it from the project's folder with `PYTHONPATH=tests`; `README.md` tells more.
"""

from __future__ import annotations

import argparse
import logging
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from faults.counting import Ended
from faults.own_servers import OwnPostgres, OwnRedis
from faults.planted import PLANTED
from faults.post import Post, Way
from faults.releases import NoReleaseError, previous_release
from faults.ways import WAYS
from smtp_server import SmtpServer

from bench.servers import postgresql, sqlite
from config import Config
from enquete_app import create_app
from enquete_app.cli.database import migrate

KEY = "a key of the benchmark, long enough to be one"
CUTS_A_WAVE = 8
KINDS = {"SQLite": sqlite, "PostgreSQL": postgresql}
Kind = Callable[[], AbstractContextManager[str]]
COLUMNS = (
    *("database", "cut", "cuts", "while mails waited", "in a dialogue", "mails"),
    *("sent", "failed", "uncertain", "lost", "doubled", "uncertain for nothing", "other"),
)


@dataclass(frozen=True)
class Servers:
    """The servers that may be killed, and the previous release; none where it is not to be had."""

    redis: OwnRedis
    cluster: OwnPostgres
    release: Path | None

    def allow(self, way: Way, kind: str) -> bool:
        """Whether a way is possible on a kind of database."""
        return not (way.cluster and kind == "SQLite") and not (way.release and self.release is None)

    def database_for(self, way: Way, usual: Kind) -> Kind:
        """What makes the databases for a way."""
        return self.cluster.database if way.cluster else usual


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.faults", description=__doc__)
    parser.add_argument("--cuts", type=int, default=200, help="on each database, at least")
    parser.add_argument("--people", type=int, default=12, help="who are invited for each cut")
    parser.add_argument("--connections", type=int, choices=(1, 2), default=1, help="of each run")
    parser.add_argument("--seed", default="1", help="from which all that is random follows")
    parser.add_argument("--only", default="", help="the ways that have this in their name")
    parser.add_argument("--previous", default="", help="the previous release's commit")
    asked = parser.parse_args()
    logging.getLogger("mail.log").disabled = True  # the server tells of each certificate that was refused
    began = time.monotonic()
    with ExitStack() as stack:
        servers = Servers(
            stack.enter_context(OwnRedis()),
            stack.enter_context(OwnPostgres()),
            _previous(stack.enter_context(TemporaryDirectory()), asked.previous),
        )
        faults = tell_ways(servers, asked)
        missed = 0 if asked.only else tell_planted(servers, asked)
    print(f"\n{(time.monotonic() - began) / 60:.0f} minutes")
    sys.exit(1 if faults or missed else 0)


def tell_ways(servers: Servers, asked: argparse.Namespace) -> int:
    """Cut in each way on each database, and print the table; gives how many faults there were."""
    print(_line(*COLUMNS), _line(*("---" for _ in COLUMNS)), sep="\n", flush=True)
    everything: list[Ended] = []
    for kind, database in KINDS.items():
        ways = {name: way for name, way in WAYS.items() if asked.only in name and servers.allow(way, kind)}
        for name, way in ways.items():
            cuts = -(-asked.cuts // len(ways))
            ended = list(cut(servers.database_for(way, database), name, servers, asked, cuts))
            print(_line(kind, name, *_numbers(ended)), flush=True)
            everything += ended
    print(_line("both", "all", *_numbers(everything)))
    return sum(each.faults for each in everything)


def tell_planted(servers: Servers, asked: argparse.Namespace) -> int:
    """Try outboxes with faults, and print which were found; gives how many were not."""
    print(f"\n{_line('an outbox that', 'cut', 'found')}\n{_line('---', '---', '---')}")
    missed = 0
    for name, planted in PLANTED.items():
        lots = Random(f"{asked.seed} {name}")  # noqa: S311 - no secret
        with wave(sqlite, servers, asked, lots) as post:
            found = planted.faults_found(post)
        missed += not found
        print(_line(name, planted.way, "yes" if found else "**no**"), flush=True)
    return missed


def cut(database: Kind, name: str, servers: Servers, asked: argparse.Namespace, cuts: int) -> Iterator[Ended]:
    """Cut so often in one way, in as many waves as that takes."""
    for first in range(0, cuts, CUTS_A_WAVE):
        lots = Random(f"{asked.seed} {name} {first}")  # noqa: S311 - no secret
        with wave(database, servers, asked, lots) as post:
            for _ in range(min(CUTS_A_WAVE, cuts - first)):
                post.cut(WAYS[name])
            yield post.settle()


@contextmanager
def wave(kind: Kind, servers: Servers, asked: argparse.Namespace, lots: Random) -> Iterator[Post]:
    """An installation whose mailing can be cut short, on a database of its own."""
    with kind() as url, TemporaryDirectory() as folder, SmtpServer() as smtp:
        servers.redis.flush()
        config = Config(
            SECRET_KEY=KEY,
            CONTACT_KEY=KEY,
            DATABASE_URL=url,
            REDIS_URL=servers.redis.url,
            MAILBOX=Path(folder),
            WORKER="none",
            **smtp.settings,
        )
        app = create_app(config)
        app.logger.disabled = True
        migrate(app.extensions["database"])
        yield Post(
            *(app, smtp, lots, servers.redis, servers.cluster, servers.release),
            people=asked.people,
            connections=asked.connections,
        )
        app.extensions["database"].engine.dispose()


def _previous(folder: str, commit: str) -> Path | None:
    try:
        return previous_release(Path(folder), commit)
    except NoReleaseError as error:
        print(f"The previous release is left out: {error}")
        return None


def _numbers(ended: list[Ended]) -> tuple[object, ...]:
    states: Counter[str] = sum((each.states for each in ended), Counter())
    return (
        *(sum(getattr(each, name) for each in ended) for name in ("cuts", "at_work", "in_dialogue")),
        *(states.total(), states["sent"], states["failed"], states["uncertain"]),
        *(sum(getattr(each, name) for each in ended) for name in ("lost", "doubled", "unexplained")),
        "; ".join(sorted({words for each in ended for words in each.broken})) or 0,
    )


def _line(*cells: object) -> str:
    return f"| {' | '.join(map(str, cells))} |"


if __name__ == "__main__":
    main()
