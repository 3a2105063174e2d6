"""Whether the case system, if there is one, shows what will be fetched."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from enquete_app.fieldwork.calendar import local_day
from enquete_app.register.cases.fetching import probe
from enquete_app.register.cases.system import case_system_of
from enquete_app.register.errors import RegisterError

if TYPE_CHECKING:
    from collections.abc import Mapping


def fault_of_case_system(config: Mapping[str, object]) -> str | None:
    """Say what stands in the way of fetching from the case system; nothing if nothing does, or there is none.

    Args:
        config: the settings.
    """
    system = case_system_of(config)
    if system is None:
        return None
    try:
        unseen = probe(system, local_day(datetime.now(UTC)))
    except RegisterError as error:
        return str(error)
    if not unseen:
        return None
    which = f"of the newest version of case type {', '.join(unseen)}"
    return f"{which} not one case is shown, of older ones some are: probably no rights for that version"
