"""What is around the program: who can read its files, how long they last, whose rights it has."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import make_url

import config as settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask

MOUNTS = Path("/proc/self/mountinfo")
FLEETING = {"overlay", "ramfs", "tmpfs"}
"""Kinds of file systems that go with a container or with the machine's power."""
SHARED = {"9p", "afs", "ceph", "cifs", "fuse.glusterfs", "fuse.sshfs", "nfs", "nfs4", "smb3"}
"""Kinds that lie on other machines. SQLite's log of writes needs memory that its users share."""
_MAY_READ, _MAY_PASS = 0o004, 0o001


def findings(app: Flask) -> Iterator[tuple[str, str | None]]:
    """Look around.

    Args:
        app: the application.

    Yields:
        What was looked at, and what is wrong with it; none if nothing is.
    """
    yield "process", _process(app)
    yield "proxies", _proxies(app)
    yield "files", _files(app)
    yield "witness", _witness(app)


def file_system(path: Path, mounts: Path = MOUNTS) -> str:
    """On which kind of file system a path lies, or would lie; empty where that is not known.

    Args:
        path: of a file or a folder.
        mounts: the file in which Linux tells what is mounted where.
    """
    try:
        lines = mounts.read_text("utf-8", "surrogateescape").splitlines()
    except OSError:
        return ""
    found: dict[Path, str] = {}
    for line in lines:
        place, _, kind = line.partition(" - ")
        # Blanks in it are written in octal.
        found[Path(place.split()[4].encode().decode("unicode_escape"))] = kind.split()[0]
    where = path.resolve()
    return next((found[each] for each in (where, *where.parents) if each in found), "")


def can_be_read_by_all(path: Path) -> bool:
    """Whether anybody with an account on this machine can read a file."""
    try:
        passable = all(each.stat().st_mode & _MAY_PASS for each in path.resolve().parents)
        return passable and bool(path.stat().st_mode & _MAY_READ)
    except OSError:
        return False


def _process(app: Flask) -> str | None:
    if app.debug:
        return "FLASK_DEBUG is set, which shows the program and its values to visitors"
    return "runs as root; give it a user of its own" if os.geteuid() == 0 else None


def _proxies(app: Flask) -> str | None:
    if app.config["TRUSTED_PROXIES"] or not app.config["SESSION_COOKIE_SECURE"]:
        return None
    return "ENQUETE_TRUSTED_PROXIES is 0, so to the limits all visitors are one, who comes from the proxy"


def _files(app: Flask) -> str | None:
    database = _database_file(app)
    for path in (database, settings.ROOT / ".env"):
        if path and can_be_read_by_all(path):
            return f"everybody on this machine can read {path}; take that away with chmod o-rwx"
    kind = file_system(database) if database else ""
    if kind in FLEETING:
        return f"the database lies on {kind}, which does not last"
    return f"the database lies on {kind}, where SQLite may lose it" if kind in SHARED else None


def _witness(app: Flask) -> str | None:
    path: Path = app.config["WITNESS_FILE"]
    folder = next(each for each in path.resolve().parents if each.exists())
    if not os.access(folder, os.W_OK):
        return f"cannot be written in {folder}, so a restored backup would not be recognised"
    kind = file_system(path)
    return f"lies on {kind}, which does not last; set ENQUETE_WITNESS" if kind in FLEETING else None


def _database_file(app: Flask) -> Path | None:
    address = make_url(app.config["DATABASE_URL"])
    given = address.database if address.get_backend_name() == "sqlite" else None
    return Path(given) if given and given != ":memory:" else None
