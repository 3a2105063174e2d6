"""Nothing goes before its term, nothing that an open wave needs, and all of it in the end."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from enquete_app.fieldwork.retention.terms import (
    BOUNDS,
    Erasable,
    Terms,
    WaveFacts,
    contact_data_day,
    due,
    faults,
    last_closing,
    schedule,
)

DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))
TERMS = st.builds(Terms, **{name: st.integers(*bounds) for name, bounds in BOUNDS.items()})
ERASED = st.frozensets(st.sampled_from(Erasable))
WAVES = st.builds(WaveFacts, DAYS, st.booleans(), st.booleans(), ERASED)


def test_the_defaults_are_those_of_the_issue_and_within_bounds():
    assert faults(Terms()) == []
    assert (Terms().contact_days, Terms().message_days, Terms().open_answers_months) == (30, 30, 12)


def test_a_closed_wave_of_the_end_of_august_goes_step_by_step():
    assert schedule(WaveFacts(date(2024, 8, 31)), Terms(open_answers_months=6)) == {
        Erasable.MESSAGES: date(2024, 9, 30),
        Erasable.LINKS: date(2024, 9, 30),
        Erasable.OPT_OUT_LINKS: date(2025, 8, 31),
        Erasable.OPEN_ANSWERS: date(2025, 2, 28),
    }


def test_sealed_ballots_go_once_no_wave_can_come_to_open_them():
    waiting = WaveFacts(date(2024, 8, 31), is_sealed=True, may_be_opened=True)

    assert Erasable.SEALED_BALLOTS not in schedule(waiting, Terms())
    assert schedule(waiting._replace(may_be_opened=False), Terms())[Erasable.SEALED_BALLOTS] == date(
        2025, 8, 31
    )


@given(WAVES, TERMS, DAYS)
def test_nothing_of_a_wave_whose_fieldwork_goes_on_is_ever_due(wave, terms, today):
    assert due(wave._replace(ended_on=None), terms, today) == []


@given(WAVES, TERMS, DAYS)
def test_nothing_is_due_before_its_term(wave, terms, today):
    earliest = wave.ended_on + timedelta(days=min(terms.contact_days, terms.message_days, 28))

    assert today >= earliest or due(wave, terms, today) == []
    for what in due(wave, terms, today):
        assert schedule(wave, terms)[what] <= today


@given(WAVES, TERMS, DAYS)
def test_what_has_been_erased_is_not_due_again(wave, terms, today):
    first = due(wave, terms, today)

    assert due(wave._replace(erased=wave.erased | frozenset(first)), terms, today) == []


@given(WAVES, TERMS, DAYS, st.integers(0, 5000))
def test_what_is_due_stays_due_until_it_is_done(wave, terms, today, days):
    assert set(due(wave, terms, today)) <= set(due(wave, terms, today + timedelta(days=days)))


@given(WAVES, TERMS, st.data())
def test_a_longer_term_never_erases_sooner(wave, terms, data):
    longer = Terms(
        **{name: data.draw(st.integers(getattr(terms, name), bounds.most)) for name, bounds in BOUNDS.items()}
    )

    sooner, later = schedule(wave, terms), schedule(wave, longer)
    assert sooner.keys() == later.keys()
    assert all(later[what] >= sooner[what] for what in sooner)
    assert contact_data_day(wave.ended_on, longer) >= contact_data_day(wave.ended_on, terms)
    assert last_closing(wave.ended_on, longer) <= last_closing(wave.ended_on, terms)


@given(st.dictionaries(st.sampled_from(sorted(BOUNDS)), st.integers(-10, 500)))
def test_terms_out_of_bounds_are_named(values):
    assert set(faults(Terms(**values))) == {
        name for name, value in values.items() if not BOUNDS[name].least <= value <= BOUNDS[name].most
    }
