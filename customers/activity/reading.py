"""Activity as it is read: day by day, the later import before the earlier, for one customer or for very many.

An import that is still running, was stopped or was undone does not count. Days between the first and the last of an
import are *told*: a customer without a count on such a day did nothing. On days that no import spoke of nobody knows,
and they are -1.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
from django.db import models
from django.db.models import ExpressionWrapper, F, Max, Min

from customers.activity.months import NOT_TOLD, Integers, first_days, month_of, unpack_all
from customers.models import ActivityMonth, Customer, ImportRun, ToldDays

# Customers read at a time: their rows of many years fit in memory.
CUSTOMERS_AT_ONCE = 5_000
# Among so many times as many keys, a range is read faster than a list.
SPARSE = 4
UNKNOWN = -1

Counts = npt.NDArray[np.int32]


@dataclass(frozen=True)
class DailyCounts:
    """A customer's counts from the day ``first`` on, one a day; -1 where no import spoke of the day."""

    first: date
    counts: Counts

    @property
    def last(self) -> date:
        """The last day told; the day before ``first`` when there is none."""
        return self.first + timedelta(days=len(self.counts) - 1)


def live_runs() -> list[int]:
    """Return the keys of the imports of activity that count, in the order in which the later holds."""
    return list(
        ImportRun.objects.filter(kind=ImportRun.Kind.ACTIVITY, state=ImportRun.State.DONE)
        .order_by("pk")
        .values_list("pk", flat=True)
    )


def live_months() -> models.QuerySet[ActivityMonth]:
    """Return the rows of imports that count, to be narrowed by customer.

    The import is written so that no index serves it: a database that took that one would look at the whole import.
    """
    run = ExpressionWrapper(F("run_id") + 0, output_field=models.BigIntegerField())
    return ActivityMonth.objects.alias(of_run=run).filter(of_run__in=live_runs())


def last_told_day() -> date | None:
    """Return the last day that any import told of: the "now" of activity, so that a late import silences nobody."""
    told: date | None = _told().aggregate(day=Max("last"))["day"]
    return told


def first_told_day() -> date | None:
    """Return the first day that any import told of."""
    told: date | None = _told().aggregate(day=Min("first"))["day"]
    return told


def told_days(first: date, last: date) -> npt.NDArray[np.bool_]:
    """Say of each day from ``first`` to ``last`` whether any import told of it."""
    told = np.zeros(max((last - first).days + 1, 0), dtype=bool)
    for begins, ends in _told().filter(first__lte=last, last__gte=first).values_list("first", "last"):
        told[max((begins - first).days, 0) : (ends - first).days + 1] = True
    return told


def daily_counts(customer: Customer) -> DailyCounts | None:
    """Return what a customer did on each day from the first month told of it to the last day told of anybody.

    None when no import ever spoke of it.
    """
    last = last_told_day()
    begin = live_months().filter(customer=customer).aggregate(month=Min("month"))["month"]
    if last is None or begin is None:
        return None
    first = date.fromordinal(int(first_days(np.array([begin]))[0]))
    counts = counts_between([customer.pk], first, last)[0]
    known = np.flatnonzero(counts != UNKNOWN)
    skipped = int(known[0]) if len(known) else 0
    return DailyCounts(first + timedelta(days=skipped), counts[skipped:])


def counts_between(customers: Sequence[int] | Integers, first: date, last: date) -> Counts:
    """Return counts by customer and day, both ends included: shape (customers, days), -1 on days not told.

    ``customers`` are primary keys, in any order, each once. Many customers over many years make a large table: 200,000
    over two years take 600 MB; ``counts_in_parts`` gives it in parts.
    """
    keys = np.asarray(customers, dtype=np.int64)
    parts = [part for _keys, part in counts_in_parts(keys, first, last)]
    return np.concatenate(parts) if parts else np.zeros((0, max((last - first).days + 1, 0)), dtype=np.int32)


