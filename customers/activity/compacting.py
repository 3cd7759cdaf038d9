"""Imports older than a month folded into one, so that daily batches do not pile up.

A customer has a row a month and import: with a batch a day, thirty a month. Those of old imports become one, as the
later ones say; it keeps their days, and cannot be undone any more, nor can they. ``refresh_activity`` does this daily.
"""

from __future__ import annotations

import time
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
from django.db import transaction
from django.db.models import Max, Min
from django.utils import timezone

from customers.activity.months import NOT_TOLD, Integers, unpack_all
from customers.activity.reading import live_runs
from customers.activity.writing import insert_months
from customers.importing.runs import APART_DAYS, FOLDED_INTO
from customers.models import ActivityMonth, ImportRun, ToldDays

KEPT_APART = timedelta(days=APART_DAYS)
CUSTOMERS_AT_ONCE = 500
PAUSE_SHARE = 0.5


def fold_old_runs(older_than: timedelta = KEPT_APART) -> int:
    """Fold the imports that were done so long ago into the first of them; return how many there were to fold.

    Only imports before every younger one are folded, so that the later still holds. One that is interrupted goes on
    the next time: what is folded by then says the same as before.
    """
    runs = _old_runs(older_than)
    if len(runs) < 2:
        return 0
    kept = runs[0]
    ImportRun.objects.filter(pk=kept.pk).update(mapping=kept.mapping | {FOLDED_INTO: kept.pk})
    others = [run.pk for run in runs[1:]]
    for first, last in _customer_ranges(others):
        begun = time.perf_counter()
        with transaction.atomic():
            _fold(kept.pk, [kept.pk, *others], first, last)
        time.sleep((time.perf_counter() - begun) * PAUSE_SHARE)
    with transaction.atomic():
        ToldDays.objects.filter(run__in=others).update(run=kept)
        _join_told(kept)
        for run in runs[1:]:
            ImportRun.objects.filter(pk=run.pk).update(mapping=run.mapping | {FOLDED_INTO: kept.pk})
    return len(others)


def _old_runs(older_than: timedelta) -> list[ImportRun]:
    """Return the runs that stand apart and are old, up to the first that is not, after the one they are folded into."""
    found: list[ImportRun] = []
    for run in ImportRun.objects.filter(pk__in=live_runs()).order_by("pk"):
        if run.mapping.get(FOLDED_INTO, run.pk) != run.pk:
            continue
        if (run.finished_at or run.made_at) > timezone.now() - older_than:
            break
        found.append(run)
    return found


def _customer_ranges(runs: list[int]) -> list[tuple[int, int]]:
    """Return ranges of customer keys (both ends included) that hold all rows of these runs."""
    ends = ActivityMonth.objects.filter(run__in=runs).aggregate(first=Min("customer_id"), last=Max("customer_id"))
    if ends["first"] is None:
        return []
    return [(key, key + CUSTOMERS_AT_ONCE - 1) for key in range(ends["first"], ends["last"] + 1, CUSTOMERS_AT_ONCE)]


def _fold(kept: int, runs: list[int], first: int, last: int) -> None:
    """Fold the rows of some customers into one row a month, of the kept run."""
    rows = ActivityMonth.objects.filter(customer_id__gte=first, customer_id__lte=last, run__in=runs)
    stored = list(rows.order_by("customer", "month", "run").values_list("customer_id", "month", "days"))
    if not stored:
        return
    customers = np.array([row[0] for row in stored], dtype=np.int64)
    months = np.array([row[1] for row in stored], dtype=np.int64)
    table = unpack_all(row[2] for row in stored)
    begins = np.flatnonzero(np.r_[True, (np.diff(customers) != 0) | (np.diff(months) != 0)])
    rows.delete()
    insert_months(customers[begins], months[begins], kept, _latest(table, begins))


def _latest(table: npt.NDArray[np.uint16], begins: Integers) -> npt.NDArray[np.uint16]:
    """Return of each group of rows, by day, what the last row says that tells of the day."""
    order = np.where(table != NOT_TOLD, np.arange(len(table))[:, None], -1)
    telling = np.maximum.reduceat(order, begins, axis=0)
    chosen = table[np.maximum(telling, 0), np.arange(table.shape[1])]
    return np.where(telling >= begins[:, None], chosen, NOT_TOLD).astype(table.dtype)


def _join_told(run: ImportRun) -> None:
    """Write the days that a run tells of as few ranges as they are."""
    joined: list[list[date]] = []
    for first, last in run.told_days.order_by("first").values_list("first", "last"):
        if joined and first <= joined[-1][1] + timedelta(days=1):
            joined[-1][1] = max(joined[-1][1], last)
        else:
            joined.append([first, last])
    run.told_days.all().delete()
    ToldDays.objects.bulk_create(ToldDays(run=run, first=first, last=last) for first, last in joined)
