"""Two shares against each other: how far apart, how sure that is, and what chance alone would do.

Points are differences of shares, −1.0 to 1.0. Everything takes arrays and gives arrays of the same shape.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import chdtrc

from reports.statistics.shares import Z95, Flags, Floats, as_counts, wilson_shares

State = Literal["too_few", "small", "tested", "hidden"]
# No test is made with fewer people on either side, and a test with fewer than FEW is flagged.
LEAST_BASE = 30
FEW = 100
# A difference is more than chance when its adjusted p value is below this.
LEVEL = 0.05
# The chi-squared distribution serves where every expected count is at least this; below it, Fisher's exact test does.
LEAST_EXPECTED = 10
# Tables as likely as the one seen, give or take rounding, count as at least as extreme (as in R's fisher.test).
AS_LIKELY = 1 + 1e-7


@dataclass(frozen=True, slots=True)
class Difference:
    """A share against another: points and lift with 95% intervals, and the p value of "no difference"; NaN unknown."""

    points: Floats
    low: Floats
    high: Floats
    lift: Floats
    lift_low: Floats
    lift_high: Floats
    p: Floats


def difference(count: ArrayLike, base: ArrayLike, other_count: ArrayLike, other_base: ArrayLike) -> Difference:
    """Return how the share ``count ÷ base`` differs from ``other_count ÷ other_base``; independent people.

    Points: Newcombe's hybrid score interval (1998, Stat Med 17:873, method 10). Lift, the one share ÷ the other: Katz's
    log interval (1978, Biometrics 34:469); where nobody named it on one side, half a person is added to all four
    counts for the interval. p: see ``p_values``. Raises ValueError when a count is not within its base.

    >>> float(difference(15, 50, 30, 300).lift.round(3))
    3.0
    """
    one, two = wilson_shares(count, base), wilson_shares(other_count, other_base)
    points = one.share - two.share
    low = points - np.hypot(one.share - one.low, two.high - two.share)
    high = points + np.hypot(one.high - one.share, two.share - two.low)
    with np.errstate(divide="ignore", invalid="ignore"):
        lift = one.share / two.share
    return Difference(
        points, low, high, lift, *_lift_interval(count, base, other_count, other_base),
        p_values(count, base, other_count, other_base),
    )  # fmt: skip


def _lift_interval(
    count: ArrayLike, base: ArrayLike, other_count: ArrayLike, other_base: ArrayLike
) -> tuple[Floats, Floats]:
    a, n, c, m = np.broadcast_arrays(*(np.asarray(one, np.float64) for one in (count, base, other_count, other_base)))
    half = np.where((a == 0) | (c == 0), 0.5, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        centre = np.log((a + half) / (n + half)) - np.log((c + half) / (m + half))
        error = np.sqrt(1 / (a + half) - 1 / (n + half) + 1 / (c + half) - 1 / (m + half))
        known = (n > 0) & (m > 0) & ((a > 0) | (c > 0))
        low = np.where(a == 0, 0.0, np.exp(centre - Z95 * error))
        high = np.where(c == 0, np.inf, np.exp(centre + Z95 * error))
    return np.where(known, low, np.nan), np.where(known, high, np.nan)


def p_values(count: ArrayLike, base: ArrayLike, other_count: ArrayLike, other_base: ArrayLike) -> Floats:
    """Return the two-sided p value of each pair of shares being the same; NaN where a side is empty.

    Pearson's chi-squared without correction when all four expected counts are at least 10, else Fisher's exact test.
    """
    count, base = as_counts(count, base)
    other_count, other_base = as_counts(other_count, other_base)
    a, n, c, m = (np.atleast_1d(one) for one in np.broadcast_arrays(count, base, other_count, other_base))
    people, named = n + m, a + c
    with np.errstate(divide="ignore", invalid="ignore"):
        least = np.minimum(n, m) * np.minimum(named, people - named) / people
        square = people * (a * (m - c) - c * (n - a)) ** 2 / (n * m * named * (people - named))
    p = np.where(least >= LEAST_EXPECTED, chdtrc(1, square), np.nan)
    exact = (least < LEAST_EXPECTED) & (n > 0) & (m > 0)
    p[exact] = _fisher(a[exact], n[exact], c[exact], m[exact])
    return p.reshape(np.broadcast_shapes(count.shape, other_count.shape))[()]


def _fisher(count: Floats, base: Floats, other_count: Floats, other_base: Floats) -> Floats:
    """Return Fisher's two-sided p values of n tables: all tables at most as likely as the one seen, added up.

    Each table is turned so that it begins at nobody: a row of k = 0 … smaller margin, whose probabilities follow from
    each other: p(k + 1) ÷ p(k) = (r − k)(c − k) ÷ ((k + 1)(n − r − c + k + 1)).
    """
    if not count.size:
        return np.empty(0)
    people, named = base + other_base, count + other_count
    row, seen = np.minimum(named, people - named), np.where(named <= people - named, count, base - count)
    column = np.minimum(base, other_base)
    seen = np.where(base <= other_base, seen, row - seen).astype(np.int64)
    last = np.minimum(row, column)[:, None]
    k = np.arange(int(last.max()))[None, :]
    row, column, people = row[:, None], column[:, None], people[:, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        step = np.log((row - k) * (column - k)) - np.log((k + 1) * (people - row - column + k + 1))
    likely = np.zeros((len(seen), k.size + 1))
    np.cumsum(np.where(k < last, step, -np.inf), axis=1, out=likely[:, 1:])
    likely = np.exp(likely - likely.max(axis=1, keepdims=True))
    most = likely[np.arange(len(seen)), seen][:, None] * AS_LIKELY
    return np.minimum(1.0, np.where(likely <= most, likely, 0.0).sum(axis=1) / likely.sum(axis=1))


def benjamini_hochberg(p_values: ArrayLike) -> Floats:
    """Return the p values adjusted so that of what is called more than chance, at most the level's share is chance.

    Benjamini & Hochberg 1995, JRSS B 57:289. Any shape; NaN stays NaN and does not count as a comparison.
    """
    given = np.asarray(p_values, np.float64)
    flat = given.ravel()
    tested = np.flatnonzero(~np.isnan(flat))
    order = tested[np.argsort(flat[tested], kind="stable")]
    ranked = flat[order] * tested.size / np.arange(1, tested.size + 1)
    adjusted = np.full(flat.size, np.nan)
    adjusted[order] = np.minimum(1.0, np.minimum.accumulate(ranked[::-1])[::-1])
    return adjusted.reshape(given.shape)


@dataclass(frozen=True, slots=True)
class SegmentDifferences:
    """Every segment against all other people, causes × segments. What ``state`` forbids to say is NaN.

    ``state``: *tested*; *small*, tested with 30–99 people on a side; *too_few*, not tested: under 30 people on a side,
    or nobody or everybody named the cause; *hidden*, left out by the caller. ``comparisons`` is how many tests were
    made, and what ``q`` is adjusted for.
    """

    points: Floats
    low: Floats
    high: Floats
    lift: Floats
    lift_low: Floats
    lift_high: Floats
    p: Floats
    q: Floats
    state: NDArray[np.str_]
    comparisons: int

    @property
    def more_than_chance(self) -> Flags:
        """Say of each cell whether its difference survives Benjamini–Hochberg over the table."""
        return np.nan_to_num(self.q, nan=1.0) < LEVEL


def segment_differences(counts: ArrayLike, bases: ArrayLike, hidden: ArrayLike | None = None) -> SegmentDifferences:
    """Compare each segment's share of each cause with that of all others in the table.

    ``counts`` is causes × segments, ``bases`` the people of each segment; the segments part all people among them, so
    give those that a page has no room for too. Cells that are ``hidden`` are neither tested nor counted: a difference
    would let the reader work them out. Raises ValueError when a count is not within its base.
    """
    count, base = as_counts(counts, bases)
    others, other_base = count.sum(axis=1, keepdims=True) - count, base[0].sum() - base if len(base) else base
    found = difference(count, base, others, other_base)
    fewest, named = np.minimum(base, other_base), count + others
    state = np.where(fewest < FEW, "small", "tested").astype("<U7")
    state[(fewest < LEAST_BASE) | (named == 0) | (named == base + other_base)] = "too_few"
    shown = np.ones(count.shape, bool) if hidden is None else ~np.broadcast_to(np.asarray(hidden, bool), count.shape)
    state[~shown] = "hidden"
    tested = (state == "tested") | (state == "small")
    p = np.where(tested, found.p, np.nan)
    parts = (found.points, found.low, found.high, found.lift, found.lift_low, found.lift_high)
    points, low, high, lift, lift_low, lift_high = (np.where(shown, part, np.nan) for part in parts)
    q, comparisons = benjamini_hochberg(p), int(tested.sum())
    return SegmentDifferences(points, low, high, lift, lift_low, lift_high, p, q, state, comparisons)
