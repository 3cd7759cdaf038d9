"""Shares weighted for who stayed silent, and for revenue; whether silence could turn a ranking round."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from reports.statistics.changes import SMALLEST_STRATUM, Strata, joined_strata
from reports.statistics.shares import Floats, Shares, as_counts, wilson_bounds


@dataclass(frozen=True, slots=True)
class WeightedShares:
    """Shares of all people where only some answered, one a cause.

    ``effective`` is how many equally weighted answers these are worth. ``joined`` names the strata (positions) that had
    too few answers and were taken together; ``weights`` is how many people one answer of each stratum stands for.
    """

    share: Floats
    low: Floats
    high: Floats
    effective: float
    joined: Strata
    weights: Floats


def post_stratified_share(
    answered: ArrayLike, positives: ArrayLike, population: ArrayLike, least: int = SMALLEST_STRATUM
) -> WeightedShares | None:
    """Weight the answers of each stratum to the people who left in it; None where nobody answered.

    ``answered`` and ``population`` are per stratum, ``positives`` causes × strata (or one cause's strata). Strata with
    fewer than ``least`` answers are taken together. Share: Σ population × stratum's share ÷ Σ population. Interval:
    Wilson's with Kish's effective number (Σw)² ÷ Σw² (Kish 1965; cautious, for it leaves out what stratifying gains).
    It mends silence that goes with the strata, and none beside. Raises ValueError for more positives than answers.
    """
    people = np.asarray(population, np.float64)
    named, base = as_counts(np.atleast_2d(positives), answered)
    if not base.size or not base[0].sum():
        return None
    groups = joined_strata([base[0], people], least)
    named, base, people = (
        np.stack([one[..., list(group)].sum(axis=-1) for group in groups], axis=-1) for one in (named, base[0], people)
    )
    weights = people / base
    if not people.sum():
        people, weights = base, np.ones_like(base)
    share = (people * named / base).sum(axis=1) / people.sum()
    effective = float(people.sum() ** 2 / (base * weights**2).sum())
    bounds = wilson_bounds(share, effective)
    by_stratum = np.empty(np.shape(answered))
    for group, weight in zip(groups, weights, strict=True):
        by_stratum[list(group)] = weight
    joined = next((group for group in groups if len(group) > 1), ())
    return WeightedShares(share, bounds.low, bounds.high, effective, joined, by_stratum)


@dataclass(frozen=True, slots=True)
class Turn:
    """Whether silence could turn the order of the top causes round.

    ``reason``: *order_differs*, the weighted order is another; *bounds_allow*, it is the same, but the silent are so
    many that they could turn it; *firm*, they could not, whatever they think; *nothing_to_rank*. ``first`` and
    ``second`` are the causes (positions) it is about. ``needed`` is by how many points more the silent would have to
    name the second than the first; above 1 they cannot.
    """

    could: bool
    reason: Literal["order_differs", "bounds_allow", "firm", "nothing_to_rank"]
    first: int | None = None
    second: int | None = None
    needed: float | None = None


def ranking_could_turn(raw: ArrayLike, weighted: ArrayLike, answered_share: float, top: int = 3) -> Turn:
    """Say whether the order of the ``top`` causes, and who is the next below, could be otherwise among all who left.

    ``raw`` and ``weighted`` are the causes' shares among those who answered; ``answered_share`` is answered ÷ left.
    Bounds: the silent name each cause somewhere from never to always (Manski 1989, J Hum Resour 24:343), so two causes
    ``gap`` apart turn where the silent lean the other way by gap × answered ÷ silent.
    """
    shares, after = np.asarray(raw, np.float64), np.asarray(weighted, np.float64)
    order = np.argsort(-shares, kind="stable")[: top + 1]
    pairs = [(int(one), int(two)) for one, two in pairwise(order) if shares[one] > 0]
    if not pairs or not 0 < answered_share <= 1:
        return Turn(False, "nothing_to_rank")
    turned = [pair for pair in pairs if after[pair[0]] < after[pair[1]]]
    first, second = turned[0] if turned else min(pairs, key=lambda pair: shares[pair[0]] - shares[pair[1]])
    silent = 1 - answered_share
    needed = float((shares[first] - shares[second]) * answered_share / silent) if silent else float("inf")
    if turned:
        return Turn(True, "order_differs", first, second, needed)
    return Turn(needed <= 1, "bounds_allow" if needed <= 1 else "firm", first, second, needed)


def weighted_shares_by_mrr(named: ArrayLike, named_squares: ArrayLike, total: float, total_squares: float) -> Shares:
    """Return each cause's share of the revenue that left, with an interval that knows how unequal customers are.

    ``named`` is the MRR of those with the cause and ``named_squares`` the sum of its squares, by cause; ``total`` and
    ``total_squares`` are the same of everyone in the base; one currency. Interval: Wilson's with the number of people
    that give the ratio's linearised variance (Korn & Graubard 1998), or Kish's where all or none named it.
    Raises ValueError when a cause has more revenue than there is.
    """
    money, everyone = as_counts(named, total)
    squares = np.asarray(named_squares, np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = money / everyone
        spread = ((1 - share) ** 2 * squares + share**2 * (total_squares - squares)) / everyone**2
        kish = everyone**2 / total_squares
        worth = np.where(spread > 0, share * (1 - share) / spread, kish)
    return wilson_bounds(share, np.where(np.isfinite(worth), np.minimum(worth, kish), 0.0))
