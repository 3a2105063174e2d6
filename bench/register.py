"""What reading and importing a register takes: time against a bare loop over the CSV, and the most memory.

`README.md` tells more.
"""

from __future__ import annotations

import argparse
import csv
import resource
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from bench.servers import postgresql, sqlite
from enquete_app.cli.database import migrate
from enquete_app.db import Database
from enquete_app.jobs import registering
from enquete_app.register import intake
from enquete_app.register.files import open_register
from enquete_app.register.reading import read_rows
from enquete_app.register.recognising import recognise
from enquete_app.register.uploads import UploadState

KIB = 1024
HEADING = "Zaak-id;Soort;Behandeling;Datum ontvangst;Datum afhandeling;Oordeel;E-mailadres;Onderwerp;Domein"
LINE = (
    "K-2025-{0:07};klacht;informeel;{1:02}-01-2025;{1:02}-03-2025;ongegrond;klager{0}@inwoner.example;"
    "Bejegening aan de telefoon;Fysiek domein"
)


class Taken(NamedTuple):
    """What a step took: processor seconds, and the most memory before and with it, in MiB."""

    seconds: float
    before: float
    peak: float


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(prog="python -m bench.register", description=__doc__)
    parser.add_argument("--postgresql", action="store_true", help="on PostgreSQL instead of SQLite")
    parser.add_argument("--rows", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    asked = parser.parse_args()
    print("PostgreSQL" if asked.postgresql else "SQLite")
    print("     rows     step          seconds   × bare loop   MiB (before)")
    for rows in asked.rows:
        with TemporaryDirectory() as folder, (postgresql if asked.postgresql else sqlite)() as url:
            file = write(Path(folder) / "register.csv", rows)
            bare = in_a_process(loop, file, url)
            for name, step in STEPS.items():
                taken = bare if step is loop else in_a_process(step, file, url)
                print(
                    f"{rows:>9}     {name:<12}{taken.seconds:>9.1f}   {taken.seconds / bare.seconds:>11.1f}"
                    f"   {taken.peak:>4.0f} ({taken.before:.0f})",
                    flush=True,
                )


def write(file: Path, rows: int) -> Path:
    """Write a register of so many complaints."""
    with file.open("w", encoding="utf-8") as text:
        text.write(HEADING + "\n")
        for number in range(rows):
            text.write(LINE.format(number, number % 28 + 1) + "\n")
    return file


def loop(file: Path, _url: str) -> None:
    with file.open(encoding="utf-8", newline="") as text:
        for _ in csv.reader(text, delimiter=";"):
            pass


def read(file: Path, _url: str) -> None:
    with file.open("rb") as content:
        table = open_register(content, file.name)
        layout, _ = recognise(table, postal=False)
        for _ in read_rows(table, layout):
            pass


def upload(file: Path, url: str) -> None:
    migrate(database := Database(url))
    with file.open("rb") as content, database.transaction() as session:
        intake.receive(session, content, name=file.name, who="a@b.example", now=datetime.now(UTC))


def work(_file: Path, url: str) -> None:
    lines = list(registering.work_on_uploads(Database(url), datetime.now(UTC), lambda: False))
    assert lines in (["upload 1: ready"], ["upload 1: done"]), lines  # noqa: S101


def import_(file: Path, url: str) -> None:
    with Database(url).transaction() as session:
        found = intake.find_upload(session, 1)
        assert found is not None  # noqa: S101
        found.state = UploadState.IMPORTING
    work(file, url)


STEPS: dict[str, Callable[[Path, str], None]] = {
    "bare loop": loop,
    "reading": read,
    "uploading": upload,
    "looking": work,
    "importing": import_,
}


def in_a_process(step: Callable[[Path, str], None], file: Path, url: str) -> Taken:
    """Do a step in a process of its own, whose memory nothing else has filled."""
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_measure, args=(step, file, url, theirs))
    process.start()
    with closing(ours):
        theirs.close()
        taken: Taken = ours.recv()
    process.join()
    return taken


def _measure(step: Callable[[Path, str], None], file: Path, url: str, told) -> None:  # noqa: ANN001 - a pipe
    before, begun = _peak(), time.process_time()
    step(file, url)
    told.send(Taken(time.process_time() - begun, before, _peak()))


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KIB


if __name__ == "__main__":
    main()
