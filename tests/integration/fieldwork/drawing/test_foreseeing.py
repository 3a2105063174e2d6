"""What the page foretells is what the draw then gives."""

from datetime import timedelta

import pytest
from builders import DRAW_DAY, complaint
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event

from enquete_app.fieldwork.drawing.draws import freeze_and_draw, make_draw
from enquete_app.fieldwork.drawing.foreseeing import foresee
from enquete_app.fieldwork.drawing.ordering import STRATA_COLUMNS, DrawError, Order, find_survey
from enquete_app.fieldwork.models import Contact
from enquete_app.register.models import Withheld
from enquete_app.sampling import Allocation, InfeasibleDesign, Reason

COMPLAINTS = st.lists(
    st.fixed_dictionaries(
        {
            "kind": st.sampled_from(["klacht", "klacht", "vraag"]),
            "handling": st.sampled_from(["formeel", "informeel", ""]),
            "judgement": st.sampled_from(["gegrond", "on\tgegrond"]),
            "closed": st.none() | st.integers(-3, 400).map(lambda days: DRAW_DAY - timedelta(days=days)),
            "email": st.sampled_from(["", "geen", *(f"k{number}@inwoner.example" for number in range(9))]),
            "withheld": st.sampled_from([None, None, None, *Withheld]),
        }
    ),
    max_size=25,
)
ORDERS = st.builds(
    Order,
    as_of=st.just(DRAW_DAY),
    kinds=st.none() | st.just(("klacht", "vraag")),
    handlings=st.none() | st.sampled_from([("formeel",), ("formeel", "")]),
    months=st.none() | st.integers(1, 6),
    min_age_days=st.none() | st.integers(0, 40),
    cool_down_days=st.none() | st.integers(0, 400),
    size=st.none() | st.integers(1, 12),
    by=st.lists(st.sampled_from(STRATA_COLUMNS), max_size=2, unique=True).map(tuple),
    allocation=st.sampled_from(Allocation),
    min_per_stratum=st.integers(0, 2),
)
CONTACTS = st.dictionaries(st.integers(0, 8), st.none() | st.integers(0, 500), max_size=5)


def the_draw(session, survey, order, keyring):
    try:
        made = freeze_and_draw(session, survey, order, keyring)
    except (DrawError, InfeasibleDesign) as error:
        return str(error)
    strata = [(tuple(each["key"]), each["population"], each["selected"]) for each in made.strata]
    return made.excluded, made.eligible, strata


def foretold(session, survey, order, keyring):
    outlook = foresee(session, survey, order, keyring)
    if outlook.infeasible:
        return str(outlook.infeasible)
    if not outlook.selected:
        return "Nobody is eligible, so there is nothing to draw."
    strata = [(each.key, each.population, each.selected) for each in outlook.strata]
    return {str(gate): count for gate, count in outlook.excluded.items()}, outlook.eligible, strata


@given(complaints=COMPLAINTS, order=ORDERS, contacts=CONTACTS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_foretold_is_what_the_draw_gives(database, keyring, complaints, order, contacts):
    with database.session() as session:
        session.add_all(complaint(**values) for values in complaints)
        for number, days in contacts.items():
            hashed = keyring.contact_hash(f"k{number}@inwoner.example")
            delivered = None if days is None else DRAW_DAY - timedelta(days=days)
            session.add(Contact(hash=hashed, opted_out=days is None, last_delivered_on=delivered))
        session.flush()
        survey = find_survey(session, "klachtbehandeling")

        assert foretold(session, survey, order, keyring) == the_draw(session, survey, order, keyring)
        session.rollback()


@pytest.fixture
def look(database, keyring):
    def look(*complaints, **order):
        with database.transaction() as session:
            session.add_all(complaints)
        with database.reader() as session:
            survey = find_survey(session, "klachtbehandeling")
            return foresee(session, survey, Order(as_of=DRAW_DAY, **order), keyring)

    return look


def test_it_tells_what_the_register_holds_and_whom_the_team_withholds_and_why(look):
    outlook = look(
        complaint(handling="formeel"),
        complaint(kind="vraag", closed=None),
        complaint(case_number="K-9", withheld=Withheld.OMBUDSMAN),
        complaint(case_number="K-8", withheld=Withheld.OMBUDSMAN),
        complaint(withheld=Withheld.DECEASED, email=""),
    )

    assert outlook.registered == 5
    assert outlook.kinds == {"klacht": 4, "vraag": 1}
    assert outlook.handlings == {"formeel": 1, "informeel": 4}
    assert {type(count) for count in (*outlook.kinds.values(), *outlook.excluded.values())} == {int}
    assert outlook.withheld == {"at the ombudsman": ("K-8", "K-9")}
    assert (outlook.excluded[Reason.NO_EMAIL], outlook.excluded[Reason.WITHHELD]) == (1, 2)


def test_a_restriction_to_handlings_is_a_gate_of_its_own(look):
    outlook = look(complaint(handling="formeel"), complaint(handling="formeel"), complaint())

    assert Reason.HANDLING_NOT_IN_SURVEY not in outlook.excluded
    assert look(handlings=("informeel",)).excluded[Reason.HANDLING_NOT_IN_SURVEY] == 2


def test_whoever_waits_for_a_mail_is_not_foretold_to_be_invited_again(look, database, keyring):
    look(complaint(), complaint())
    with database.transaction() as session:
        survey = find_survey(session, "klachtbehandeling")
        make_draw(session, survey, Order(as_of=DRAW_DAY - timedelta(days=1), size=1), keyring)

    assert look().excluded[Reason.RECENTLY_INVITED] == 1


def test_it_takes_as_many_statements_for_many_complaints_as_for_few(look, database):
    asked = []
    event.listen(database.engine, "before_cursor_execute", lambda *call: asked.append(call[2]))

    look(complaint())
    few = len(asked)
    look(*(complaint() for _ in range(50)))

    assert len([each for each in asked[few:] if each.startswith("SELECT")]) <= 7
