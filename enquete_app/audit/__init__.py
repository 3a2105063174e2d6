"""Who of the staff did what and when: a log to which lines are only ever added, each sealed by the next."""

from enquete_app.audit.acts import Act
from enquete_app.audit.log import Line, record, verify

__all__ = ["Act", "Line", "record", "verify"]
