"""`wave draw`, `verify`, `frame`, `list`, `show` and `close`."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from sqlalchemy import select

from enquete_app.cli.context import YEARS, Commands, Moment, application, database, keyring
from enquete_app.fieldwork.drawing.draws import (
    EXTRA_COLUMNS,
    DrawError,
    Order,
    find_survey,
    make_draw,
)
from enquete_app.fieldwork.drawing.verifying import verify_draw
from enquete_app.fieldwork.models import Draw, Wave
from enquete_app.fieldwork.waves.progress import fieldwork_so_far, find_wave
from enquete_app.jobs.due import build_results, close_and_forget
from enquete_app.register.cells import text_of
from enquete_app.register.models import Complaint
from enquete_app.register.reading import COLUMNS
from enquete_app.sampling import STANDARD_STRATA, Allocation, sha256_hex

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

HEADINGS = {name: heading for heading, name in COLUMNS.items()}
STRATA_HEADINGS = [HEADINGS[name] for name in (*STANDARD_STRATA, *EXTRA_COLUMNS)]
LONGEST_SEED_BYTES = 64
MOST_DAYS = 3660


@click.group("wave", cls=Commands)
def group() -> None:
    """Waves: draw, verify, follow and close."""


@group.command("draw")
@click.option("--survey", "slug", default="klachtbehandeling", show_default=True, metavar="SLUG")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), required=True, help="The day of the draw.")
@click.option("--everyone", is_flag=True, help="Everyone who is eligible: a census.")
@click.option("--size", type=click.IntRange(min=1), help="How many to draw.")
@click.option("--kinds", multiple=True, help="Kinds of complaint, as in the register; may be repeated.")
@click.option("--min-age-days", type=click.IntRange(0, MOST_DAYS), help="How long closed at least.")
@click.option("--by", multiple=True, type=click.Choice(STRATA_HEADINGS), help="Strata; may be repeated.")
@click.option("--allocation", type=click.Choice([str(each) for each in Allocation]), default="proportional")
@click.option("--min-per-stratum", type=click.IntRange(min=0), default=0)
@click.option("--seed", help="Hexadecimal digits that decide the draw; made if not given.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def draw_command(slug: str, as_of: datetime, *, everyone: bool, as_json: bool, **asked: Any) -> None:  # noqa: ANN401
    """Freeze the frame, draw, and plan the invitations of a new wave."""
    if everyone == (asked["size"] is not None):
        raise click.UsageError("Say either --everyone or --size N.")
    if as_of.year not in YEARS:
        raise click.UsageError(f"--as-of must be between {YEARS[0]} and {YEARS[-1]}.")
    order = Order(
        as_of=as_of.date(),
        size=asked["size"],
        kinds=_kinds(asked["kinds"]),
        min_age_days=asked["min_age_days"],
        by=tuple(COLUMNS[heading] for heading in asked["by"]),
        allocation=Allocation(asked["allocation"]),
        min_per_stratum=asked["min_per_stratum"],
        seed=_seed(asked["seed"]),
    )
    with database().transaction() as session:
        _refuse_unknown_kinds(session, order.kinds or ())
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
@click.argument("wave_id", metavar="[WAVE]", required=False)
@click.option(
    "--frame",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="An exported frame, once the one in the database has been removed; it finds its wave by itself.",
)
@click.pass_context
def verify_command(ctx: click.Context, wave_id: str | None, frame: Path | None) -> None:
    """Redo the draw from what was frozen."""
    if wave_id is None and frame is None:
        raise click.UsageError("Say which WAVE, or give --frame FILE.")
    content = frame.read_bytes() if frame else None
    with database().reader() as session:
        if wave_id is None:
            draws = _draws_of(session, content or b"")
        else:
            draws = _with_frame(find_wave(session, wave_id).draws, content)
        for draw in draws:
            if difference := verify_draw(session, draw, content):
                click.echo(difference)
                ctx.exit(1)
    click.echo("ok")


@group.command("frame")
@click.argument("wave_id", metavar="WAVE")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Into this file.")
@click.option(
    "--as-of", type=click.DateTime(["%Y-%m-%d"]), help="The day of the draw, where a wave has several."
)
def frame_command(wave_id: str, output: Path | None, as_of: datetime | None) -> None:
    """Export the frozen frame."""
    with database().reader() as session:
        content = _one_draw(find_wave(session, wave_id).draws, wave_id, as_of).frame
    if content is None:
        raise DrawError(f"The frame of wave {wave_id} has been removed.")
    if output:
        output.write_bytes(content)
    else:
        click.echo(content, nl=False)


@group.command("list")
def list_command() -> None:
    """List the waves."""
    with database().reader() as session:
        for wave in session.scalars(select(Wave).order_by(Wave.id)):
            told = _wave_as_json(session, wave)
            closes = told["closes_on"] or "-"
            state = told["state"] if told["confirmed"] else "not confirmed"
            click.echo(f"{told['wave']}\t{state}\tdrawn {told['drawn_on']}\tcloses {closes}")


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
    if not told["confirmed"]:
        click.echo("  waits for somebody to confirm it on its page; nothing is mailed")
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


def _kinds(asked: tuple[str, ...]) -> tuple[str, ...] | None:
    """Read the kinds in the form that the register holds them in; none if none were asked for."""
    try:
        kinds = tuple(filter(None, (text_of(kind) for given in asked for kind in given.split(","))))
    except ValueError as error:
        raise click.UsageError(f"--kinds {error}.") from error
    if asked and not kinds:
        raise click.UsageError("--kinds names no kind.")
    return kinds or None


def _refuse_unknown_kinds(session: Session, kinds: tuple[str, ...]) -> None:
    held = session.scalars(select(Complaint.kind).distinct().order_by(Complaint.kind)).all() if kinds else []
    if unknown := [kind for kind in kinds if kind not in held]:
        raise DrawError(f"The register holds no {unknown[0]!r}. It holds: {', '.join(held) or 'nothing'}.")


def _one_draw(draws: list[Draw], wave_id: str, as_of: datetime | None) -> Draw:
    """The draw asked for; without a day the only one."""
    found = [draw for draw in draws if as_of is None or draw.as_of == as_of.date()]
    if len(found) == 1:
        return found[0]
    days = ", ".join(draw.as_of.isoformat() for draw in draws)
    raise DrawError(f"Wave {wave_id} has draws of {days}. Say which with --as-of.")


def _with_frame(draws: list[Draw], frame: bytes | None) -> list[Draw]:
    """Those of a wave's draws that a frame belongs to; if it is that of none, all of them differ from it."""
    matching = [draw for draw in draws if frame is not None and draw.frame_sha256 == sha256_hex(frame)]
    return matching or draws


def _draws_of(session: Session, frame: bytes) -> list[Draw]:
    draws = list(session.scalars(select(Draw).where(Draw.frame_sha256 == sha256_hex(frame))))
    if not draws:
        raise DrawError("No draw has this frame. Name the WAVE to see the first difference.")
    return draws


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
        "confirmed": not any(draw.awaits_confirmation for draw in wave.draws),
        "drawn_on": drawn_on.isoformat() if drawn_on else None,
        "closes_on": wave.closes_on.isoformat() if wave.closes_on else None,
        "fieldwork": fieldwork_so_far(session, wave),
    }
