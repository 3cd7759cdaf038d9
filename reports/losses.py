"""Customers and those lost, by segment: the denominators beside which causes are read."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from customers.models import Ending
from reports.exits import ANSWER_ONLY, Exits, last_day
from reports.filters import Filters
from reports.rollups.columns import Coded
from reports.tallies import within

ALL = "*"


def customer_counts(exits: Exits, filters: Filters) -> dict[str, tuple[int, int, int]] | None:
    """Return for each segment and ``*``: customers at the period's start, and of them lost and lost involuntarily.

    Without a beginning, every customer counts who started before the period's end. A customer whose start is unknown
    counts as having been there. None when only answers have the dimension.
    """
    if filters.by in ANSWER_ONLY or any(dimension in ANSWER_ONLY for dimension, _value in filters.where):
        return None
    customers = exits.customers
    column = customers.dimension(filters.by, last_day(filters.end))
    there = chosen_customers(exits, filters) & _there_at_start(exits, filters)
    lost = there & lost_within(exits, filters)
    involuntary = lost & customers.ending.equals(Ending.INVOLUNTARY)
    parts = (there, lost & ~involuntary, involuntary)
    counts = np.column_stack([_people(column, customers.people, chosen) for chosen in parts])
    found = {value: counts[code] for code, value in enumerate(column.values) if counts[code, 0]}
    if found:
        found[ALL] = counts.sum(axis=0)
    return {segment: (int(count[0]), int(count[1]), int(count[2])) for segment, count in found.items()}


def endings_of(exits: Exits, filters: Filters) -> dict[str, int]:
    """Return how many of the chosen customers left in the period, by ending."""
    customers = exits.customers
    lost = chosen_customers(exits, filters) & lost_within(exits, filters)
    counts: dict[str, int] = dict.fromkeys(Ending.values, 0)
    for ending, people in zip(
        customers.ending.values, _people(customers.ending, customers.people, lost).tolist(), strict=True
    ):
        counts[ending or Ending.UNKNOWN] += people
    return counts


def _people(column: Coded, people: NDArray[np.int64], chosen: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return how many of the chosen people have each value of a column."""
    return np.bincount(column.codes, np.where(chosen, people, 0), len(column.values)).astype(np.int64)


def lost_within(exits: Exits, filters: Filters) -> NDArray[np.bool_]:
    """Say of each row of customers whether they left in the period."""
    return (exits.customers.ended > 0) & within(exits.customers.ended, filters)


def chosen_customers(exits: Exits, filters: Filters) -> NDArray[np.bool_]:
    """Say of each row of customers whether it is in the segments that the filters narrow to."""
    chosen = np.ones(len(exits.customers), bool)
    for dimension, wanted in filters.where:
        chosen &= exits.customers.dimension(dimension, last_day(filters.end)).equals(wanted)
    return chosen


def _there_at_start(exits: Exits, filters: Filters) -> NDArray[np.bool_]:
    customers = exits.customers
    if filters.begin:
        begin = filters.begin.toordinal()
        return (customers.started < begin) & ((customers.ended == 0) | (customers.ended >= begin))
    if filters.end:
        return customers.started < filters.end.toordinal()
    return np.ones(len(customers), bool)
