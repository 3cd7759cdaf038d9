"""Shares weighted to everybody who left: each answer stands for those who left in its segment and did not say why.

A cell that is hidden among the segments must not be worked out from raw and weighted share together. So, for each
cause, the segments in which it is hidden are weighted as one: what is printed then depends on their sum only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

from customers.models import Ending
from reports.codebooks import UNCLEAR
from reports.exits import Exits, last_day
from reports.filters import Filters
from reports.losses import chosen_customers, lost_within
from reports.rollups.columns import SEPARATOR, Coded
from reports.splits import alike, crossed, has_keys, people_of
from reports.statistics import Turn, WeightedShares, post_stratified_share, ranking_could_turn, wilson_share
from reports.suppression import Hidden, Table
from reports.tallies import Chosen, People, chosen_answers, hidden_of

STRATUM = "~stratum"


@dataclass(frozen=True)
class WeightedCause:
    """A cause's share as counted and weighted, each with its interval; all None when ``suppressed``."""

    cause: str
    count: int | None = None
    share: float | None = None
    low: float | None = None
    high: float | None = None
    weighted: float | None = None
    weighted_low: float | None = None
    weighted_high: float | None = None
    suppressed: bool = False


@dataclass(frozen=True)
class Weighted:
    """Raw against weighted shares. ``base`` answers stand for ``left`` people and are worth ``effective`` equal ones.

    ``strata`` is how many segments people left in, ``joined`` how many were too small and taken together. ``first``
    and ``second`` are the causes that ``turn`` is about.
    """

    causes: tuple[WeightedCause, ...]
    base: int
    left: int
    effective: float
    strata: int
    joined: int
    turn: Turn
    first: str = ""
    second: str = ""

    @property
    def worth(self) -> int:
        """How many answers of equal weight these are worth, as a whole number."""
        return round(self.effective)

    @property
    def answered_share(self) -> float:
        """Coded answers ÷ people who left; at most 1, for who answers by the open link may be no known customer."""
        return min(1.0, self.base / self.left)


def weighted_shares(
    exits: Exits, filters: Filters, causes: Sequence[str], left: Mapping[str, int], and_by: str = ""
) -> Weighted | None:
    """Return the shares; None where nobody left, nobody's words were read, or those who did are hidden.

    ``left`` is how many left, by the segments to weight by, as ``left_people`` gives them.
    """
    everyone = _coded(exits, filters, causes, and_by)
    people = everyone.narrowed(filters.where)
    strata = sorted({*people.values(STRATUM), *left})
    table = people.table(STRATUM, strata)
    hidden = hidden_of(everyone, replace(filters, by=STRATUM), strata, settings.SMALLEST_GROUP)
    population = np.array([left.get(stratum, 0) for stratum in strata], np.int64)
    whole = _weighted(table, table.bases, population, hidden.bases)
    if hidden.base or whole is None or not population.sum():
        return None
    lines = [
        line
        for row, cause in enumerate(people.causes)
        if table.totals[row] and (line := _line(cause, table, row, hidden, population))
    ]
    lines.sort(key=lambda line: (line.cause == UNCLEAR, line.suppressed, -(line.share or 0), -(line.weighted or 0)))
    seen = [line for line in lines if not line.suppressed and line.cause != UNCLEAR]
    answered = min(1.0, table.base / int(population.sum()))
    turn = ranking_could_turn([line.share or 0 for line in seen], [line.weighted or 0 for line in seen], answered)
    first, second = ("" if place is None else seen[place].cause for place in (turn.first, turn.second))
    joined = _joined(whole.joined, len(strata), int(hidden.bases.sum()))
    there = int((population > 0).sum())
    return Weighted(
        tuple(lines), table.base, int(population.sum()), whole.effective, there, joined, turn, first, second
    )


def _coded(exits: Exits, filters: Filters, causes: Sequence[str], and_by: str) -> People:
    """Return those of all segments whose words were read, less those whose payment failed."""
    answers = exits.answers
    chosen = exits.coded & chosen_answers(exits, replace(filters, where=()))
    kept = np.flatnonzero(chosen & ~answers.ending.equals(Ending.INVOLUNTARY))
    columns = {"~causes": answers.main if filters.main_only else answers.causes}
    columns[STRATUM] = _stratum(answers.dimension(filters.by), answers.dimension(and_by), and_by)
    columns |= {name: answers.dimension(name) for name, _value in filters.where}
    rows = alike({name: column.take(kept) for name, column in columns.items()}, answers.people[kept])
    return people_of(rows, np.argwhere(has_keys(rows.dimension("~causes"), causes)), causes)


def first_of(left: Mapping[str, int]) -> dict[str, int]:
    """Return how many left by the first of two dimensions, of those who left by both."""
    found: dict[str, int] = {}
    for stratum, count in left.items():
        segment = stratum.partition(SEPARATOR)[0]
        found[segment] = found.get(segment, 0) + count
    return found


def left_people(exits: Exits, filters: Filters, and_by: str) -> dict[str, int]:
    """Return how many left by their own decision or for a reason unknown, by segment, or by two dimensions crossed."""
    customers, until = exits.customers, last_day(filters.end)
    lost = chosen_customers(exits, filters) & lost_within(exits, filters)
    lost &= ~customers.ending.equals(Ending.INVOLUNTARY)
    kept = np.flatnonzero(lost)
    one = customers.dimension(filters.by, until).take(kept)
    other = customers.dimension(and_by, until).take(kept)
    column = _stratum(one, other, and_by)
    counts = np.bincount(column.codes, customers.people[kept], len(column.values)).astype(int).tolist()
    return {value: count for value, count in zip(column.values, counts, strict=True) if count}


def _joined(positions: tuple[int, ...], strata: int, hidden: int) -> int:
    """Return how many strata were taken together; those that are hidden are one, at the last position."""
    among = bool(hidden) and strata - hidden in positions
    return len(positions) - among + (hidden if among or hidden > 1 else 0)


def _stratum(one: Coded, other: Coded, and_by: str) -> Coded:
    return crossed(one, other) if and_by else one


def _line(cause: str, table: Table, row: int, hidden: Hidden, population: NDArray[np.int64]) -> WeightedCause:
    count, base = int(table.totals[row]), table.base
    raw = wilson_share(count, base)
    found = _weighted(table, table.counts[row], population, hidden.cells[row] | hidden.bases)
    if hidden.totals[row] or raw is None or found is None:
        return WeightedCause(cause, suppressed=True)
    weighted = (float(found.share[0]), float(found.low[0]), float(found.high[0]))
    return WeightedCause(cause, count, raw.share, raw.low, raw.high, *weighted)


def _weighted(
    table: Table, named: NDArray[np.int64], population: NDArray[np.int64], together: Chosen
) -> WeightedShares | None:
    """Return a weighted share, the strata that must not be told apart taken as one."""
    if not table.base:
        return None

    def joined(counts: NDArray[np.int64]) -> NDArray[np.int64]:
        rest = counts[~together]
        return np.append(rest, counts[together].sum()) if together.any() else rest

    return post_stratified_share(joined(table.bases), joined(named), joined(population))
