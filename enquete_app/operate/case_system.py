"""Whether the case system, if there is one, shows what will be fetched."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
        probe(system)
    except RegisterError as error:
        return str(error)
    return None
