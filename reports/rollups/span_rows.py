"""How the block of spans is built: subscriptions with what their customers are, and what chains them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from django.db.models import F, QuerySet, TextField
from django.db.models.functions import Cast

from customers.models import Customer, Subscription, Term
from reports.rollups.answers import dimension_columns, segment_values
from reports.rollups.columns import Array, Coded, coded
from reports.rollups.spans import COLUMNS, PLAN, chains
from reports.rollups.whole import Cents, Ordinal

# Attributes that may say how long a contract binds, of a customer without subscriptions, and words that mean a year.
TERM_ATTRIBUTES = ("term", "contract", "billing")
YEARLY_WORDS = ("year", "annual", "年")
_NUMBERS, _TEXTS = ("customer", "started", "ended", "mrr"), ("plan", "term", "currency", "ending")
_Table = Mapping[str, Sequence[Any]]


def spans_block(first: int, end: int) -> tuple[dict[str, Coded | Array], int]:
    """Return the columns of the spans of customers with keys ``first ≤ key < end``, and how many rows they are."""
    people = _customers(first, end)
    told = _subscriptions(first, end)
    implied = _implied(people, set(told["customer"]))
    table = {name: [*told[name], *implied[name]] for name in (*_NUMBERS, *_TEXTS)}
    keys, whose = np.array(people["customer"], np.int64), np.array(table["customer"], np.int64)
    in_order = np.argsort(whose, kind="stable")
    # Who came between the two queries is left to the next build: their coming marks this block as out of date.
    in_order = in_order[np.isin(whose[in_order], keys)]
    found: dict[str, Any] = {name: np.array(table[name], COLUMNS[name])[in_order] for name in _NUMBERS}
    found |= {name: coded(table[name]).take(in_order) for name in _TEXTS}
    found["implied"] = in_order >= len(told["customer"])
    place = np.searchsorted(keys, found["customer"])
    found["cost"] = np.array(people["cost"], np.int64)[place]
    found |= {name: column.take(place) for name, column in dimension_columns(tuple(people["attributes"])).items()}
    return found | chains(found, found["ending"]), len(in_order)


def term_of(attributes: dict[str, str]) -> str:
    """Return the term that a customer's attributes tell of: yearly where one of them speaks of a year."""
    told = {name.casefold(): value.casefold() for name, value in attributes.items()}
    words = " ".join(told.get(name, "") for name in TERM_ATTRIBUTES)
    return Term.YEARLY if any(word in words for word in YEARLY_WORDS) else Term.MONTHLY


def _subscriptions(first: int, end: int) -> _Table:
    rows = Subscription.objects.filter(customer_id__gte=first, customer_id__lt=end).order_by("customer", "started_on")
    texts = {name: F(name) for name in _TEXTS}
    return _table(rows, customer=F("customer_id"), mrr=Cents("mrr"), **texts)


def _customers(first: int, end: int) -> _Table:
    rows = Customer.objects.filter(pk__gte=first, pk__lt=end).order_by("pk")
    money = {"mrr": Cents("mrr"), "cost": Cents("acquisition_cost")}
    texts = {"currency": F("currency"), "ending": F("ending"), "attributes": Cast("attributes", TextField())}
    return _table(rows, customer=F("pk"), **money, **texts)


def _table(rows: QuerySet[Any], **columns: Any) -> _Table:
    """Return columns of rows that have a start and an end, by name: days as ordinals, 0 for none."""
    wanted = {"started": Ordinal("started_on"), "ended": Ordinal("ended_on")} | columns
    table = list(zip(*rows.values_list(*wanted.values()), strict=True)) or [()] * len(wanted)
    return dict(zip(wanted, table, strict=True))


def _implied(people: _Table, told: set[int]) -> _Table:
    """Return the one span of each customer without subscriptions; none where neither start nor end is known."""
    days = zip(people["customer"], people["started"], people["ended"], strict=True)
    rows = [row for row, (key, started, ended) in enumerate(days) if (started or ended) and key not in told]
    attributes = [segment_values(people["attributes"][row]) for row in rows]
    own = {name: [people[name][row] for row in rows] for name in (*_NUMBERS, "currency", "ending")}
    plans = [told.get(PLAN, "") for told in attributes]
    return own | {"plan": plans, "term": [term_of(told) for told in attributes]}
