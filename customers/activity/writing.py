"""Activity as it is stored: one row a customer, month and import, some thousand in each short transaction.

SQLite has one writer at a time; respondents who answer meanwhile must not wait for a whole import. Nothing of an
import is seen before its run is done, so that it does not matter in how many pieces it comes.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date

import numpy as np
import numpy.typing as npt
from django.db import connection, transaction

from customers.activity.months import DAYS, NOT_TOLD, STORED, Integers, first_days, months_of
from customers.models import ImportRun, ToldDays

FIRST_ROWS, LEAST_ROWS, MOST_ROWS = 2_000, 500, 20_000
# What a transaction aims at, and which part of that time others are given after it.
HOLD_SECONDS = 0.05
PAUSE_SHARE = 0.5
SHORTEST_PAUSE_SECONDS = 0.005

INSERT = "INSERT INTO customers_activitymonth (customer_id, month, run_id, days) VALUES (%s, %s, %s, %s)"
COPY = "COPY customers_activitymonth (customer_id, month, run_id, days) FROM STDIN (FORMAT BINARY)"
COPY_BEGIN, COPY_END = b"PGCOPY\n\xff\r\n\0" + bytes(8), b"\xff\xff"
# A row as PostgreSQL copies it in: how many fields, and each after its length in bytes.
COPIED = np.dtype(
    [
        ("fields", ">i2"),
        *(("customer_bytes", ">i4"), ("customer", ">i8")),
        *(("month_bytes", ">i4"), ("month", ">i4")),
        *(("run_bytes", ">i4"), ("run", ">i8")),
        *(("days_bytes", ">i4"), ("days", STORED, (DAYS,))),
    ]
)


def store_counts(run: ImportRun, customers: Integers, days: Integers, counts: Integers) -> None:
    """Store counts by customer key and day (ordinal), sorted by both, each pair once; say which days the run told of.

    >>> store_counts(run, np.array([7, 7]), np.array([day, day + 1]), np.array([3, 0]))  # doctest: +SKIP
    """
    tell_days(run, days)
    for _share in stored_in_pieces(run, customers, days, counts, pause=False):
        pass


def tell_days(run: ImportRun, days: Integers) -> None:
    """Note the days that a run speaks of: from the first to the last of its days (ordinals)."""
    if len(days):
        first, last = date.fromordinal(int(days.min())), date.fromordinal(int(days.max()))
        ToldDays.objects.create(run=run, first=first, last=last)


def stored_in_pieces(
    run: ImportRun, customers: Integers, days: Integers, counts: Integers, pause: bool = True
) -> Iterator[float]:
    """Store what ``store_counts`` is given, yielding after each transaction which share (0.0 to 1.0) is stored."""
    months = months_of(days).astype(np.int32)
    begins = np.flatnonzero(np.r_[True, (customers[1:] != customers[:-1]) | (months[1:] != months[:-1])])
    begins = begins if len(customers) else begins[:0]
    places = (days - first_days(months)).astype(np.int8)
    size, at = FIRST_ROWS, 0
    while at < len(begins):
        chosen = begins[at : at + size]
        end = begins[at + size] if at + size < len(begins) else len(customers)
        table = _table(chosen, places[chosen[0] : end], counts[chosen[0] : end])
        begun = time.perf_counter()
        with transaction.atomic():
            insert_months(customers[chosen], months[chosen], run.pk, table)
        held = time.perf_counter() - begun
        at += len(chosen)
        yield min(at / len(begins), 1.0)
        size = int(min(max(len(chosen) * HOLD_SECONDS / max(held, 1e-6), LEAST_ROWS), size * 2, MOST_ROWS))
        if pause:
            time.sleep(max(held * PAUSE_SHARE, SHORTEST_PAUSE_SECONDS))


def _table(begins: Integers, places: Integers, counts: Integers) -> npt.NDArray[np.uint16]:
    """Return counts as stored, shape (rows, 31), from columns that begin a new row at ``begins``."""
    table = np.full((len(begins), DAYS), NOT_TOLD, dtype=STORED)
    rows = np.repeat(np.arange(len(begins)), np.diff(np.r_[begins, begins[0] + len(places)]))
    table[rows, places] = counts
    return table


def insert_months(customers: Integers, months: Integers, run: int, table: npt.NDArray[np.uint16]) -> None:
    """Insert rows of one run into the open transaction; ``table`` holds their days, shape (rows, 31)."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(COPY) as copy:
                copy.write(COPY_BEGIN + _copied(customers, months, run, table) + COPY_END)
            return
        stored, width = table.tobytes(), DAYS * STORED.itemsize
        days = (stored[at : at + width] for at in range(0, len(stored), width))
        rows = zip(customers.tolist(), months.tolist(), [run] * len(customers), days, strict=True)
        cursor.executemany(INSERT, list(rows))


def _copied(customers: Integers, months: Integers, run: int, table: npt.NDArray[np.uint16]) -> bytes:
    rows = np.empty(len(customers), dtype=COPIED)
    rows["fields"] = 4
    for name, values in (("customer", customers), ("month", months), ("run", run), ("days", table)):
        rows[name] = values
        rows[f"{name}_bytes"] = COPIED[name].itemsize
    return rows.tobytes()
