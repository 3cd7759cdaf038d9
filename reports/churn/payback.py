"""What it cost to win customers against how long they stay: where the one is longer, growth costs money."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

import numpy as np

from reports.churn.asked import ChurnAsked
from reports.churn.lines import units
from reports.churn.periods import EACH
from reports.churn.rates import expected_lifetime, payback_months, rate_over
from reports.churn.segments import SegmentTable
from reports.rollups.spans import NONE


@dataclass(frozen=True)
class PaybackLine:
    """Customers of a segment who pay in one currency and of whom the cost is known: means, and what follows.

    ``lifetime`` is 1 ÷ the segment's monthly churn rate, None where nobody left; ``months`` to earn the cost back, None
    where nothing is earned.
    """

    segment: str
    currency: str
    people: int
    cost: Decimal
    mrr: Decimal
    months: int | None
    lifetime: float | None

    @property
    def short(self) -> bool:
        """Say whether they are expected to leave before the cost is earned back."""
        return self.months is None or (self.lifetime is not None and self.lifetime < self.months)


def payback_lines(asked: ChurnAsked, table: SegmentTable, margin: float | None) -> tuple[PaybackLine, ...]:
    """Return a line for each shown segment and currency of which costs are known, of those who are customers now.

    Without a margin the whole revenue pays back.
    """
    spans, by, until = asked.spans, asked.filters.by, asked.known_until
    rows = np.flatnonzero(spans.there_before(until + timedelta(days=1)) & (spans.cost != NONE))
    for dimension, wanted in asked.filters.where:
        rows = rows[spans.dimension(dimension, until, rows).equals(wanted)]
    segment = spans.dimension(by, until, rows) if by else None
    found = []
    for line in table.shown:
        its = rows if segment is None else rows[segment.equals(line.segment)]
        rate = rate_over(line.rate.share, 1, of=EACH[asked.each]) if line.rate else 0.0
        for code, currency in enumerate(spans.currency.values):
            paying = its[spans.currency.codes[its] == code]
            if len(paying):
                cost, mrr = int(spans.cost[paying].mean()), int(np.maximum(spans.mrr[paying], 0).mean())
                back = payback_months(cost, mrr, 1.0 if margin is None else margin)
                amounts = units(cost), units(mrr)
                found.append(PaybackLine(line.segment, currency, len(paying), *amounts, back, expected_lifetime(rate)))
    return tuple(found)
