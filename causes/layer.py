"""What one installation learned from its corrections: weights of its own, added on top of the shipped model.

The layer knows the same features as the model, so that evidence stays exact: it adds a sum of weights to the log-odds
of a cause, divided by the square root of the text's number of features. It is fitted (``causes.lessons``) with every
weight pulled to zero and every answer that nobody corrected held where the shipped model sees it: without corrections
nothing is learned, and the result is the shipped one. Causes that only the installation's codebook has are learned by
the same sum.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from causes.batch import Ints
from causes.codebook import load_codebook
from causes.evidence import Spans
from causes.features import Seen
from causes.model import shipped_model
from causes.ngrams import Keys

Floats = npt.NDArray[np.float64]

STEADY = 30.0  # added to the number of features, so that a word alone does not count for everything
LEAST, UNHEARD = 1e-6, 0.05  # belief in a cause before the layer: at least; and in one of the codebook's own
LEVELS = 1_000.0  # weights are whole numbers of this part: every order of adding gives the same
_SHOWN = 0.5  # of the strongest weight from which a span is shown as evidence
_TELLING = 0.3  # log-odds that the layer must add before its spans are shown


@dataclass(frozen=True, eq=False)
class Layer:
    """Learned weights: ``levels`` is keys × causes in thousandths, ``bias`` one a cause; keys are sorted."""

    causes: tuple[str, ...]
    keys: Keys
    levels: npt.NDArray[np.int32]
    bias: npt.NDArray[np.int32]

    @cached_property
    def digest(self) -> str:
        """What names this layer."""
        sha = hashlib.sha256("\x1f".join(self.causes).encode())
        for part in (self.keys, self.levels, self.bias):
            sha.update(np.ascontiguousarray(part).tobytes())
        return sha.hexdigest()

    def to_bytes(self) -> bytes:
        """Return the layer compressed, as ``from_bytes`` reads it."""
        file = io.BytesIO()
        causes = np.array(self.causes or (), dtype="U40")
        np.savez_compressed(file, causes=causes, keys=self.keys, levels=self.levels, bias=self.bias)
        return file.getvalue()

    @classmethod
    def from_bytes(cls, raw: bytes) -> Layer:
        """Read what ``to_bytes`` gave. Raises ValueError for anything else."""
        with np.load(io.BytesIO(raw), allow_pickle=False) as parts:
            causes = tuple(str(cause) for cause in parts["causes"])
            return cls(causes, parts["keys"], parts["levels"], parts["bias"])

    def added(self, seen: Seen) -> Floats:
        """Return what the layer adds to the log-odds, texts × its causes."""
        text = seen.batch.text_of(seen.start)
        whole = np.bincount(text, minlength=seen.batch.size)
        rows, at = self._rows(seen)
        sums = np.zeros((seen.batch.size, len(self.causes)))
        for cause in range(len(self.causes)):
            weights = self.levels[rows, cause]
            sums[:, cause] = np.bincount(text[at], weights, seen.batch.size)
        return sums / LEVELS / np.sqrt(whole + STEADY)[:, None] + self.bias / LEVELS

    def shift(self, probabilities: npt.NDArray, seen: Seen, causes: Sequence[str]) -> None:
        """Put the layer over probabilities (texts × ``causes``), in place; where it adds nothing, nothing moves."""
        added = self.added(seen)
        for column, cause in enumerate(self.causes):
            if cause in causes:
                place = list(causes).index(cause)
                probabilities[:, place] = shifted(probabilities[:, place], added[:, column], least_of(cause))

    def spans(self, seen: Seen, texts: Ints, causes: Sequence[str]) -> Spans:
        """Return the spans that the layer counts for pairs of text and cause (text numbers ascending)."""
        added = self.added(seen)
        rows, at = self._rows(seen)
        text = seen.batch.text_of(seen.start[at])
        order = np.argsort(text, kind="stable")
        rows, at, text = rows[order], at[order], text[order]
        pair, start, end = [], [], []
        for number, (place, cause) in enumerate(zip(texts.tolist(), causes, strict=True)):
            if cause not in self.causes or added[place, self.causes.index(cause)] < _TELLING:
                continue
            first, last = np.searchsorted(text, [place, place + 1])
            weights = self.levels[rows[first:last], self.causes.index(cause)]
            strong = first + np.flatnonzero(weights > max(0, _SHOWN * weights.max(initial=0)))
            pair += [number] * len(strong)
            start += seen.start[at[strong]].tolist()
            end += seen.end[at[strong]].tolist()
        return Spans(np.array(pair, np.int64), np.array(start, np.int64), np.array(end, np.int64))

    def _rows(self, seen: Seen) -> tuple[Ints, Ints]:
        """Return the row of each known feature, and which features those are."""
        if not len(self.keys):
            return np.zeros(0, np.int64), np.zeros(0, np.int64)
        row = np.minimum(np.searchsorted(self.keys, seen.keys), len(self.keys) - 1)
        at = np.flatnonzero(self.keys[row] == seen.keys)
        return row[at], at


def shipped_digest() -> str:
    """Return what names the shipped model and codebook: a layer is learned over one of them and tells of no other."""
    return load_codebook().digest


def least_of(cause: str) -> float:
    """Return how little a cause is believed in before the layer: more where the model has never heard of it."""
    model = shipped_model()
    return LEAST if model is not None and cause in model.causes else UNHEARD


def log_odds(probabilities: npt.NDArray, least: float) -> Floats:
    """Return the log-odds of probabilities, none further from even than ``least`` is."""
    known = np.clip(probabilities.astype(np.float64), least, 1 - LEAST)
    return np.log(known / (1 - known))


def shifted(probabilities: npt.NDArray, added: Floats, least: float = LEAST) -> npt.NDArray:
    """Return probabilities with ``added`` on their log-odds; those with nothing added are given back as they are."""
    moved = 1 / (1 + np.exp(-(log_odds(probabilities, least) + added)))
    return np.where(added == 0, probabilities, moved).astype(probabilities.dtype)
