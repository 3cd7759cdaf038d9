"""Shares and intervals are those of scipy."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from reports.statistics import ratio, wilson_share


@given(st.integers(1, 5000).flatmap(lambda base: st.tuples(st.integers(0, base), st.just(base))))
def test_interval_is_scipys(pair):
    count, base = pair
    found = wilson_share(count, base)
    expected = binomtest(count, base).proportion_ci(confidence_level=0.95, method="wilson")
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high), abs=1e-12)


def test_share_is_count_of_base():
    assert wilson_share(5, 20).share == 0.25


def test_no_base_no_share():
    assert wilson_share(0, 0) is None


def test_more_people_than_the_base_is_refused():
    with pytest.raises(ValueError, match="no share"):
        wilson_share(3, 2)


def test_ratio_of_nothing_is_none():
    assert ratio(1, 0) is None
