"""Rows stored a few hundred at a time, each batch in one short transaction, with room for others in between.

SQLite has one writer at a time. A whole file in one transaction would keep respondents waiting for as long as the
import takes; a batch keeps them for a few dozen milliseconds, and after each the importer stands back for as long
as it held the lock. How many rows that is depends on the machine and on what else it does, so batches grow and shrink.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Generator
from datetime import date
from typing import Any, TypeVar

import pandas as pd
from django.db import transaction

from customers.dimensions import tenure_months
from customers.importing.files import Table
from customers.importing.pace import SHORTEST_PAUSE_SECONDS, Pace
from customers.importing.refusals import ErrorFile, RowError, RowRefused
from customers.importing.rows import CustomerRow
from customers.importing.runs import Journal
from customers.importing.values import months_before
from customers.models import Customer, Ending
from customers.spans import keep_summary, other_currency, with_spans

STORED = ("name", "attributes", "started_on", "ended_on", "ending", "mrr", "currency", "acquisition_cost")

Item = TypeVar("Item")
Reader = Callable[[int, dict[str, str]], Item | None]
# Stores items and says how many came to what, and which were refused after all.
Store = Callable[[list[Item]], tuple[Counter[str], list[RowError]]]


def run_import(
    table: Table, read: Reader[Item], store: Store[Item], errors: ErrorFile, keep: Callable[[Counter[str]], None]
) -> Generator[int, None, None]:
    """Read, convert and store a table batch by batch, yielding after each the number of rows done with it.

    ``keep`` is told what each batch came to, in the batch's transaction, so that it is true also when the work is
    interrupted: ``read`` is the sum of ``empty``, ``refused`` and whatever ``store`` counts.
    """
    pace = Pace()
    for frame in table.frames(pace.size):
        items, wrong, tally = _convert(frame, read)
        begun = time.perf_counter()
        with transaction.atomic():
            if items:
                stored, refused_late = store(items)
                tally += stored
                wrong += refused_late
            keep(tally)
        held = time.perf_counter() - begun
        errors.add(sorted(wrong, key=lambda error: error.line))
        yield len(frame)
        if items:
            pace.held(len(items), held)
            time.sleep(max(held, SHORTEST_PAUSE_SECONDS))


def _convert(frame: pd.DataFrame, read: Reader[Item]) -> tuple[list[Item], list[RowError], Counter[str]]:
    tally: Counter[str] = Counter(read=len(frame))
    items: list[Item] = []
    wrong: list[RowError] = []
    records: list[dict[Any, Any]] = frame.to_dict("records")
    for line, cells in zip(frame.index, records, strict=True):
        try:
            item = read(int(line), cells)
        except RowRefused as refused:
            tally["refused"] += 1
            wrong += refused.errors
            continue
        if item is None:
            tally["empty"] += 1
        else:
            items.append(item)
    return items, wrong, tally


def store_customers(
    rows: list[CustomerRow], journal: Journal, dry_run: bool = False
) -> tuple[Counter[str], list[RowError]]:
    """Create and update the customers of a batch in one transaction; count created, updated, unchanged and refused."""
    refused: list[RowError] = []
    with transaction.atomic():
        known = Customer.objects.select_for_update().in_bulk([row.ref for row in rows], field_name="ref")
        spanned = with_spans(known.values())
        created, updated = [], []
        for row in rows:
            before = known.get(row.ref)
            if before and (other := _other_currency(before, row, before.pk in spanned)):
                refused.append(other)
                continue
            after = merged(before, row)
            if before and before.pk in spanned:
                keep_summary(before, after)
            if before is None:
                created.append(after)
            elif any(getattr(before, name) != getattr(after, name) for name in STORED):
                updated.append((before, after))
        if not dry_run:
            stored = [*created, *(after for _before, after in updated)]
            Customer.objects.bulk_create(
                stored, update_conflicts=True, unique_fields=["ref"], update_fields=list(STORED)
            )
            journal.created(created)
            journal.changed(updated)
    counts = Counter(created=len(created), updated=len(updated), refused=len(refused))
    return +(counts + Counter(unchanged=len(rows) - counts.total())), refused


def _other_currency(before: Customer, row: CustomerRow, spanned: bool) -> RowError | None:
    """Say so where a row is in another currency than what it leaves stored of the customer."""
    told = row.values.get("currency", "")
    left = any(getattr(before, name) is not None and name not in row.values for name in ("mrr", "acquisition_cost"))
    if not told or before.currency in ("", told) or not (spanned or left):
        return None
    return RowError(row.line, row.currency_in, told, other_currency(told, before.currency))


def merged(before: Customer | None, row: CustomerRow) -> Customer:
    """Return the customer as ``row`` leaves it: what the file does not speak of stays as it was."""
    kept = {name: getattr(before, name) for name in STORED} if before else {}
    after = Customer(ref=row.ref, **(kept | row.values))
    attributes = dict(after.attributes) | row.attributes
    after.attributes = {name: value for name, value in attributes.items() if value != ""}
    if row.lost is False:
        after.ended_on, after.ending = None, ""
    elif row.lost:
        if "ended_on" not in row.values and row.as_of:
            after.ended_on = min(after.ended_on or row.as_of, row.as_of)
        after.ending = after.ending or Ending.UNKNOWN
    if row.tenure is not None and "started_on" not in row.values and row.as_of:
        after.started_on = _start(after.started_on, row.tenure, (after.ended_on if row.lost else None) or row.as_of)
    return after


def _start(known: date | None, tenure: int, until: date) -> date:
    """Return the day that ``tenure`` whole months lead back to, or the known day when it agrees with them."""
    if known and known <= until and tenure_months(known, until) == tenure:
        return known
    return months_before(until, tenure)
