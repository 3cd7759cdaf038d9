"""How long each customer stayed, from the first start to the first loss: what the curves are made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from reports.churn.flows import Where
from reports.churn.survival import Curve, LogRank, kaplan_meier, log_rank
from reports.rollups.columns import Coded
from reports.rollups.spans import Spans

# Days of a month on average: 365.2425 ÷ 12.
MONTH_DAYS = 30.436875


@dataclass(frozen=True)
class Lives:
    """One customer a row: days from the first start to the first loss, or to the last day known where not ``lost``.

    ``group`` is the segment at the start. ``unknown`` customers have no known start and are left out.
    """

    days: NDArray[np.int64]
    lost: NDArray[np.bool_]
    group: Coded
    unknown: int

    def people(self) -> dict[str, int]:
        """Return how many customers each segment has, the largest first."""
        counts = np.bincount(self.group.codes, minlength=len(self.group.values))
        return {self.group.values[at]: int(counts[at]) for at in np.argsort(-counts, kind="stable") if counts[at]}

    def curve(self, segment: str | None = None) -> Curve:
        """Return the curve in months, of all or of one segment."""
        chosen = slice(None) if segment is None else self.group.equals(segment)
        return kaplan_meier(self.days[chosen] / MONTH_DAYS, self.lost[chosen])

    def differ(self, segments: list[str]) -> LogRank | None:
        """Test whether these segments leave at the same pace."""
        chosen = self.group.among(segments)
        return log_rank(self.days[chosen], self.lost[chosen], self.group.codes[chosen])


def lives(spans: Spans, known_until: date, by: str = "", where: Where = ()) -> Lives:
    """Return how long customers stayed. Who came back is not followed again: the first loss is the event.

    The segment is that of the first span, so that nobody is sorted by what became of them later.
    """
    rows = np.flatnonzero(np.diff(spans.customer, prepend=-1) != 0)
    for dimension, wanted in where:
        rows = rows[spans.dimension(dimension, known_until, rows).equals(wanted)]
    after = known_until.toordinal() + 1
    unknown = int((spans.first[rows] == 0).sum())
    rows = rows[(spans.first[rows] > 0) & (spans.first[rows] < after)]
    ends = spans.chain_end[rows]
    lost = (ends > 0) & (ends < after)
    days = np.where(lost, ends, after).astype(np.int64) - spans.first[rows]
    group = spans.dimension(by, known_until, rows) if by else Coded(np.zeros(len(rows), np.int32))
    return Lives(days, lost, group, unknown)
