"""How the block of spans is built: subscriptions with what their customers are, and what chains them."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any, NamedTuple

import numpy as np
from django.db.models import TextField
from django.db.models.functions import Cast

from customers.models import Customer, Subscription, Term
from reports.rollups.answers import cents, dimension_columns, segment_values
from reports.rollups.columns import Array, Coded, coded
from reports.rollups.spans import COLUMNS, NONE, PLAN, chains

# Attributes that may say how long a contract binds, of a customer without subscriptions, and words that mean a year.
TERM_ATTRIBUTES = ("term", "contract", "billing")
YEARLY_WORDS = ("year", "annual", "年")
_NUMBERS = ("customer", "started", "ended", "mrr", "implied")


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


def term_of(attributes: dict[str, str]) -> str:
    """Return the term that a customer's attributes tell of: yearly where one of them speaks of a year."""
    told = {name.casefold(): value.casefold() for name, value in attributes.items()}
    words = " ".join(told.get(name, "") for name in TERM_ATTRIBUTES)
    return Term.YEARLY if any(word in words for word in YEARLY_WORDS) else Term.MONTHLY


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


def _ordinal(day: date | None) -> int:
    return day.toordinal() if day else 0
