"""The worked cases of how much customers use it are what the code computes."""

from datetime import date
from decimal import Decimal

from reports.customer_classes import large_bounds
from reports.customer_phases import phases
from reports.definitions import definition
from tests.reports.test_customer_phases import FIRST, NONE, TUESDAYS, WORKDAYS, days


def test_use_over_time_is_as_the_example_says():
    found = phases(FIRST, days((20, WORKDAYS), (12, TUESDAYS), (8, NONE)))
    told = "daily for {} days, weekly for {}, silent for {}.".format(*(phase.days for phase in found))
    assert told in definition("phases").example


def test_one_of_ten_is_large(customer):
    for amount in range(10, 101, 10):
        customer(mrr=str(amount))
    assert large_bounds().least == {"USD": Decimal(100)}


def test_where_all_pay_alike_nobody_is_large(customer):
    for _one in range(10):
        customer(mrr="50")
    assert large_bounds().least == {}


def test_only_those_who_pay_more_are_large_where_many_pay_alike(customer):
    for amount in ("10", "10", "10", "10", "50", "50", "50", "50", "50", "90", "10", "10"):
        customer(mrr=amount)
    assert large_bounds().least == {"USD": Decimal(90)}


def test_currencies_are_not_compared_and_who_left_does_not_count(customer):
    customer(mrr="7", currency="EUR")
    customer(mrr="900", currency="EUR", ended_on=date(2020, 1, 1))
    customer(mrr="50")
    assert large_bounds().least == {"EUR": Decimal(7), "USD": Decimal(50)}
