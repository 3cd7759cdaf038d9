"""From scores to probabilities: what a score means depends on the other scores and on the length.

A long review scores a little for everything; a complaint about crashes that also scores for "hard to use" mostly only
crashes. So each cause's probability is a logistic line over the scores of all causes, as they are and squashed, and
over the length of the text. That a cause is the main one is told by lines of their own (multinomial logistic
regression): the surest cause is not always the one that weighs most. Both are fitted on texts whose writers the scores
were not learned from.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

_STEEPNESS = 1.3  # of the squashed scores


def inputs(logits: Floats, lengths: npt.NDArray) -> npt.NDArray[np.float64]:
    """Return what the lines are over: texts × (2 × causes + 1). In a length a Han character counts twice.

    In double precision: a text alone and the same text in a batch are added up in different orders.
    """
    columns = [logits, squashed(logits * np.float32(_STEEPNESS)), np.log1p(lengths)[:, None]]
    return np.hstack(columns).astype(np.float64)


def squashed(values: npt.NDArray) -> Floats:
    """Return values between 0 and 1: the logistic function, which never overflows so."""
    return ((1 + np.tanh(values / 2)) / 2).astype(np.float32)


class Read(NamedTuple):
    """What scores mean, texts × causes: how probable each cause is, and how probable it is that it is the main one."""

    probabilities: Floats
    mains: Floats


class Calibration(NamedTuple):
    """Lines over the inputs, two a cause: that it is one, and then that it is the main one; weights and offsets."""

    weights: npt.NDArray[np.float64]  # inputs × (2 × causes)
    offsets: npt.NDArray[np.float64]

    def read(self, logits: Floats, lengths: npt.NDArray) -> Read:
        """Return what the scores of texts of these lengths mean."""
        # Not by "@": that wakes the threads of the algebra library, which then take a core of their own.
        lines = np.einsum("ti,ic->tc", inputs(logits, lengths), self.weights) + self.offsets
        size = logits.shape[1]
        weighed = np.exp(lines[:, size:] - lines[:, size:].max(axis=1, keepdims=True))
        weighed /= np.einsum("tc->t", weighed)[:, None]
        return Read(squashed(lines[:, :size].astype(np.float32)), weighed.astype(np.float32))
