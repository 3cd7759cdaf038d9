"""The arithmetic of shares: pure functions over plain values, verified against scipy in the tests."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

# The two-sided 95% quantile of the normal distribution, as scipy.stats.norm.ppf(0.975) gives it.
Z95 = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Share:
    """A share of a base with its Wilson interval, all 0.0–1.0."""

    share: float
    low: float
    high: float


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


def ratio(count: int, base: int) -> float | None:
    """Return ``count ÷ base``, or None for an empty base."""
    return count / base if base else None
