"""The block of spans: what customers paid for, from when to when; a row is one span, nothing is added up.

Figures of churn need people by themselves (who left, who came back, who pays less than before), so spans are kept one
by one and in the order of their customers and days. A customer of whom no subscription is known but a start or an end
counts as one implied span.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from django.db.models import TextField
from django.db.models.functions import Cast
from numpy.typing import NDArray

from customers.dimensions import HIGHEST_MRR, MRR_BANDS
from customers.models import Customer, Ending, Subscription, Term
from reports.rollups.answers import ENDING, cents, dimension_columns, segment_values
from reports.rollups.columns import Array, Coded, Columns, coded, ending_column, joined
from reports.rollups.customers import cohort_column, split_dimensions, tenure_column

# Cents of what is not known, or not there.
NONE = -1
PLAN, TERM = "plan", "term"
# Attributes that may say how long a contract binds, of a customer without subscriptions, and words that mean a year.
TERM_ATTRIBUTES = ("term", "contract", "billing")
YEARLY_WORDS = ("year", "annual", "年")
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
        return (self.started < at) & ((self.ended == 0) | (self.ended >= at))

    def dimension(self, name: str, until: date, rows: Array | None = None) -> Coded:
        """Return a dimension's column of ``rows`` (positions; all unless given).

        Plan, term and MRR are the span's; tenure is counted along the chain, to ``until`` or an earlier loss; all
        others are the customer's attributes as they are now.
        """
        chosen = np.arange(len(self)) if rows is None else rows
        if name == "tenure":
            day = until.toordinal()
            ends = self.chain_end[chosen]
            return tenure_column(self.chain[chosen], np.where(ends > 0, np.minimum(ends, day), day))
        column = self._columns.get(name)
        return column.take(chosen) if column else Coded(np.zeros(len(chosen), np.int32))

    @cached_property
    def _columns(self) -> dict[str, Coded]:
        derived = {"cohort": cohort_column(self.first), "mrr_band": _mrr_bands(self.mrr)}
        ending = {ENDING: ending_column(self.ending, Ending.INVOLUNTARY)}
        return self.dimensions | derived | ending | {PLAN: self.plan, TERM: self.term}

    def _new_customer(self) -> NDArray[np.bool_]:
        return np.diff(self.customer, prepend=-1) != 0


class _Span(NamedTuple):
    """A span as it is read: days as ordinals, money in cents."""

    customer: int
    started: int
    ended: int
    mrr: int
    plan: str
    term: str
    currency: str
    ending: str
    implied: bool = False


def spans_block(first: int, end: int) -> tuple[dict[str, Coded | Array], int]:
    """Return the columns of the spans of customers with keys ``first ≤ key < end``, and how many rows they are."""
    known = _subscriptions(first, end)
    fields = ("pk", "started_on", "ended_on", "mrr", "currency", "ending", "acquisition_cost")
    customers = Customer.objects.filter(pk__gte=first, pk__lt=end).order_by("pk")
    spans: list[_Span] = []
    costs: list[int] = []
    attributes: list[str] = []
    for *told, cost, raw in customers.values_list(*fields, Cast("attributes", TextField())):
        its = known.get(told[0]) or _implied(*told, attributes=segment_values(raw))
        spans += its
        costs += [NONE if cost is None else cents(cost)] * len(its)
        attributes += [raw] * len(its)
    table: dict[str, Any] = dict(zip(_Span._fields, zip(*spans, strict=True) if spans else [()] * 9, strict=True))
    found: dict[str, Any] = {name: np.array(table[name], COLUMNS[name]) for name in _NUMBERS}
    found |= {name: coded(table[name]) for name in ("plan", "term", "currency")}
    found |= {"cost": np.array(costs, np.int64)} | dimension_columns(tuple(attributes))
    return found | chains(found, coded(table["ending"])), len(spans)


def spans_table(blocks: list[Columns], sizes: list[int]) -> Spans:
    """Return the spans of several blocks as one table."""
    columns, dimensions = split_dimensions(joined(blocks, sizes, COLUMNS))
    return Spans(**columns, dimensions=dimensions)


def term_of(attributes: dict[str, str]) -> str:
    """Return the term that a customer's attributes tell of: yearly where one of them speaks of a year."""
    told = {name.casefold(): value.casefold() for name, value in attributes.items()}
    words = " ".join(told.get(name, "") for name in TERM_ATTRIBUTES)
    return Term.YEARLY if any(word in words for word in YEARLY_WORDS) else Term.MONTHLY


_NUMBERS = ("customer", "started", "ended", "mrr", "implied")


def _subscriptions(first: int, end: int) -> dict[int, list[_Span]]:
    rows = Subscription.objects.filter(customer_id__gte=first, customer_id__lt=end).order_by("customer", "started_on")
    fields = ("customer_id", "started_on", "ended_on", "mrr", "plan", "term", "currency", "ending")
    found: dict[int, list[_Span]] = defaultdict(list)
    for customer, started, ended, mrr, *texts in rows.values_list(*fields):
        found[customer].append(_Span(customer, _ordinal(started), _ordinal(ended), cents(mrr), *texts))
    return found


def _implied(
    key: int,
    started: date | None,
    ended: date | None,
    *money: Any,
    attributes: dict[str, str],
) -> list[_Span]:
    """Return the one span of a customer without subscriptions; none where neither start nor end is known."""
    if not started and not ended:
        return []
    mrr, currency, ending = money
    amount = NONE if mrr is None else cents(mrr)
    plan = attributes.get(PLAN, "")
    return [_Span(key, _ordinal(started), _ordinal(ended), amount, plan, term_of(attributes), currency, ending, True)]


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


def _ordinal(day: date | None) -> int:
    return day.toordinal() if day else 0
