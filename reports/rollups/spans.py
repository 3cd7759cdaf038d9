"""The block of spans: what customers paid for, from when to when; a row is one span, nothing is added up.

Figures of churn need people by themselves (who left, who came back, who pays less than before), so spans are kept one
by one and in the order of their customers and days. A customer of whom no subscription is known but a start or an end
counts as one implied span.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from customers.dimensions import HIGHEST_MRR, LONGEST_TENURE, MRR_BANDS, TENURE_BANDS
from reports.rollups.calendar import month_parts
from reports.rollups.columns import Array, Coded, Columns, joined
from reports.rollups.customers import cohort_column, split_dimensions

_NEVER = date.max.toordinal()
# Cents of what is not known, or not there.
NONE = -1
PLAN, TERM = "plan", "term"
TENURES = (*(band for _bound, band in TENURE_BANDS), LONGEST_TENURE)
_BAND_OF_MONTH = np.searchsorted(
    [bound for bound, _band in TENURE_BANDS], np.arange(TENURE_BANDS[-1][0] + 1), side="right"
).astype(np.int32) + np.int32(1)
COLUMNS: dict[str, Any] = {
    "customer": np.int64,
    "started": np.int32,
    "ended": np.int32,
    "mrr": np.int64,
    "before": np.int64,
    "cost": np.int64,
    "first": np.int32,
    "chain": np.int32,
    "chain_end": np.int32,
    "contract": np.int32,
    "implied": np.bool_,
} | dict.fromkeys(("plan", "term", "currency", "ending"), str)

# Rows, and the day that they are in the order of.
_ByDay = tuple[NDArray[np.int64], NDArray[np.int32]]


@dataclass(frozen=True)
class Spans:
    """Spans, one a row, in the order of customers and of their days; ``customer`` is the customer's key.

    Days are ordinals, 0 where unknown or not ended; a span is ``[started, ended)``, and an ``ended`` in the future is
    an end that is known already. Money is in cents of ``currency``, NONE where not known. A span goes on where the next
    one starts on the day it ends; spans that go on are a chain, ``[chain, chain_end)``, and the end of a chain is a
    loss, which ``ending`` tells of every row of the chain. ``first`` is the customer's very first start, ``contract``
    the start of the unbroken run of spans of the same term, ``before`` the MRR of the span that this one goes on from
    (NONE where it begins a chain), ``cost`` what it cost to win the customer. ``implied``: made from the customer.
    """

    customer: NDArray[np.int64]
    started: NDArray[np.int32]
    ended: NDArray[np.int32]
    mrr: NDArray[np.int64]
    before: NDArray[np.int64]
    cost: NDArray[np.int64]
    first: NDArray[np.int32]
    chain: NDArray[np.int32]
    chain_end: NDArray[np.int32]
    contract: NDArray[np.int32]
    implied: NDArray[np.bool_]
    plan: Coded
    term: Coded
    currency: Coded
    ending: Coded
    dimensions: dict[str, Coded]
    outdated: int = 0

    def __len__(self) -> int:
        return len(self.customer)

    @cached_property
    def person(self) -> NDArray[np.int32]:
        """Return each row's place among the customers, from 0 and without gaps."""
        return (np.cumsum(self._new_customer()) - 1).astype(np.int32)

    @cached_property
    def people(self) -> int:
        """Return how many customers have a span."""
        return int(self._new_customer().sum())

    @cached_property
    def lost(self) -> NDArray[np.bool_]:
        """Say of each row whether the customer leaves at its end: an end is told, and no span goes on."""
        return (self.ended > 0) & (self.ended == self.chain_end)

    def there_before(self, day: date) -> NDArray[np.bool_]:
        """Say of each row whether it is its customer's span at the start of a period that begins on ``day``.

        It had started earlier, and ends on that day at the earliest: who ends on the day is lost in the period.
        """
        at = day.toordinal()
        return (self.started < at) & (self._ends >= at)

    def began_within(self, begin: date, until: date) -> NDArray[np.int64]:
        """Return the rows (positions) that begin a chain on a day of ``[begin, until)``, by that day."""
        return _between(self._begun, begin, until)

    def ended_within(self, begin: date, until: date) -> NDArray[np.int64]:
        """Return the rows (positions) that end on a day of ``[begin, until)``, by that day."""
        return _between(self._over, begin, until)

    @cached_property
    def first_start(self) -> int:
        """Return the first day (ordinal) on which anybody is known to have started; 0 where that is of nobody."""
        days = self._begun[1]
        first = int(np.searchsorted(days, np.int32(1)))
        return int(days[first]) if first < len(days) else 0

    def last_told(self, until: date) -> int:
        """Return the last day (ordinal) up to ``until`` on which anybody started or ended; 0 where there is none."""
        found = 0
        for _rows, days in (self._begun, self._over):
            place = int(np.searchsorted(days, np.int32(until.toordinal()), side="right"))
            found = max(found, int(days[place - 1]) if place else 0)
        return found

    def dimension(self, name: str, until: date, rows: Array | None = None) -> Coded:
        """Return a dimension's column of ``rows`` (positions; all unless given).

        Plan, term and MRR are the span's; tenure is counted along the chain, to ``until`` or an earlier loss; all
        others are the customer's attributes as they are now.
        """
        chosen = np.arange(len(self)) if rows is None else rows
        if name == "tenure":
            return tenure_bands(self.chain[chosen], np.minimum(self._chain_ends[chosen], until.toordinal()))
        column = self._columns.get(name)
        return column.take(chosen) if column else Coded(np.zeros(len(chosen), np.int32))

    @cached_property
    def _ends(self) -> NDArray[np.int32]:
        return np.where(self.ended > 0, self.ended, _NEVER).astype(np.int32)

    @cached_property
    def _chain_ends(self) -> NDArray[np.int32]:
        return np.where(self.chain_end > 0, self.chain_end, _NEVER).astype(np.int32)

    @cached_property
    def paid(self) -> NDArray[np.float64]:
        """Return the MRR in cents, nought where it is not known."""
        return np.maximum(self.mrr, 0).astype(np.float64)

    @cached_property
    def _begun(self) -> _ByDay:
        return _by_day(np.flatnonzero(self.started == self.chain), self.started)

    @cached_property
    def _over(self) -> _ByDay:
        return _by_day(np.flatnonzero(self.ended), self.ended)

    @cached_property
    def _columns(self) -> dict[str, Coded]:
        derived = {"cohort": cohort_column(self.first), "mrr_band": _mrr_bands(self.mrr)}
        return self.dimensions | derived | {PLAN: self.plan, TERM: self.term}

    @cached_property
    def values(self) -> dict[str, list[str]]:
        """Return every dimension with the values that some span has, sorted; of tenure, with all of its bands."""
        found = {name: _present(column) for name, column in self._columns.items()}
        found["tenure"] = [*TENURES] if len(self) else []
        return {name: found[name] for name in sorted(found) if found[name]}

    def _new_customer(self) -> NDArray[np.bool_]:
        return np.diff(self.customer, prepend=-1) != 0


