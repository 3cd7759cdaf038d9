"""Months of very many days at once, looked up in a table of the days that there are."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from reports.rollups.columns import Array

Numbers = NDArray[np.int32]
_EPOCH = date(1970, 1, 1).toordinal()


def month_parts(days: Array) -> tuple[Numbers, Numbers, Numbers]:
    """Return of days (ordinals) the month counted from year 0, the place in the month from 0, and its length."""
    if not len(days):
        nothing = np.empty(0, np.int32)
        return nothing, nothing, nothing
    first = int(days.min())
    table = _table(first, int(days.max()))
    places = days - first
    return table[0][places], table[1][places], table[2][places]


def same_days(days: Array, year: int) -> NDArray[np.int64]:
    """Return the days (ordinals) of a year with the same month and day; 29 February becomes the 28th.

    >>> date.fromordinal(int(same_days(np.array([date(2024, 2, 29).toordinal()]), 2025)[0])).isoformat()
    '2025-02-28'
    """
    months, places, _lengths = month_parts(days)
    firsts = np.array([date(year, month, 1).toordinal() for month in range(1, 13)] + [date(year + 1, 1, 1).toordinal()])
    month = months % 12
    found: NDArray[np.int64] = np.minimum(firsts[month] + places, firsts[month + 1] - 1)
    return found


@lru_cache(maxsize=16)
def _table(first: int, last: int) -> tuple[Numbers, Numbers, Numbers]:
    days = np.arange(first - _EPOCH, last - _EPOCH + 1).astype("datetime64[D]")
    months = days.astype("datetime64[M]")
    begins = months.astype("datetime64[D]")
    lengths = (months + 1).astype("datetime64[D]") - begins
    return (
        (months.astype(np.int64) + 1970 * 12).astype(np.int32),
        (days - begins).astype(np.int32),
        lengths.astype(np.int32),
    )
