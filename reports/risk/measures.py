"""How good a ranking of customers is: AUC with its interval, one against another, tenths, and lift."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm, rankdata

from reports.statistics import wilson_shares

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

TENTHS = 10
SIDE = float(norm.ppf(0.975))


@dataclass(frozen=True)
class Ranked:
    """The chance that who left was ranked above who stayed (0.5: a coin), with its 95% interval."""

    auc: float
    low: float
    high: float


@dataclass(frozen=True)
class Tenth:
    """A tenth of the customer-months by probability: what was expected and what came."""

    expected: float
    observed: float
    low: float
    high: float
    lost: int
    base: int


def ranked(scores: Floats, events: Bools) -> Ranked:
    """Return the AUC of scores with DeLong's interval, on the scale of log odds so that it stays within 0 and 1.

    Raises ValueError where nothing or everything happened.
    """
    of_events, of_others = _placements(scores, events)
    auc = float(of_events.mean())
    variance = _variance(of_events, of_others)
    inside = min(max(auc, 1e-6), 1 - 1e-6)
    odds, spread = np.log(inside / (1 - inside)), SIDE * np.sqrt(variance) / (inside * (1 - inside))
    low, high = (1 / (1 + np.exp(-(odds + side * spread))) for side in (-1, 1))
    return Ranked(auc, float(low), float(high))


def auc_difference(first: Floats, second: Floats, events: Bools) -> tuple[float, float, float]:
    """Return AUC of ``first`` − AUC of ``second`` on the same rows, and its 95% interval (DeLong, paired)."""
    one, other = _placements(first, events), _placements(second, events)
    difference = float(one[0].mean() - other[0].mean())
    spread = SIDE * float(np.sqrt(_variance(one[0] - other[0], one[1] - other[1])))
    return difference, difference - spread, difference + spread


def tenths(probabilities: Floats, events: Bools) -> list[Tenth]:
    """Return what was expected and what came by tenths of the rows, lowest first; ties stay in their order."""
    order = np.argsort(probabilities, kind="stable")
    found = []
    for rows in np.array_split(order, TENTHS):
        if len(rows):
            lost = int(events[rows].sum())
            share = wilson_shares(lost, len(rows))
            told = float(share.share), float(share.low), float(share.high)
            found.append(Tenth(float(probabilities[rows].mean()), *told, lost, len(rows)))
    return found


def top_lift(scores: Floats, events: Bools) -> float:
    """Return how many times as many events the highest tenth holds as a tenth drawn at random would.

    Of rows that are alike at its edge, each counts with the chance of being drawn from among them.
    """
    size = max(1, len(scores) // TENTHS)
    edge = np.partition(scores, len(scores) - size)[len(scores) - size]
    above, at_edge = scores > edge, scores == edge
    held = events[above].sum() + events[at_edge].mean() * (size - above.sum())
    return float(held / size / events.mean())


def _placements(scores: Floats, events: Bools) -> tuple[Floats, Floats]:
    """Return of each event the share of others ranked below it, and of each other that of events above it."""
    many, few = int(events.sum()), int((~events).sum())
    if not many or not few:
        raise ValueError("events of one kind only")
    ranks = rankdata(scores)
    within_events, within_others = rankdata(scores[events]), rankdata(scores[~events])
    return (ranks[events] - within_events) / few, 1 - (ranks[~events] - within_others) / many


def _variance(of_events: Floats, of_others: Floats) -> float:
    return sum(float(values.var(ddof=1)) / len(values) for values in (of_events, of_others) if len(values) > 1)
