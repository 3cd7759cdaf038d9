"""From probabilities to the causes that are given."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from causes.codebook import NO_REASON


def decide(probabilities: npt.NDArray, threshold: float, causes: Sequence[str]) -> npt.NDArray[np.bool_]:
    """Return which causes are given (texts × causes): all above the threshold, at least the best one.

    `unclear` is given when it is the best, and then alone.
    """
    given = probabilities >= threshold
    best = probabilities.argmax(axis=1)
    given[np.arange(len(best)), best] = True
    if NO_REASON in causes:
        none = list(causes).index(NO_REASON)
        given[:, none] = False
        given[best == none] = False
        given[best == none, none] = True
    return given
