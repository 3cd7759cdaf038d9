"""Causes by segment: which causes drive which segment away, with base, interval and revenue.

One function computes the page; the page, its exports and the command line all show this object.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from django.conf import settings

from customers.dimensions import HIGHEST_MRR, LONGEST_TENURE, MRR_BANDS, TENURE_BANDS
from customers.models import Ending
from reports.exits import CODED, PENDING, Exits
from reports.filters import Filters
from reports.losses import ALL, customer_counts, endings_of
from reports.statistics import ratio, wilson_share
from reports.suppression import Hidden, Table
from reports.tallies import People, chosen_answers, coded_people, hidden_of, within

NOT_RECORDED = ""
MOST_SEGMENTS = 12
SCALES = (0.25, 0.5, 1.0)
BANDS = (
    [band for _bound, band in TENURE_BANDS] + [LONGEST_TENURE] + [band for _bound, band in MRR_BANDS] + [HIGHEST_MRR]
)

Money = Mapping[str, Decimal]


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
class Figures:
    """The page's head: who left, who was asked, who answered, what was made of it. People, in the period."""

    voluntary: int
    involuntary: int
    unknown: int
    invited: int
    invited_answered: int
    answers: int
    coded: int
    no_words: int
    no_content: int
    pending: int
    to_be_read: int

    @property
    def exits(self) -> int:
        """Those who left by their own decision or for a reason unknown."""
        return self.voluntary + self.unknown

    @property
    def response_rate(self) -> float | None:
        """Invited people who answered ÷ invited people; answers through the open link are beside it."""
        return ratio(self.invited_answered, self.invited)


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


def figures(exits: Exits, filters: Filters) -> Figures:
    """Return the page's head."""
    endings = endings_of(exits, filters)
    invited, invited_answered = invited_counts(exits, filters)
    chosen = chosen_answers(exits, filters)
    people, status = exits.answers.people[chosen], exits.status.take(chosen)
    counts = np.bincount(status.codes, people, len(status.values)).astype(int).tolist()
    statuses = dict(zip(status.values, counts, strict=True))
    return Figures(
        voluntary=endings[Ending.VOLUNTARY],
        involuntary=endings[Ending.INVOLUNTARY],
        unknown=endings[Ending.UNKNOWN],
        invited=invited,
        invited_answered=invited_answered,
        answers=int(people.sum()),
        coded=sum(statuses.get(status, 0) for status in CODED),
        no_words=statuses.get("no_words", 0),
        no_content=statuses.get("no_content", 0),
        pending=statuses.get(PENDING, 0),
        to_be_read=int(people[exits.unsure[chosen]].sum()),
    )


def invited_counts(exits: Exits, filters: Filters) -> tuple[int, int]:
    """Return how many people were invited who left in the period, and how many of them answered."""
    invitations = exits.invitations
    chosen = within(invitations.left, filters)
    if filters.survey:
        chosen &= invitations.survey.equals(filters.survey)
    for dimension, value in filters.where:
        chosen &= invitations.dimension(dimension).equals(value)
    people = invitations.people
    return int(people[chosen].sum()), int(people[chosen & invitations.answered].sum())


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
    mrr = _mrr_at_stake(people, by)
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


def _mrr_at_stake(people: People, by: str) -> dict[tuple[str, int], dict[str, Decimal]]:
    """Return the revenue of those who named a cause, by segment and row of the cause, by currency."""
    answers, column = people.answers, people.column(by)
    sums: dict[tuple[str, int], dict[str, Decimal]] = defaultdict(dict)
    known = answers.has_mrr[people.rows]
    for code, currency in enumerate(answers.currency.values):
        chosen = known & (answers.currency.codes[people.rows] == code)
        pairs = people.pairs[chosen[people.pairs[:, 0]]]
        cents = np.zeros((len(column.values), len(people.causes)), np.int64)
        np.add.at(cents, (column.codes[pairs[:, 0]], pairs[:, 1]), answers.mrr[people.rows[pairs[:, 0]]])
        there = np.zeros(cents.shape, bool)
        there[column.codes[pairs[:, 0]], pairs[:, 1]] = True
        for segment, cause in np.argwhere(there).tolist():
            sums[column.values[segment], cause][currency] = Decimal(int(cents[segment, cause])).scaleb(-2)
        for cause in np.flatnonzero(there.any(axis=0)).tolist():
            sums[ALL, cause][currency] = Decimal(int(cents[:, cause].sum())).scaleb(-2)
    return sums
