"""What is asked for is looked up; what does not exist becomes a sentence."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.filters import Filters, Known, read_filters
from reports.periods import buckets, days_of

KNOWN = Known(("exit",), {"Payment method": ["card"], "contract": ["One year", "Two year"], "plan": ["pro"]})


def asked(**given):
    return read_filters(given, KNOWN)


@pytest.mark.parametrize("name", ["payment_method", "PAYMENT METHOD", "paymentmethod"])
def test_a_dimension_is_found_however_it_is_written(name):
    assert asked(by=name)[0].by == "Payment method"


def test_period_is_read():
    assert asked(**{"from": "2026-01-01", "before": "2026-02-01"})[0].begin == date(2026, 1, 1)


@pytest.mark.parametrize(
    "given",
    [
        {"from": "yesterday"},
        {"before": "2026-02-30"},
        {"from": "2026-02-01", "before": "2026-01-01"},
        {"survey": "nope"},
        {"by": "nope"},
        {"is.nope": "x"},
    ],
)
def test_what_does_not_exist_is_said(given):
    assert len(read_filters(given, KNOWN)[1]) == 1


@given(st.dictionaries(st.sampled_from(["from", "before", "survey", "by", "main", "is.plan"]), st.text()))
def test_anything_can_be_asked(given):
    read_filters(given, KNOWN)


def test_the_query_asks_for_the_same():
    filters = Filters(date(2026, 1, 1), None, "exit", "plan", (("contract", "One year"),), True)
    pairs = dict(pair.split("=") for pair in filters.query().replace("+", " ").split("&"))
    assert read_filters(pairs, KNOWN) == (filters, [])


def test_a_usual_dimension_is_the_default():
    assert asked()[0].by == "plan"


@pytest.mark.parametrize(
    ("asked_for", "begin", "end"),
    [
        ("30d", date(2026, 1, 31), date(2026, 3, 2)),
        ("12m", date(2025, 3, 2), date(2026, 3, 2)),
        ("month", date(2026, 3, 1), date(2026, 4, 1)),
        ("last_quarter", date(2025, 10, 1), date(2026, 1, 1)),
        ("last_year", date(2025, 1, 1), date(2026, 1, 1)),
        ("all", None, None),
    ],
)
def test_a_period_may_be_named(asked_for, begin, end):
    assert days_of(asked_for, date(2026, 3, 1)) == (begin, end)


def test_a_named_period_stays_named_in_the_address():
    filters, _problems = asked(period="90d")
    assert (filters.query().startswith("period=90d"), "from=" in filters.query()) == (True, False)


def test_dates_win_over_a_name():
    filters, _problems = asked(period="90d", **{"from": "2026-01-01"})
    assert (filters.period, filters.begin, filters.end) == ("", date(2026, 1, 1), None)


@pytest.mark.parametrize(
    ("begin", "end", "before"),
    [
        (date(2026, 3, 1), date(2026, 4, 1), date(2026, 2, 1)),
        (date(2026, 1, 15), date(2026, 4, 15), date(2025, 10, 15)),
        (date(2026, 3, 1), date(2026, 3, 11), date(2026, 2, 19)),
    ],
)
def test_the_period_before_is_as_long(begin, end, before):
    previous = Filters(begin, end).previous()
    assert (previous.begin, previous.end) == (before, begin)


def test_an_open_period_has_none_before():
    assert Filters(date(2026, 1, 1)).previous() is None


@pytest.mark.parametrize("days", [1, 20, 100, 400, 1500, 6000])
def test_buckets_cover_a_period_without_a_gap(days):
    begin = date(2020, 2, 11)
    parts = buckets(begin, begin + timedelta(days=days))
    ends = [end for _begin, end in parts]
    assert (parts[0][0], ends[-1], [one for one, _end in parts[1:]]) == (begin, begin + timedelta(days=days), ends[:-1])
