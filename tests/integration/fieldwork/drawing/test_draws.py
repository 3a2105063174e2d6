import json
from datetime import date, timedelta

import pytest
from builders import DRAW_DAY, EXAMPLE, REGISTER, complaint
from sqlalchemy import delete, select, update

from enquete_app.fieldwork.drawing.draws import DrawError, Order, find_survey, make_draw
from enquete_app.fieldwork.drawing.verifying import verify_draw
from enquete_app.fieldwork.models import Contact, Draw, Invitation, Message, Mode, Participation
from enquete_app.register.contact import normalised_email
from enquete_app.register.importing import import_register
from enquete_app.register.models import Complaint, Withheld
from enquete_app.register.reading import read_register
from enquete_app.sampling import Allocation, InfeasibleDesign

EXPECTED = json.loads((EXAMPLE / "verwacht.json").read_text(encoding="utf-8"))


@pytest.fixture
def draw(database, keyring):
    """Draw from what is in the register, committed."""

    def draw(as_of=DRAW_DAY, **order):
        with database.transaction() as session:
            return make_draw(
                session, find_survey(session, "klachtbehandeling"), Order(as_of=as_of, **order), keyring
            )

    return draw


@pytest.fixture
def example(database):
    with database.transaction() as session:
        import_register(session, read_register(REGISTER, postal=False))


@pytest.fixture
def register(database):
    """Put complaints into the register."""

    def register(*complaints):
        with database.transaction() as session:
            session.add_all(complaints)

    return register


@pytest.mark.usefixtures("example")
def test_the_example_finds_what_is_expected_gate_by_gate(draw):
    made = draw()

    assert made.eligible == made.selected == 336
    expected = dict.fromkeys(["withheld", "opted_out", "recently_invited", "earlier_frame"], 0)
    expected |= EXPECTED["register"]["excluded_in_this_order"]
    assert made.excluded == expected
    assert [*made.excluded] == [
        *("kind_not_in_survey", "not_closed", "closed_in_future", "closed_too_long_ago", "no_email"),
        *("invalid_email", "withheld", "opted_out", "recently_invited", "earlier_frame", "same_person"),
    ]


@pytest.mark.usefixtures("example")
def test_a_size_over_strata_is_spread_in_proportion_and_verifies(draw, database):
    made = draw(size=100, by=("handling",))

    assert made.selected == 100
    assert [stratum["key"] for stratum in made.strata] == [["formeel"], ["informeel"]]
    sizes = [stratum["population"] * 100 / 336 for stratum in made.strata]
    assert all(abs(each["selected"] - size) < 1 for each, size in zip(made.strata, sizes, strict=True))
    with database.reader() as session:
        assert verify_draw(session, session.get(Draw, made.id)) is None


@pytest.mark.usefixtures("example")
def test_strata_by_a_column_that_is_not_in_every_frame_verify_too(draw, database):
    made = draw(size=60, by=("channel", "judgement"), allocation=Allocation.EQUAL)

    with database.reader() as session:
        assert verify_draw(session, session.get(Draw, made.id)) is None


@pytest.mark.usefixtures("example")
def test_everybody_drawn_gets_one_invitation_message_and_participation(draw, database):
    draw()

    with database.reader() as session:
        invitations = session.scalars(select(Invitation)).all()
        assert len({invitation.token_hash for invitation in invitations}) == 336
        assert {invitation.mode for invitation in invitations} == {Mode.EMAIL}
        assert {invitation.language for invitation in invitations} == {"nl", "en"}
        ids = {invitation.id for invitation in invitations}
        assert set(session.scalars(select(Participation.invitation_id))) == ids
        assert set(session.scalars(select(Message.invitation_id))) == ids


@pytest.mark.usefixtures("example")
def test_inclusion_probability_and_base_weight_are_kept_per_case(draw, database):
    made = draw(size=56, by=("handling",))

    with database.reader() as session:
        weights = [invitation.base_weight for invitation in session.scalars(select(Invitation))]
    assert sum(weights) == pytest.approx(made.eligible)


@pytest.mark.usefixtures("example")
def test_one_changed_character_in_the_frozen_frame_is_found(draw, database):
    made = draw()
    with database.transaction() as session:
        frozen = session.get(Draw, made.id)
        frozen.frame = frozen.frame.replace(b"ongegrond", b"ongegronD", 1)

    with database.reader() as session:
        assert "frame's SHA-256" in verify_draw(session, session.get(Draw, made.id))


