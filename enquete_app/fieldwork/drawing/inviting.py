"""From a sample to invitations: one row a person, with the hashes of its credentials."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from enquete_app.fieldwork.answering.credentials import Purpose, credential, hash_of
from enquete_app.fieldwork.models import Draw, Invitation, Mode
from enquete_app.keys import Keyring
from enquete_app.register.contact import contact_of, normalised_email
from enquete_app.register.models import Complaint
from enquete_app.sampling import Drawn, Stratum


def invite(session: Session, draw: Draw, drawn: Drawn, keyring: Keyring) -> None:
    """Write the invitations of everyone drawn. Their links do not work before the draw's mails are planned.

    Args:
        session: a session that may write.
        draw: the draw, with its id.
        drawn: its outcome.
        keyring: the server's keys.
    """
    sizes = {stratum.key: stratum for stratum in drawn.strata}
    chosen = {case.case_number: sizes[case.stratum] for case in drawn.selected}
    rows = [
        _invitation(draw, complaint, chosen[complaint.case_number], keyring)
        for complaint in session.scalars(select(Complaint).execution_options(yield_per=1000))
        if complaint.case_number in chosen
    ]
    # In the order of the random ids, which tells nothing.
    rows.sort(key=lambda row: row["id"].int)
    session.execute(insert(Invitation), rows)


def _invitation(draw: Draw, complaint: Complaint, stratum: Stratum, keyring: Keyring) -> dict[str, Any]:
    invitation_id, key_id = uuid4(), keyring.current_id
    hashes = {
        purpose: hash_of(credential(purpose, invitation_id, 1, keyring=keyring, key_id=key_id))
        for purpose in Purpose
    }
    identity = contact_of(complaint)
    return {
        "id": invitation_id,
        "wave_id": draw.wave_id,
        "draw_id": draw.id,
        "complaint_id": complaint.id,
        "contact_hash": keyring.contact_hash(identity) if identity else None,
        "stratum_population": stratum.population,
        "stratum_selected": stratum.selected,
        "handling": complaint.handling,
        "judgement": complaint.judgement,
        "domain": complaint.domain,
        "language": complaint.language,
        "mode": Mode.EMAIL if normalised_email(complaint.email) else Mode.LETTER,
        "version": 1,
        "key_id": key_id,
        "token_hash": hashes[Purpose.LINK],
        "code_hash": hashes[Purpose.CODE],
        "opt_out_hash": hashes[Purpose.OPT_OUT],
    }
