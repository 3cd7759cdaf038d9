"""Customers and money from the start of a period to its end, with the worked cases of the definitions."""

from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customers.models import Customer, Subscription
from reports.churn.flows import flows
from reports.churn.periods import Spell, spells
from reports.churn.rates import mrr_churn
from reports.rollups.store import read_spans
from tests.reports.span_tables import day, spans_of

MARCH = Spell(date(2026, 3, 1), date(2026, 4, 1), date(2026, 4, 1))


def people(*rows, by="", where=(), period=MARCH):
    counted = flows(spans_of(*rows), [period], by, where)
    return {name: getattr(counted.people, name).sum() for name in ("there", "lost", "began", "returned", "early")}


def money(*rows):
    """Return what is not nought of the first period, in units of the one currency."""
    sums = flows(spans_of(*rows), [MARCH]).money
    found = {name: int(getattr(sums, name).sum()) // 100 for name in sums.__dataclass_fields__}
    return {name: amount for name, amount in found.items() if amount}


def test_of_200_customers_20_lost():
    stay = [(at, day(1), 0) for at in range(180)]
    leave = [(at, day(1), day(3, 9)) for at in range(180, 200)]
    assert people(*stay, *leave) == {"there": 200, "lost": 20, "began": 0, "returned": 0, "early": 0}


@pytest.mark.parametrize("lost", [0, 1, 2, 3])
def test_ten_five_joined_twelve_at_the_end(lost):
    there = [(at, day(1), day(3, 9) if at < lost else 0) for at in range(10)]
    joined = [(at, day(3, 5), day(3, 20) if at < 13 - lost else 0) for at in range(10, 15)]
    assert people(*there, *joined) == {"there": 10, "lost": lost, "began": 5, "returned": 0, "early": 3 - lost}


def test_a_change_of_plan_is_no_loss():
    assert people((1, day(1), day(3, 9)), (1, day(3, 9), 0))["lost"] == 0


def test_left_and_came_back_is_a_loss_and_a_return():
    counted = people((1, day(1), day(3, 9)), (1, day(3, 20), 0))
    assert (counted["lost"], counted["returned"], counted["early"]) == (1, 1, 0)


def test_an_end_that_is_known_but_to_come_is_none_yet():
    so_far = Spell(date(2026, 3, 1), date(2026, 4, 1), date(2026, 3, 15))
    assert people((1, day(1), day(3, 20)), period=so_far)["lost"] == 0


def test_lost_on_the_first_day_belongs_to_the_period():
    assert people((1, day(1), day(3, 1))) == {"there": 1, "lost": 1, "began": 0, "returned": 0, "early": 0}


def test_who_begins_on_the_first_day_is_not_there_at_the_start():
    assert people((1, day(3, 1), 0)) == {"there": 0, "lost": 0, "began": 1, "returned": 0, "early": 0}


def test_an_unknown_start_counts_as_having_been_there():
    assert people((1, 0, day(3, 9)))["there"] == 1


def test_involuntary_losses_are_a_line_of_their_own():
    table = spans_of((1, day(1), day(3, 9), 5000, "pro", "monthly", "involuntary"), (2, day(1), day(3, 9)))
    counted = flows(table, [MARCH])
    assert (counted.people.lost.sum(), counted.people.involuntary.sum()) == (2, 1)
    assert (counted.money.churned.sum(), counted.money.involuntary.sum()) == (10000, 5000)


def test_money_of_those_who_left_paid_less_and_paid_more():
    changed = [(2, day(1), day(3, 9), 5000), (2, day(3, 9), 0, 3000), (3, day(1), day(3, 9)), (3, day(3, 9), 0, 9000)]
    found = money((1, day(1), day(3, 9), 4000), *changed, (4, day(3, 9), 0, 1000))
    assert found == {"start": 140, "churned": 40, "contraction": 20, "expansion": 40, "new": 10, "end": 130}


def test_money_of_those_who_came_back():
    assert money((1, day(1), day(2, 9), 4000), (1, day(3, 9), 0, 3000)) == {"returned": 30, "end": 30}


def test_down_and_up_again_within_a_period_is_neither():
    spans = [(1, day(1), day(3, 5), 5000), (1, day(3, 5), day(3, 9), 100), (1, day(3, 9), 0, 5000)]
    assert money(*spans) == {"start": 50, "end": 50}


def test_currencies_are_never_added_up():
    table = spans_of(
        (1, day(1), day(3, 9), 4000), (2, day(1), 0, 700, "pro", "monthly", "", "CNY"), (3, day(1), 0, 6000)
    )
    counted = flows(table, [MARCH])
    place = counted.currencies.index("USD"), counted.currencies.index("CNY")
    assert [counted.money.start[0, 0, at] for at in place] == [10000, 700]
    assert [mrr_churn(counted.money.start[0, 0, at], counted.money.churned[0, 0, at], 0, 0).gross for at in place] == [
        0.4,
        0.0,
    ]


def test_a_segment_is_that_of_the_start():
    table = spans_of((1, day(1), day(3, 5), 5000, "free"), (1, day(3, 5), day(3, 9), 9000, "pro"))
    counted = flows(table, [MARCH], "plan")
    assert dict(zip(counted.segments, counted.people.lost[0].tolist(), strict=True)) == {"": 0, "free": 1, "pro": 0}


def test_narrowed_to_a_segment():
    rows = [(1, day(1), day(3, 9), 5000, "free"), (2, day(1), 0, 5000, "pro")]
    assert people(*rows, where=[("plan", "pro")])["there"] == 1


def test_tenure_is_counted_to_the_start_of_the_period():
    counted = flows(spans_of((1, day(1), 0), (2, day(3, 1, 2025), 0)), [MARCH], "tenure")
    there = dict(zip(counted.segments, counted.people.there[0].tolist(), strict=True))
    assert (there["0-2 months"], there["12-23 months"]) == (1, 1)


@given(st.data())
def test_start_and_changes_make_the_end(data):
    rows = []
    for customer in range(data.draw(st.integers(1, 5))):
        cuts = sorted(data.draw(st.sets(st.integers(day(1), day(5)), min_size=2, max_size=6)))
        spans = [(customer, *cut, data.draw(st.integers(0, 99))) for cut in pairwise(cuts)]
        rows += [span for span in spans if data.draw(st.booleans())] or spans[:1]
    sums = flows(spans_of(*rows), spells("month", 3, date(2026, 4, 15))).money
    changed = sums.start - sums.churned - sums.contraction + sums.expansion + sums.new + sums.returned
    assert (changed == sums.end).all()


@pytest.mark.parametrize(("each", "begins"), [("month", (2, 3, 4)), ("quarter", (10, 1, 4)), ("year", (1, 1, 1))])
def test_periods_end_with_the_one_that_is_not_over(each, begins):
    found = spells(each, 2, date(2026, 4, 14))
    assert tuple(one.begin.month for one in found) == begins
    assert [one.complete for one in found] == [True, True, False]


def test_a_period_that_is_just_over_is_complete():
    assert [(one.begin.month, one.complete) for one in spells("month", 1, date(2026, 3, 31))] == [(3, True)]


def test_a_late_correction_changes_the_past(db, customer):
    left = customer(started_on=date(2026, 1, 1))
    Subscription.objects.create(customer=left, started_on=date(2026, 1, 1), mrr=Decimal(50), currency="USD")
    before = flows(read_spans(), [MARCH]).people.lost.sum()
    Subscription.objects.update(ended_on=date(2026, 3, 9), ending="voluntary")
    assert (before, flows(read_spans(), [MARCH]).people.lost.sum()) == (0, 1)


def test_customers_without_subscriptions_count(db, customer):
    customer(started_on=date(2025, 1, 1), ended_on=date(2026, 3, 9))
    Customer.objects.create(ref="nothing known")
    assert flows(read_spans(), [MARCH]).people.lost.sum() == 1
