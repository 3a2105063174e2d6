"""The table of what was added to somebody's contact data after the draw."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from enquete_app.db import Base


class FurtherContact(Base):
    """A keyed hash of contact data under which somebody was mailed or opted out, other than at the draw.

    No foreign key: the lock that it takes would leave a mark on the invitation.
    """

    __tablename__ = "further_contact"

    invitation_id: Mapped[UUID] = mapped_column(primary_key=True)
    hash: Mapped[bytes] = mapped_column(primary_key=True, index=True)
