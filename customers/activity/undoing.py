"""Imports of activity taken back: their rows go, and what earlier imports said is seen again."""

from __future__ import annotations

import time

import numpy as np
from django.db import transaction

from customers.activity.states import refresh_states
from customers.models import ActivityMonth, ImportRun, ToldDays

ROWS_AT_ONCE = 2_000
# Others may write for so long a part of what each transaction took.
PAUSE_SHARE = 0.5


def run_undone(run: ImportRun) -> None:
    """Remove what an import told, once its state says that it does not count, and judge its customers anew."""
    customers = ActivityMonth.objects.filter(run=run).order_by().values_list("customer_id", flat=True).distinct()
    touched = np.fromiter(customers, dtype=np.int64)
    forget_rows(run)
    refresh_states(touched)


def forget_rows(run: ImportRun) -> None:
    """Remove the rows of an import, some thousand in each transaction."""
    ToldDays.objects.filter(run=run).delete()
    rows = ActivityMonth.objects.filter(run=run).order_by("run", "month").values_list("pk", flat=True)
    while keys := list(rows[:ROWS_AT_ONCE]):
        begun = time.perf_counter()
        with transaction.atomic():
            ActivityMonth.objects.filter(pk__in=keys).delete()
        time.sleep((time.perf_counter() - begun) * PAUSE_SHARE)
