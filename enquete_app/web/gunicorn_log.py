"""Gunicorn's own lines as JSON, from its first on: `gunicorn --logger-class …`, before it has loaded us."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gunicorn.glogging import Logger

from enquete_app.logs import JsonLines

if TYPE_CHECKING:
    from gunicorn.config import Config


class JsonLogger(Logger):  # type: ignore[misc]
    """Writes its lines as ours are written."""

    def setup(self, cfg: Config) -> None:
        """Set it up as always, but for the form of the lines."""
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(JsonLines())
