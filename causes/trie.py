"""Finds many patterns in a large batch: a tree of their beginnings, walked from all places of the row at once."""

from collections.abc import Sequence

import numpy as np

from causes.batch import TABLE, Batch, Ints
from causes.index import Index
from causes.ngrams import mix

_MOST_KEYS = 1 << 32


class Trie:
    """Patterns by their beginnings. A beginning is a node; node and next character together are the key of a child."""

    def __init__(self, patterns: Sequence[str]) -> None:
        """Take different patterns. Raises ValueError when they are too many for 32-bit keys."""
        sizes = np.fromiter(map(len, patterns), np.int64, len(patterns))
        row = np.frombuffer("".join(patterns).encode("utf-32-le"), np.uint32)
        known = np.unique(row)
        known = known[known < TABLE]
        self._letters = np.zeros(TABLE, np.uint32)  # number of each character; 0: in no pattern
        self._letters[known] = np.arange(1, len(known) + 1)
        self._width = np.uint32(len(known) + 1)
        letters = self._letters.take(row, mode="clip")
        if (len(row) + 1) * len(known) >= _MOST_KEYS:
            raise ValueError("too many patterns")
        first = np.add.accumulate(sizes) - sizes
        node, keys = np.zeros(len(patterns), np.uint32), [np.zeros(0, np.uint32)]
        count = 0
        for depth in range(int(sizes.max(initial=0))):
            longer = (sizes > depth).nonzero()[0]
            key, place = np.unique(node[longer] * self._width + letters[first[longer] + depth], return_inverse=True)
            node[longer] = place + count + 1  # 0 is the root
            count += len(key)
            keys.append(key)
        self._children = Index(mix(np.concatenate(keys)))
        self._pattern = np.full(count + 1, -1, np.int32)
        self._pattern[node] = np.arange(len(patterns))
        self._roots = np.zeros(TABLE, np.uint32)
        self._roots[known] = self._child(np.zeros(len(known), np.uint32), self._letters[known])

    def _child(self, node: Ints, letter: Ints) -> Ints:
        """Return the child of each node by a character, 0 for none."""
        found = np.zeros(len(node), np.uint32)
        at, row = self._children.find(mix(node * self._width + letter))
        found[at] = row + np.uint32(1)
        return found

    def find(self, batch: Batch, starts: Ints) -> tuple[Ints, Ints, Ints]:
        """Return pattern, start and end of all patterns that begin at the given places."""
        node = self._roots.take(batch.codes.take(starts), mode="clip")
        at = node.nonzero()[0]
        starts, node = starts.take(at), node.take(at)
        letters = self._letters.take(batch.codes, mode="clip")
        found = []
        end = starts
        while starts.size:
            end = end + 1
            pattern = self._pattern.take(node)
            whole = (pattern >= 0).nonzero()[0]
            found.append((pattern.take(whole), starts.take(whole), end.take(whole)))
            at, row = self._children.find(mix(node * self._width + letters.take(end, mode="clip")))
            node = row + np.uint32(1)
            starts, end = starts.take(at), end.take(at)
        if not found:
            return starts, starts, starts
        pattern, start, end = (np.concatenate(columns) for columns in zip(*found, strict=True))
        return pattern, start, end
