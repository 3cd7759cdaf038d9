"""Revenue: what those who named a cause paid, and what those who left paid; every currency by itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal

import numpy as np

from customers.models import Ending
from reports.exits import ANSWER_ONLY, Exits
from reports.filters import Filters
from reports.losses import ALL, chosen_customers, lost_within
from reports.tallies import People

Money = Mapping[str, Decimal]


def mrr_at_stake(people: People, by: str) -> dict[tuple[str, int], dict[str, Decimal]]:
    """Return the revenue of those who named a cause, by segment and row of the cause, by currency."""
    answers, column = people.answers, people.column(by)
    sums: dict[tuple[str, int], dict[str, Decimal]] = defaultdict(dict)
    known = answers.has_mrr[people.rows]
    for code, currency in enumerate(answers.currency.values):
        chosen = known & (answers.currency.codes[people.rows] == code)
        pairs = people.pairs[chosen[people.pairs[:, 0]]]
        cents = np.zeros((len(column.values), len(people.causes)), np.int64)
        np.add.at(cents, (column.codes[pairs[:, 0]], pairs[:, 1]), answers.mrr[people.rows[pairs[:, 0]]])
        there = np.zeros(cents.shape, bool)
        there[column.codes[pairs[:, 0]], pairs[:, 1]] = True
        for segment, cause in np.argwhere(there).tolist():
            sums[column.values[segment], cause][currency] = Decimal(int(cents[segment, cause])).scaleb(-2)
        for cause in np.flatnonzero(there.any(axis=0)).tolist():
            sums[ALL, cause][currency] = Decimal(int(cents[:, cause].sum())).scaleb(-2)
    return sums


def mrr_lost(exits: Exits, filters: Filters) -> dict[str, Decimal] | None:
    """Return the monthly revenue of those who left in the period but involuntarily, by currency.

    None when only answers have a dimension of the filters.
    """
    if any(dimension in ANSWER_ONLY for dimension, _value in filters.where):
        return None
    customers = exits.customers
    lost = chosen_customers(exits, filters) & lost_within(exits, filters) & customers.has_mrr
    lost &= ~customers.ending.equals(Ending.INVOLUNTARY)
    sums = {}
    for code, currency in enumerate(customers.currency.values):
        chosen = lost & (customers.currency.codes == code)
        if chosen.any():
            sums[currency] = Decimal(int(customers.mrr[chosen].sum())).scaleb(-2)
    return sums
