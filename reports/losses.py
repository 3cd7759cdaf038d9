"""Customers and those lost, by segment: the denominators beside which causes are read."""

from __future__ import annotations

from collections import defaultdict

from customers.models import Ending
from reports.exits import ANSWER_ONLY, Exits, customer_values, last_day
from reports.filters import Filters

ALL = "*"


def customer_counts(exits: Exits, filters: Filters) -> dict[str, tuple[int, int, int]] | None:
    """Return for each segment and ``*``: customers at the period's start, and of them lost and lost involuntarily.

    Without a beginning, every customer counts who started before the period's end. A customer whose start is unknown
    counts as having been there. None when only answers have the dimension.
    """
    if filters.by in ANSWER_ONLY or any(dimension in ANSWER_ONLY for dimension, _value in filters.where):
        return None
    customers = exits.customers
    values = customer_values(customers, filters.by, last_day(filters.end))
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    chosen = chosen_customers(exits, filters)
    columns = (chosen, values, customers["started_on"], customers["ended_on"], customers["ending"])
    for kept, value, started, ended, ending in zip(*columns, strict=True):
        if not kept or not _there_at_start(started, ended, filters):
            continue
        lost = bool(ended) and filters.within(ended)
        involuntary = lost and ending == Ending.INVOLUNTARY
        for segment in (value, ALL):
            count = counts[segment]
            count[0] += 1
            count[1] += lost and not involuntary
            count[2] += involuntary
    return {segment: (count[0], count[1], count[2]) for segment, count in counts.items()}


def endings_of(exits: Exits, filters: Filters) -> dict[str, int]:
    """Return how many of the chosen customers left in the period, by ending."""
    counts: dict[str, int] = dict.fromkeys(Ending.values, 0)
    customers = exits.customers
    columns = (chosen_customers(exits, filters), customers["ended_on"], customers["ending"])
    for kept, ended, ending in zip(*columns, strict=True):
        if kept and ended and filters.within(ended):
            counts[ending or Ending.UNKNOWN] += 1
    return counts


def chosen_customers(exits: Exits, filters: Filters) -> list[bool]:
    """Say of each customer whether it is in the segments that the filters narrow to."""
    chosen = [True] * len(exits.customers)
    for dimension, wanted in filters.where:
        values = customer_values(exits.customers, dimension, last_day(filters.end))
        chosen = [kept and value == wanted for kept, value in zip(chosen, values, strict=True)]
    return chosen


def _there_at_start(started: str | None, ended: str | None, filters: Filters) -> bool:
    if filters.begin:
        begin = filters.begin.isoformat()
        return (not started or started < begin) and (not ended or ended >= begin)
    return not (filters.end and started and started >= filters.end.isoformat())
