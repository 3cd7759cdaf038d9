"""Yearly contracts: who came up for renewal in a period, and what they did. In other months they are not at risk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date

import numpy as np
from numpy.typing import NDArray

from customers.models import Ending, Term
from reports.churn.flows import Counts, Where
from reports.churn.periods import Spell
from reports.rollups.calendar import same_days
from reports.rollups.spans import Spans

Positions = NDArray[np.int64]


@dataclass(frozen=True)
class Renewals:
    """Contracts by period × segment: ``due`` for renewal; of them ``renewed``, ``moved`` to a monthly term, ``left``.

    ``involuntary`` is part of ``left``. ``between`` are not due: yearly customers who left on another day.
    """

    segments: tuple[str, ...]
    due: Counts
    renewed: Counts
    moved: Counts
    left: Counts
    involuntary: Counts
    between: Counts


def renewals(spans: Spans, periods: Sequence[Spell], by: str = "", where: Where = ()) -> Renewals:
    """Count the contracts that came up for renewal in each period.

    A yearly contract comes up on each anniversary of the first day of its unbroken run of yearly spans (a new price
    or plan within the year does not move it; 29 February becomes the 28th). It is renewed when a yearly span holds
    that day; who left before it is not due. The segment is that of the span that ends then, with tenure as it is when
    the period begins. Periods follow each other.
    """
    nobody = np.empty(0, np.int64)
    segments = spans.dimension(by, date.min, nobody).values if by else ("",)
    rows, days, outcomes = _found(spans, periods) if periods else (nobody, nobody, [])
    place = np.searchsorted([period.begin.toordinal() for period in periods], days, side="right") - 1
    counted = []
    for at, period in enumerate(periods):
        its = np.flatnonzero(place == at)
        for dimension, wanted in where:
            its = its[spans.dimension(dimension, period.begin, rows[its]).equals(wanted)]
        codes = spans.dimension(by, period.begin, rows[its]).codes if by else np.zeros(len(its), np.int32)
        counted.append([np.bincount(codes[outcome[its]], minlength=len(segments)) for outcome in outcomes])
    columns = len(fields(Renewals)) - 1
    counts = np.array(counted, np.int64).reshape(len(periods), columns, len(segments))
    return Renewals(segments, *(counts[:, at] for at in range(columns)))


def _found(spans: Spans, periods: Sequence[Spell]) -> tuple[Positions, Positions, list[NDArray[np.bool_]]]:
    """Return the spans that came up or whose customers left in between, on which day, and what became of them."""
    due, on = _due(spans, periods)
    outcomes = _outcomes(spans, due, on)
    ended = spans.ended_within(periods[0].begin, periods[-1].until)
    left = ended[spans.lost[ended] & spans.term.equals(Term.YEARLY)[ended] & (spans.contract[ended] > 0)]
    between = np.setdiff1d(left, due[outcomes[3]])
    of_due = [np.append(outcome, np.zeros(len(between), bool)) for outcome in outcomes]
    rows, days = np.append(due, between), np.append(on, spans.ended[between]).astype(np.int64)
    return rows, days, [*of_due, np.arange(len(rows)) >= len(due)]


def _due(spans: Spans, periods: Sequence[Spell]) -> tuple[Positions, Positions]:
    """Return the spans that hold the last day of a contract's year, and the day on which it came up."""
    begin, until = periods[0].begin.toordinal(), periods[-1].until.toordinal()
    yearly = spans.term.equals(Term.YEARLY) & (spans.contract > 0) & (spans.started < until)
    rows = np.flatnonzero(yearly & ((spans.ended == 0) | (spans.ended >= begin)))
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
