"""Answers on the phone and on paper are told apart only where enough people gave them."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from enquete_app.fieldwork.waves.coarse_facts import coarse_of

FACTS = ("formeel", "gegrond", "Sociaal domein", "nl")
FEWEST_INVITED, FEWEST_SENT = 10, 5

_ways = st.sampled_from(["e-mail", "letter", "phone", "paper"])
_keys = st.tuples(
    st.sampled_from(["formeel", "informeel"]), st.just("gegrond"), st.just("x"), st.just("nl"), _ways
)


def key(mode):
    return (*FACTS, mode)


def test_phone_and_paper_are_told_apart_if_each_way_has_five():
    sent = {key("letter"): 5, key("phone"): 6, key("paper"): 5}

    assert coarse_of(sent, {key("letter"): 40}) == {each: each for each in sent}


def test_with_fewer_than_five_all_of_them_count_as_letters():
    sent = {key("letter"): 9, key("phone"): 4}

    assert set(coarse_of(sent, {key("letter"): 40}).values()) == {key("letter")}


def test_the_same_people_are_not_counted_as_invited_once_for_each_way():
    sent = {key("letter"): 5, key("phone"): 5, key("paper"): 5}

    assert set(coarse_of(sent, {key("letter"): 9}).values()) == {(None,) * 5}


def test_where_the_way_of_inviting_is_given_up_the_way_of_answering_is_too():
    sent = {key("e-mail"): 20, key("phone"): 3}

    assert set(coarse_of(sent, {key("e-mail"): 40, key("letter"): 3}).values()) == {(*FACTS, None)}


@given(st.dictionaries(_keys, st.integers(1, 30)), st.integers(0, 20))
def test_every_outcome_has_five_answers_and_ten_invited_who_are_counted_once(sent, more):
    invited = Counter()
    for each, count in sent.items():
        invited[(*each[:-1], "e-mail" if each[-1] == "e-mail" else "letter")] += count + more
    coarse = coarse_of(sent, invited)

    into = Counter()
    for each, count in sent.items():
        into[coarse[each]] += count
    if any(any(fact for fact in each) for each in into):
        assert min(into.values()) >= FEWEST_SENT
        for each in into:
            assert sum(n for who, n in invited.items() if _could_be(who, each)) >= FEWEST_INVITED


def _could_be(who, coarse):
    way = "letter" if coarse[-1] in {"letter", "phone", "paper"} else coarse[-1]
    return all(fact is None or fact == own for own, fact in zip(who, (*coarse[:-1], way), strict=True))