@pytest.mark.usefixtures("example")
def test_an_invitation_that_was_smuggled_in_is_found(draw, database):
    made = draw(size=10)
    with database.transaction() as session:
        chosen = select(Invitation.complaint_id)
        other = session.scalar(select(Complaint.id).where(Complaint.id.not_in(chosen)).limit(1))
        first = session.scalars(select(Invitation)).first()
        first.complaint_id = other

    with database.reader() as session:
        assert "selected" in verify_draw(session, session.get(Draw, made.id))


@pytest.mark.usefixtures("example")
def test_after_retention_the_exported_frame_still_verifies(draw, database):
    made = draw()
    exported = made.frame
    with database.transaction() as session:
        session.execute(update(Draw).values(frame=None))
        session.execute(delete(Complaint))

    with database.reader() as session:
        frozen = session.get(Draw, made.id)
        assert verify_draw(session, frozen, exported) is None
        assert verify_draw(session, frozen, exported.replace(b"klacht", b"Klacht", 1)) is not None
        with pytest.raises(DrawError, match="frame has been removed"):
            verify_draw(session, frozen)


@pytest.mark.usefixtures("example")
def test_the_frame_holds_no_contact_data(draw):
    frame = draw().frame.decode()

    assert "@" not in frame
    assert "straat" not in frame.lower()
    assert len(frame.splitlines()) == 534


@pytest.mark.usefixtures("example")
def test_a_second_draw_for_the_same_day_is_refused_and_changes_nothing(draw, database):
    draw(size=5)

    with pytest.raises(DrawError, match="already: wave 1"):
        draw(size=5)
    with database.reader() as session:
        assert len(session.scalars(select(Draw)).all()) == 1


def test_a_draw_without_anybody_eligible_is_refused(draw):
    with pytest.raises(DrawError, match="Nobody is eligible"):
        draw()


def test_more_than_there_are_is_refused(draw, register):
    register(complaint())

    with pytest.raises(InfeasibleDesign):
        draw(size=2)


def test_people_in_the_cool_down_are_left_alone_for_a_year(draw, register, database, keyring):
    person = complaint(email="jan@inwoner.example")
    register(person, complaint())
    with database.transaction() as session:
        hashed = keyring.contact_hash(normalised_email(person.email))
        session.add(Contact(hash=hashed, last_delivered_on=DRAW_DAY - timedelta(days=365)))

    assert draw().excluded["recently_invited"] == 1


def test_people_who_opted_out_are_left_alone_however_they_are_written(draw, register, database, keyring):
    register(complaint(email=" JAN@Inwoner.Example"), complaint())
    with database.transaction() as session:
        session.add(Contact(hash=keyring.contact_hash("jan@inwoner.example"), opted_out=True))

    assert draw().excluded["opted_out"] == 1


def test_withheld_people_are_left_alone(draw, register):
    register(complaint(withheld=Withheld.DECEASED), complaint())

    assert draw().excluded["withheld"] == 1


def test_other_kinds_and_a_minimum_age_can_be_asked(draw, register):
    register(complaint(kind="melding"), complaint(kind="melding", closed=DRAW_DAY), complaint())

    made = draw(kinds=("melding",), min_age_days=1)

    assert made.eligible == 1
    assert made.excluded["closed_too_recently"] == 1
    assert made.excluded["kind_not_in_survey"] == 1


def test_whoever_waits_for_the_mail_of_an_earlier_draw_is_not_drawn_again(draw, register, database):
    register(*(complaint() for _ in range(5)))
    draw(size=3)

    made = draw(as_of=DRAW_DAY + timedelta(days=14))

    assert (made.eligible, made.excluded["recently_invited"]) == (2, 3)


def test_whoever_waits_in_vain_for_a_mail_that_is_held_can_be_drawn_again(draw, register):
    register(*(complaint() for _ in range(5)))
    draw(size=3)

    assert draw(as_of=DRAW_DAY + timedelta(days=15)).eligible == 5


def test_the_same_seed_draws_the_same_people(draw, register, database):
    register(*(complaint(closed=date(2025, 5, day)) for day in range(1, 11)))

    with database.transaction() as session:
        find_survey(session, "klachtbehandeling").cool_down_days = 0
    first = draw(size=3, seed=bytes(32))
    second = draw(as_of=DRAW_DAY + timedelta(days=1), size=3, seed=bytes(32))

    assert first.selection_sha256 == second.selection_sha256
    assert first.seed_supplied
