"""The page of cohorts, computed: retention by start, and how long customers of each segment stay."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from reports.churn.asked import ChurnAsked
from reports.churn.cohorts import MOST_SEGMENTS, Cohorts, Split, cohorts
from reports.churn.lives import Lives, lives
from reports.churn.periods import EACH, Spell
from reports.churn.survival import Curve, LogRank
from reports.periods import months_later

USUAL = {"month": 24, "quarter": 12, "year": 8}
MONTHS = 36
# Curves are drawn, and cohorts told together, of so many at least.
FEWEST_PEOPLE = 30
# The lowest share that colours begin with, where all are higher.
FAINT = 0.8
# After so many months the share still there is told of each segment.
TOLD_MONTHS = (3, 6, 12, 24)


@dataclass(frozen=True)
class CohortLine:
    """One cohort: ``size`` is who started (or what they paid on the first day), ``shares`` by month, None not known.

    ``so_far``: others may still start in it.
    """

    period: Spell
    size: float
    shares: tuple[float | None, ...]
    counts: tuple[float | None, ...]
    so_far: bool


@dataclass(frozen=True)
class SegmentRow:
    """All shown cohorts of one segment: ``size`` is who started (or what they paid), then share and cohorts by month.

    A month is None where the cohorts that have had it are of fewer than FEWEST_PEOPLE customers of the segment.
    """

    segment: str
    size: float
    shares: tuple[tuple[float, int] | None, ...]


@dataclass(frozen=True)
class CurveLine:
    """How long customers of one segment stay: at each of TOLD_MONTHS share and band, None where nobody is followed."""

    segment: str
    curve: Curve
    lost: int
    told: tuple[tuple[float, float, float, int] | None, ...]


@dataclass(frozen=True)
class CohortPage:
    """What the page shows. ``of`` is empty for customers, else the currency; ``together`` is all shown cohorts."""

    asked: ChurnAsked
    of: str
    found: Cohorts
    lines: tuple[CohortLine, ...]
    together: tuple[tuple[float, int] | None, ...]
    by_segment: tuple[SegmentRow, ...]
    curves: tuple[CurveLine, ...]
    log_rank: LogRank | None
    unknown: int

    @property
    def months(self) -> range:
        """The months that some cohort has had."""
        known = [month for line in self.lines for month, share in enumerate(line.shares) if share is not None]
        return range(max(known, default=0) + 1)

    @property
    def lowest(self) -> float:
        """The lowest share of the table, for its colours; small differences are not made to look large."""
        cells = (share for line in self.lines for share in line.shares if share is not None)
        together = (told[0] for row in self.by_segment for told in row.shares if told)
        return min([FAINT, *cells, *together])

    @property
    def columns(self) -> str:
        """The columns of the table, as templates slice."""
        return f":{len(self.months)}"

    def query(self, **more: str) -> str:
        """Return the query string that asks for the same page."""
        return self.asked.query(of=self.of, **more)


def cohort_page(asked: ChurnAsked, given: Mapping[str, Any]) -> CohortPage:
    """Compute the page; ``given`` may ask with ``of`` for what customers pay in a currency."""
    spans, where = asked.spans, asked.filters.where
    of = given.get("of", "")
    if of and of not in spans.currency.values:
        asked.problems.append(_("Nobody pays in “%(name)s”; customers are shown.") % {"name": of})
        of = ""
    found = cohorts(spans, asked.known_until, EACH[asked.each], MONTHS, Split(asked.filters.by, where))
    of_segments = found.mrr_of_segments[..., found.currencies.index(of)] / 100 if of else found.of_segments
    amounts = of_segments.sum(axis=0)
    chosen = [at for at in range(len(found.begins)) if amounts[at, 0] > 0][-asked.last :]
    everyone = lives(spans, asked.known_until, asked.filters.by, where)
    segments = list(everyone.people())[:MOST_SEGMENTS]
    return CohortPage(
        asked=asked,
        of=of,
        found=found,
        lines=tuple(_line(found, amounts, at, asked) for at in chosen),
        together=_together(amounts[chosen], found.complete[chosen]),
        by_segment=_by_segment(found, of_segments, chosen),
        curves=tuple(_curve(everyone, segment) for segment in segments),
        log_rank=everyone.differ(segments),
        unknown=everyone.unknown,
    )


def _line(found: Cohorts, amounts: NDArray[Any], at: int, asked: ChurnAsked) -> CohortLine:
    begin = found.begins[at]
    end = months_later(begin, EACH[asked.each])
    row, known = amounts[at].tolist(), found.complete[at].tolist()
    counts = tuple(count if there else None for count, there in zip(row, known, strict=True))
    shares = tuple(None if count is None else count / row[0] for count in counts)
    return CohortLine(Spell(begin, end, end), row[0], shares, counts, not known[0])


def _by_segment(found: Cohorts, amounts: NDArray[Any], chosen: list[int]) -> tuple[SegmentRow, ...]:
    """Return a row for each segment of the chosen cohorts that is large enough; none where there are not two."""
    complete = found.complete[chosen]
    rows = []
    for at, segment in enumerate(found.segments):
        its, started = amounts[at, chosen], found.of_segments[at, chosen, 0]
        enough = (started[:, np.newaxis] * complete).sum(axis=0) >= FEWEST_PEOPLE
        if enough.any():
            rows.append(SegmentRow(segment, its[:, 0].sum().item(), _together(its, complete & enough)))
    return tuple(rows) if len(rows) > 1 else ()


def _together(amounts: NDArray[Any], complete: NDArray[np.bool_]) -> tuple[tuple[float, int] | None, ...]:
    """Return for each month the share of all cohorts that have had it, and how many cohorts these are."""
    found: list[tuple[float, int] | None] = []
    for month in range(amounts.shape[1]):
        known = complete[:, month]
        base = float(amounts[known, 0].sum())
        found.append((float(amounts[known, month].sum()) / base, int(known.sum())) if base else None)
    return tuple(found)


def _curve(everyone: Lives, segment: str) -> CurveLine:
    curve = everyone.curve(segment)
    told = tuple(_told(curve, months) for months in TOLD_MONTHS)
    return CurveLine(segment, curve, int(curve.lost.sum()), told)


def _told(curve: Curve, months: int) -> tuple[float, float, float, int] | None:
    followed = curve.followed(months)
    if not followed:
        return None
    at = curve.at(months)
    return float(curve.share[at]), float(curve.low[at]), float(curve.high[at]), followed
