"""Shares corrected for the engine's own errors, from a sample that people of the team read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from reports.statistics.shares import Z95

# With fewer answers read that have the cause, or that have it not, nothing can be said of the engine's errors.
LEAST_READ = 10


@dataclass(frozen=True, slots=True)
class ReadSample:
    """What people read against what the engine said of the same answers, for one cause.

    Counts are whole numbers, or effective ones (``weighted_read_sample``).
    """

    true_positive: float
    false_negative: float
    true_negative: float
    false_positive: float

    @property
    def with_cause(self) -> float:
        """How many of the answers read have the cause."""
        return self.true_positive + self.false_negative

    @property
    def without_cause(self) -> float:
        """How many of the answers read do not have the cause."""
        return self.true_negative + self.false_positive

    @property
    def sensitivity(self) -> float:
        """Found by the engine ÷ those that have the cause; NaN without any."""
        return self.true_positive / self.with_cause if self.with_cause else float("nan")

    @property
    def specificity(self) -> float:
        """Not found by the engine ÷ those that do not have the cause; NaN without any."""
        return self.true_negative / self.without_cause if self.without_cause else float("nan")


@dataclass(frozen=True, slots=True)
class CorrectedShare:
    """A share as it would be without the engine's errors, and the raw one; None where the sample cannot tell.

    ``state``: *estimated*; *clipped*, the estimate fell outside 0–1 and was set to its edge; *too_few*, under 10 read
    answers with or without the cause; *cannot_tell*, the engine did no better than chance on them.
    """

    raw: float
    share: float | None
    low: float | None
    high: float | None
    state: Literal["estimated", "clipped", "too_few", "cannot_tell"]


def corrected_share(count: int, base: int, read: ReadSample) -> CorrectedShare | None:
    """Return ``count ÷ base`` corrected for the errors that the read sample shows; None for an empty base.

    Estimate: Rogan & Gladen (1978, Am J Epidemiol 107:71), (raw + specificity − 1) ÷ (sensitivity + specificity − 1).
    Interval: Lang & Reiczigel (2014, Prev Vet Med 113:13), which carries the uncertainty of raw share, sensitivity and
    specificity. The sample must say how the engine does on these people. Raises ValueError for a count beyond the base.

    >>> round(corrected_share(73, 1000, ReadSample(true_positive=80, false_negative=20, true_negative=950,
    ...     false_positive=50)).share, 3)
    0.031
    """
    if not 0 <= count <= base:
        raise ValueError(f"{count} of {base} is no share")
    if base == 0:
        return None
    raw = count / base
    if min(read.with_cause, read.without_cause) < LEAST_READ:
        return CorrectedShare(raw, None, None, None, "too_few")
    better = read.sensitivity + read.specificity - 1
    low, high = _lang_reiczigel(raw, base, read)
    if better <= 0 or not np.isfinite(low):
        return CorrectedShare(raw, None, None, None, "cannot_tell")
    estimate = (raw + read.specificity - 1) / better
    share = min(1.0, max(0.0, estimate))
    low, high = max(0.0, min(low, share)), min(1.0, max(high, share))
    return CorrectedShare(raw, share, low, high, "estimated" if share == estimate else "clipped")


def _lang_reiczigel(raw: float, base: int, read: ReadSample) -> tuple[float, float]:
    """Return the 95% limits before they are cropped: each of the three shares is shrunk, then the delta method."""
    people = base + Z95**2
    positive = (raw * base + Z95**2 / 2) / people
    found, cleared = (
        (read.true_positive + 1) / (read.with_cause + 2),
        (read.true_negative + 1) / (read.without_cause + 2),
    )
    better = found + cleared - 1
    if better <= 0:
        return float("nan"), float("nan")
    share = (positive + cleared - 1) / better
    of_found = found * (1 - found) / (read.with_cause + 2)
    of_cleared = cleared * (1 - cleared) / (read.without_cause + 2)
    shift = 2 * Z95**2 * (share * of_found - (1 - share) * of_cleared)
    variance = positive * (1 - positive) / people + share**2 * of_found + (1 - share) ** 2 * of_cleared
    half = Z95 * float(np.sqrt(variance)) / better
    return share + shift - half, share + shift + half


def weighted_read_sample(found: ArrayLike, true: ArrayLike, chances: ArrayLike) -> ReadSample:
    """Return the read sample of answers that were not all equally likely to be read, as where the unsure come first.

    ``found`` and ``true`` say of each answer read whether the engine and the reader gave the cause; ``chances`` is how
    likely it was to be drawn, above 0 to 1. Each counts 1 ÷ chance (Horvitz & Thompson 1952); with and without the
    cause then count as many as they are worth (Kish: (Σw)² ÷ Σw²). Raises ValueError for a chance outside.
    """
    by_engine, by_reader = np.asarray(found, bool), np.asarray(true, bool)
    chance = np.asarray(chances, np.float64)
    if not np.all((chance > 0) & (chance <= 1)):
        raise ValueError("The chance of being read is above 0 and at most 1")
    weights = 1 / chance
    tp, fn = _effective(weights[by_reader], by_engine[by_reader])
    fp, tn = _effective(weights[~by_reader], by_engine[~by_reader])
    return ReadSample(tp, fn, tn, fp)


def _effective(weights: np.ndarray, found: np.ndarray) -> tuple[float, float]:
    """Return the effective numbers of found and not found among the weighted."""
    total = float(weights.sum())
    if not total:
        return 0.0, 0.0
    worth = total**2 / float((weights**2).sum())
    share = float(weights[found].sum()) / total
    return share * worth, (1 - share) * worth
