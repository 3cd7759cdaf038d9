"""Kaplan–Meier and log-rank, against lifelines."""

import numpy as np
import pytest
from lifelines import KaplanMeierFitter
from lifelines.statistics import multivariate_logrank_test

from reports.churn.survival import kaplan_meier, log_rank, thinned

# lifelines calls pandas in a way that the next pandas will not know.
pytestmark = pytest.mark.filterwarnings("ignore::Warning:lifelines")
GENERATOR = np.random.default_rng(20260131)
TIED = GENERATOR.integers(0, 40, 600), GENERATOR.random(600) < 0.4
SPREAD = GENERATOR.exponential(20, 300), GENERATOR.random(300) < 0.7
CASES = [TIED, SPREAD, (np.arange(1, 9), np.ones(8, bool)), (np.arange(1, 9), np.zeros(8, bool)), ([5], [True])]


def test_it_works():
    assert kaplan_meier([1, 2, 3], [True, False, True]).share == pytest.approx([1, 2 / 3, 2 / 3, 0])


@pytest.mark.parametrize(("durations", "lost"), CASES)
def test_curves_equal_those_of_lifelines(durations, lost):
    curve, other = kaplan_meier(durations, lost), KaplanMeierFitter().fit(durations, lost)
    assert curve.share == pytest.approx(other.survival_function_.to_numpy()[:, 0], abs=1e-9)


@pytest.mark.parametrize(("durations", "lost"), CASES)
def test_bands_equal_those_of_lifelines(durations, lost):
    curve, other = kaplan_meier(durations, lost), KaplanMeierFitter().fit(durations, lost)
    band = other.confidence_interval_.to_numpy()
    told = curve.share > 0
    assert np.column_stack([curve.low, curve.high])[told] == pytest.approx(band[told], abs=1e-9)


@pytest.mark.parametrize("groups", [2, 3, 5])
def test_log_rank_equals_that_of_lifelines(groups):
    group = GENERATOR.integers(0, groups, 600)
    ours, other = log_rank(*TIED, group), multivariate_logrank_test(TIED[0], group, TIED[1])
    assert (ours.statistic, ours.p) == pytest.approx((other.test_statistic, other.p_value), abs=1e-9)


@pytest.mark.parametrize(("lost", "groups"), [([True, True], [1, 1]), ([False, False], [0, 1])])
def test_one_group_or_no_loss_cannot_be_tested(lost, groups):
    assert log_rank([1, 2], lost, groups) is None


def test_nobody_has_a_curve_of_nobody():
    assert kaplan_meier([], []).people == 0


@pytest.mark.parametrize(("lost", "median"), [([True] * 4, 2), ([False] * 4, None)])
def test_the_median(lost, median):
    assert kaplan_meier([1, 2, 3, 4], lost).median == median


def test_a_thinned_curve_ends_where_nobody_is_followed():
    assert [row[0] for row in thinned(kaplan_meier([1, 2, 3], [True] * 3), range(9))] == [0, 1, 2, 3]
