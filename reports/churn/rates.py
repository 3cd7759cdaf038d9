"""The formulas of churn, over plain numbers; shares are 0.0–1.0, None where there is nothing to divide by."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, inf


@dataclass(frozen=True, slots=True)
class MrrChurn:
    """Revenue lost ÷ revenue at the start: all of it, and less what those who stayed pay more."""

    gross: float
    net: float


def mrr_churn(start: float, churned: float, contraction: float, expansion: float) -> MrrChurn | None:
    """Return gross and net MRR churn of one currency; None where nothing was paid at the start.

    Gross = (churned + contraction) ÷ start; net subtracts expansion and is below nought where those who stayed grew
    by more than was lost.

    >>> mrr_churn(10_000, 500, 100, 200)
    MrrChurn(gross=0.06, net=0.04)
    """
    if start <= 0:
        return None
    lost = churned + contraction
    return MrrChurn(lost / start, (lost - expansion) / start)


def quick_ratio(new: float, expansion: float, churned: float, contraction: float) -> float | None:
    """Return growth against churn: (new + expansion) ÷ (churned + contraction); None where nothing was lost.

    >>> quick_ratio(new=300, expansion=100, churned=150, contraction=50)
    2.0
    """
    lost = churned + contraction
    return (new + expansion) / lost if lost else None


def left_after(amount: float, rate: float, periods: int) -> float:
    """Return what is left of an amount after so many periods at a rate: amount × (1 − rate)^periods.

    >>> round(left_after(100_000, 0.05, 12))
    54036
    """
    return amount * (1 - rate) ** periods


def rate_over(rate: float, months: float, of: float = 1) -> float:
    """Return the rate of ``months`` that compounds like ``rate`` does over ``of`` months.

    >>> round(rate_over(0.03, months=12), 4)
    0.3062
    """
    return float(1 - (1 - rate) ** (months / of))


def expected_lifetime(rate: float) -> float | None:
    """Return 1 ÷ rate, in the rate's periods, which assumes that the rate stays; None where nobody left.

    >>> expected_lifetime(0.05)
    20.0
    """
    return 1 / rate if rate > 0 else None


def payback_months(cost: float, mrr: float, margin: float = 1.0) -> int | None:
    """Return the first month after which months × MRR × margin ≥ cost; None where nothing is earned.

    >>> payback_months(cost=500, mrr=50, margin=0.8)
    13
    """
    if cost <= 0:
        return 0
    months = cost / (mrr * margin) if mrr * margin > 0 else inf
    return None if months == inf else ceil(months - 1e-9)
