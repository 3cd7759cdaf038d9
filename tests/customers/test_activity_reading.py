"""Activity by day: how it is kept, which import holds, and that many are read as one is."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from customers.activity.gathering import Gathering
from customers.activity.months import NOT_TOLD, first_day, first_days, month_of, months_of, pack, unpack
from customers.activity.reading import active_days, active_days_by_month, counts_between, daily_counts, last_told_day
from customers.activity.writing import store_counts
from customers.models import Customer, ImportRun

FIRST = date(2025, 1, 1)


def run_of(told: dict[tuple[Customer, date], int], state: str = "done") -> ImportRun:
    """Store an import of activity as the importer does."""
    run = ImportRun.objects.create(kind=ImportRun.Kind.ACTIVITY, state=state)
    rows = sorted((customer.pk, day.toordinal(), count) for (customer, day), count in told.items())
    store_counts(run, *(np.array(column) for column in zip(*rows, strict=True)))
    return run


@pytest.fixture
def ana() -> Customer:
    return Customer.objects.create(ref="ana")


@pytest.fixture
def bo() -> Customer:
    return Customer.objects.create(ref="bo")


def test_a_month_is_62_bytes_and_tells_unknown_from_none():
    stored = pack({1: 4, 31: 0, 2: 70_000})
    assert len(stored) == 62
    assert unpack(stored)[[0, 1, 2, 30]].tolist() == [4, 65_534, NOT_TOLD, 0]


@pytest.mark.parametrize("day", [date(1970, 1, 1), date(2024, 2, 29), date(2025, 12, 31), date(2149, 6, 6)])
def test_months_of_columns_are_those_of_single_days(day):
    assert months_of(np.array([day.toordinal()])).tolist() == [month_of(day)]
    assert first_days(np.array([month_of(day)])).tolist() == [first_day(month_of(day)).toordinal()]


def test_events_of_a_day_are_summed_and_sorted():
    gathering = Gathering()
    day = FIRST.toordinal()
    gathering.add(np.array([2, 1, 2]), np.array([day, day + 1, day]), np.array([3, 1, 4]))
    gathering.add(np.array([2, 1]), np.array([day, day]), np.array([65_530, 0]))
    columns = [column.tolist() for column in gathering.columns()]
    assert columns == [[1, 1, 2], [day, day + 1, day], [0, 1, 65_534]]


def test_nothing_gathered_is_nothing():
    assert [len(column) for column in Gathering().columns()] == [0, 0, 0]


def test_days_between_are_told_and_days_outside_are_not(db, ana, bo):
    run_of({(ana, date(2025, 1, 3)): 5, (bo, date(2025, 2, 2)): 1})
    counts = counts_between([bo.pk, ana.pk], date(2025, 1, 2), date(2025, 2, 3))
    assert counts[0].tolist() == [-1] + [0] * 30 + [1, -1]
    assert counts[1, :3].tolist() == [-1, 5, 0]


def test_the_later_import_holds_for_the_days_it_names(db, ana):
    run_of({(ana, FIRST): 5, (ana, FIRST + timedelta(1)): 5})
    run_of({(ana, FIRST + timedelta(1)): 2})
    assert counts_between([ana.pk], FIRST, FIRST + timedelta(1)).tolist() == [[5, 2]]


@pytest.mark.parametrize("state", ["running", "stopped", "failed", "undone", "undoing"])
def test_an_import_that_is_not_done_does_not_count(db, ana, state):
    run_of({(ana, FIRST): 5})
    run_of({(ana, FIRST): 9, (ana, FIRST + timedelta(9)): 9}, state)
    assert last_told_day() == FIRST
    assert daily_counts(ana).counts.tolist() == [5]


def test_one_customer_is_read_to_the_last_day_told_of_anybody(db, ana, bo):
    run_of({(ana, date(2025, 1, 30)): 2, (bo, date(2025, 2, 2)): 1})
    told = daily_counts(ana)
    assert (told.first, told.last, told.counts.tolist()) == (date(2025, 1, 30), date(2025, 2, 2), [2, 0, 0, 0])
    assert daily_counts(Customer.objects.create(ref="c")) is None


def test_many_are_read_as_one_is(db):
    customers = Customer.objects.bulk_create(Customer(ref=f"r{n:03}") for n in range(40))
    random = np.random.default_rng(3)
    for _run in range(3):
        run_of(
            {(customers[n], FIRST + timedelta(int(random.integers(90)))): int(random.integers(9)) for n in range(40)}
        )
    last = last_told_day()
    some = [customers[n].pk for n in (39, 0, 7)]
    together = counts_between(some, FIRST, last)
    for key, counts in zip(some, together, strict=True):
        assert counts_between([key], FIRST, last)[0].tolist() == counts.tolist()


def test_active_days_and_events_by_month(db, ana, bo):
    run_of(
        {(ana, date(2025, 1, 3)): 5, (ana, date(2025, 1, 4)): 1, (ana, date(2025, 2, 1)): 2, (bo, date(2025, 2, 28)): 0}
    )
    days, events = active_days_by_month([ana.pk, bo.pk], month_of(FIRST), month_of(FIRST) + 1)
    assert (days.tolist(), events.tolist()) == ([[2, 1], [0, 0]], [[6, 2], [0, 0]])
    assert active_days([ana.pk, bo.pk], FIRST, date(2025, 1, 31)).tolist() == [2, 0]
