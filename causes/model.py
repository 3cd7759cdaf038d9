"""The learned part: a weight for each feature and cause, added up; numpy only.

A text's score for a cause is the sum of the weights of the features that stand in it (each counts once a sentence: who
says "click" four times has not four reasons to find it hard to use), divided by their common length
(so that long texts do not win by length), plus a bias. The same sum is taken of each sentence; the best sentence and
the whole text count half each. A line per cause turns that into a probability.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

from causes.batch import Ints, Place
from causes.codebook import MODEL
from causes.features import Seen
from causes.ngrams import Keys

Floats = npt.NDArray[np.float32]

EMPTY = -1
SQUARE_LEVELS = 64  # of a unit, in which squared scales are stored


class Scored(NamedTuple):
    """Scores of a batch: `logits` (texts × causes), and the known features with what evidence needs of them."""

    logits: Floats
    rows: Ints  # rows of the model, by sentence
    start: Ints
    end: Ints
    text: Ints
    sentence: Ints  # number of the sentence among those with known features
    best: Ints  # texts × causes: that number of the best sentence; -1 where a text has no known feature


class Model:
    """Weights and what they are for."""

    def __init__(self, parts: dict[str, Any]) -> None:
        """Take the arrays of an artefact."""
        self.causes: list[str] = [str(key) for key in parts["causes"]]
        self.keys: Keys = parts["keys"]
        # Whole numbers, though kept as floats: every order of adding gives the same.
        self.levels: Floats = np.ascontiguousarray(parts["weights"], np.float32)
        self.unit: Floats = parts["unit"].astype(np.float32)
        self.squares: npt.NDArray[np.int32] = parts["squares"].astype(np.int32)
        self.bias: Floats = parts["bias"].astype(np.float32)
        self.slope: Floats = parts["slope"].astype(np.float32)
        self.shift: Floats = parts["shift"].astype(np.float32)
        self.about: dict[str, Any] = json.loads(str(parts["about"]))
        self.damping = float(self.about["damping"])
        self.threshold = float(self.about["threshold"])
        self._table, self._mask = _hash_table(self.keys)

    def rows_of(self, keys: Keys) -> Ints:
        """Return the row of each key, -1 for a key that the model does not know."""
        slot = (keys & self._mask).astype(np.int64)
        rows = self._table[slot]
        doubt = np.flatnonzero((rows != EMPTY) & (self.keys[rows] != keys))
        while doubt.size:
            slot[doubt] = (slot[doubt] + 1) & int(self._mask)
            rows[doubt] = self._table[slot[doubt]]
            doubt = doubt[(rows[doubt] != EMPTY) & (self.keys[rows[doubt]] != keys[doubt])]
        return rows

    def score(self, seen: Seen) -> Scored:
        """Return the logits of each text for each cause of the model."""
        found = self.rows_of(seen.keys)
        known = np.flatnonzero(found != EMPTY).astype(Place)
        place = seen.batch.sentence[seen.start[known]]
        once = self._once(place, found[known])
        known, place = known[once], place[once]
        rows, start = found[known], seen.start[known]
        logits = np.tile(self.bias, (seen.batch.size, 1))
        best = np.full((seen.batch.size, len(self.causes)), -1)
        if not known.size:
            return Scored(logits, rows, start, start, start, start, best)
        fresh = np.append(True, place[1:] != place[:-1])
        first = np.flatnonzero(fresh)
        ones, ends = np.ones(len(rows), np.float32), np.append(first, len(rows))
        sums = csr_matrix((ones, rows, ends), (len(first), len(self.keys))) @ self.levels
        squares = np.add.reduceat(self.squares[rows], first)
        text = seen.batch.text_of(start[first]).astype(Place)
        self._pool(sums, squares, text, logits, best)
        sentence = np.cumsum(fresh, dtype=Place) - Place(1)
        return Scored(logits, rows, start, seen.end[known], text[sentence], sentence, best)

    def _once(self, place: Ints, rows: Ints) -> Ints:
        """Return the features by sentence, each once: one sort of whole numbers that hold sentence, row and index."""
        row_bits, index_bits = len(self.keys).bit_length(), len(rows).bit_length()
        packed = (place.astype(np.int64) << row_bits | rows) << index_bits | np.arange(len(rows))
        packed.sort()
        feature = packed >> index_bits
        fresh = np.append(True, feature[1:] != feature[:-1])[: len(packed)]
        return packed[fresh] & ((1 << index_bits) - 1)

    def _pool(self, sums: Floats, squares: Ints, text: Ints, logits: Floats, best: Ints) -> None:
        """Put whole texts and their best sentences together, into `logits` and `best`."""
        first = np.flatnonzero(np.append(True, text[1:] != text[:-1]))
        texts = text[first]
        whole = np.add.reduceat(sums, first) / self._length(np.add.reduceat(squares, first))
        each = sums / self._length(squares)
        top = np.maximum.reduceat(each, first)
        logits[texts] += (whole + top) / 2
        is_top = each == np.repeat(top, np.diff(np.append(first, len(text))), axis=0)
        numbers = np.where(is_top, np.arange(len(text))[:, None], -1)
        best[texts] = np.maximum.reduceat(numbers, first)

    def _length(self, squares: Ints) -> Floats:
        length = np.sqrt(squares.astype(np.float32) / SQUARE_LEVELS + np.float32(self.damping))
        return (length[:, None] / self.unit).astype(np.float32)

    def probabilities(self, logits: Floats) -> Floats:
        """Return calibrated probabilities, texts × causes."""
        return ((1 + np.tanh((logits * self.slope + self.shift) / 2)) / 2).astype(np.float32)


def _hash_table(keys: Keys) -> tuple[npt.NDArray[np.int32], np.uint32]:
    """Return a table of rows, open addressing with linear steps, at most a quarter full."""
    size = 1 << max(4, int(len(keys) * 4 - 1).bit_length())
    table = np.full(size, EMPTY, np.int32)
    mask = np.uint32(size - 1)
    slot = (keys & mask).astype(np.int64)
    left = np.arange(len(keys), dtype=np.int32)
    while left.size:
        free = table[slot[left]] == EMPTY
        _, first = np.unique(slot[left[free]], return_index=True)
        placed = left[free][first]
        table[slot[placed]] = placed
        left = left[table[slot[left]] != left]
        slot[left] = (slot[left] + 1) & (size - 1)
    return table, mask


@cache
def shipped_model() -> Model:
    """Return the shipped model, read once."""
    return load_model(MODEL)


def load_model(path: Path) -> Model:
    """Read a model artefact."""
    with np.load(path, allow_pickle=False) as parts:
        return Model({name: parts[name] for name in parts.files})
