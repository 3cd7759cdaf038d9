"""Causes by segment: which causes drive which segment away, with base, interval and revenue.

One function computes the page; the page, its exports and the command line all show this object.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from django.conf import settings

from customers.dimensions import HIGHEST_MRR, LONGEST_TENURE, MRR_BANDS, TENURE_BANDS
from reports.answered import Figures, figures
from reports.exits import Exits
from reports.filters import Filters
from reports.losses import ALL, customer_counts
from reports.revenue import Money, currencies_of, mrr_at_stake, revenue_table
from reports.statistics import (
    SegmentDifferences,
    Share,
    ratio,
    segment_differences,
    weighted_shares_by_mrr,
    wilson_share,
)
from reports.suppression import Hidden, Table
from reports.tallies import People, chosen_answers, coded_people, hidden_of

NOT_RECORDED = ""
MOST_SEGMENTS = 12
SCALES = (0.25, 0.5, 1.0)
BANDS = (
    [band for _bound, band in TENURE_BANDS] + [LONGEST_TENURE] + [band for _bound, band in MRR_BANDS] + [HIGHEST_MRR]
)


@dataclass(frozen=True)
class View:
    """How the matrix is shown: shares of revenue in a ``currency`` or of people, rows by a segment, turned around."""

    currency: str = ""
    sort: str = ""
    turned: bool = False

    def query(self) -> dict[str, str]:
        """Return the fields of an address that ask for the same."""
        return {"weight": self.currency, "sort": self.sort, "turn": "1" if self.turned else ""}


@dataclass(frozen=True)
class Against:
    """A segment's share against that of all others: points and lift with 95% intervals; None where not defined.

    ``state`` is as in ``reports.statistics.SegmentDifferences``; ``mark`` is *more* or *less* where the difference
    survives Benjamini–Hochberg over the table, else empty.
    """

    points: float | None
    low: float | None
    high: float | None
    lift: float | None
    lift_low: float | None
    lift_high: float | None
    q: float | None
    state: str
    mark: str


@dataclass(frozen=True)
class Cell:
    """People of a segment (``*``: of all) who named a cause. Every figure is None when ``suppressed``.

    ``mrr`` is the revenue at stake by currency; ``of_mrr`` the share of the segment's revenue, where that was asked
    for; ``against`` how the segment differs from all others.
    """

    cause: str
    segment: str
    count: int | None = None
    base: int | None = None
    share: float | None = None
    low: float | None = None
    high: float | None = None
    mrr: Money | None = None
    suppressed: bool = False
    of_mrr: Share | None = None
    against: Against | None = None

    @property
    def shown_share(self) -> Share | None:
        """The share that the page shows: of people, or of revenue where that was asked for."""
        if self.of_mrr:
            return self.of_mrr
        if self.share is None or self.low is None or self.high is None:
            return None
        return Share(self.share, self.low, self.high)


@dataclass(frozen=True)
class SegmentFigures:
    """A segment's customers, losses and answers; customer figures are None where only answers have the dimension."""

    segment: str
    customers: int | None
    lost: int | None
    lost_involuntary: int | None
    responses: int | None
    base: int | None
    suppressed: bool

    @property
    def lost_share(self) -> float | None:
        """Lost ÷ customers; None without customers."""
        return ratio(self.lost or 0, self.customers or 0)


