"""A register that is nearly right, or nothing like one: rows or a clean finding, soon, and never a crash."""

from collections import deque

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from register_fuzzing import files, mutated, read_whole

from enquete_app.register.errors import RegisterError


@pytest.mark.parametrize("name", files())
def test_the_files_themselves_are_read(name):
    assert read_whole(files()[name], name) in {3, 5, 11}


@settings(max_examples=150)
@given(seed=st.integers(0, 2**32))
@pytest.mark.parametrize("name", files())
def test_a_real_file_with_some_bytes_changed_is_read_or_refused_with_a_reason(name, seed):
    found = read_whole(mutated(name, seed), name)

    assert isinstance(found, RegisterError) or 0 <= found < 100
    assert str(found)


@settings(max_examples=150)
@given(content=st.binary(max_size=2000), name=st.sampled_from(["a.csv", "a.xlsx", "a.txt", "a", "a.xlsm"]))
def test_any_bytes_are_refused_or_read(content, name):
    read_whole(content, name)


def test_a_reader_that_crashes_would_be_found(monkeypatch):
    """Among so many files one shows a fault that strikes at a single odd sign."""

    def crash(cell):
        if "\0" in str(cell):
            raise ZeroDivisionError
        return str(cell)

    monkeypatch.setattr("enquete_app.register.reading.text_of", crash)
    with pytest.raises(ZeroDivisionError):
        deque((read_whole(mutated("plain.csv", seed), "plain.csv") for seed in range(2000)), maxlen=0)
