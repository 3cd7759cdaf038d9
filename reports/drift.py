"""Drift: whether the coding is what it was, month by month, and whether the last thirty days differ beyond chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

from reports.agreement import Read
from reports.codebooks import UNCLEAR
from reports.exits import Exits, last_day
from reports.filters import Filters
from reports.linked_pairs import ShareOf, shown_share
from reports.models import SampledAnswer
from reports.periods import months_later
from reports.rollups.columns import Coded
from reports.splits import alike, people_of
from reports.statistics import change
from reports.suppression import Table
from reports.tallies import People, chosen_answers, hidden_of

PART = "~part"
AT_RANDOM = SampledAnswer.Way.RANDOM.value
UNSURE, NO_REASON, SCORE, SAME = "unsure", "no_reason", "score", "same"
MEASURES = (UNSURE, NO_REASON, SCORE, SAME)
MOST_MONTHS = 24
RECENT_DAYS = 30
BEFORE_DAYS = 365


@dataclass(frozen=True)
class DriftPoint:
    """One month ``[begin, end)``: the engine's shares and mean score, and how often readers said exactly the same.

    What is hidden, or of nobody, is None; ``same`` is of answers drawn at random and read in the month.
    """

    begin: date
    end: date
    base: int | None
    unsure: ShareOf | None
    no_reason: ShareOf | None
    score: float | None
    same: ShareOf | None


@dataclass(frozen=True)
class Moved:
    """A measure in the last thirty days against the year before; ``beyond_chance`` is adjusted over all measures."""

    measure: str
    now: float
    now_base: int
    before: float
    before_base: int
    beyond_chance: bool


@dataclass(frozen=True)
class Drift:
    """The months of the period, at most two years, and what moved."""

    points: tuple[DriftPoint, ...]
    moved: tuple[Moved, ...]

    @property
    def alarms(self) -> list[Moved]:
        """What moved beyond chance."""
        return [one for one in self.moved if one.beyond_chance]


def drift(exits: Exits, filters: Filters, reads: Sequence[Read]) -> Drift:
    """Return how the coding went over the period."""
    days = exits.answers.day[exits.coded & chosen_answers(exits, filters)]
    if not len(days):
        return Drift((), ())
    end = min(filters.end or date.max, date.fromordinal(int(days.max())) + timedelta(days=1))
    begin = max(filters.begin or date.min, date.fromordinal(int(days.min())), months_later(end, -MOST_MONTHS))
    return Drift(
        tuple(_points(exits, filters, _months(begin, end), reads)),
        tuple(_moved(exits, filters, reads)),
    )


def _months(begin: date, end: date) -> list[tuple[date, date]]:
    """Return the months that a period touches, cut to it."""
    edges = [begin]
    while (following := months_later(edges[-1].replace(day=1), 1)) < end:
        edges.append(following)
    return list(zip(edges, [*edges[1:], end], strict=True))


def _points(exits: Exits, filters: Filters, parts: list[tuple[date, date]], reads: Sequence[Read]) -> list[DriftPoint]:
    table, few, scores = _counted(exits, filters, parts, reads)
    points = []
    for column, (begin, end) in enumerate(parts):
        base, hidden = int(table.bases[column]), bool(few[:, column].any())
        own = [read for read in reads if read.way == AT_RANDOM and read.read_on.replace(day=1) == begin.replace(day=1)]
        points.append(
            DriftPoint(
                begin,
                end,
                None if hidden else base,
                shown_share(int(table.counts[0, column]), base, bool(few[0, column])),
                shown_share(int(table.counts[1, column]), base, bool(few[1, column])),
                None if hidden or not scores[1, column] else float(scores[0, column] / scores[1, column]),
                shown_share(sum(read.same for read in own), len(own), len(own) < settings.SMALLEST_GROUP),
            )
        )
    return points


def _counted(
    exits: Exits, filters: Filters, parts: Sequence[tuple[date, date]], reads: Sequence[Read]
) -> tuple[Table, NDArray[np.bool_], NDArray[np.float64]]:
    """Return people unsure and without a reason by part, what of it is hidden, and scores: their sum and number."""
    everyone, names = _people(exits, filters, parts)
    there = [read for read in reads if read.within(filters)]
    here = everyone.narrowed(filters.where)
    table = here.table(PART, names)
    hidden = hidden_of(everyone, replace(filters, by=PART), names, settings.SMALLEST_GROUP)
    few = hidden.cells | hidden.bases[np.newaxis, :] | hidden.base
    back = np.array([[_put_back(there, part)] for part in parts]).reshape(len(parts), 4).T
    counts = np.clip(table.counts + back[:2].astype(np.int64), 0, table.bases)
    return Table(counts, table.bases), few, np.maximum(_scores(exits, filters, parts) + back[2:], 0)


def _put_back(reads: Sequence[Read], part: tuple[date, date]) -> list[float]:
    """Return what to add so that answers read by people count as the engine had them.

    That is people unsure and without a reason, scores, and number of causes; what a person set has a score of 1.
    """
    own = [read for read in reads if part[0] <= read.left_on < part[1]]
    return [
        sum(read.unsure for read in own),
        sum((UNCLEAR in read.found) - (UNCLEAR in read.said) for read in own),
        sum(read.score - len(read.said) for read in own),
        sum(len(read.found) - len(read.said) for read in own),
    ]


def _people(exits: Exits, filters: Filters, parts: Sequence[tuple[date, date]]) -> tuple[People, list[str]]:
    answers = exits.answers
    names = [f"{number:03}" for number in range(len(parts))]
    inside = replace(filters.within_period(parts[0][0], parts[-1][1]), where=())
    kept = np.flatnonzero(exits.coded & chosen_answers(exits, inside))
    unclear = np.array([UNCLEAR in value.split("\x1f") for value in answers.causes.values], bool)[answers.causes.codes]
    state = (exits.unsure * 2 + unclear + 1).astype(np.int32)
    columns = {"~state": Coded(state, ("", "neither", "unclear", "unsure", "both")), PART: _part(answers.day, parts)}
    columns |= {name: answers.dimension(name) for name, _value in filters.where}
    rows = alike({name: column.take(kept) for name, column in columns.items()}, answers.people[kept])
    codes = rows.dimension("~state").codes - 1
    pairs = np.argwhere(np.column_stack([codes >= 2, codes % 2 == 1]))
    return people_of(rows, pairs, (UNSURE, NO_REASON)), names


def _part(days: NDArray[np.int32], parts: Sequence[tuple[date, date]]) -> Coded:
    edges = np.array([begin.toordinal() for begin, _end in parts])
    codes = np.searchsorted(edges, days, side="right")
    return Coded(codes.astype(np.int32), ("", *(f"{number:03}" for number in range(len(parts)))))


def _scores(exits: Exits, filters: Filters, parts: Sequence[tuple[date, date]]) -> NDArray[np.float64]:
    """Return the sum of the engine's scores by part, and of how many causes it is."""
    answers = exits.answers
    inside = filters.within_period(parts[0][0], parts[-1][1])
    kept = (exits.coded & chosen_answers(exits, inside))[answers.pairs[:, 0]]
    rows = answers.pairs[kept, 0]
    part = _part(answers.day, parts).codes[rows] - 1
    sums = np.bincount(part, answers.strength[kept], len(parts))
    return np.vstack([sums, np.bincount(part, answers.people[rows], len(parts))])


