"""What customers did before a day: active days in the four weeks before it, and in the twelve before those."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from customers.activity.reading import counts_in_parts, told_days

RECENT, BEFORE = 28, 84
UNKNOWN = -1

Counts = NDArray[np.int16]


@dataclass(frozen=True)
class Activity:
    """Active days by customer × day asked for: ``recent`` in the 28 days before it, ``before`` in the 84 before those.

    Both are -1 of a customer that had never been active by then or whose days of that time no import told of.
    """

    recent: Counts
    before: Counts


def activity_before(keys: NDArray[np.int64], days: NDArray[np.int32]) -> Activity:
    """Return what customers (by their keys) did before each of ``days`` (ordinals, ascending)."""
    shape = (len(keys), len(days))
    recent, before = np.full(shape, UNKNOWN, np.int16), np.full(shape, UNKNOWN, np.int16)
    if not len(keys) or not len(days):
        return Activity(recent, before)
    first = date.fromordinal(int(days[0]) - RECENT - BEFORE)
    last = date.fromordinal(int(days[-1]) - 1)
    told = np.concatenate([[0], np.cumsum(told_days(first, last))])
    ends = days - first.toordinal()
    usable = told[ends] - told[ends - RECENT] == RECENT
    usable_before = told[ends - RECENT] - told[ends - RECENT - BEFORE] == BEFORE
    if not usable.any():
        return Activity(recent, before)
    at = 0
    for part, counts in counts_in_parts(keys, first, last):
        rows = slice(at, at := at + len(part))
        done = np.zeros((len(part), counts.shape[1] + 1), np.int16)
        np.cumsum(counts > 0, axis=1, out=done[:, 1:])
        known = (done[:, ends] > 0) & usable
        recent[rows] = np.where(known, done[:, ends] - done[:, ends - RECENT], UNKNOWN)
        earlier = done[:, ends - RECENT] - done[:, ends - RECENT - BEFORE]
        before[rows] = np.where(known & usable_before, earlier, UNKNOWN)
    return Activity(recent, before)