def counts_in_parts(
    customers: Sequence[int] | Integers, first: date, last: date, size: int = CUSTOMERS_AT_ONCE
) -> Iterator[tuple[Integers, Counts]]:
    """Yield (keys, counts) as ``counts_between`` gives them, for ``size`` customers at a time, in the order given."""
    keys = np.asarray(customers, dtype=np.int64)
    told = np.where(told_days(first, last), 0, UNKNOWN).astype(np.int32)
    runs = live_runs()
    for begin in range(0, len(keys), size):
        part = keys[begin : begin + size]
        stored = _stored(part, runs, first, last)
        yield part, np.where(stored == NOT_TOLD, told, stored.astype(np.int32))


def active_days(customers: Sequence[int] | Integers, first: date, last: date) -> Integers:
    """Return on how many days from ``first`` to ``last`` each customer did anything."""
    parts = [(counts > 0).sum(axis=1) for _keys, counts in counts_in_parts(customers, first, last)]
    return np.concatenate([np.zeros(0, dtype=np.int64), *parts])


def active_days_by_month(
    customers: Sequence[int] | Integers, first_month: int, last_month: int
) -> tuple[Integers, Integers]:
    """Return active days and events by customer and month, both ends included: two tables (customers, months)."""
    starts = first_days(np.arange(first_month, last_month + 2))
    first, last = date.fromordinal(int(starts[0])), date.fromordinal(int(starts[-1]) - 1)
    places = (starts[:-1] - starts[0]).astype(np.intp)
    days, events = [], []
    for _keys, counts in counts_in_parts(customers, first, last):
        done = np.maximum(counts, 0)
        days.append(np.add.reduceat(done > 0, places, axis=1, dtype=np.int64))
        events.append(np.add.reduceat(done, places, axis=1, dtype=np.int64))
    none = np.zeros((0, len(places)), dtype=np.int64)
    return np.concatenate([none, *days]), np.concatenate([none, *events])


def _told() -> models.QuerySet[ToldDays]:
    return ToldDays.objects.filter(run__state=ImportRun.State.DONE)


def _stored(keys: Integers, runs: list[int], first: date, last: date) -> npt.NDArray[np.uint16]:
    """Return the stored counts of some customers by day; 65,535 where no import that counts spoke of a day."""
    width = max((last - first).days + 1, 0)
    table = np.full((len(keys), width), NOT_TOLD, dtype=np.uint16)
    if not (len(keys) and runs and width):
        return table
    order = np.argsort(keys)
    customers, months, run_keys, days = _rows(keys[order], first, last)
    places = np.searchsorted(keys[order], customers)
    places = np.minimum(places, len(keys) - 1)
    wanted = (keys[order][places] == customers) & np.isin(run_keys, runs)
    # The later import comes later, and of assignments to the same place the last holds.
    chosen = np.flatnonzero(wanted)
    chosen = chosen[np.argsort(run_keys[chosen], kind="stable")]
    rows, day = np.nonzero(days[chosen] != NOT_TOLD)
    columns = first_days(months[chosen])[rows] - first.toordinal() + day
    inside = (columns >= 0) & (columns < width)
    at = order[places[chosen]][rows]
    table[at[inside], columns[inside]] = days[chosen][rows[inside], day[inside]]
    return table


def _rows(keys: Integers, first: date, last: date) -> tuple[Integers, Integers, Integers, npt.NDArray[np.uint16]]:
    """Return customer, month, import and days of the rows of sorted keys (and maybe of others between them)."""
    months = ActivityMonth.objects.filter(month__range=(month_of(first), month_of(last)))
    if keys[-1] - keys[0] < len(keys) * SPARSE:
        months = months.filter(customer__gte=int(keys[0]), customer__lte=int(keys[-1]))
    else:
        months = months.filter(customer__in=[int(key) for key in keys])
    rows = list(months.values_list("customer_id", "month", "run_id", "days"))
    customers, month, run, days = zip(*rows, strict=True) if rows else ((), (), (), ())
    return np.array(customers, np.int64), np.array(month, np.int64), np.array(run, np.int64), unpack_all(days)
