"""Subscriptions from a table: rows turned into spans, looked at customer by customer, and stored in short batches.

What a customer's spans say together (whether they overlap, whether it left) cannot be told from single rows, and its
rows may stand far apart. So the whole file is read first, and then every customer's spans come in together or not at
all: half a history would look like a customer who left and came back.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Generator, Iterator

from django.db import transaction
from django.utils import timezone

from customers.importing.jobs import Job
from customers.importing.pace import SHORTEST_PAUSE_SECONDS, Pace
from customers.importing.subscriptions_mapping import FIELDS, REQUIRED, SHAPE, SubscriptionMapping, subscription_mapping
from customers.importing.subscriptions_mapping import guess_subscriptions as guess
from customers.importing.subscriptions_reader import SubscriptionReader
from customers.importing.subscriptions_store import History, SpanStore

__all__ = ["FIELDS", "OUTCOMES", "REQUIRED", "SHAPE", "batches", "guess"]

OUTCOMES = ("created", "updated", "unchanged")
ROWS_READ_AT_ONCE = 5000
LEAST_ROWS = 200


def batches(job: Job) -> Generator[int, None, None]:
    """Read and store a table of subscriptions, yielding the number of rows done since the last time.

    The journal is told what each batch came to, in the batch's transaction: ``read`` is the sum of ``created``,
    ``updated``, ``unchanged``, ``empty`` and ``refused``; ``customers`` (made) and ``removed`` (spans) come on top.
    Raises MappingRefused before the first row when the mapping does not fit.
    """
    mapping = subscription_mapping(job.document, job.table.header)
    return _work(job, mapping)


def _work(job: Job, mapping: SubscriptionMapping) -> Generator[int, None, None]:
    histories: dict[str, History] = {}
    yield from _read(job, SubscriptionReader(mapping), histories)
    store = SpanStore(mapping, timezone.localdate(), job.journal, job.dry_run)
    pace = Pace(LEAST_ROWS)
    for batch in _parts(histories, pace):
        begun = time.perf_counter()
        with transaction.atomic():
            tally, wrong = store.store(batch)
            job.journal.keep(tally)
        held = time.perf_counter() - begun
        job.errors.add(wrong)
        yield tally["read"]
        pace.held(tally["read"], held)
        time.sleep(max(held, SHORTEST_PAUSE_SECONDS))


def _read(job: Job, read: SubscriptionReader, histories: dict[str, History]) -> Iterator[int]:
    """Sort the file's rows to their customers; rows that are nobody's are refused or empty at once."""
    for frame in job.table.frames(ROWS_READ_AT_ONCE):
        tally: Counter[str] = Counter()
        for ref, span, wrong in read.rows(frame):
            if span:
                history = histories.setdefault(ref, History(ref))
                history.add(span)
                history.errors += wrong
            else:
                tally.update(read=1, refused=bool(wrong), empty=not wrong)
                job.errors.add(wrong)
        job.journal.keep(+tally)
        yield tally["read"]


def _parts(histories: dict[str, History], pace: Pace) -> Iterator[list[History]]:
    """Yield customers in the order of the file, as many as have so many rows as ``pace`` allows."""
    batch: list[History] = []
    rows = 0
    for history in histories.values():
        batch.append(history)
        rows += history.rows
        if rows >= pace.size():
            yield batch
            batch, rows = [], 0
    if batch:
        yield batch