@dataclass(frozen=True)
class CausesBySegment:
    """The page. ``segments`` begins with all (``*``); ``cells`` has one for every segment × cause."""

    filters: Filters
    figures: Figures
    causes: tuple[str, ...]
    segments: tuple[SegmentFigures, ...]
    cells: Mapping[tuple[str, str], Cell]
    floor: int
    view: View = View()
    currencies: tuple[str, ...] = ()
    comparisons: int = 0

    def shown_segments(self) -> list[SegmentFigures]:
        """Return the segments that the page has room for: those with the most answers, in their own order."""
        split = self.segments[1:]
        most = sorted(split, key=lambda one: (-(one.base or 0), -(one.customers or 0)))[:MOST_SEGMENTS]
        return [segment for segment in split if segment in most]

    def matrix(self) -> list[tuple[Cell, list[Cell]]]:
        """Return a row for each ranked cause: its cell of all people, and those of the shown segments."""
        shown = [segment.segment for segment in self.shown_segments()]
        return [(cell, [self.cells[segment, cell.cause] for segment in shown]) for cell in self.ranked()]

    def turned(self) -> list[tuple[SegmentFigures, list[Cell]]]:
        """Return the matrix with a row for each shown segment, all together first."""
        rows = [self.segments[0], *self.shown_segments()]
        return [(row, [self.cells[row.segment, cell.cause] for cell in self.ranked()]) for row in rows]

    def scale(self) -> float:
        """Return the share that the whole length of a bar stands for: the least round one that holds every interval."""
        highest = max((cell.high or 0.0 for cell in self.ranked()), default=0.0)
        return next(scale for scale in SCALES if highest <= scale)

    def left_out(self) -> int:
        """Return how many segments the page has no room for; exports have them all."""
        return max(0, len(self.segments) - 1 - MOST_SEGMENTS)

    def ranked(self) -> list[Cell]:
        """Return the causes that somebody named, most people first; hidden ones and *no reason* are last."""
        cells = [self.cells[ALL, cause] for cause in self.causes]
        named = [cell for cell in cells if cell.suppressed or cell.count]
        return sorted(named, key=self._place)

    def query(self, **more: str) -> str:
        """Return the query string that asks for the same page, and for ``more``."""
        return self.filters.query(**self.view.query() | more)

    def _place(self, total: Cell) -> tuple[bool, bool, float]:
        """Return where the row of a cause stands: by the segment that the reader sorts by, else by all."""
        cell = self.cells.get((self.view.sort, total.cause), total) if self.view.sort else total
        share = cell.shown_share
        return total.cause == "unclear", cell.suppressed, -(share.share if share else 0.0)


def causes_by_segment(exits: Exits, filters: Filters, causes: Sequence[str], view: View = View()) -> CausesBySegment:
    """Return the page from the tables of exits. ``causes`` are the codebook's keys, in its order."""
    question = ("causes by segment", filters, tuple(causes), view)
    return exits.kept(question, lambda: _causes_by_segment(exits, filters, causes, view))


def _causes_by_segment(exits: Exits, filters: Filters, causes: Sequence[str], view: View) -> CausesBySegment:
    floor = settings.SMALLEST_GROUP
    people = coded_people(exits, filters, causes)
    narrowed = people.narrowed(filters.where)
    customers = customer_counts(exits, filters)
    responses = _response_counts(exits, filters)
    segments = segment_order({*(customers or {}), *responses} - {ALL})
    hidden = hidden_of(people, filters, segments, floor)
    table = narrowed.table(filters.by, segments)
    differences = _differences(table, hidden)
    currencies = currencies_of(narrowed)
    view = replace(view, currency=view.currency if view.currency in currencies else "")
    revenue = _revenue_shares(narrowed, view.currency, (filters.by, segments)) if view.currency else {}
    cells = _cells(narrowed, filters.by, segments, (table, hidden))
    return CausesBySegment(
        filters=filters,
        figures=figures(exits, filters),
        causes=tuple(causes),
        segments=tuple(_segments(segments, customers, responses, (table, hidden))),
        cells={
            key: cell if cell.suppressed else replace(cell, of_mrr=revenue.get(key), against=against)
            for key, cell in cells.items()
            for against in [_against(differences, causes.index(key[1]), key[0], segments)]
        },
        floor=floor,
        view=view,
        currencies=tuple(currencies),
        comparisons=differences.comparisons,
    )


def segment_order(segments: set[str]) -> list[str]:
    """Return segments as people expect them: bands by size, others by name, not recorded last."""
    return sorted(segments, key=lambda name: (name == NOT_RECORDED, BANDS.index(name) if name in BANDS else -1, name))


