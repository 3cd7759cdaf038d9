"""A month's counts in 62 bytes: 31 little-endian unsigned 16-bit numbers, one a day.

Days are told as ordinals (``date.toordinal``), months as year × 12 + month − 1, so that whole columns of them can be
counted with at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.integer[Any]]

DAYS = 31
# In place of a count: nobody spoke of that day.
NOT_TOLD = 65_535
MOST_A_DAY = NOT_TOLD - 1
STORED = np.dtype("<u2")
_EPOCH = date(1970, 1, 1).toordinal()


def month_of(day: date) -> int:
    """Return the month that a day is in: year × 12 + month − 1."""
    return day.year * 12 + day.month - 1


def first_day(month: int) -> date:
    """Return the first day of a month."""
    return date(month // 12, month % 12 + 1, 1)


def months_of(days: Integers) -> Integers:
    """Return the months that days, given as ordinals, are in."""
    since = (np.asarray(days, dtype=np.int64) - _EPOCH).astype("datetime64[D]")
    return since.astype("datetime64[M]").astype(np.int64) + 1970 * 12


def first_days(months: Integers) -> Integers:
    """Return the ordinals of the first days of months."""
    since = (np.asarray(months, dtype=np.int64) - 1970 * 12).astype("datetime64[M]")
    return since.astype("datetime64[D]").astype(np.int64) + _EPOCH


def pack(counts: Mapping[int, int]) -> bytes:
    """Return a month's counts, by day of the month from 1, as they are stored; other days are not told.

    A count above 65,534 is kept as 65,534.

    >>> unpack(pack({1: 4, 31: 0}))[[0, 1, 30]].tolist()
    [4, 65535, 0]
    """
    days = np.full(DAYS, NOT_TOLD, dtype=STORED)
    for day, count in counts.items():
        days[day - 1] = min(count, MOST_A_DAY)
    return days.tobytes()


def unpack(stored: bytes | memoryview) -> npt.NDArray[np.uint16]:
    """Return the 31 counts of one stored month; 65,535 where a day was not told."""
    return np.frombuffer(stored, dtype=STORED)


def unpack_all(stored: Iterable[bytes | memoryview]) -> npt.NDArray[np.uint16]:
    """Return the counts of many stored months, shape (months, 31)."""
    return np.frombuffer(b"".join(stored), dtype=STORED).reshape(-1, DAYS)
