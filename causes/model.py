"""The learned part: a weight for each feature and cause, added up; numpy only.

A text's score for a cause is the sum of the weights of the features that stand in it (each counts once a sentence: who
says "click" four times has not four reasons to find it hard to use), divided by their common length
(so that long texts do not win by length), plus a bias. The same sum is taken of each sentence; the best sentence and
the whole text count half each. `causes.calibration` turns that into probabilities.
"""

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from causes.batch import Bools, Ints, beginnings
from causes.calibration import Calibration, Floats
from causes.codebook import MODEL
from causes.features import Seen
from causes.index import Index
from causes.ngrams import Keys

EMPTY = -1
_FEW = 2_000  # features up to which a sparse matrix costs more than it saves
SQUARE_LEVELS = 64  # of a unit, in which squared scales are stored


class Scored(NamedTuple):
    """Scores of a batch: `logits` (texts × causes), and what evidence needs.

    Features are the known ones, by sentence, each once in it; sentences are those that have any.
    """

    logits: Floats
    rows: Ints  # of each feature: its row in the model
    feature: Ints  # its index in what was seen
    first: Ints  # of each sentence: its first feature (one more at the end)
    text: Ints  # its text
    each: Floats  # its score by itself (sentences × causes)


class Model:
    """Weights and what they are for."""

    def __init__(self, parts: dict[str, Any]) -> None:
        """Take the arrays of an artefact."""
        self.causes: list[str] = [str(key) for key in parts["causes"]]
        self.keys: Keys = parts["keys"]
        # Whole numbers, though kept as floats: every order of adding gives the same.
        self.levels: Floats = np.ascontiguousarray(parts["weights"], np.float32)
        # The same, cause after cause, each with a nought at the end for a feature that is not shown.
        self.columns: npt.NDArray[np.int8] = np.pad(parts["weights"].T, ((0, 0), (0, 1))).ravel()
        self.unit: Floats = parts["unit"].astype(np.float32)
        self.squares: npt.NDArray[np.int32] = parts["squares"].astype(np.int32)
        self.bias: Floats = parts["bias"].astype(np.float32)
        self.calibration = Calibration(parts["calibration"], parts["offsets"])
        self.about: dict[str, Any] = json.loads(str(parts["about"]))
        self.damping = float(self.about["damping"])
        self.threshold = np.float32(self.about["threshold"])
        self.named_threshold = np.float32(self.about["named_threshold"])
        self._index = Index(self.keys)

    def rows_of(self, keys: Keys) -> Ints:
        """Return the row of each key, -1 for a key that the model does not know."""
        rows = np.full(len(keys), EMPTY, np.int32)
        known, found = self._index.find(keys)
        rows[known] = found
        return rows

    def score(self, seen: Seen) -> Scored:
        """Return the logits of each text for each cause of the model."""
        place, rows, feature = self._once(seen)
        first = np.append(beginnings(place), len(place))
        logits = np.empty((seen.batch.size, len(self.causes)), np.float32)
        logits[:] = self.bias
        if not rows.size:
            return Scored(logits, rows, feature, first, first[:0], logits[:0])
        sums = self._sums(rows, first)
        squares = np.add.reduceat(self.squares.take(rows), first[:-1])
        text = seen.batch.text_of(seen.start.take(feature.take(first[:-1])))
        each = self._pool(sums, squares, text, logits)
        return Scored(logits, rows, feature, first, text, each)

    def thresholds(self, named: Bools) -> Floats:
        """Return from which probability each cause is given: less where a phrase names it, texts × causes."""
        return np.where(named, self.named_threshold, self.threshold)

    def places_of(self, causes: Sequence[str]) -> list[int]:
        """Return which column of the model each cause has, -1 for none."""
        place = {key: column for column, key in enumerate(self.causes)}
        return [place.get(key, -1) for key in causes]

    def score_alone(self, rows: Sequence[int], first: Sequence[int]) -> tuple[Floats, Floats]:
        """Return the logits of one text and the scores of its sentences (sentences × causes).

        `rows` are those of its features, sentence after sentence; `first` says where each sentence begins.
        """
        at = np.array(rows, np.intp)
        sums: Floats = np.add.reduceat(self.levels.take(at, axis=0), first, axis=0)
        squares = np.add.reduceat(self.squares.take(at), first)
        each = sums / self._length(squares)
        whole = sums.sum(axis=0) / self._length(squares.sum(keepdims=True))[0] + each.max(axis=0)
        return self.bias + whole / 2, each

    def known(self, keys: Keys) -> tuple[list[int], list[int]]:
        """Return which of the keys are known, and their rows."""
        at, rows = self._index.find(keys)
        return at.tolist(), rows.tolist()

    def weights(self, cause: int, rows: Ints) -> list[int]:
        """Return the weight of each row for a cause; the row behind the last one has none."""
        size = len(self.keys) + 1
        return self.columns[cause * size : (cause + 1) * size].take(rows).tolist()

    def _once(self, seen: Seen) -> tuple[Ints, Ints, Ints]:
        """Return sentence, row and index of the known features, by sentence, each once.

        One sort of whole numbers that hold sentence, row and index.
        """
        row_bits, index_bits = len(self.keys).bit_length(), len(seen.keys).bit_length()
        known, rows = self._index.find(seen.keys)
        packed = seen.batch.sentence.take(seen.start.take(known)).astype(np.int64)
        packed <<= row_bits
        packed |= rows
        packed <<= index_bits
        packed |= known
        packed.sort()
        feature = packed >> index_bits
        once = beginnings(feature)
        packed, feature = packed.take(once), feature.take(once)
        packed &= (1 << index_bits) - 1
        rows = (feature & ((1 << row_bits) - 1)).astype(np.int32)
        feature >>= row_bits
        return feature, rows, packed

    def _sums(self, rows: Ints, first: Ints) -> Floats:
        """Return the sums of the weights of each sentence."""
        if len(rows) < _FEW:
            return np.add.reduceat(self.levels.take(rows, axis=0), first[:-1], axis=0)
        from scipy.sparse import csr_matrix  # a third of the time until the first answer, and not needed for one text

        shape = len(first) - 1, len(self.keys)
        return csr_matrix((np.ones(len(rows), np.float32), rows, first.astype(np.int32)), shape) @ self.levels

    def _pool(self, sums: Floats, squares: Ints, text: Ints, logits: Floats) -> Floats:
        """Put whole texts and their best sentences together, into `logits`; return the scores of the sentences."""
        each = sums / self._length(squares)
        first = beginnings(text)
        whole = np.add.reduceat(sums, first) / self._length(np.add.reduceat(squares, first))
        whole += np.maximum.reduceat(each, first)
        logits[text.take(first)] += whole / 2
        return each

    def _length(self, squares: Ints) -> Floats:
        length = np.sqrt(squares.astype(np.float32) / SQUARE_LEVELS + np.float32(self.damping))
        return (length[:, None] / self.unit).astype(np.float32)


@cache
def shipped_model() -> Model:
    """Return the shipped model, read once."""
    return load_model(MODEL)


def load_model(path: Path) -> Model:
    """Read a model artefact."""
    with np.load(path, allow_pickle=False) as parts:
        return Model({name: parts[name] for name in parts.files})
