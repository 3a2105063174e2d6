"""`/metrics`: what Prometheus may read of this installation, and who else.

Nothing in it differs between somebody who has answered and somebody who has not (decision 43): of
respondents' pages only our own faults are counted.
"""

from __future__ import annotations

import hmac
import platform
import time
import tomllib
from datetime import UTC, datetime
from functools import cached_property
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING

from alembic.script import ScriptDirectory
from flask import Blueprint, Response, abort, current_app, request
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Histogram,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from sqlalchemy.exc import SQLAlchemyError

from enquete_app.db import MIGRATIONS
from enquete_app.fieldwork.messages.restoring import hold_of, looks_so_far
from enquete_app.fieldwork.messages.watching import first_mails, oldest_due
from enquete_app.fieldwork.waves.closing import waves_to_close, waves_with_traces
from enquete_app.jobs.faults import IN_THIS_PROCESS, faults_of_workers
from enquete_app.results.building import waves_without_report
from enquete_app.web.request_log import STAFF, asked, is_told

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask
    from prometheus_client import Metric
    from sqlalchemy.orm import Session

UNAUTHORIZED, FORBIDDEN = 401, 403
FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Real-IP")
"""What a proxy adds: a request with one of these comes from elsewhere, whatever its address says."""
SECONDS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
PROJECT = Path(__file__).resolve().parents[2] / "pyproject.toml"
FAULTS_TEXT = "Things due that could not be done"
KEY = "metrics"
pages = Blueprint("metrics", __name__)


class Requests:
    """Counts the requests that this process answers, or that all do where they share a folder.

    That is the library's own: with `PROMETHEUS_MULTIPROC_DIR` set, each process keeps its numbers in a file
    there, and whichever is asked adds them up.
    """

    def __init__(self) -> None:
        self._own = CollectorRegistry()
        self._answered = Counter(
            "enquete_requests", "Requests answered", ("pages", "status"), registry=self._own
        )
        self._seconds = Histogram(
            "enquete_request_seconds", "How long they took", ("pages",), registry=self._own, buckets=SECONDS
        )

    @cached_property
    def _faults(self) -> Counter:
        # Made where it is wanted: one without labels has a file from its beginning, for each command too.
        return Counter("enquete_thread_faults", FAULTS_TEXT, registry=self._own)

    def note_faults(self, number: int) -> None:
        """Count what this process, which does the work too, could not do."""
        self._faults.inc(number)

    def note(self, response: Response) -> Response:
        """Count a request that was answered: those of staff all, of others only where it was our fault."""
        if request.blueprint == STAFF:
            self._seconds.labels(STAFF).observe(time.perf_counter() - asked().began)
        if is_told(response):
            pages = STAFF if request.blueprint == STAFF else "other"
            self._answered.labels(pages, str(response.status_code)).inc()
        return response

    def text(self) -> bytes:
        """The numbers so far."""
        shared = CollectorRegistry()
        try:
            MultiProcessCollector(shared)  # type: ignore[no-untyped-call]
        except ValueError:
            return generate_latest(self._own)
        return generate_latest(shared)


class Installation:
    """Reads how the installation stands, each time that it is asked.

    Args:
        app: the application.
    """

    def __init__(self, app: Flask) -> None:
        self._app = app
        migration = ScriptDirectory(str(MIGRATIONS)).get_current_head() or ""
        about = {"version": _version(), "migration": migration, "python": platform.python_version()}
        self._build = _gauge("enquete_build_info", "Which program this is", {tuple(about.items()): 1})

    def collect(self) -> Iterator[Metric]:
        """Its numbers; without the database those that need none."""
        yield self._build
        redis_url = self._app.config["REDIS_URL"]
        faults = faults_of_workers(redis_url) if redis_url else None
        if faults is not None:
            yield CounterMetricFamily("enquete_worker_faults", FAULTS_TEXT, value=faults)
        try:
            with self._app.extensions["database"].reader() as session:
                found = list(_stored(session, datetime.now(UTC)))
        except SQLAlchemyError:
            found = []
        yield _gauge("enquete_database_up", "Whether the database answers", {(): int(bool(found))})
        yield from found


def init_metrics(app: Flask) -> None:
    """Begin to count. To be called before others look at answers."""
    disable_created_metrics()  # type: ignore[no-untyped-call]
    app.extensions[KEY] = requests = Requests()
    app.extensions[IN_THIS_PROCESS] = requests.note_faults
    app.after_request(requests.note)


@pages.get("/metrics")
def show() -> Response:
    """Tell the numbers to who may know them."""
    _refuse_others(current_app.config["METRICS_TOKEN"])
    requests: Requests = current_app.extensions[KEY]
    registry = CollectorRegistry()
    registry.register(Installation(current_app._get_current_object()))  # type: ignore[attr-defined]  # noqa: SLF001
    return Response(generate_latest(registry) + requests.text(), content_type=CONTENT_TYPE_LATEST)


def _refuse_others(token: str) -> None:
    if not token:
        if any(name in request.headers for name in FORWARDED) or not _is_here(request.remote_addr or ""):
            abort(FORBIDDEN)
        return
    given = request.headers.get("Authorization", "").encode()
    if not hmac.compare_digest(given, f"Bearer {token}".encode()):
        abort(UNAUTHORIZED)


def _is_here(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        # A socket of this machine has no address.
        return not address


def _stored(session: Session, now: datetime) -> Iterator[Metric]:
    yield CounterMetricFamily(
        "enquete_runs", "How often what is due was done", value=looks_so_far(session.connection())
    )
    yield _gauge(
        "enquete_first_mails",
        "First mails and letters of open waves, by state",
        {(("state", state.value),): number for state, number in first_mails(session).items()},
    )
    since = oldest_due(session, now)
    moment = since.timestamp() if since else 0
    yield _gauge(
        "enquete_oldest_due_mail_timestamp_seconds",
        "Since when a mail is due; 0: none",
        {(): moment},
    )
    held = hold_of(session) is not None
    yield _gauge("enquete_sending_held", "Whether nothing is sent until it is confirmed", {(): int(held)})
    undone = {
        "closing": waves_to_close(session, now),
        "results": waves_without_report(session),
        "traces": waves_with_traces(session),
    }
    yield _gauge(
        "enquete_waves_undone",
        "Waves of which something is due",
        {(("work", work),): len(waves) for work, waves in undone.items()},
    )


def _gauge(name: str, text: str, values: dict[tuple[tuple[str, str], ...], float]) -> GaugeMetricFamily:
    labels = [label for label, _ in next(iter(values))]
    family = GaugeMetricFamily(name, text, labels=labels)
    for named, value in values.items():
        family.add_metric([each for _, each in named], value)
    return family


def _version() -> str:
    try:
        return str(tomllib.loads(PROJECT.read_text("utf-8"))["project"]["version"])
    except (OSError, KeyError):
        return "unknown"
