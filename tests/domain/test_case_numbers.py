"""Tracking codes and case numbers: what is made is valid, and slips of the hand are caught."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.iso7064 import mod_11_10

from fengqiao.domain.case_numbers import case_number, grouped, is_valid, make_tracking_code, normalise, parts_of

ELEVEN = st.text("0123456789", min_size=11, max_size=11)


@given(ELEVEN)
def test_a_made_code_is_valid_here_and_by_the_standard(digits):
    code = make_tracking_code(digits)
    assert len(code) == 12
    assert is_valid(code)
    assert mod_11_10.is_valid(code)


@given(ELEVEN, st.integers(0, 11), st.integers(1, 9))
def test_every_single_wrong_digit_is_caught(digits, at, shift):
    code = make_tracking_code(digits)
    wrong = str((int(code[at]) + shift) % 10)
    assert not is_valid(code[:at] + wrong + code[at + 1 :])


def test_most_swapped_neighbours_are_caught():
    codes = [make_tracking_code(f"{n * 7_919_317 % 10**11:011d}") for n in range(1, 400)]
    pairs = [(c, at) for c in codes for at in range(11) if c[at] != c[at + 1]]
    caught = [not is_valid(c[:at] + c[at + 1] + c[at] + c[at + 2 :]) for c, at in pairs]
    assert sum(caught) / len(caught) > 0.95


@pytest.mark.parametrize("digits", ["", "1234567890", "123456789012", "1234567890a", "１２３４５６７８９０１"])
def test_a_code_is_made_from_eleven_plain_digits_only(digits):
    with pytest.raises(ValueError, match="eleven"):
        make_tracking_code(digits)


@pytest.mark.parametrize("text", ["", "407183529645", "40718352964", "4071 8352 9644", "４０７１８３５２９６４４", "x" * 12])
def test_what_is_no_code_is_not_valid(text):
    assert not is_valid(text)


@pytest.mark.parametrize(
    "typed", ["407183529644", "4071 8352 9644", "4071-8352-9644", " ４０７１－８３５２　９６４４\n", "4071–8352—9644"]
)
def test_a_code_may_be_typed_with_spaces_hyphens_and_full_width_digits(typed):
    assert normalise(typed) == "407183529644"
    assert is_valid(normalise(typed))


def test_a_code_is_printed_in_fours():
    assert grouped("407183529644") == "4071 8352 9644"


def test_the_running_number_has_six_places_and_may_grow():
    assert case_number("GZ", 2026, 42) == "GZ-2026-000042"
    assert case_number("古丈", 2026, 1_234_567) == "古丈-2026-1234567"


@given(st.sampled_from(["GZ", "颍东", "NDQ"]), st.integers(1900, 9999), st.integers(1, 10**9 - 1))
def test_a_number_can_be_taken_apart(prefix, year, n):
    assert parts_of(case_number(prefix, year, n)) == (prefix, year, n)


@pytest.mark.parametrize(("prefix", "year", "n"), [("", 2026, 1), ("gz", 2026, 1), ("G-Z", 2026, 1), ("GZ", 2026, 0), ("GZ", 26000, 1)])
def test_a_malformed_number_is_refused(prefix, year, n):
    with pytest.raises(ValueError, match="case number"):
        case_number(prefix, year, n)


@pytest.mark.parametrize("text", ["", "GZ-2026-42", "GZ-2026-000042 ", "GZ2026000042", "GZ-２０２６-000042"])
def test_what_is_no_number_has_no_parts(text):
    assert parts_of(text) is None