def _response_counts(exits: Exits, filters: Filters) -> dict[str, int]:
    chosen = chosen_answers(exits, filters)
    column = exits.answers.dimension(filters.by).take(chosen)
    counts = np.bincount(column.codes, exits.answers.people[chosen], len(column.values)).astype(int).tolist()
    found = {value: count for value, count in zip(column.values, counts, strict=True) if count}
    return found | {ALL: sum(counts)}


def _segments(
    segments: list[str],
    customers: Mapping[str, tuple[int, int, int]] | None,
    responses: Mapping[str, int],
    people: tuple[Table, Hidden],
) -> list[SegmentFigures]:
    table, hidden = people
    bases = [(ALL, table.base, hidden.base)]
    bases += zip(segments, map(int, table.bases), map(bool, hidden.bases), strict=True)
    found = []
    for segment, base, suppressed in bases:
        known, lost, involuntary = (None,) * 3 if customers is None else customers.get(segment, (0, 0, 0))
        answers = None if suppressed else responses.get(segment, 0)
        found.append(
            SegmentFigures(segment, known, lost, involuntary, answers, None if suppressed else base, suppressed)
        )
    return found


def _cells(people: People, by: str, segments: list[str], counted: tuple[Table, Hidden]) -> dict[tuple[str, str], Cell]:
    table, hidden = counted
    mrr = mrr_at_stake(people, by)
    columns = [(ALL, table.totals, table.base, hidden.totals | hidden.base)]
    columns += [
        (segment, table.counts[:, column], int(table.bases[column]), hidden.cells[:, column])
        for column, segment in enumerate(segments)
    ]
    return {
        (segment, cause): Cell(cause, segment, suppressed=True)
        if suppressed[row]
        else _cell(cause, segment, int(counts[row]), base, mrr.get((segment, row), {}))
        for segment, counts, base, suppressed in columns
        for row, cause in enumerate(people.causes)
    }


def _cell(cause: str, segment: str, count: int, base: int, mrr: Money) -> Cell:
    share = wilson_share(count, base)
    if share is None:
        return Cell(cause, segment, count, base, mrr=mrr)
    return Cell(cause, segment, count, base, share.share, share.low, share.high, mrr)


def _differences(table: Table, hidden: Hidden) -> SegmentDifferences:
    unseen = hidden.cells | hidden.totals[:, np.newaxis] | hidden.bases[np.newaxis, :] | hidden.base
    return segment_differences(table.counts, table.bases, unseen)


def _against(found: SegmentDifferences, row: int, segment: str, segments: Sequence[str]) -> Against | None:
    if segment == ALL or len(segments) < 2:
        return None
    at = row, segments.index(segment)
    names = ("points", "low", "high", "lift", "lift_low", "lift_high", "q")
    figures = {name: float(value) if np.isfinite(value := getattr(found, name)[at]) else None for name in names}
    mark = ("more" if (figures["points"] or 0) > 0 else "less") if found.more_than_chance[at] else ""
    return Against(**figures, state=str(found.state[at]), mark=mark)


def _revenue_shares(people: People, currency: str, split: tuple[str, Sequence[str]]) -> dict[tuple[str, str], Share]:
    """Return the share of each segment's revenue (``*``: of all) that is of people who named each cause."""
    by, segments = split
    money = revenue_table(people, currency, by, segments)
    columns = [
        (ALL, *(part.sum(axis=-1) for part in (money.named, money.named_squares, money.total, money.total_squares)))
    ]
    columns += [
        (segment, money.named[:, at], money.named_squares[:, at], money.total[at], money.total_squares[at])
        for at, segment in enumerate(segments)
    ]
    return {
        (segment, cause): Share(float(found.share[row]), float(found.low[row]), float(found.high[row]))
        for segment, named, squares, total, total_squares in columns
        if total > 0
        for found in [weighted_shares_by_mrr(named, squares, float(total), float(total_squares))]
        for row, cause in enumerate(people.causes)
    }
