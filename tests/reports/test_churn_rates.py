"""The formulas of churn, with the worked cases of the definitions."""

import pytest

from reports.churn.rates import (
    MrrChurn,
    expected_lifetime,
    left_after,
    mrr_churn,
    payback_months,
    quick_ratio,
    rate_over,
)
from reports.statistics import wilson_share


def test_of_200_customers_20_lost_is_a_tenth():
    assert wilson_share(20, 200).share == 0.1


@pytest.mark.parametrize(("periods", "left"), [(0, 100_000), (1, 95_000), (2, 90_250), (11, 56_880), (12, 54_036)])
def test_what_is_left_at_five_per_cent_a_month(periods, left):
    assert round(left_after(100_000, 0.05, periods)) == left


def test_gross_and_net_mrr_churn():
    assert mrr_churn(10_000, churned=500, contraction=100, expansion=200) == MrrChurn(0.06, 0.04)


def test_net_mrr_churn_is_below_nought_where_those_who_stay_grow():
    assert mrr_churn(10_000, 100, 0, 400).net == pytest.approx(-0.03)


def test_nothing_paid_at_the_start_has_no_rate():
    assert mrr_churn(0, 0, 0, 50) is None


def test_growth_against_churn():
    assert quick_ratio(new=300, expansion=100, churned=150, contraction=50) == 2.0


def test_growth_against_no_churn_is_no_number():
    assert quick_ratio(300, 100, 0, 0) is None


@pytest.mark.parametrize(("rate", "months"), [(0.05, 20), (0.02, 50), (0, None)])
def test_expected_lifetime(rate, months):
    assert expected_lifetime(rate) == months


@pytest.mark.parametrize(
    ("cost", "mrr", "margin", "months"),
    [(500, 50, 0.8, 13), (480, 50, 0.8, 12), (480, 50, 1, 10), (0, 50, 1, 0), (500, 0, 0.8, None), (500, 50, 0, None)],
)
def test_payback(cost, mrr, margin, months):
    assert payback_months(cost, mrr, margin) == months


@pytest.mark.parametrize(("months", "of"), [(3, 1), (12, 1), (1, 3)])
def test_rates_of_other_lengths_leave_the_same(months, of):
    assert (1 - rate_over(0.03, months, of)) ** of == pytest.approx(0.97**months)
