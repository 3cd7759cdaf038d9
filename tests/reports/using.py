"""Activity of customers for the tests of lists, the customer page and fading."""

from datetime import date, timedelta

from customers.activity.states import refresh_states
from tests.customers.test_activity_reading import run_of

AS_OF = date(2026, 6, 28)
FIRST = AS_OF - timedelta(days=279)


def use(customers, first=FIRST, judged=True):
    """Import activity: {customer: [counts by day from ``first`` on]}; the last day is told of everybody."""
    told = {
        (customer, first + timedelta(days=place)): int(count)
        for customer, counts in customers.items()
        for place, count in enumerate(counts)
        if count
    }
    run = run_of(told)
    run.told_days.update(first=first, last=first + timedelta(days=max(map(len, customers.values())) - 1))
    if judged:
        refresh_states()


def steady(weeks=40, on=range(5)):
    """Counts of a customer that is active on the same days of every week."""
    return [int(day in on) for _week in range(weeks) for day in range(7)]


def fading(weeks=40):
    """Counts of a customer who was active on workdays, and in the last four weeks on Mondays only."""
    return steady(weeks - 4) + steady(4, on=(0,))


def silent(weeks=40):
    """Counts of a customer who was active on workdays, and not at all in the last four weeks."""
    return steady(weeks - 4) + steady(4, on=())
