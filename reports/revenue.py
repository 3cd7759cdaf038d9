"""Revenue: what those who named a cause paid, and what those who left paid; every currency by itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from customers.models import Ending
from reports.exits import ANSWER_ONLY, Exits
from reports.filters import Filters
from reports.losses import ALL, chosen_customers, lost_within
from reports.tallies import People, positions

Money = Mapping[str, Decimal]


def mrr_at_stake(people: People, by: str) -> dict[tuple[str, int], dict[str, Decimal]]:
    """Return the revenue of those who named a cause, by segment and row of the cause, by currency."""
    answers, column = people.answers, people.column(by)
    sums: dict[tuple[str, int], dict[str, Decimal]] = defaultdict(dict)
    known = answers.has_mrr[people.rows]
    shape = (len(column.values), len(people.causes))
    cells = column.codes[people.pairs[:, 0]].astype(np.int64) * shape[1] + people.pairs[:, 1]
    paid_in = np.where(known, answers.currency.codes[people.rows], -1)[people.pairs[:, 0]]
    amounts = answers.mrr[people.rows][people.pairs[:, 0]]
    for code, currency in enumerate(answers.currency.values):
        pairs = np.flatnonzero(paid_in == code)
        if not len(pairs):
            continue
        cents = np.bincount(cells[pairs], amounts[pairs], shape[0] * shape[1]).reshape(shape)
        there = np.bincount(cells[pairs], minlength=shape[0] * shape[1]).reshape(shape) > 0
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
    rows = np.flatnonzero(lost)
    paid_in, mrr, sums = customers.currency.codes[rows], customers.mrr[rows], {}
    for code in np.unique(paid_in).tolist():
        sums[customers.currency.values[code]] = Decimal(int(mrr[paid_in == code].sum())).scaleb(-2)
    return sums


@dataclass(frozen=True)
class RevenueTable:
    """Revenue of one currency in whole units: ``named`` causes × segments, ``total`` segments, and sums of squares."""

    named: NDArray[np.float64]
    named_squares: NDArray[np.float64]
    total: NDArray[np.float64]
    total_squares: NDArray[np.float64]


def revenue_table(people: People, currency: str, by: str, segments: Sequence[str]) -> RevenueTable:
    """Return how much revenue of each segment there is, and how much of it is of people who named each cause."""
    answers, rows = people.answers, people.rows
    columns = positions(people.column(by), segments)
    money = np.where(answers.currency.equals(currency), answers.mrr, 0)[rows] / 100
    squares = np.where(answers.currency.equals(currency), answers.mrr_squares, 0)[rows]
    shape = (len(people.causes), len(segments))
    cells = people.pairs[:, 1] * shape[1] + columns[people.pairs[:, 0]]
    named, named_squares = (
        np.bincount(cells, amounts[people.pairs[:, 0]], shape[0] * shape[1]).reshape(shape)
        for amounts in (money, squares)
    )
    total, total_squares = (np.bincount(columns, amounts, shape[1]) for amounts in (money, squares))
    return RevenueTable(*(part.astype(np.float64) for part in (named, named_squares, total, total_squares)))


def currencies_of(people: People) -> list[str]:
    """Return the currencies in which these people paid, the most usual first."""
    answers = people.answers
    known = people.rows[answers.has_mrr[people.rows]]
    counts = np.bincount(answers.currency.codes[known], answers.people[known], len(answers.currency.values))
    return [answers.currency.values[code] for code in np.argsort(-counts, kind="stable").tolist() if counts[code]]
