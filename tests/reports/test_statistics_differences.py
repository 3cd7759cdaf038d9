"""Differences, p values and their adjustment are those of scipy and statsmodels; without a difference few are found."""

from time import process_time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest, chi2_contingency, fisher_exact
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from reports.statistics import (
    benjamini_hochberg,
    difference,
    lift_of_pair,
    log_odds_z,
    p_values,
    segment_differences,
    wilson_share,
    wilson_shares,
)

PAIRS = [(15, 50, 30, 300), (0, 40, 9, 61), (7, 7, 0, 12), (120, 400, 260, 1900), (1, 30, 1, 31), (33, 35, 2, 900)]
counts = st.integers(1, 400).flatmap(lambda base: st.tuples(st.integers(0, base), st.just(base)))


def test_many_intervals_are_each_those_of_one():
    many = wilson_shares([5, 0, 9], [10, 30, 9])
    assert [(low, high) for low, high in zip(many.low, many.high, strict=True)] == [
        (pytest.approx(one.low), pytest.approx(one.high))
        for one in (wilson_share(5, 10), wilson_share(0, 30), wilson_share(9, 9))
    ]


def test_intervals_are_statsmodels():
    count, base = np.arange(0, 60), np.arange(1, 61) * 3
    low, high = proportion_confint(count, base, method="wilson")
    found = wilson_shares(count, base)
    assert found.low == pytest.approx(low, abs=1e-12)
    assert found.high == pytest.approx(high, abs=1e-12)


def test_empty_base_is_unknown():
    assert np.isnan(wilson_shares([0], [0]).share).all()


def test_more_people_than_the_base_is_refused():
    with pytest.raises(ValueError, match="within its base"):
        wilson_shares([1, 4], 3)


@pytest.mark.parametrize("pair", PAIRS)
def test_points_are_newcombes(pair):
    found = difference(*pair)
    expected = confint_proportions_2indep(*pair, method="newcomb", compare="diff")
    assert (found.low, found.high) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("pair", [(15, 50, 30, 300), (120, 400, 260, 1900), (1, 30, 1, 31)])
def test_lift_is_katzs(pair):
    found = difference(*pair)
    expected = confint_proportions_2indep(*pair, method="log", compare="ratio")
    assert (found.lift_low, found.lift_high) == pytest.approx(expected)


def test_lift_of_nobody_has_an_end():
    found = difference(0, 40, 9, 61)
    assert (found.lift, found.lift_low) == (0, 0)
    assert 0.3 < found.lift_high < 2


@settings(max_examples=150, deadline=None)
@given(counts, counts)
def test_p_is_scipys(one, other):
    count, base, others, other_base = *one, *other
    table = np.array([[count, base - count], [others, other_base - others]])
    least = np.outer(table.sum(axis=1), table.sum(axis=0)).min() / table.sum()
    expected = chi2_contingency(table, correction=False).pvalue if least >= 10 else fisher_exact(table).pvalue
    assert p_values(count, base, others, other_base) == pytest.approx(expected, rel=1e-6, abs=1e-300)


@pytest.mark.parametrize("table", [(3, 1_500, 700, 998_500), (0, 30, 5, 299_970), (12, 40, 61_000, 299_960)])
def test_p_of_great_numbers_is_fishers(table):
    count, base, others, other_base = table
    expected = fisher_exact([[count, base - count], [others, other_base - others]]).pvalue
    assert p_values(*table) == pytest.approx(expected, rel=1e-6)


def test_adjustment_is_statsmodels_and_skips_the_unknown():
    p = np.array([[0.001, np.nan, 0.04], [0.03, 0.8, 0.011]])
    known = ~np.isnan(p)
    found = benjamini_hochberg(p)
    assert found[known] == pytest.approx(multipletests(p[known], method="fdr_bh")[1])
    assert np.isnan(found[0, 1])


def test_a_table_takes_less_than_50_ms():
    random = np.random.default_rng(3)
    bases = np.array([1_500, 90, 2_000, 289_000, 3_000, 1_000, 1_400, 2_010])
    table = random.binomial(bases, random.uniform(0.0005, 0.005, (16, 1)))
    spent = []
    for _again in range(5):
        begun = process_time()
        segment_differences(table, bases)
        spent.append(process_time() - begun)
    assert min(spent) < 0.05


def test_states_tell_what_was_tested():
    found = segment_differences([[3, 12, 60, 5], [0, 0, 0, 0]], [29, 30, 200, 99])
    assert found.state.tolist() == [["too_few", "small", "tested", "small"], ["too_few"] * 4]
    assert found.comparisons == 3


def test_nothing_is_said_of_a_hidden_cell():
    found = segment_differences([[3, 40, 60]], [80, 90, 200], hidden=[[True, False, False]])
    assert found.state.tolist() == [["hidden", "small", "tested"]]
    assert np.isnan([found.points[0, 0], found.lift_high[0, 0], found.q[0, 0]]).all()
    assert found.comparisons == 2


def test_a_segment_is_set_against_all_others():
    found = segment_differences([[30, 20, 10]], [100, 200, 300])
    expected = difference(30, 100, 30, 500)
    assert (found.points[0, 0], found.lift[0, 0], found.p[0, 0]) == (expected.points, expected.lift, expected.p)


def test_a_table_of_one_segment_or_none_says_nothing():
    assert segment_differences([[5]], [40]).comparisons == 0
    assert segment_differences(np.zeros((0, 3)), [10, 20, 30]).comparisons == 0


def test_without_any_difference_few_reports_mark_one():
    """16 causes × 8 segments: six cells at p < .05 by chance in every report, but hardly a report after adjusting."""
    random = np.random.default_rng(16)
    raw, marked, reports = 0, 0, 400
    for _ in range(reports):
        bases = random.integers(40, 400, 8)
        found = segment_differences(random.binomial(bases, random.uniform(0.01, 0.3, (16, 1))), bases)
        raw += int((found.p < 0.05).sum())
        marked += bool(found.more_than_chance.any())
    assert 5.6 < raw / reports < 6.6
    assert marked / reports < 0.07


def test_pair_by_itself_has_a_lift_of_one():
    found = lift_of_pair(40, 200, 100, 500)
    assert (found.expected, found.lift) == (40, 1)
    assert found.p == pytest.approx(1)


def test_lift_of_a_pair_keeps_its_promise():
    random = np.random.default_rng(5)
    both, first, second, _ = random.multinomial(500, [0.05, 0.1, 0.15, 0.7], 2000).T
    found = lift_of_pair(both, both + first, both + second, 500)
    assert 0.93 < np.mean((found.low <= 0.05 / (0.15 * 0.2)) & (found.high >= 0.05 / (0.15 * 0.2))) < 0.97


def test_first_mention_of_something_is_a_finite_rise():
    assert log_odds_z(0, 200, 9, 200) > 2
    assert log_odds_z(9, 200, 0, 200) == pytest.approx(-log_odds_z(0, 200, 9, 200))


def test_newcombe_of_one_share_against_none_is_wilsons():
    one = binomtest(3, 20).proportion_ci(method="wilson")
    assert difference(3, 20, 0, 10**12).high == pytest.approx(one.high, abs=1e-6)
