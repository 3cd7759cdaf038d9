"""Subscriptions from a table: rows turned into spans, looked at customer by customer, and stored in short batches.

What a customer's spans say together (whether they overlap, whether it left) cannot be told from single rows, and its
rows may stand far apart. So the whole file is read first, and then every customer's spans come in together or not at
all: half a history would look like a customer who left and came back.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Generator, Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from customers.aliases import kept_refs
from customers.importing.batches import SHORTEST_PAUSE_SECONDS, Pace
from customers.importing.jobs import Job
from customers.importing.refusals import RowError, RowRefused
from customers.importing.rows import LONGEST_REF, RowCells
from customers.importing.subscriptions_mapping import FIELDS, REQUIRED, SHAPE, SubscriptionMapping, subscription_mapping
from customers.importing.subscriptions_mapping import guess_subscriptions as guess
from customers.importing.subscriptions_store import History, SpanStore
from customers.importing.values import CENT, ValueRefused, parse_currency, parse_day, storable, trimmed
from customers.models import Term
from customers.spans import Span

__all__ = ["FIELDS", "OUTCOMES", "REQUIRED", "SHAPE", "batches", "guess"]

OUTCOMES = ("created", "updated", "unchanged")
LONGEST_PLAN = 100
ROWS_READ_AT_ONCE = 5000
# What a batch costs beside its rows is worth so many of them; on a busy machine it is not cut smaller.
LEAST_ROWS = 200
NEVER = date.min


class SubscriptionReader:
    """Turn rows into spans; what is wrong is told by column."""

    def __init__(self, mapping: SubscriptionMapping) -> None:
        self.mapping = mapping
        self.kept = kept_refs()

    def __call__(self, line: int, cells: dict[str, str]) -> tuple[str, Span, list[RowError]] | None:
        """Return whose span a row tells, the span and what is wrong with it; None for a blank row.

        Raises RowRefused where not even the customer can be told. Of a span that is wrong only the line counts.
        """
        row = RowCells(line, cells, self.mapping.guarded)
        if row.blank():
            return None
        columns, mapping = self.mapping.columns, self.mapping
        ref = row.take(columns["ref"], lambda text: storable(trimmed(text), LONGEST_REF))
        if ref is None:
            if not row.errors:
                row.refuse(columns["ref"], _("is empty: without a reference the span is nobody's"))
            row.finish()
            return None
        term = row.take(columns.get("term"), self._term) or mapping.constants.get("term", Term.MONTHLY.value)
        mrr, currency = self._money(row, term)
        span = Span(
            started_on=self._started_on(row),
            ended_on=row.take(columns.get("ended_on"), self._day),
            plan=row.take(columns.get("plan"), lambda text: storable(trimmed(text), LONGEST_PLAN))
            or mapping.constants.get("plan", ""),
            term=term,
            mrr=mrr,
            currency=currency,
            ending=row.take(columns.get("ending"), self._ending) or mapping.constants.get("ending", ""),
            line=line,
        )
        return self.kept.get(ref, ref), span, row.errors

    def _started_on(self, row: RowCells) -> date:
        column, wrong = self.mapping.columns["started_on"], len(row.errors)
        started_on = row.take(column, self._day)
        if started_on is None and len(row.errors) == wrong:
            row.refuse(column, _("is empty: a span begins on a day"))
        return started_on or NEVER

    def _day(self, text: str) -> date:
        return parse_day(text, self.mapping.dates)

    def _term(self, text: str) -> str:
        found = self.mapping.terms.get(trimmed(text).casefold())
        if not found:
            raise ValueRefused(_("is named under none of the [terms] (monthly, yearly)"))
        return found

    def _ending(self, text: str) -> str:
        found = self.mapping.endings.get(trimmed(text).casefold())
        if not found:
            raise ValueRefused(_("is named under none of the [endings]"))
        return found

    def _money(self, row: RowCells, term: str) -> tuple[Decimal | None, str]:
        """Return the amount of a month, from the first of the three columns that holds one, and its currency."""
        columns = self.mapping.columns
        currency = self.mapping.currency or row.take(columns.get("currency"), parse_currency) or ""
        months = {"mrr": 1, "price": 12 if term == Term.YEARLY else 1, "yearly_price": 12}
        wrong = len(row.errors)
        for name, divisor in months.items():
            if name in columns:
                amount, currency = row.amount(columns[name], self.mapping.decimal, currency)
                if amount is not None or len(row.errors) > wrong:
                    return amount and (amount / divisor).quantize(CENT, rounding=ROUND_HALF_UP), currency
        column = next(columns[name] for name in months if name in columns)
        row.refuse(column, _("is empty: write 0 where nothing is paid"))
        return None, currency


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
    pace = Pace()
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
        records: list[dict[Any, Any]] = frame.to_dict("records")
        for line, cells in zip(frame.index, records, strict=True):
            try:
                said = read(int(line), cells)
            except RowRefused as refused:
                tally.update(read=1, refused=1)
                job.errors.add(refused.errors)
                continue
            if said is None:
                tally.update(read=1, empty=1)
                continue
            ref, span, wrong = said
            history = histories.setdefault(ref, History(ref))
            history.add(span)
            history.errors += wrong
        job.journal.keep(tally)
        yield tally["read"]


def _parts(histories: dict[str, History], pace: Pace) -> Iterator[list[History]]:
    """Yield customers in the order of the file, as many as have so many rows as ``pace`` allows."""
    batch: list[History] = []
    rows = 0
    for history in histories.values():
        batch.append(history)
        rows += history.rows
        if rows >= max(pace.size(), LEAST_ROWS):
            yield batch
            batch, rows = [], 0
    if batch:
        yield batch
