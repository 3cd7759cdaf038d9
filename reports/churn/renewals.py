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
from reports.rollups.columns import Coded
from reports.rollups.spans import Spans

_EPOCH = date(1970, 1, 1).toordinal()


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
    that day; who left before it is not due.
    """
    yearly = np.flatnonzero(spans.term.equals(Term.YEARLY) & (spans.contract > 0))
    segments = spans.dimension(by, date.min, yearly[:0]).values if by else ("",)
    parts = [_of_period(spans, yearly, period, (by, where)) for period in periods]
    shape = (len(periods), len(segments))
    names = [one.name for one in fields(Renewals)][1:]
    return Renewals(segments, **{name: np.array([p[name] for p in parts], np.int64).reshape(shape) for name in names})


def anniversary(days: NDArray[np.int32], year: int) -> NDArray[np.int64]:
    """Return the anniversaries in a year of days given as ordinals, as ordinals."""
    dates = (days.astype(np.int64) - _EPOCH).astype("datetime64[D]")
    months = dates.astype("datetime64[M]")
    day_of_month = (dates - months.astype("datetime64[D]")).astype(np.int64)
    month = months.astype(np.int64) % 12 + (year - 1970) * 12
    first = month.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    last = (month + 1).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64) - 1
    found: NDArray[np.int64] = np.minimum(first + day_of_month, last) + _EPOCH
    return found


def _of_period(spans: Spans, yearly: NDArray[np.int64], period: Spell, asked: tuple[str, Where]) -> dict[str, Counts]:
    by, where = asked
    begin, until = period.begin.toordinal(), period.until.toordinal()
    ends = spans.ended[yearly]
    rows = yearly[(spans.started[yearly] < until) & ((ends == 0) | (ends >= begin))]
    for dimension, wanted in where:
        rows = rows[spans.dimension(dimension, period.begin, rows).equals(wanted)]
    found, on = [], []
    for year in range(period.begin.year, period.until.year + 1):
        days = anniversary(spans.contract[rows], year)
        due = (days >= begin) & (days < until) & (days > spans.contract[rows]) & (days > spans.started[rows])
        due &= (spans.ended[rows] == 0) | (spans.ended[rows] >= days)
        found.append(rows[due])
        on.append(days[due])
    return _counted(spans, np.concatenate(found), np.concatenate(on), (by, period.begin))


def _counted(
    spans: Spans, rows: NDArray[np.int64], days: NDArray[np.int64], asked: tuple[str, date]
) -> dict[str, Counts]:
    by, begin = asked
    column = spans.dimension(by, begin, rows) if by else Coded(np.zeros(len(rows), np.int32))
    over = spans.ended[rows] == days
    left = over & spans.lost[rows]
    following = np.minimum(rows + 1, len(spans) - 1)
    moved = over & ~left & ~spans.term.equals(Term.YEARLY)[following]
    parts = {
        "due": np.ones(len(rows), bool),
        "renewed": ~left & ~moved,
        "moved": moved,
        "left": left,
        "involuntary": left & spans.ending.equals(Ending.INVOLUNTARY)[rows],
    }
    size = len(column.values)
    return {name: np.bincount(column.codes[chosen], minlength=size) for name, chosen in parts.items()}
