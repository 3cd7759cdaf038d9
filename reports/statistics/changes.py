"""Now against before: the causes of a page, one cause adjusted for who left, and how sharply something rose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reports.statistics.differences import FEW, LEAST_BASE, LEVEL, benjamini_hochberg, difference
from reports.statistics.shares import Flags, Floats, Shares, as_counts, wilson_shares

# Strata with fewer people than this on a side are taken together.
SMALLEST_STRATUM = 5


@dataclass(frozen=True, slots=True)
class Change:
    """The shares of causes now against before, one element a cause; ``points`` = now − before.

    ``state`` is as in ``SegmentDifferences``: *too_few* causes have no p value and count as no comparison.
    """

    before: Shares
    now: Shares
    points: Floats
    low: Floats
    high: Floats
    p: Floats
    q: Floats
    state: NDArray[np.str_]
    comparisons: int

    @property
    def more_than_chance(self) -> Flags:
        """Say of each cause whether its change survives Benjamini–Hochberg over all causes of the page."""
        return np.nan_to_num(self.q, nan=1.0) < LEVEL


def change(before_counts: ArrayLike, before_base: ArrayLike, now_counts: ArrayLike, now_base: ArrayLike) -> Change:
    """Compare the share of every cause now with that before; one-dimensional counts, one base or one for each.

    Interval: Newcombe; p: ``reports.statistics.p_values``. Under 30 people in a period nothing is tested.
    """
    before, old_base = as_counts(np.atleast_1d(before_counts), before_base)
    now, new_base = as_counts(np.atleast_1d(now_counts), now_base)
    found = difference(now, new_base, before, old_base)
    fewest, named = np.minimum(old_base, new_base), before + now
    state = np.where(fewest < FEW, "small", "tested").astype("<U7")
    state[(fewest < LEAST_BASE) | (named == 0) | (named == old_base + new_base)] = "too_few"
    p = np.where(state == "too_few", np.nan, found.p)
    return Change(
        wilson_shares(before, old_base), wilson_shares(now, new_base), found.points, found.low, found.high,
        p, benjamini_hochberg(p), state, int((state != "too_few").sum()),
    )  # fmt: skip


def log_odds_z(before_count: ArrayLike, before_base: ArrayLike, now_count: ArrayLike, now_base: ArrayLike) -> Floats:
    """Return how many standard errors the log odds rose by (negative: fell), for ordering rises, not for testing.

    Half a person is added to each cell (Haldane–Anscombe), so that the first mention of something is finite.
    """
    before, old_base = as_counts(before_count, before_base)
    now, new_base = as_counts(now_count, now_base)
    cells = [now + 0.5, new_base - now + 0.5, before + 0.5, old_base - before + 0.5]
    odds = np.log(cells[0] / cells[1]) - np.log(cells[2] / cells[3])
    return odds / np.sqrt(sum(1 / cell for cell in cells))


Strata = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class AdjustedChange:
    """A cause's share before and after, as if the mix of segments had not changed; ``points`` = after − before.

    ``raw_points`` is the plain difference. ``joined`` names the strata that were too small on one side and were taken
    together (positions); ``strata`` is how many were compared in the end.
    """

    before: float
    after: float
    points: float
    low: float
    high: float
    raw_points: float
    strata: int
    joined: Strata

    @property
    def more_than_chance(self) -> bool:
        """Say whether the interval lies wholly on one side of no change."""
        return self.low > 0 or self.high < 0


def adjusted_change(
    before: tuple[Sequence[int], Sequence[int]],
    after: tuple[Sequence[int], Sequence[int]],
    standard: Literal["after", "pooled"] = "after",
    least: int = SMALLEST_STRATUM,
) -> AdjustedChange | None:
    """Compare a cause after a day with before it, each given as (people with the cause, people) per stratum.

    Direct standardisation: the strata's shares on both sides are weighted by the mix of the ``standard``. Interval: the
    strata's Wilson limits are carried through the weighted sum and then through the difference (MOVER: Zou & Donner
    2008, Stat Med 27:1693), which with one stratum is Newcombe's. None when nobody is on one of the sides.
    """
    (old, old_base), (new, new_base) = as_counts(*before), as_counts(*after)
    if not old_base.sum() or not new_base.sum():
        return None
    groups = joined_strata([old_base, new_base], least)
    raw = float(new.sum() / new_base.sum() - old.sum() / old_base.sum())
    old, old_base, new, new_base = (_sums(counts, groups) for counts in (old, old_base, new, new_base))
    mix = new_base if standard == "after" else new_base + old_base
    one = standardised(wilson_shares(old, old_base), mix)
    two = standardised(wilson_shares(new, new_base), mix)
    points = float(two.share - one.share)
    return AdjustedChange(
        before=float(one.share),
        after=float(two.share),
        points=points,
        low=points - float(np.hypot(two.share - two.low, one.high - one.share)),
        high=points + float(np.hypot(two.high - two.share, one.share - one.low)),
        raw_points=raw,
        strata=len(groups),
        joined=next((group for group in groups if len(group) > 1), ()),
    )


def standardised(shares: Shares, mix: ArrayLike) -> Shares:
    """Return the weighted mean of the strata's shares (last axis), with the interval that MOVER makes of theirs."""
    weights = np.asarray(mix, np.float64)
    weights = weights / weights.sum()
    share = (weights * shares.share).sum(axis=-1)
    low = share - np.sqrt(((weights * (shares.share - shares.low)) ** 2).sum(axis=-1))
    high = share + np.sqrt(((weights * (shares.high - shares.share)) ** 2).sum(axis=-1))
    return Shares(share, np.maximum(0.0, low), np.minimum(1.0, high))


def joined_strata(sides: Sequence[ArrayLike], least: int) -> list[Strata]:
    """Return the strata as groups of positions, so that every group has ``least`` people on every side.

    Those with fewer are taken together; if that is still too few, the smallest others join them, and all if need be.
    """
    people = np.asarray(sides, np.float64)
    small = np.flatnonzero((people < least).any(axis=0)).tolist()
    others = [one for one in np.argsort(people.sum(axis=0), kind="stable").tolist() if one not in small]
    while small and others and (people[:, small].sum(axis=1) < least).any():
        small.append(others.pop(0))
    return [(one,) for one in sorted(others)] + ([tuple(sorted(small))] if small else [])


def _sums(counts: Floats, groups: Sequence[Strata]) -> Floats:
    return np.array([counts[list(group)].sum() for group in groups])
