"""Shares of a base, one or many at once, with their Wilson interval."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

# The two-sided 95% quantile of the normal distribution, as scipy.stats.norm.ppf(0.975) gives it.
Z95 = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Share:
    """A share of a base with its Wilson interval, all 0.0–1.0."""

    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Shares:
    """Many shares with their intervals, 0.0–1.0, in the shape of what they were counted from; NaN of an empty base."""

    share: Floats
    low: Floats
    high: Floats


def wilson_share(count: int, base: int) -> Share | None:
    """Return ``count ÷ base`` with its 95% Wilson interval; None for an empty base.

    Wilson's interval keeps inside 0–1 and its promise with few people, where the textbook one does not.
    Raises ValueError when the count is not within the base.

    >>> wilson_share(5, 10)
    Share(share=0.5, low=0.2365930905125542, high=0.7634069094874458)
    """
    if not 0 <= count <= base:
        raise ValueError(f"{count} of {base} is no share")
    if base == 0:
        return None
    share = count / base
    weight = 1 + Z95**2 / base
    centre = (share + Z95**2 / (2 * base)) / weight
    half = Z95 * sqrt(share * (1 - share) / base + Z95**2 / (4 * base**2)) / weight
    return Share(share, max(0.0, centre - half) if count else 0.0, min(1.0, centre + half) if count < base else 1.0)


def wilson_shares(counts: ArrayLike, bases: ArrayLike) -> Shares:
    """Return the same as ``wilson_share`` for whole arrays, whose shapes are broadcast against each other.

    A trend's band is this over its periods: an empty period is NaN, not nought. Wilson 1927, JASA 22:209.
    Raises ValueError when any count is not within its base.

    >>> wilson_shares([5, 0], [10, 0]).low
    array([0.23659309,        nan])
    """
    count, base = as_counts(counts, bases)
    with np.errstate(divide="ignore", invalid="ignore"):
        return wilson_bounds(count / base, base)


def wilson_bounds(share: ArrayLike, base: ArrayLike) -> Shares:
    """Return Wilson's interval of known shares; ``base`` need not be whole, as where it is an effective number."""
    of, people = np.broadcast_arrays(np.asarray(share, np.float64), np.asarray(base, np.float64))
    with np.errstate(divide="ignore", invalid="ignore"):
        weight = 1 + Z95**2 / people
        centre = (of + Z95**2 / (2 * people)) / weight
        half = Z95 * np.sqrt(of * (1 - of) / people + Z95**2 / (4 * people**2)) / weight
    low = np.where(of == 0, 0.0, np.maximum(0.0, centre - half))
    high = np.where(of == 1, 1.0, np.minimum(1.0, centre + half))
    return Shares(of + 0.0, np.where(people > 0, low, np.nan), np.where(people > 0, high, np.nan))


def as_counts(counts: ArrayLike, bases: ArrayLike) -> tuple[Floats, Floats]:
    """Return both as arrays of one shape; raises ValueError when a count is not within its base."""
    count, base = np.broadcast_arrays(np.asarray(counts, np.float64), np.asarray(bases, np.float64))
    if not np.all((count >= 0) & (count <= base)):
        raise ValueError("A count is not within its base")
    return count, base


def ratio(count: int, base: int) -> float | None:
    """Return ``count ÷ base``, or None for an empty base."""
    return count / base if base else None
