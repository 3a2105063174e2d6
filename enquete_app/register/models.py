"""The register: one row a complaint, with no more than the survey needs."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import Index, literal_column, or_
from sqlalchemy.orm import Mapped, mapped_column

from enquete_app.db import Base, enum_column


class Withheld(StrEnum):
    """Why staff keep a complainant out of every draw."""

    DECEASED = "deceased"
    AGGRESSION = "aggression agreement"
    OMBUDSMAN = "at the ombudsman"
    REPRESENTED = "represented"


CONTACT_DATA = ("email", "name", "address", "postcode", "town")


class Complaint(Base):
    """A complaint as the case system exported it; texts as given, without outer blanks."""

    __tablename__ = "complaint"
    __table_args__ = (
        # What a draw's window leaves out is counted in the index alone.
        Index("ix_complaint_closed_kind_handling", "closed", "kind", "handling"),
        # For what a case number begins with, whatever the database's language.
        Index(
            "ix_complaint_case_number",
            "case_number",
            postgresql_ops={"case_number": "text_pattern_ops"},
        ),
        # For the kinds there are, and for whom of some kinds a window takes.
        Index("ix_complaint_kind_closed", "kind", "closed"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_number: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    subject: Mapped[str] = mapped_column(index=True)
    domain: Mapped[str]
    department: Mapped[str]
    channel: Mapped[str]
    handling: Mapped[str]
    judgement: Mapped[str]
    received: Mapped[date] = mapped_column(index=True)
    closed: Mapped[date | None] = mapped_column(index=True)
    language: Mapped[str]
    email: Mapped[str] = mapped_column(index=True)
    # Only filled when a survey allows letters.
    name: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")
    postcode: Mapped[str] = mapped_column(default="")
    town: Mapped[str] = mapped_column(default="")
    withheld: Mapped[Withheld | None] = mapped_column(enum_column(Withheld), index=True)


# With the blanks as they stand: neither database uses such an index for a condition with a parameter.
HAS_CONTACT_DATA = or_(*(getattr(Complaint, name) != literal_column("''") for name in CONTACT_DATA))
Index(
    "ix_complaint_contact_data",
    Complaint.closed,
    Complaint.id,
    sqlite_where=HAS_CONTACT_DATA,
    postgresql_where=HAS_CONTACT_DATA,
)
