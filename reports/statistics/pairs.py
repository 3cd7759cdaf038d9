"""Two causes together: more often than if each came by itself?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from reports.statistics.differences import p_values
from reports.statistics.shares import Z95, Floats, as_counts


@dataclass(frozen=True, slots=True)
class PairLift:
    """People with both causes, how many there would be by chance, and the one ÷ the other with its 95% interval."""

    observed: Floats
    expected: Floats
    lift: Floats
    low: Floats
    high: Floats
    p: Floats


def lift_of_pair(both: ArrayLike, first: ArrayLike, second: ArrayLike, base: ArrayLike) -> PairLift:
    """Return how much more often two causes come together than chance would have it; arrays of one shape.

    expected = first × second ÷ base. Interval: the delta method on the logarithm of observed ÷ expected, all four cells
    multinomial (Agresti 2013, §3.1); where nobody has both, half a person is added to each cell. p: ``p_values`` of the
    second cause among those with the first against those without. Raises ValueError for counts that cannot be.
    """
    together, one = as_counts(both, first)
    _, two = as_counts(both, second)
    _, people = as_counts(one + two - together, base)
    with np.errstate(divide="ignore", invalid="ignore"):
        expected = one * two / people
        lift = together / expected
    half = np.where(together == 0, 0.5, 0.0)
    low, high = _interval(together + half, one + 2 * half, two + 2 * half, people + 4 * half)
    known = (one > 0) & (two > 0)
    p = p_values(together, one, two - together, people - one)
    return PairLift(
        together,
        expected,
        lift,
        np.where(known, np.where(together == 0, 0.0, low), np.nan),
        np.where(known, high, np.nan),
        np.where(known, p, np.nan),
    )


def _interval(both: Floats, one: Floats, two: Floats, people: Floats) -> tuple[Floats, Floats]:
    """Return exp(log lift ± Z95 × its standard error), by the gradient with respect to the four cells."""
    with np.errstate(divide="ignore", invalid="ignore"):
        p, a, b = both / people, one / people, two / people
        slope = 1 / p - 1 / a - 1 / b
        variance = (p * slope**2 + (a - p) / a**2 + (b - p) / b**2 - 1) / people
        centre, error = np.log(p / (a * b)), np.sqrt(np.maximum(0.0, variance))
        return np.exp(centre - Z95 * error), np.exp(centre + Z95 * error)
