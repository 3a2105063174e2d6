"""All commands, put on the application in one place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from enquete_app.cli import (
    audit,
    bounce,
    database,
    demo,
    questionnaire,
    register,
    results,
    sending,
    staff,
    wave,
    work,
)

if TYPE_CHECKING:
    from flask import Flask


def register_commands(app: Flask) -> None:
    """Put the commands on the application."""
    for group in (
        *(database.group, register.group, wave.group, results.group, questionnaire.group),
        *(staff.group, audit.group, sending.group),
    ):
        app.cli.add_command(group)
    for command in (work.run_due_command, work.worker_command, bounce.bounce_command, demo.demo_command):
        app.cli.add_command(command)
