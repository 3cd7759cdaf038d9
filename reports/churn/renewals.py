"""Yearly contracts: who came up for renewal in a period, and what they did. In other months they are not at risk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from customers.models import Ending, Term
from reports.churn.flows import Counts, Where
from reports.churn.periods import Spell
from reports.rollups.calendar import same_days
from reports.rollups.columns import Coded
from reports.rollups.spans import Spans


@dataclass(frozen=True)
class Renewals:
    """Contracts by period × segment: ``due`` for renewal; of them ``renewed``, ``moved`` to a monthly term, ``left``.

    ``involuntary`` is part of ``left``.
    """

    segments: tuple[str, ...]
    due: Counts
    renewed: Counts
    moved: Counts
    left: Counts
    involuntary: Counts


def renewals(spans: Spans, periods: Sequence[Spell], by: str = "", where: Where = ()) -> Renewals:
    """Count the contracts that came up for renewal in each period.

    A yearly contract comes up on each anniversary of the first day of its unbroken run of yearly spans (a new price
    or plan within the year does not move it; 29 February becomes the 28th). It is renewed when a yearly span holds
    that day; who left before it is not due. The segment is that of the span that ends then, with tenure as it was when
    the first period began. Periods follow each other.
    """
    edges = np.array([*(period.begin.toordinal() for period in periods)] or [0])
    segments = spans.dimension(by, date.min, edges[:0]).values if by else ("",)
    rows, days = _due(spans, periods, where) if periods else (edges[:0], edges[:0])
    place = np.searchsorted(edges, days, side="right") - 1
    column = spans.dimension(by, periods[0].begin, rows) if by and periods else Coded(np.zeros(len(rows), np.int32))
    cells = place * len(segments) + column.codes
    shape = (len(periods), len(segments))
    counts = [np.bincount(cells[chosen], minlength=shape[0] * shape[1]) for chosen in _outcomes(spans, rows, days)]
    return Renewals(segments, *(one.astype(np.int64).reshape(shape) for one in counts))


def _due(spans: Spans, periods: Sequence[Spell], where: Where) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the spans that hold the last day of a contract's year, and the day on which it came up."""
    begin, until = periods[0].begin.toordinal(), periods[-1].until.toordinal()
    yearly = spans.term.equals(Term.YEARLY) & (spans.contract > 0) & (spans.started < until)
    rows = np.flatnonzero(yearly & ((spans.ended == 0) | (spans.ended >= begin)))
    for dimension, wanted in where:
        rows = rows[spans.dimension(dimension, periods[0].begin, rows).equals(wanted)]
    contract, started = spans.contract[rows], spans.started[rows]
    ended = np.where(spans.ended[rows] > 0, spans.ended[rows], until)
    found, on = [rows[:0]], [rows[:0]]
    for year in range(periods[0].begin.year, periods[-1].until.year + 1):
        days = same_days(contract, year)
        due = (days >= begin) & (days < until) & (days > contract) & (days > started) & (days <= ended)
        found.append(rows[due])
        on.append(days[due])
    return np.concatenate(found), np.concatenate(on)


def _outcomes(spans: Spans, rows: NDArray[np.int64], days: NDArray[np.int64]) -> list[NDArray[np.bool_]]:
    """Say of each contract that came up whether it is due, renewed, moved to another term, left, involuntarily."""
    over = spans.ended[rows] == days
    left = over & spans.lost[rows]
    following = np.minimum(rows + 1, len(spans) - 1)
    moved = over & ~left & ~spans.term.equals(Term.YEARLY)[following]
    involuntary = left & spans.ending.equals(Ending.INVOLUNTARY)[rows]
    return [np.ones(len(rows), bool), ~left & ~moved, moved, left, involuntary]
