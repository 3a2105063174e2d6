"""What attackers with everything but the server's secrets achieve over many waves, and over planted leaks.

Run it from the project's folder with `PYTHONPATH=tests`; `README.md` tells more.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from attack.attackers import FAMILIES, Attack, Scores, added, best
from attack.leaks import LEAKS, Leak, logged_sizes
from attack.people import lots
from attack.playing import play
from attack.visits import by_functions, over_http
from builders import DRAW_DAY
from flask import Flask

from bench.servers import postgresql, sqlite
from config import Config
from enquete_app import create_app
from enquete_app.cli.database import migrate
from enquete_app.db import Database

DATABASES: Mapping[str, Callable[[], AbstractContextManager[str]]] = {
    "SQLite": sqlite,
    "PostgreSQL": postgresql,
}
APART = timedelta(days=40)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--waves", type=int, default=10, help="waves of each kind on each database")
    parser.add_argument("--people", type=int, default=40, help="people drawn for a wave")
    given = parser.parse_args()
    print(f"{'':11}{'attackers':18}{'tried':>6}{'responses':>10}{'expected':>9}{'best hits':>10}{'p':>9}  by")
    for name, database in DATABASES.items():
        scores = added(_waves(database, given.waves, given.people))
        for family in FAMILIES:
            own = {attack: score for attack, score in scores.items() if attack.family == family}
            if own:
                _line(name, family, own)
    print("\nplanted")
    for name, database in DATABASES.items():
        for leak, make in {**LEAKS, "sizes in the log": logged_sizes}.items():
            found = added(_leaking(database, make, seed) for seed in range(3))
            families = make().families
            _line(name, leak, {each: score for each, score in found.items() if each.family in families})


def _line(database: str, name: str, scores: Scores) -> None:
    """The best of several attackers; p allows for their number."""
    attack, score = best(scores)
    chance = min(1.0, score.chance * len(scores))
    print(
        f"{database:11}{name[:31]:18}{len(scores):6}{sum(score.classes):10}{len(score.classes):9}"
        f"{score.hits:10}{chance:9.1g}  {_told(attack)}",
        flush=True,
    )


def _told(attack: Attack) -> str:
    return f"{attack.of_person} {'against' if attack.reverse else 'with'} {attack.of_response}"


def _waves(database: Callable[[], AbstractContextManager[str]], waves: int, people: int) -> Iterator[Scores]:
    """Waves over HTTP, waves by the functions behind it, and small ones opened with the next."""
    for seed in range(waves):
        with _app(database) as app:
            days = [DRAW_DAY + APART * number for number in range(4)]
            played = [
                play(app, lots(4 * seed), people=people, come=over_http, day=days[0]),
                play(app, lots(4 * seed + 1), people=people, come=by_functions, day=days[1]),
                play(app, lots(4 * seed + 2), people=4, response=1, come=by_functions, day=days[2])
                + play(app, lots(4 * seed + 3), people=people, come=by_functions, day=days[3]),
            ]
        yield added(each.attacked(lots(seed)) for each in played)


def _leaking(
    database: Callable[[], AbstractContextManager[str]], make: Callable[[], Leak], seed: int
) -> Scores:
    leak = make()
    with _app(database) as app, leak.planted:
        played = play(app, lots(seed), people=36, response=1, come=leak.come, once_closed=leak.once_closed)
    return played.attacked(lots(seed))


@contextmanager
def _app(kind: Callable[[], AbstractContextManager[str]]) -> Iterator[Flask]:
    """An application on an empty database, which nobody reaches from outside."""
    with kind() as url, TemporaryDirectory(prefix="enquete-bench-") as folder:
        migrate(database := Database(url))
        database.engine.dispose()
        app = create_app(
            Config(
                SECRET_KEY="a secret key of the benchmark, long enough",  # noqa: S106 - of no use elsewhere
                CONTACT_KEY="a contact key of the benchmark, long enough",
                DATABASE_URL=url,
                MAILBOX=Path(folder),
                BASE_URL="http://127.0.0.1:5000",
                WORKER="none",
                TESTING=True,
            )
        )
        try:
            yield app
        finally:
            app.extensions["database"].engine.dispose()


if __name__ == "__main__":
    main()
