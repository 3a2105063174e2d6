"""What operators see: the pages for monitoring, the demo's mailbox and commands, put on the application."""

from __future__ import annotations

from typing import TYPE_CHECKING

from enquete_app.operate import backup, check, health, mailbox, metrics

if TYPE_CHECKING:
    from flask import Flask


def register_operating(app: Flask) -> None:
    """Put pages and commands on the application."""
    health.init_health(app)
    for pages in (health.pages, metrics.pages, *((mailbox.pages,) if app.config["DEMO"] else ())):
        app.register_blueprint(pages)
    for command in (check.check_command, backup.backup_command, backup.restore_command):
        app.cli.add_command(command)
