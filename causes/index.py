"""Which row of the model a key has: a hash table whose entries tell in one look-up whether they are meant.

Open addressing with linear steps, at most a quarter full. The low bits of a key name its slot; the entry there holds
the rest of the key, the row, and two marks. So nearly every key is known or unknown without looking at the keys.
"""

import numpy as np

from causes.batch import Ints
from causes.ngrams import Keys


class Index:
    """Finds the rows of keys."""

    def __init__(self, keys: Keys) -> None:
        """Take the keys by row; all are different."""
        self._keys = keys
        bits = max(4, (len(keys) * 4).bit_length())
        slots = _slots(keys, bits)
        self._slot_mask = np.uint32((1 << bits) - 1)
        self._elsewhere = np.uint32(1 << (bits - 1))  # the entry stands in another slot than its own, or is none
        self._more = np.uint32(1 << (bits - 2))  # a key of this slot stands in another
        self._row_mask = np.uint32(self._more - 1)
        self._empty = self._elsewhere | self._row_mask
        self._entries = np.full(1 << bits, self._empty, np.uint32)
        self._entries[slots] = keys & ~self._slot_mask | np.arange(len(keys), dtype=np.uint32)
        own = keys & self._slot_mask
        moved = (own != slots).nonzero()[0]
        self._entries[slots[moved]] |= self._elsewhere
        self._entries[own[moved]] |= self._more

    def find(self, keys: Keys) -> tuple[Ints, Ints]:
        """Return which of the keys are known, and their rows."""
        slot = (keys & self._slot_mask).astype(np.intp)
        entry = self._entries.take(slot)
        differs = keys & ~self._slot_mask
        differs ^= entry
        differs &= ~self._slot_mask | self._elsewhere
        known = differs == 0
        doubt = ((entry & self._more).astype(np.bool_) & ~known).nonzero()[0]
        if doubt.size:
            found = self._search(keys[doubt], slot[doubt])
            known[doubt] = found != self._empty
            entry[doubt] = found
        at = known.nonzero()[0]
        entry &= self._row_mask
        return at, entry.take(at)

    def _search(self, keys: Keys, slot: Ints) -> Keys:
        """Return the entries of keys that stand behind their own slot; the empty entry for those unknown."""
        found = self._entries[slot]
        left = np.arange(len(keys))
        while left.size:
            slot[left] = (slot[left] + 1) & int(self._slot_mask)
            entry = found[left] = self._entries[slot[left]]
            there = self._keys.take(entry & self._row_mask, mode="clip") == keys[left]
            left = left[(entry != self._empty) & ~there]
        return found


def _slots(keys: Keys, bits: int) -> Ints:
    """Return the slot of each key: its own, or the next that is free."""
    mask = (1 << bits) - 1
    slot = (keys & np.uint32(mask)).astype(np.int64)
    taken = np.full(mask + 1, -1, np.int64)
    left = np.arange(len(keys))
    while left.size:
        free = taken[slot[left]] < 0
        _, first = np.unique(slot[left[free]], return_index=True)
        placed = left[free][first]
        taken[slot[placed]] = placed
        left = left[taken[slot[left]] != left]
        slot[left] = (slot[left] + 1) & mask
    return slot
