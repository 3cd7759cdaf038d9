"""Retention by cohort, and how long customers stay."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.churn.cohorts import Split, cohorts, months_until
from reports.churn.lives import lives
from reports.periods import months_later
from tests.reports.span_tables import day, spans_of

KNOWN = date(2026, 4, 30)
DAYS = st.dates(date(2023, 1, 1), date(2026, 12, 31))


def test_still_there_after_k_months():
    table = spans_of((1, day(1), 0), (2, day(1, 31), day(3, 1)), (3, day(1, 10), day(1, 20)), (4, day(2), 0))
    found = cohorts(table, KNOWN, months=3)
    assert (found.begins, found.people.tolist()) == (
        (date(2026, 1, 1), date(2026, 2, 1)),
        [[3, 2, 1, 1], [1, 1, 1, 0]],
    )


def test_cells_that_are_not_over_are_not_known():
    found = cohorts(spans_of((1, day(1), 0), (2, day(2), 0)), KNOWN, months=4)
    assert found.complete.tolist() == [[True, True, True, True, False], [True, True, True, False, False]]


def test_who_came_back_counts_again():
    found = cohorts(spans_of((1, day(1), day(1, 15)), (1, day(2, 15), 0)), KNOWN, months=3)
    assert found.people.tolist() == [[1, 0, 1, 1]]


def test_money_by_currency():
    table = spans_of(
        (1, day(1), day(2, 1), 5000), (1, day(2, 1), 0, 8000), (2, day(1), 0, 300, "", "monthly", "", "CNY")
    )
    found = cohorts(table, KNOWN, months=2)
    assert dict(zip(found.currencies, found.mrr[0].T.tolist(), strict=True)) == {
        "": [0, 0, 0],
        "USD": [5000, 8000, 8000],
        "CNY": [300, 300, 300],
    }


def test_a_cohort_of_a_quarter():
    found = cohorts(spans_of((1, day(1), 0), (2, day(3, 31), 0)), KNOWN, each=3, months=1)
    assert (found.begins, found.people.tolist(), found.complete.tolist()) == (
        (date(2026, 1, 1),),
        [[2, 2]],
        [[True, True]],
    )


def test_narrowed_by_what_they_began_with():
    table = spans_of((1, day(1), day(2), 0, "free"), (1, day(2), 0, 5000, "pro"), (2, day(1), 0, 5000, "pro"))
    assert cohorts(table, KNOWN, months=0, split=Split(where=[("plan", "free")])).people.tolist() == [[1]]


def test_split_by_what_they_began_with():
    table = spans_of((1, day(1), day(2), 0, "free"), (1, day(2), 0, 5000, "pro"), (2, day(1), 0, 5000, "pro"))
    found = cohorts(table, KNOWN, months=1, split=Split("plan"))
    assert (found.segments, found.of_segments.tolist()) == (("free", "pro"), [[[1, 1]], [[1, 1]], [[0, 0]]])
    assert found.mrr_of_segments[0, 0, :, found.currencies.index("USD")].tolist() == [0, 5000]


def test_nobody_started_no_cohorts():
    assert cohorts(spans_of((1, 0, day(3))), KNOWN).people.shape[0] == 0


@given(DAYS, DAYS)
def test_months_until_a_day(first, on):
    def months(one, other):
        return int(months_until(*(spans_of((1, when.toordinal(), 0)).started for when in (one, other)))[0])

    k = months(first, on)
    assert months_later(first, k) >= on > months_later(first, k - 1)


@pytest.mark.parametrize(
    ("row", "days", "lost"),
    [
        ((1, day(4, 1), 0), 30, False),
        ((1, day(4, 1), day(4, 11)), 10, True),
        ((1, day(4, 1), day(5, 11)), 30, False),
        ((1, day(4, 1), day(5, 1)), 30, False),
    ],
)
def test_how_long_a_customer_stayed(row, days, lost):
    found = lives(spans_of(row), KNOWN)
    assert (found.days.tolist(), found.lost.tolist()) == ([days], [lost])


def test_the_first_loss_is_the_end_of_it():
    found = lives(spans_of((1, day(1), day(1, 11)), (1, day(2), 0)), KNOWN)
    assert (found.days.tolist(), found.lost.tolist()) == ([10], [True])


def test_segments_are_those_of_the_start():
    found = lives(spans_of((1, day(1), day(2), 0, "free"), (1, day(2), 0, 5000, "pro")), KNOWN, "plan")
    assert found.people() == {"free": 1}


def test_unknown_starts_are_left_out_and_counted():
    found = lives(spans_of((1, 0, day(2)), (2, day(1), 0)), KNOWN)
    assert (len(found.days), found.unknown) == (1, 1)


def test_segments_that_leave_at_another_pace_differ():
    quick = [(at, day(1), day(1) + 10 + at % 9, 0, "free") for at in range(60)]
    slow = [(at, day(1), day(1) + 60 + at % 9, 0, "pro") for at in range(60, 120)]
    assert lives(spans_of(*quick, *slow), KNOWN + timedelta(days=99), "plan").differ(["free", "pro"]).p < 1e-9
