"""Since when customers fade or are silent, looked for in the days themselves.

An import that tells of years at once, or once a month, would else date all it found to its own last day.
"""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from customers.activity.months import Integers
from customers.activity.reading import counts_between, told_days

RECENT_DAYS, BEFORE_DAYS = 28, 84
WINDOW = RECENT_DAYS + BEFORE_DAYS
# Who has been fading for longer is dated to the first of so many days.
LOOKED_BACK = 84


def silent_since(last_active: Integers, as_of: date) -> Integers:
    """Return the day (ordinal) on which 28 days without activity were full; ``as_of`` for who was never active."""
    return np.where(last_active > 0, np.minimum(last_active + RECENT_DAYS, as_of.toordinal()), as_of.toordinal())


def fading_since(customers: Integers, as_of: date, below: npt.NDArray[np.float64]) -> Integers:
    """Return the first day (ordinal) of those without a break up to ``as_of`` on which each customer was fading."""
    first = as_of - timedelta(days=LOOKED_BACK + WINDOW - 2)
    recent, before = _sums(counts_between(customers, first, as_of) > 0)
    known_recent, known_before = _sums(told_days(first, as_of)[None, :])
    expected = before * known_recent / np.maximum(known_before, 1)
    fades = (recent > 0) & (recent < below[:, None] * expected)
    unbroken = np.cumprod(fades[:, ::-1], axis=1).sum(axis=1)
    return as_of.toordinal() + 1 - np.maximum(unbroken, 1)


def _sums(days: npt.NDArray[np.bool_]) -> tuple[Integers, Integers]:
    """Return for each of the last ``LOOKED_BACK`` days how many of the 28 up to it, and of the 84 before, are true."""
    until = np.pad(np.cumsum(days, axis=1, dtype=np.int64), ((0, 0), (1, 0)))
    end, begin, middle = until[:, WINDOW:], until[:, :-WINDOW], until[:, BEFORE_DAYS:-RECENT_DAYS]
    return end - middle, middle - begin
