"""Counts gathered by customer and day, eight bytes each, so that a file of fifty million rows fits in memory.

Customer (32 bits), day (16) and count (16) are one whole number: sorting these numbers sorts by customer and day.
"""

from __future__ import annotations

from datetime import date

import numpy as np

from customers.activity.months import MOST_A_DAY, Integers

# Day 0 of the 65,536 that a row can name: 1970-01-01, up to 2149.
FIRST_DAY = date(1970, 1, 1).toordinal()
LAST_DAY = FIRST_DAY + 65_535
_DAY, _CUSTOMER, _COUNT_BITS = 16, 32, 0xFFFF


class Gathering:
    """What customers did on which days, added piece by piece; counts of the same day are summed up to 65,534."""

    def __init__(self) -> None:
        self._parts: list[Integers] = []

    def add(self, customers: Integers, days: Integers, counts: Integers) -> None:
        """Add counts by customer key and day (ordinal, 1970 to 2149); the three are of one length."""
        keys = customers.astype(np.int64) << _CUSTOMER
        keys |= (days.astype(np.int64) - FIRST_DAY) << _DAY
        keys |= np.minimum(counts, MOST_A_DAY).astype(np.int64)
        self._parts.append(_summed(keys))

    def columns(self) -> tuple[Integers, Integers, Integers]:
        """Return customers, days (ordinals) and counts, each day of a customer once, by customer and day.

        What was gathered is given away: this may be asked once.
        """
        keys = np.concatenate([np.zeros(0, dtype=np.int64), *self._parts])
        self._parts = []
        keys = _summed(keys)
        days = (keys >> _DAY & _COUNT_BITS).astype(np.int32) + FIRST_DAY
        return (keys >> _CUSTOMER).astype(np.int32), days, (keys & _COUNT_BITS).astype(np.uint16)


def _summed(keys: Integers) -> Integers:
    """Sort and sum, in place as far as possible."""
    keys.sort()
    days = keys >> _DAY
    begins = np.flatnonzero(np.r_[True, days[1:] != days[:-1]]) if len(keys) else np.zeros(0, dtype=np.intp)
    if len(begins) == len(keys):
        return keys
    sums = np.add.reduceat(keys & _COUNT_BITS, begins)
    return (days[begins] << _DAY) | np.minimum(sums, MOST_A_DAY)
