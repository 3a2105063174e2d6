"""How much processor time and memory letters take, against a document of as many bare pages.

Run as `python -m bench.letters`, optionally with the numbers of letters. Each is measured in a process of its
own.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import time
from datetime import UTC, date, datetime
from types import SimpleNamespace
from uuid import uuid4

import typst

from config import Config
from enquete_app import create_app
from enquete_app.fieldwork.letters.pdf import Sheet, letters_pdf
from enquete_app.fieldwork.models import MessageKind
from enquete_app.jobs.due import sender_of


def bare(pages: int) -> bytes:
    """As many pages with a line on each."""
    source = "#pagebreak()\n".join(f"Letter {number}\n" for number in range(pages))
    made = typst.compile(source.encode(), format="pdf", ignore_system_fonts=True)
    return made if isinstance(made, bytes) else b""


def letters(pages: int) -> bytes:
    """Letters to as many people."""
    app = create_app(
        Config(SECRET_KEY="bench " * 8, CONTACT_KEY="bench " * 8, DATABASE_URL="sqlite://", WORKER="none")
    )
    sheet = Sheet(
        dated_on=date(2026, 5, 12),
        last_day=date(2026, 6, 8),
        texts={},
        return_address="",
        logo=None,
        made_at=datetime(2026, 5, 12, tzinfo=UTC),
    )
    key_id = app.extensions["keyring"].current_id
    people = [
        SimpleNamespace(
            name=f"Mevrouw {number} van der Bilt",
            address=f"Dorpsstraat {number}",
            postcode="1234 AB",
            town="Voorbeeldstad",
            received=date(2026, 3, 2),
        )
        for number in range(pages)
    ]
    messages = [
        SimpleNamespace(
            id=0,
            invitation=SimpleNamespace(id=uuid4(), version=1, key_id=key_id, language="nl", complaint=each),
        )
        for each in people
    ]
    batch = SimpleNamespace(kind=MessageKind.INVITATION)
    with app.app_context():
        return letters_pdf(messages, batch, sender_of(app), sheet)  # type: ignore[arg-type]


MAKE = {"bare": bare, "letters": letters}


def measured(what: str, pages: int) -> tuple[float, float, float]:
    """Seconds of the processor, megabytes of memory beyond an idle process, and megabytes of the file."""
    found = subprocess.run(
        [sys.executable, "-m", "bench.letters", "--one", what, str(pages)],
        capture_output=True,
        text=True,
        check=True,
    )
    seconds, memory, size = map(float, found.stdout.split())
    return seconds, memory, size


def main() -> None:
    """Print a line for each number of letters."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--one", choices=MAKE, help="measure this here, and print only numbers")
    parser.add_argument("pages", nargs="*", type=int, default=[100, 500, 1000])
    given = parser.parse_args()
    if given.one:
        before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
        content = MAKE[given.one](given.pages[0])
        seconds = time.process_time() - began
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        sys.stdout.write(f"{seconds} {memory / 1024} {len(content) / 1e6}\n")
        return
    for pages in given.pages:
        own, plain = measured("letters", pages), measured("bare", pages)
        sys.stdout.write(
            f"{pages} letters: {own[0]:.1f} s, {own[1]:.0f} MB, a file of {own[2]:.1f} MB; "
            f"{own[0] / plain[0]:.0f} × the time, {own[1] / max(plain[1], 1):.0f} × the memory of bare ones\n"
        )


if __name__ == "__main__":
    main()
