"""How long people stay: Kaplan–Meier with its band, and whether groups differ (log-rank).

Pure: durations in any unit, numpy in and out. Who had not left when last seen is censored, not lost.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import chdtrc

from reports.statistics.shares import Z95

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Curve:
    """A Kaplan–Meier curve: at each ``time`` (0 first, then those at which somebody left or was last seen).

    ``share`` is still there just after it, ``low``–``high`` its 95% band; ``at_risk`` were there just before it,
    ``lost`` left at it. The band is NaN from where the share is nought.
    """

    time: Floats
    share: Floats
    low: Floats
    high: Floats
    at_risk: Counts
    lost: Counts

    @property
    def people(self) -> int:
        """How many people the curve is of."""
        return int(self.at_risk[0])

    def at(self, time: float) -> int:
        """Return the place of the step that holds at ``time``."""
        return int(np.searchsorted(self.time, time, side="right")) - 1

    def followed(self, time: float) -> int:
        """Return how many people were still being followed at ``time``."""
        place = int(np.searchsorted(self.time, time, side="left"))
        return int(self.at_risk[place]) if place < len(self.time) else 0

    @property
    def median(self) -> float | None:
        """The time after which at most half are left; None where more than half still are."""
        below = np.flatnonzero(self.share <= 0.5)
        return float(self.time[below[0]]) if len(below) else None


def kaplan_meier(durations: ArrayLike, lost: ArrayLike) -> Curve:
    """Return the curve of people of whom each was there for a duration and then left, or was last seen.

    Share: the product over all times of 1 − lost ÷ at risk (Kaplan & Meier 1958, JASA 53:457). Band: Greenwood's
    variance on the log(−log) scale, which keeps it within 0–1 (Kalbfleisch & Prentice 1980).

    >>> kaplan_meier([1, 2, 3], [True, False, True]).share
    array([1.        , 0.66666667, 0.66666667, 0.        ])
    """
    held, left = np.asarray(durations, np.float64), np.asarray(lost, bool)
    time, place = np.unique(held, return_inverse=True)
    everyone = np.bincount(place, minlength=len(time)).astype(np.int64)
    gone = np.bincount(place[left], minlength=len(time)).astype(np.int64)
    at_risk = everyone[::-1].cumsum()[::-1]
    if not len(time) or time[0] > 0:
        time, gone, at_risk = np.append(0.0, time), np.append(0, gone), np.append(len(held), at_risk)
    with np.errstate(divide="ignore", invalid="ignore"):
        share: Floats = np.cumprod(np.where(at_risk > 0, 1 - gone / at_risk, 1.0)).astype(np.float64)
        low, high = _band(share, np.cumsum(gone / (at_risk * (at_risk - gone))))
    return Curve(time, share, low, high, at_risk, gone)


def _band(share: Floats, variance: Floats) -> tuple[Floats, Floats]:
    log = np.log(share)
    spread = Z95 * np.sqrt(variance) / log
    low, high = np.exp(-np.exp(np.log(-log) - spread)), np.exp(-np.exp(np.log(-log) + spread))
    return np.where(share == 1, 1.0, low), np.where(share == 1, 1.0, high)


@dataclass(frozen=True, slots=True)
class LogRank:
    """The log-rank test of k groups: χ² with k − 1 degrees of freedom, its p value, and who left against expected."""

    statistic: float
    freedom: int
    p: float
    observed: Counts
    expected: Floats


def log_rank(durations: ArrayLike, lost: ArrayLike, groups: ArrayLike) -> LogRank | None:
    """Test whether groups (codes from 0) leave at the same pace; None with fewer than two groups or nobody lost.

    Observed less expected losses at each time, with the hypergeometric covariance (Mantel 1966; Peto & Peto 1972).
    """
    held, left = np.asarray(durations, np.float64), np.asarray(lost, bool)
    names, group = np.unique(np.asarray(groups), return_inverse=True)
    if len(names) < 2 or not left.any():
        return None
    time, place = np.unique(held, return_inverse=True)
    shape = (len(time), len(names))
    cell = place * shape[1] + group
    everyone = np.bincount(cell, minlength=shape[0] * shape[1]).reshape(shape)
    gone = np.bincount(cell[left], minlength=shape[0] * shape[1]).reshape(shape)
    at_risk = everyone[::-1].cumsum(axis=0)[::-1].astype(np.float64)
    risk, lost_then = at_risk.sum(axis=1), gone.sum(axis=1).astype(np.float64)
    part = at_risk / risk[:, None]
    expected = (part * lost_then[:, None]).sum(axis=0)
    observed = gone.sum(axis=0)
    weight = np.where(risk > 1, lost_then * (risk - lost_then) / np.maximum(risk - 1, 1), 0.0)
    covariance = np.diag((weight[:, None] * part).sum(axis=0)) - (part * weight[:, None]).T @ part
    apart = (observed - expected)[:-1]
    statistic = float(apart @ np.linalg.pinv(covariance[:-1, :-1]) @ apart)
    return LogRank(statistic, len(names) - 1, float(chdtrc(len(names) - 1, statistic)), observed, expected)


def thinned(curve: Curve, times: Sequence[float]) -> list[tuple[float, float, float, float, int]]:
    """Return the curve at ``times``: time, share, low, high and people followed; as long as somebody is followed."""
    rows = []
    for time in times:
        if not (followed := curve.followed(time)):
            break
        place = curve.at(time)
        rows.append((time, float(curve.share[place]), float(curve.low[place]), float(curve.high[place]), followed))
    return rows
