"""Churn counted by hand, customer by customer and day by day, is what the columns count."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customers.models import Customer, Subscription
from reports.churn.flows import flows
from reports.churn.periods import Spell
from reports.rollups.store import read_spans
from tests.reports.span_tables import day, spans_of

BEGIN, END = date(2026, 3, 1), date(2026, 4, 1)
MARCH = Spell(BEGIN, END, END)
# Of one customer: days from 20 February on until each of its spans is over, whether it goes on at once, its MRR.
LIFE = st.lists(st.tuples(st.integers(1, 25), st.booleans(), st.integers(0, 3)), min_size=1, max_size=5)


def spans(lives):
    """Return rows of spans; where a span does not go on, the next one starts three days later."""
    rows = []
    for customer, life in enumerate(lives):
        start = day(2, 20) + customer
        for length, goes_on, mrr in life:
            rows.append((customer, start, start + length, 1000 * mrr, ("free", "pro")[length % 2]))
            start += length + (0 if goes_on else 3)
    return rows


def by_hand(rows, plan):
    """Return what the definitions say of March, of customers who were on a plan on the eve (all where none is given).

    Looks at days one by one: a customer leaves on a day on which nothing runs, while something ran on the day before.
    """
    found = dict.fromkeys(("there", "lost", "began", "returned", "early", "churned", "contraction", "expansion"), 0)
    for customer in {row[0] for row in rows}:
        its = [row for row in rows if row[0] == customer]
        paid = {at: row for row in its for at in range(row[1], row[2])}
        first, month = min(paid), range(BEGIN.toordinal(), END.toordinal())
        eve, last = (paid.get(at) for at in (BEGIN.toordinal() - 1, END.toordinal() - 1))
        left = [at for at in month if at - 1 in paid and at not in paid]
        came = [at for at in month if at in paid and at - 1 not in paid]
        if eve and plan in ("", eve[4]):
            found["there"] += 1
            stays = not left
            found["lost"] += not stays
            change = last[3] - eve[3] if stays else 0
            found["churned"] += 0 if stays else eve[3]
            found["contraction"] += max(-change, 0)
            found["expansion"] += max(change, 0)
        for at in came:
            if plan in ("", paid[at][4]):
                found["began" if at == first else "returned"] += 1
                found["early"] += any(gone > at for gone in left)
    return found


@given(st.lists(LIFE, min_size=1, max_size=6), st.sampled_from(["", "free", "pro"]))
def test_columns_count_what_is_counted_by_hand(lives, plan):
    rows = spans(lives)
    counted = flows(spans_of(*rows), [MARCH], "", [("plan", plan)] if plan else [])
    expected = by_hand(rows, plan)
    found = {name: int(getattr(counted.people, name).sum()) for name in ("there", "lost", "began", "returned", "early")}
    found |= {name: int(getattr(counted.money, name).sum()) for name in ("churned", "contraction", "expansion")}
    assert found == expected


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([(1, day(3, 9), day(3, 9))], {"began": 1, "early": 1}),
        ([(1, day(3, 1), day(3, 2))], {"began": 1, "early": 1}),
        ([(1, day(2, 28), day(3, 1))], {"there": 1, "lost": 1}),
        ([(1, day(3, 31), day(4, 1))], {"began": 1}),
        ([(1, day(4, 1), 0)], {}),
        ([(1, day(1), day(4, 1))], {"there": 1}),
        ([(1, day(1), day(3, 1), 5000), (1, day(3, 1), 0, 8000)], {"there": 1}),
        ([(1, day(1), day(3, 1)), (1, day(3, 2), day(3, 9))], {"there": 1, "lost": 1, "returned": 1, "early": 1}),
    ],
)
def test_at_the_edges_of_a_period(rows, told):
    people = flows(spans_of(*rows), [MARCH]).people
    counts = {name: int(getattr(people, name).sum()) for name in ("there", "lost", "began", "returned", "early")}
    assert {name: count for name, count in counts.items() if count} == told


def test_a_change_on_the_boundary_is_of_the_period_that_begins():
    table = spans_of((1, day(1), day(3, 1), 5000, "free"), (1, day(3, 1), 0, 8000, "pro"))
    february = Spell(date(2026, 2, 1), BEGIN, BEGIN)
    counted = flows(table, [february, MARCH], "plan")
    assert counted.money.expansion[:, counted.segments.index("free")].sum(axis=1).tolist() == [0, 3000]


def test_a_late_correction_of_a_span_changes_money_and_plan(db):
    one = Customer.objects.create(ref="a")
    Subscription.objects.create(customer=one, plan="free", mrr=0, currency="EUR", started_on=date(2026, 1, 1))
    before = flows(read_spans(), [MARCH], "plan").money.end.sum()
    Subscription.objects.update(plan="pro", mrr=Decimal(70), currency="USD", ended_on=date(2026, 4, 9))
    after = flows(read_spans(), [MARCH], "plan", [("plan", "pro")])
    assert (before, after.people.there.sum(), after.money.end[..., after.currencies.index("USD")].sum()) == (0, 1, 7000)
