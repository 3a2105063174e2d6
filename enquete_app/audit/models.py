"""The table of the audit log. The database itself refuses to change or delete a line."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from enquete_app.db import Base


class AuditLine(Base):
    """One act. Nothing here may depend on who answered, and nothing is contact data of a complainant."""

    __tablename__ = "audit_line"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """Counts up from 1 without a gap."""
    at: Mapped[datetime] = mapped_column(index=True)
    who: Mapped[str] = mapped_column(index=True)
    """The account's e-mail address, or the name of the command or job."""
    act: Mapped[str] = mapped_column(index=True)
    about: Mapped[str]
    facts: Mapped[dict[str, Any]]
    previous: Mapped[str]
    """The seal of the line before; of the first one 64 zeros."""
    seal: Mapped[str]
