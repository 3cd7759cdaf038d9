"""Causes by segment: which causes drive which segment away, with base, interval and revenue.

One function computes the page; the page, its exports and the command line all show this object.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from django.conf import settings

from customers.dimensions import HIGHEST_MRR, LONGEST_TENURE, MRR_BANDS, TENURE_BANDS
from reports.answered import Figures, figures
from reports.exits import Exits
from reports.filters import Filters
from reports.losses import ALL, customer_counts
from reports.revenue import Money, mrr_at_stake
from reports.statistics import ratio, wilson_share
from reports.suppression import Hidden, Table
from reports.tallies import People, chosen_answers, coded_people, hidden_of

NOT_RECORDED = ""
MOST_SEGMENTS = 12
SCALES = (0.25, 0.5, 1.0)
BANDS = (
    [band for _bound, band in TENURE_BANDS] + [LONGEST_TENURE] + [band for _bound, band in MRR_BANDS] + [HIGHEST_MRR]
)


@dataclass(frozen=True)
class Cell:
    """People of a segment (``*``: of all) who named a cause. Every figure is None when ``suppressed``.

    ``mrr`` is the revenue at stake by currency.
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

    def shown_segments(self) -> list[SegmentFigures]:
        """Return the segments that the page has room for: those with the most answers, in their own order."""
        split = self.segments[1:]
        most = sorted(split, key=lambda one: (-(one.base or 0), -(one.customers or 0)))[:MOST_SEGMENTS]
        return [segment for segment in split if segment in most]

    def matrix(self) -> list[tuple[Cell, list[Cell]]]:
        """Return a row for each ranked cause: its cell of all people, and those of the shown segments."""
        shown = [segment.segment for segment in self.shown_segments()]
        return [(cell, [self.cells[segment, cell.cause] for segment in shown]) for cell in self.ranked()]

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
        return sorted(named, key=lambda cell: (cell.cause == "unclear", cell.suppressed, -(cell.count or 0)))


def causes_by_segment(exits: Exits, filters: Filters, causes: Sequence[str]) -> CausesBySegment:
    """Compute the page from the tables of exits. ``causes`` are the codebook's keys, in its order."""
    floor = settings.SMALLEST_GROUP
    people = coded_people(exits, filters, causes)
    narrowed = people.narrowed(filters.where)
    customers = customer_counts(exits, filters)
    responses = _response_counts(exits, filters)
    segments = segment_order({*(customers or {}), *responses} - {ALL})
    hidden = hidden_of(people, filters, segments, floor)
    table = narrowed.table(filters.by, segments)
    return CausesBySegment(
        filters=filters,
        figures=figures(exits, filters),
        causes=tuple(causes),
        segments=tuple(_segments(segments, customers, responses, (table, hidden))),
        cells=_cells(narrowed, filters.by, segments, (table, hidden)),
        floor=floor,
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
