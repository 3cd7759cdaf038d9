"""The parts of a batch that are not heard: a phrase that is denied or praised, the name of a product."""

from typing import NamedTuple

import numpy as np

from causes.batch import Bools, Ints

_BEYOND = 1 << 40  # more than any place


class Silence(NamedTuple):
    """Silent spans of a batch, in order and apart from each other."""

    starts: Ints
    ends: Ints

    @classmethod
    def of(cls, starts: Ints, ends: Ints) -> "Silence":
        """Return the silence of spans in any order, overlapping or not."""
        if len(starts) < 2:
            return cls(starts, ends)
        order = starts.argsort()
        starts, ends = starts[order], np.maximum.accumulate(ends[order])
        fresh = np.ones(len(starts), np.bool_)
        fresh[1:] = starts[1:] > ends[:-1]
        first = fresh.nonzero()[0]
        last = np.append(first[1:], len(starts)) - 1
        return cls(starts[first], ends[last])

    def loud(self, size: int) -> Bools:
        """Return which of the first `size` characters of the batch are heard."""
        if not len(self.starts):
            return np.ones(size, np.bool_)
        bounds = np.zeros(2 * len(self.starts) + 2, np.int64)
        bounds[1:-1:2], bounds[2:-1:2], bounds[-1] = self.starts, self.ends, size
        loud = np.zeros(len(bounds) - 1, np.bool_)
        loud[::2] = True
        return loud.repeat(bounds[1:] - bounds[:-1])

    def outside(self, starts: Ints, ends: Ints) -> Bools:
        """Return which spans, in order and apart from each other, touch no silence."""
        if not len(self.starts):
            return np.ones(len(starts), np.bool_)
        first, last = ends.searchsorted(self.starts, "right"), starts.searchsorted(self.ends)
        first[1:] = np.maximum(first[1:], last[:-1])
        return Silence(first, np.maximum(first, last)).loud(len(starts))

    def untouched(self, starts: Ints, ends: Ints) -> Bools:
        """Return which spans touch no silence, whatever their order."""
        if not len(self.starts):
            return np.ones(len(starts), np.bool_)
        following = self.ends.searchsorted(starts, "right")
        return np.append(self.starts, _BEYOND)[following] >= ends
