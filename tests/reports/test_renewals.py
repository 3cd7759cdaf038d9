"""Yearly contracts that came up for renewal, and what they did."""

from datetime import date

import pytest

from reports.churn.periods import Spell
from reports.churn.renewals import renewals
from reports.rollups.calendar import same_days
from tests.reports.span_tables import day, spans_of

MARCH = Spell(date(2026, 3, 1), date(2026, 4, 1), date(2026, 4, 1))
STARTED = day(3, 9, 2024)
DUE = day(3, 9)


def yearly(started, ended, mrr=5000, plan="pro", ending="voluntary"):
    return (1, started, ended, mrr, plan, "yearly", ending)


def counted(*rows, period=MARCH):
    found = renewals(spans_of(*rows), [period])
    names = ("due", "renewed", "moved", "left", "involuntary", "between")
    return {name: int(getattr(found, name).sum()) for name in names if getattr(found, name).sum()}


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([yearly(STARTED, 0)], {"due": 1, "renewed": 1}),
        ([yearly(STARTED, DUE)], {"due": 1, "left": 1}),
        ([yearly(STARTED, DUE, ending="involuntary")], {"due": 1, "left": 1, "involuntary": 1}),
        ([yearly(STARTED, DUE), yearly(DUE, 0, 9000)], {"due": 1, "renewed": 1}),
        ([yearly(STARTED, DUE), (1, DUE, 0)], {"due": 1, "moved": 1}),
        ([yearly(STARTED, day(3, 20))], {"due": 1, "renewed": 1, "between": 1}),
        ([yearly(STARTED, day(3, 8))], {"between": 1}),
        ([yearly(DUE, 0)], {}),
        ([(1, STARTED, 0)], {}),
        ([yearly(STARTED, day(9, 1, 2025)), yearly(day(9, 1, 2025), DUE, 9000)], {"due": 1, "left": 1}),
    ],
)
def test_what_came_up_and_what_became_of_it(rows, expected):
    assert counted(*rows) == expected


@pytest.mark.parametrize("month", [1, 2, 4, 5, 6, 7, 8, 9, 10, 11])
def test_a_yearly_customer_is_not_at_risk_in_the_other_months(month):
    begin, end = date(2026, month, 1), date(2026, month + 1, 1)
    assert counted(yearly(STARTED, 0), period=Spell(begin, end, end)) == {}


def test_tenure_is_that_of_each_period_not_of_the_first():
    months = [Spell(date(2026, month, 1), date(2026, month + 1, 1), date(2026, month + 1, 1)) for month in range(1, 4)]
    found = renewals(spans_of(yearly(day(3, 9, 2025), 0)), months, "tenure", [("tenure", "6-11 months")])
    assert found.due[:, found.segments.index("6-11 months")].tolist() == [0, 0, 1]


def test_a_renewal_that_is_to_come_is_not_due_yet():
    so_far = Spell(date(2026, 3, 1), date(2026, 4, 1), date(2026, 3, 9))
    assert counted(yearly(STARTED, 0), period=so_far) == {}


def test_over_a_year_each_contract_is_due_once():
    period = Spell(date(2026, 1, 1), date(2027, 1, 1), date(2027, 1, 1))
    assert counted(yearly(STARTED, 0), period=period) == {"due": 1, "renewed": 1}


@pytest.mark.parametrize(("year", "on"), [(2025, date(2025, 2, 28)), (2028, date(2028, 2, 29))])
def test_the_29th_of_february_has_an_anniversary(year, on):
    assert same_days(spans_of(yearly(day(2, 29, 2024), 0)).contract, year).tolist() == [on.toordinal()]
