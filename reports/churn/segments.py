"""Churn by segment: which are above the rest beyond chance, and who makes up losses against who makes up lost money."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np

from reports.churn.flows import Counts, Flows
from reports.churn.lines import units
from reports.statistics import LEAST_BASE, SegmentDifferences, Share, segment_differences, wilson_share

# More segments than this are in the export only.
MOST_SHOWN = 12
# Segments that make up half of something are named when they are so many at most.
FEW_SEGMENTS = 3
ORDERED = ("tenure", "mrr_band", "cohort")


@dataclass(frozen=True)
class Part:
    """An amount and the share of the whole that it is."""

    amount: Decimal
    share: float


@dataclass(frozen=True)
class SegmentLine:
    """One segment over all complete periods: customers at their starts, added up, and lost of them.

    ``mark`` is *more* or *less* than the rest, beyond chance; ``points`` the difference of the rates with its interval,
    None where too few to say. ``of_losses`` and ``of_customers`` are its shares of all segments', ``money`` what left
    with it (churned and contraction) by currency, ``revenue`` its share of what was paid at the starts.
    """

    segment: str
    there: int
    lost: int
    rate: Share | None
    mark: str
    points: tuple[float, float, float] | None
    q: float | None
    of_losses: float | None
    of_customers: float
    money: Mapping[str, Part]
    revenue: Mapping[str, float]


@dataclass(frozen=True)
class Most:
    """The few segments that make up half or more of something: which, how much of how much."""

    segments: tuple[str, ...]
    part: Decimal
    whole: Decimal


@dataclass(frozen=True)
class SegmentTable:
    """Segments over ``periods`` complete periods; ``most_losses`` and ``most_money`` (by currency) where few make half.

    ``there`` and ``lost`` are those of all segments.
    """

    lines: tuple[SegmentLine, ...]
    periods: int
    there: int
    lost: int
    comparisons: int
    most_losses: Most | None
    most_money: Mapping[str, Most]

    @property
    def shown(self) -> tuple[SegmentLine, ...]:
        """The lines that the page has room for."""
        return self.lines[:MOST_SHOWN]

    def customers_of(self, segments: Sequence[str]) -> float:
        """Return which share of all customers at the starts some segments are."""
        return sum(line.of_customers for line in self.lines if line.segment in segments)

    def revenue_of(self, segments: Sequence[str], currency: str) -> float:
        """Return which share of all that was paid at the starts some segments are."""
        return sum(line.revenue.get(currency, 0.0) for line in self.lines if line.segment in segments)

    @property
    def above(self) -> list[SegmentLine]:
        """Segments that lose more than the rest beyond chance, the highest rate first."""
        found = [line for line in self.lines if line.mark == "more"]
        return sorted(found, key=lambda line: -(line.rate.share if line.rate else 0))


def segment_table(flows: Flows, by: str) -> SegmentTable:
    """Set each segment's losses, over all complete periods, against the rest's.

    A customer counts once for each period at whose start it was there, so that rates are by period and compare with
    the trend; differences are tested by Fisher or chi-squared and adjusted over the table (Benjamini–Hochberg). Where a
    segment has fewer than LEAST_BASE customers at the mean start, nothing is tested.
    """
    complete = np.array([period.complete for period in flows.periods], bool)
    there, lost = (column[complete].sum(axis=0) for column in (flows.people.there, flows.people.lost))
    gone = (flows.money.churned + flows.money.contraction)[complete].sum(axis=0)
    paid = flows.money.start[complete].sum(axis=0)
    rows = np.flatnonzero(there)
    if by not in ORDERED:
        rows = rows[np.argsort(-there[rows], kind="stable")]
    segments = [flows.segments[row] for row in rows.tolist()]
    there, lost, gone, paid = there[rows], lost[rows], gone[rows], paid[rows]
    few = there < LEAST_BASE * max(int(complete.sum()), 1)
    against = segment_differences(lost[np.newaxis], there, few[np.newaxis])
    lines = tuple(_line(segment, at, (there, lost), against) for at, segment in enumerate(segments))
    money = {currency: gone[:, code] for code, currency in enumerate(flows.currencies) if gone[:, code].any()}
    revenue = [(currency, paid[:, code]) for code, currency in enumerate(flows.currencies) if paid[:, code].any()]
    return SegmentTable(
        tuple(
            replace(
                line, money=_parts(at, money), revenue={name: float(cents[at] / cents.sum()) for name, cents in revenue}
            )
            for at, line in enumerate(lines)
        ),
        int(complete.sum()),
        int(there.sum()),
        int(lost.sum()),
        against.comparisons,
        most_of(_amounts(segments, lost, 0)),
        {currency: found for currency, cents in money.items() if (found := most_of(_amounts(segments, cents, -2)))},
    )


def _line(segment: str, at: int, people: tuple[Counts, Counts], against: SegmentDifferences) -> SegmentLine:
    """Return a segment's line, without its money."""
    there, lost = int(people[0][at]), int(people[1][at])
    losses, told = int(people[1].sum()), against.state[0, at] in ("tested", "small")
    points, low, high = (float(part[0, at]) for part in (against.points, against.low, against.high))
    marked = told and bool(against.more_than_chance[0, at])
    return SegmentLine(
        segment=segment,
        there=there,
        lost=lost,
        rate=wilson_share(lost, there),
        mark=("more" if points > 0 else "less") if marked else "",
        points=(points, low, high) if told else None,
        q=float(against.q[0, at]) if told else None,
        of_losses=lost / losses if losses else None,
        of_customers=there / int(people[0].sum()),
        money={},
        revenue={},
    )


def most_of(amounts: Mapping[str, Decimal]) -> Most | None:
    """Return the fewest segments that make up half or more; None where that takes many, or there is but one.

    >>> most_of({"free": Decimal(60), "pro": Decimal(25), "team": Decimal(15)}).segments
    ('free',)
    """
    whole, part = sum(amounts.values(), Decimal(0)), Decimal(0)
    if not whole or len(amounts) < 2:
        return None
    named = []
    for segment, amount in sorted(amounts.items(), key=lambda item: -item[1]):
        named.append(segment)
        part += amount
        if part * 2 >= whole:
            break
    few = len(named) <= FEW_SEGMENTS and len(named) < len(amounts)
    return Most(tuple(named), part, whole) if few else None


def _amounts(segments: list[str], counts: Counts, scale: int) -> dict[str, Decimal]:
    return {segment: Decimal(count).scaleb(scale) for segment, count in zip(segments, counts.tolist(), strict=True)}


def _parts(at: int, money: Mapping[str, Counts]) -> dict[str, Part]:
    return {
        currency: Part(units(int(cents[at])), int(cents[at]) / int(cents.sum())) for currency, cents in money.items()
    }
