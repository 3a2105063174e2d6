"""The previous release at work beside this one while the database is migrated."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import time
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from alembic.script import ScriptDirectory
from faults.post import BATCH, PATIENCE, SOON, Post, kill

from enquete_app.cli.database import migrate, take_back
from enquete_app.db import Database

ROOT = Path(__file__).resolve().parents[2]


class NoReleaseError(Exception):
    """The history of this checkout does not reach back to the previous release."""


_RUN_DUE = """
import sys
from datetime import UTC, datetime, timedelta
from enquete_app.fieldwork.messages import sending
from enquete_app.jobs import due
from wsgi import app

class Moved(datetime):
    @classmethod
    def now(cls, tz=None):
        return datetime.now(tz) + timedelta(seconds=float(sys.argv[1]))

sending.BATCH = int(sys.argv[2])
sending.datetime = due.datetime = Moved
with app.app_context():
    list(due.run_due(app, Moved.now(UTC)))
"""


def previous_release(folder: Path, commit: str = "") -> Path:
    """Lay the code of an earlier commit into a folder.

    Args:
        folder: which one.
        commit: which one; by default the last before the newest migration came.

    Returns:
        The folder.

    Raises:
        NoReleaseError: if it is not to be had.
    """
    if not commit:
        added = _git("log", "-1", "--diff-filter=A", "--format=%H", "--", "migrations/versions")
        commit = f"{added.decode().strip()}^"
    with tarfile.open(fileobj=BytesIO(_git("archive", commit))) as archive:
        archive.extractall(folder, filter="data")
    return folder


def across_a_migration(post: Post) -> None:
    """The previous release mails, the database is migrated meanwhile, and one of both dies; both mail on."""
    database: Database = post.app.extensions["database"]
    take_back(database, newest_of(_release(post)))
    post.smtp.delay = 0.05  # so that the previous release is not done before this one begins
    heard, until = len(post.smtp.heard), time.monotonic() + PATIENCE
    old = _begin_old(post)
    while len(post.smtp.heard) == heard and time.monotonic() < until:
        time.sleep(SOON)
    migrate(database)
    new = post.begin(post.work)
    post.pause()
    post.note_work()
    if post.lots.random() < 0.5:
        kill(new)
    else:
        old.kill()
    post.wait_for(new)
    failed = old.wait() > 0
    post.note_dialogues(1)
    if failed:
        post.broken.append("the previous release failed beside this one")
    # What the dead left goes with the previous release too.
    post.move_past_leases()
    if _begin_old(post).wait():
        post.broken.append("the previous release failed on the newer database")


def _begin_old(post: Post) -> subprocess.Popen[bytes]:
    config = post.app.config
    settings = ("SECRET_KEY", "CONTACT_KEY", "DATABASE_URL", "BASE_URL", "MAIL_SERVER", "MAIL_PORT")
    environ = {f"ENQUETE_{name}": str(config[name]) for name in settings}
    moved = (post.clock.now() - datetime.now(UTC)).total_seconds()
    return subprocess.Popen(
        [sys.executable, "-c", _RUN_DUE, str(moved), str(BATCH)],
        cwd=_release(post),
        env={"PATH": os.environ["PATH"], "ENQUETE_WORKER": "none", **environ},
        stderr=subprocess.DEVNULL,
    )


def _release(post: Post) -> Path:
    assert post.release is not None
    return post.release


def newest_of(release: Path) -> str:
    """The newest migration of a release."""
    newest = ScriptDirectory(str(release / "migrations")).get_current_head()
    assert newest is not None
    return newest


def _git(*arguments: str) -> bytes:
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, check=False)
    if done.returncode or not done.stdout:
        raise NoReleaseError(done.stderr.decode().strip())
    return done.stdout