def spans_table(blocks: list[Columns], sizes: list[int]) -> Spans:
    """Return the spans of several blocks as one table."""
    columns, dimensions = split_dimensions(joined(blocks, sizes, COLUMNS))
    return Spans(**columns, dimensions=dimensions)


def _by_day(rows: NDArray[np.int64], days: NDArray[np.int32]) -> _ByDay:
    rows = rows[np.argsort(days[rows], kind="stable")]
    return rows, days[rows]


def _between(rows_by_day: _ByDay, begin: date, until: date) -> NDArray[np.int64]:
    rows, days = rows_by_day
    first, last = np.searchsorted(days, np.array([begin.toordinal(), until.toordinal()], np.int32))
    return rows[first:last]


def tenure_bands(started: Array, last: Array) -> Coded:
    """Return the bands of tenure from one day to another (ordinals), by whole months; none where no start is known."""
    begin, begin_day, _length = month_parts(started)
    until, until_day, _length = month_parts(last)
    months = np.maximum(until - begin - (until_day < begin_day), 0)
    codes = _BAND_OF_MONTH[np.minimum(months, len(_BAND_OF_MONTH) - 1)]
    return Coded(np.where(started > 0, codes, 0), ("", *TENURES))


def chains(columns: dict[str, Any], ending: Coded) -> dict[str, Any]:
    """Return the columns that tell of the spans before and after."""
    customer, started, ended, mrr = (columns[name] for name in ("customer", "started", "ended", "mrr"))
    if not len(customer):
        empty: dict[str, Any] = {
            name: np.empty(0, COLUMNS[name]) for name in ("before", "first", "chain", "chain_end", "contract")
        }
        return empty | {"ending": ending}
    same = np.append(False, customer[1:] == customer[:-1])
    goes_on = same & np.append(False, (started[1:] == ended[:-1]) & (ended[:-1] > 0))
    same_term = np.append(False, columns["term"].codes[1:] == columns["term"].codes[:-1])
    begins, ends = _runs(goes_on)
    return {
        "before": np.where(goes_on, np.append(NONE, mrr[:-1]), NONE),
        "first": started[_runs(same)[0]],
        "chain": started[begins],
        "chain_end": ended[ends],
        "contract": started[_runs(goes_on & same_term)[0]],
        "ending": ending.take(ends),
    }


def _runs(joins: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return for each row the first and the last row of its run; ``joins`` says which go on from the row before."""
    begins = np.flatnonzero(~joins)
    ends = np.append(begins[1:], len(joins)) - 1
    run = np.cumsum(~joins) - 1
    return begins[run], ends[run]


def _mrr_bands(mrr: NDArray[np.int64]) -> Coded:
    bounds = np.array([bound * 100 for bound, _band in MRR_BANDS])
    codes = np.where(mrr == NONE, 0, np.searchsorted(bounds, mrr, side="right") + 1)
    return Coded(codes.astype(np.int32), ("", *(band for _bound, band in MRR_BANDS), HIGHEST_MRR))


def _present(column: Coded) -> list[str]:
    """Return the values that some row has, in their order where they are bands, else sorted."""
    there = np.bincount(column.codes, minlength=len(column.values)) > 0
    values = [value for value, present in zip(column.values, there.tolist(), strict=True) if present and value]
    return values if column.values[-1] == HIGHEST_MRR else sorted(values)
