"""Keys that know their county and keep the order in which they were made."""

from __future__ import annotations

import pytest

from fengqiao.kernel.county import county_of, new_id

COUNTY = 433126


def test_keys_of_one_act_keep_their_order() -> None:
    keys = [new_id(COUNTY) for _ in range(2_000)]
    assert [key.int >> 64 for key in keys] == sorted(key.int >> 64 for key in keys)
    assert len(set(keys)) == len(keys)
    assert {(county_of(key), key.version) for key in keys} == {(COUNTY, 7)}


def test_a_key_of_another_time() -> None:
    assert new_id(COUNTY, at_ms=1_000).int >> 80 == 1_000


@pytest.mark.parametrize("county", [-1, 1 << 20])
def test_a_county_that_does_not_fit(county: int) -> None:
    with pytest.raises(ValueError, match="20 bits"):
        new_id(county)