def _moved(exits: Exits, filters: Filters, reads: Sequence[Read]) -> list[Moved]:
    """Return every measure in the last thirty days of the period against the year before them."""
    end = last_day(filters.end) + timedelta(days=1)
    middle = end - timedelta(days=RECENT_DAYS)
    begin = max(filters.begin or date.min, end - timedelta(days=BEFORE_DAYS))
    if begin >= middle:
        return []
    sides = ((begin, middle), (middle, end))
    table, few, scores = _counted(exits, filters, sides, reads)
    drawn = [read for read in reads if read.way == AT_RANDOM]
    same = [[read.same for read in drawn if one <= read.read_on < other] for one, other in sides]
    counts = np.array([table.counts[0], table.counts[1], scores[0], [sum(one) for one in same]], float)
    bases = np.array([table.bases, table.bases, scores[1], [len(one) for one in same]], float)
    counts = np.minimum(counts, bases)
    seen = ~np.array([few[0].any(), few[1].any(), few.any(), False])
    places = [place for place in range(len(MEASURES)) if seen[place] and bases[place].min() > 0]
    if not places:
        return []
    found = change(counts[places, 0], bases[places, 0], counts[places, 1], bases[places, 1])
    return [
        Moved(
            MEASURES[place],
            float(counts[place, 1] / bases[place, 1]),
            int(bases[place, 1]),
            float(counts[place, 0] / bases[place, 0]),
            int(bases[place, 0]),
            bool(found.more_than_chance[at]),
        )
        for at, place in enumerate(places)
    ]
