"""From scores to probabilities: what a score means depends on the other scores.

A long review scores a little for everything; a complaint about crashes that also scores for "hard to use" mostly only
crashes. So each cause's probability is a logistic line over the scores of all causes, as they are and squashed. It is
fitted on the scores of texts whose writers the scores were not learned from.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

_STEEPNESS = 1.3  # of the squashed scores


def inputs(logits: Floats) -> npt.NDArray[np.float64]:
    """Return what the lines are over: texts × (2 × causes).

    In double precision: a text alone and the same text in a batch are added up in different orders.
    """
    return np.hstack([logits, squashed(logits * np.float32(_STEEPNESS))]).astype(np.float64)


def squashed(values: npt.NDArray) -> Floats:
    """Return values between 0 and 1: the logistic function, which never overflows so."""
    return ((1 + np.tanh(values / 2)) / 2).astype(np.float32)


class Calibration(NamedTuple):
    """The line of each cause: weights (2 × causes, causes) and offsets."""

    weights: npt.NDArray[np.float64]
    offsets: npt.NDArray[np.float64]

    def probabilities(self, logits: Floats) -> Floats:
        """Return calibrated probabilities, texts × causes."""
        # Not by "@": that wakes the threads of the algebra library, which then take a core of their own.
        lines = np.einsum("ti,ic->tc", inputs(logits), self.weights) + self.offsets
        return squashed(lines.astype(np.float32))
