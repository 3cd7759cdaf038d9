"""Shares of causes over time: by day, week, month or quarter, small groups unseen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from reports.filters import Filters
from reports.periods import buckets
from reports.statistics import wilson_share
from reports.suppression import Hidden, hidden_figures
from reports.tallies import People

# So many points at most and at least, and about so many people to each.
MOST, FEWEST, PEOPLE_A_POINT = 24, 4, 30


@dataclass(frozen=True)
class Point:
    """One part of a period ``[begin, end)``; every figure is None where it is hidden, the share where base is 0."""

    begin: date
    end: date
    count: int | None
    base: int | None
    share: float | None = None
    low: float | None = None
    high: float | None = None


def trends(people: People, filters: Filters, floor: int, hidden: NDArray[np.bool_]) -> Mapping[str, list[Point]]:
    """Return the points of each cause over the period, which ends with the last answer where it is open.

    ``hidden`` says of which causes (n) the total is hidden elsewhere: nothing of them is shown.
    """
    days = people.answers.day[people.rows]
    if not len(days):
        return {}
    begin = filters.begin or date.fromordinal(int(days.min()))
    end = filters.end or date.fromordinal(int(days.max())) + timedelta(days=1)
    parts = buckets(begin, end, max(FEWEST, min(MOST, people.base // PEOPLE_A_POINT)))
    edges = np.array([part.toordinal() for part, _end in parts])
    table = people.counted(np.searchsorted(edges, days, side="right") - 1, len(parts))
    nothing = np.zeros(table.counts.shape, bool), np.zeros(len(parts), bool)
    unseen = hidden_figures(table, floor, Hidden(nothing[0], hidden, nothing[1], False))
    cells = unseen.cells | hidden[:, np.newaxis] | unseen.bases[np.newaxis, :]
    return {
        cause: [
            Point(*part, None, None)
            if cells[row, column]
            else _point(part, int(table.counts[row, column]), int(table.bases[column]))
            for column, part in enumerate(parts)
        ]
        for row, cause in enumerate(people.causes)
    }


def _point(part: tuple[date, date], count: int, base: int) -> Point:
    share = wilson_share(count, base)
    return Point(*part, count, base, share.share, share.low, share.high) if share else Point(*part, count, base)
