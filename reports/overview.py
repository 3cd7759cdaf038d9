"""The overview: who left and why, how sure that is, what it costs and what changed against the period before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal

import numpy as np
from django.conf import settings
from django.utils import timezone
from numpy.typing import NDArray

from reports.answered import Figures, figures
from reports.codebooks import UNCLEAR
from reports.exits import Exits
from reports.filters import Filters
from reports.losses import ALL
from reports.periods import days_of
from reports.revenue import Money, mrr_at_stake, mrr_lost
from reports.statistics import LEAST_BASE, Share, change, wilson_share
from reports.tallies import People, chosen_answers, coded_people, hidden_of
from reports.trends import Point, trends

# Without a period asked for: the shortest of these with so many coded answers, else the last.
DEFAULT_PERIODS = ("30d", "90d", "12m")
ENOUGH = 100


@dataclass(frozen=True)
class CauseChange:
    """A cause's share against the period before; ``points`` = now − before, both intervals 95%.

    ``tested`` says whether both periods have people enough, ``beyond_chance`` whether the change survives
    Benjamini–Hochberg over all causes of the page.
    """

    before: float
    before_count: int
    before_base: int
    points: float
    low: float
    high: float
    tested: bool
    beyond_chance: bool


@dataclass(frozen=True)
class CauseLine:
    """One cause of the overview; every figure is None when ``suppressed``, ``change`` without a period before."""

    cause: str
    count: int | None = None
    base: int | None = None
    share: float | None = None
    low: float | None = None
    high: float | None = None
    mrr: Money | None = None
    change: CauseChange | None = None
    trend: Sequence[Point] = ()
    suppressed: bool = False


@dataclass(frozen=True)
class Overview:
    """The page. ``before`` and ``mrr_lost_before`` are None where there is no period before to compare with."""

    filters: Filters
    figures: Figures
    before: Figures | None
    mrr_lost: Mapping[str, Decimal] | None
    mrr_lost_before: Mapping[str, Decimal] | None
    causes: tuple[CauseLine, ...]
    base: int | None
    base_before: int | None
    comparisons: int
    floor: int

    @property
    def changes(self) -> list[CauseLine]:
        """The causes whose share changed beyond chance, the greatest change first."""
        found = [line for line in self.causes if line.change and line.change.beyond_chance]
        return sorted(found, key=lambda line: -abs(line.change.points if line.change else 0))

    @property
    def costliest(self) -> CauseLine | None:
        """The cause with most revenue at stake, when all of it is in one currency."""
        lines = [line for line in self.causes if line.mrr and line.cause != UNCLEAR]
        if len({currency for line in lines for currency in line.mrr or ()}) != 1:
            return None
        return max(lines, key=lambda line: sum((line.mrr or {}).values()), default=None)


def default_period(exits: Exits, filters: Filters) -> Filters:
    """Return the filters with a period to begin with, when none was asked for."""
    return exits.kept(("default period", filters), lambda: _default_period(exits, filters))


def _default_period(exits: Exits, filters: Filters) -> Filters:
    today = timezone.localdate()
    for period in DEFAULT_PERIODS:
        begin, end = days_of(period, today)
        chosen = replace(filters, begin=begin, end=end, period=period)
        if int(exits.answers.people[chosen_answers(exits, chosen) & exits.coded].sum()) >= ENOUGH:
            return chosen
    newest = int(exits.answers.day.max(initial=0))
    return chosen if newest >= (today - timedelta(days=365)).toordinal() or not newest else filters


def overview(exits: Exits, filters: Filters, causes: Sequence[str]) -> Overview:
    """Return the page. ``causes`` are the codebook's keys, in its order."""
    return exits.kept(("overview", filters, tuple(causes)), lambda: _overview(exits, filters, causes))


def _overview(exits: Exits, filters: Filters, causes: Sequence[str]) -> Overview:
    now, hidden = _counted(exits, filters, causes)
    previous = filters.previous()
    before, hidden_before = _counted(exits, previous, causes) if previous else (None, hidden)
    lines, comparisons = _lines(now, hidden, filters, (before, hidden_before))
    return Overview(
        filters=filters,
        figures=figures(exits, filters),
        before=figures(exits, previous) if previous else None,
        mrr_lost=mrr_lost(exits, filters),
        mrr_lost_before=mrr_lost(exits, previous) if previous else None,
        causes=tuple(sorted(lines, key=lambda line: (line.cause == UNCLEAR, line.suppressed, -(line.count or 0)))),
        base=None if hidden.all() and now.base else now.base,
        base_before=before.base if before and not hidden_before.all() else None,
        comparisons=comparisons,
        floor=settings.SMALLEST_GROUP,
    )


def _counted(exits: Exits, filters: Filters, causes: Sequence[str]) -> tuple[People, NDArray[np.bool_]]:
    """Return the people of the period and segments, and of which causes the total is hidden."""
    everyone = coded_people(exits, filters, causes)
    people = everyone.narrowed(filters.where)
    hidden = hidden_of(everyone, filters, people.values(filters.by), settings.SMALLEST_GROUP)
    return people, hidden.totals | hidden.base


def _lines(
    now: People, hidden: NDArray[np.bool_], filters: Filters, earlier: tuple[People | None, NDArray[np.bool_]]
) -> tuple[list[CauseLine], int]:
    counts, base = now.table(filters.by, now.values(filters.by)).totals, now.base
    changes, comparisons = _changes(counts, base, earlier, hidden)
    over_time = trends(now, filters, settings.SMALLEST_GROUP, hidden)
    money = mrr_at_stake(now, filters.by)
    lines = []
    for row, cause in enumerate(now.causes):
        changed, count = changes[row], int(counts[row])
        if hidden[row] and count:
            lines.append(CauseLine(cause, suppressed=True))
        elif count or (changed and changed.before_count):
            share = _interval(wilson_share(count, base))
            mrr, trend = money.get((ALL, row), {}), over_time.get(cause, ())
            lines.append(CauseLine(cause, count, base, *share, mrr, changed, trend))
    return lines, comparisons


def _changes(
    counts: NDArray[np.int64], base: int, earlier: tuple[People | None, NDArray[np.bool_]], hidden: NDArray[np.bool_]
) -> tuple[list[CauseChange | None], int]:
    """Return each cause's change against the period before, None where either is hidden, and how many were tested."""
    before, hidden_before = earlier
    if before is None or not before.base or not base:
        return [None] * len(counts), 0
    old = np.bincount(before.pairs[:, 1], before.people[before.pairs[:, 0]], len(counts)).astype(int)
    seen = ~(hidden | hidden_before)
    found = change(old[seen], before.base, counts[seen], base)
    changes: list[CauseChange | None] = [None] * len(counts)
    for place, row in enumerate(np.flatnonzero(seen).tolist()):
        changes[row] = CauseChange(
            before=float(found.before.share[place]),
            before_count=int(old[row]),
            before_base=before.base,
            points=float(found.points[place]),
            low=float(found.low[place]),
            high=float(found.high[place]),
            tested=min(base, before.base) >= LEAST_BASE,
            beyond_chance=bool(found.more_than_chance[place]),
        )
    return changes, found.comparisons


def _interval(share: Share | None) -> tuple[float | None, float | None, float | None]:
    return (share.share, share.low, share.high) if share else (None, None, None)
