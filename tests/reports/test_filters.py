"""What is asked for is looked up; what does not exist becomes a sentence."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.filters import Filters, Known, read_filters

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


def test_a_period_is_half_open():
    filters = Filters(date(2026, 1, 1), date(2026, 2, 1))
    assert [filters.within(day) for day in ("2026-01-01", "2026-01-31", "2026-02-01")] == [True, True, False]
