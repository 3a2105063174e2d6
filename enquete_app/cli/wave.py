"""`wave draw`, `verify`, `frame`, `list`, `show` and `close`."""

from __future__ import annotations

import json
import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from sqlalchemy import select

from enquete_app.cli.context import Commands, Moment, application, database, keyring
from enquete_app.fieldwork.drawing import (
    EXTRA_COLUMNS,
    DrawError,
    Order,
    find_survey,
    make_draw,
)
from enquete_app.fieldwork.models import Draw, Wave
from enquete_app.fieldwork.verifying import verify_draw
from enquete_app.fieldwork.waves import fieldwork_so_far, find_wave
from enquete_app.jobs.due import build_results, close_and_forget
from enquete_app.register.reading import COLUMNS
from enquete_app.sampling import STANDARD_STRATA, Allocation

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

HEADINGS = {name: heading for heading, name in COLUMNS.items()}
STRATA_HEADINGS = [HEADINGS[name] for name in (*STANDARD_STRATA, *EXTRA_COLUMNS)]
LONGEST_SEED_BYTES = 64


@click.group("wave", cls=Commands)
def group() -> None:
    """Waves: draw, verify, follow and close."""


@group.command("draw")
@click.option("--survey", "slug", default="klachtbehandeling", show_default=True, metavar="SLUG")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), required=True, help="The day of the draw.")
@click.option("--everyone", is_flag=True, help="Everyone who is eligible: a census.")
@click.option("--size", type=click.IntRange(min=1), help="How many to draw.")
@click.option("--kinds", multiple=True, help="Kinds of complaint, as in the register; may be repeated.")
@click.option("--min-age-days", type=click.IntRange(min=0), help="How long closed at least.")
@click.option("--by", multiple=True, type=click.Choice(STRATA_HEADINGS), help="Strata; may be repeated.")
@click.option("--allocation", type=click.Choice([str(each) for each in Allocation]), default="proportional")
@click.option("--min-per-stratum", type=click.IntRange(min=0), default=0)
@click.option("--seed", help="Hexadecimal digits that decide the draw; made if not given.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def draw_command(slug: str, as_of: datetime, *, everyone: bool, as_json: bool, **asked: Any) -> None:  # noqa: ANN401
    """Freeze the frame, draw, and plan the invitations of a new wave."""
    if everyone == (asked["size"] is not None):
        raise click.UsageError("Say either --everyone or --size N.")
    order = Order(
        as_of=as_of.date(),
        size=asked["size"],
        kinds=tuple(kind for given in asked["kinds"] for kind in given.split(",")) or None,
        min_age_days=asked["min_age_days"],
        by=tuple(COLUMNS[heading] for heading in asked["by"]),
        allocation=Allocation(asked["allocation"]),
        min_per_stratum=asked["min_per_stratum"],
        seed=_seed(asked["seed"]),
    )
    with database().transaction() as session:
        told = _draw_as_json(make_draw(session, find_survey(session, slug), order, keyring()))
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    click.echo(f"wave {told['wave']}: {told['eligible']} eligible, {told['selected']} selected")
    for reason, count in told["excluded"].items():
        click.echo(f"  {count:6} {reason}")
    for stratum in told["strata"] if asked["by"] else ():
        name = " / ".join(stratum["key"].values())
        click.echo(f"  {stratum['selected']:6} of {stratum['population']} in {name}")
    click.echo(f"seed sha256  {told['seed_sha256']}\nframe sha256 {told['frame_sha256']}")


@group.command("verify")
@click.argument("wave_id", metavar="WAVE")
@click.option(
    "--frame",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="An exported frame, once the one in the database has been removed.",
)
@click.pass_context
def verify_command(ctx: click.Context, wave_id: str, frame: Path | None) -> None:
    """Redo the draw from what was frozen."""
    with database().reader() as session:
        draws = find_wave(session, wave_id).draws
        for draw in draws:
            if difference := verify_draw(session, draw, frame.read_bytes() if frame else None):
                click.echo(difference)
                ctx.exit(1)
    click.echo("ok")


@group.command("frame")
@click.argument("wave_id", metavar="WAVE")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Into this file.")
def frame_command(wave_id: str, output: Path | None) -> None:
    """Export the frozen frame."""
    with database().reader() as session:
        frames = [draw.frame for draw in find_wave(session, wave_id).draws]
    if any(frame is None for frame in frames):
        raise DrawError(f"The frame of wave {wave_id} has been removed.")
    content = b"".join(frame or b"" for frame in frames)
    if output:
        output.write_bytes(content)
    else:
        sys.stdout.buffer.write(content)


@group.command("list")
def list_command() -> None:
    """List the waves."""
    with database().reader() as session:
        for wave in session.scalars(select(Wave).order_by(Wave.id)):
            told = _wave_as_json(session, wave)
            closes = told["closes_on"] or "-"
            click.echo(f"{told['wave']}\t{told['state']}\tdrawn {told['drawn_on']}\tcloses {closes}")


@group.command("show")
@click.argument("wave_id", metavar="WAVE")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def show_command(wave_id: str, *, as_json: bool) -> None:
    """Show the fieldwork of a wave so far."""
    with database().reader() as session:
        told = _wave_as_json(session, find_wave(session, wave_id))
    if as_json:
        click.echo(json.dumps(told))
        return
    click.echo(
        f"wave {told['wave']} {told['state']}, drawn {told['drawn_on']}, closes {told['closes_on'] or '-'}"
    )
    for name, count in told["fieldwork"].items():
        click.echo(f"  {'-' if count is None else count:>6} {name.replace('_', ' ')}")


@group.command("close")
@click.argument("wave_id", metavar="WAVE")
@click.option("--now", type=Moment(), help="Accepted for scripts; closing does not depend on it.")
def close_command(wave_id: str, now: datetime | None) -> None:  # noqa: ARG001 - see its help
    """End the fieldwork: links die, ballots are opened, results are built."""
    with database().reader() as session:
        number = find_wave(session, wave_id).id
    for line in close_and_forget(application(), number):
        click.echo(line)
    build_results(application(), number)
    click.echo(f"wave {number}: results built")


def _seed(digits: str | None) -> bytes | None:
    if digits is None:
        return None
    try:
        seed = bytes.fromhex(digits)
    except ValueError as error:
        raise click.UsageError("--seed must be hexadecimal digits.") from error
    if not 1 <= len(seed) <= LONGEST_SEED_BYTES:
        raise click.UsageError(f"--seed must be 1 to {LONGEST_SEED_BYTES} bytes.")
    return seed


def _draw_as_json(draw: Draw) -> dict[str, Any]:
    headings = [HEADINGS[name] for name in draw.design["by"]]
    return {
        "wave": str(draw.wave_id),
        "eligible": draw.eligible,
        "excluded": draw.excluded,
        "selected": draw.selected,
        "strata": [
            {**stratum, "key": dict(zip(headings, stratum["key"], strict=True))} for stratum in draw.strata
        ],
        "seed_sha256": draw.seed_sha256,
        "frame_sha256": draw.frame_sha256,
    }


def _wave_as_json(session: Session, wave: Wave) -> dict[str, Any]:
    drawn_on: date | None = max((draw.as_of for draw in wave.draws), default=None)
    return {
        "wave": str(wave.id),
        "state": wave.state.value,
        "drawn_on": drawn_on.isoformat() if drawn_on else None,
        "closes_on": wave.closes_on.isoformat() if wave.closes_on else None,
        "fieldwork": fieldwork_so_far(session, wave),
    }
