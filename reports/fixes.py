"""Did the fix work: a cause before and after a release, as if the mix of segments had not changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Literal

import numpy as np
from django.conf import settings
from django.utils import timezone
from numpy.typing import NDArray

from reports.cause_parts.comparing import having_cause
from reports.causes_by_segment import segment_order
from reports.codebooks import TeamCodebook, active_codebook
from reports.exits import Exits
from reports.filters import Filters
from reports.models import Release
from reports.statistics import LEAST_BASE, AdjustedChange, Share, adjusted_change, wilson_share
from reports.suppression import Hidden
from reports.tallies import People, coded_people, hidden_of

WINDOWS = (30, 60, 90, 180)
DEFAULT_WINDOW = 90
GAPS = (0, 1, 3, 7, 14, 30)
MOST_GROUPS = 12

# People with the cause, and people, by stratum.
Strata = tuple[list[int], list[int]]
State = Literal["to_come", "elsewhere", "too_few", "hidden", "nobody", "told"]


@dataclass(frozen=True)
class FixQuestion:
    """How before and after are looked at: windows of so many ``days``, ``gap`` days around the release left out.

    The mix that is held still is that of the dimension ``mix``, crossed with ``also``; both may be empty.
    """

    days: int = DEFAULT_WINDOW
    gap: int = 0
    mix: str = ""
    also: str = ""

    @property
    def dimensions(self) -> list[str]:
        """The dimensions whose mix is held still."""
        return [dimension for dimension in (self.mix, self.also) if dimension]


@dataclass(frozen=True)
class Side:
    """The people who left in ``[begin, end)``; counts are None where they are hidden. ``over`` of the days are over."""

    begin: date
    end: date
    over: int
    base: int | None
    count: int | None
    share: Share | None


@dataclass(frozen=True)
class FixGroup:
    """A segment's share before and after; None where it is hidden or nobody is there."""

    segment: str
    before: Share | None
    after: Share | None
    before_base: int | None
    after_base: int | None


@dataclass(frozen=True)
class Fix:
    """What became of a cause after a release. ``change`` is there when the state is *told*.

    *to_come*: it is not out, or the days left out are not over; *elsewhere*: it was for other segments than the page
    is narrowed to; *too_few*: under 30 people on a side; *hidden*: the figures are of too few people to be shown;
    *nobody*: the cause was named on neither side. ``needed`` is how many people a side needs. ``joined`` are the
    segments (values in the question's dimensions) that were too small on a side and were taken together.
    """

    state: State
    question: FixQuestion
    before: Side | None = None
    after: Side | None = None
    change: AdjustedChange | None = None
    joined: tuple[tuple[str, ...], ...] = ()
    groups: tuple[FixGroup, ...] = ()
    needed: int = LEAST_BASE

    @property
    def running(self) -> bool:
        """Say whether days of the window after are still to come."""
        return bool(self.after and self.question.days > self.after.over)


def read_question(given: Mapping[str, Any], filters: Filters, dimensions: Mapping[str, Sequence[str]]) -> FixQuestion:
    """Return how the address asks to look; what does not exist is as if it were not asked for."""
    fixed = {dimension for dimension, _value in filters.where}
    free = [dimension for dimension in dimensions if dimension not in fixed]
    default = filters.by if filters.by in free else ""
    mix = given.get("mix", default)
    mix = mix if mix in free else "" if mix == "-" else default
    also = given.get("also", "")
    return FixQuestion(
        days=_one_of(given.get("days"), WINDOWS, DEFAULT_WINDOW),
        gap=_one_of(given.get("gap"), GAPS, 0),
        mix=mix,
        also=also if also in free and also != mix and mix else "",
    )


def releases_about(cause: str, codebook: TeamCodebook, releases: Sequence[Release]) -> list[Release]:
    """Return the releases that are about a cause, or about one that counts as it now."""
    return [release for release in releases if cause in {codebook.given_as(key) for key in release.causes}]


def did_it_work(exits: Exits, filters: Filters, cause: str, release: Release, question: FixQuestion) -> Fix:
    """Compare the cause before and after a release, among those whom the filters and the release are about.

    The period of the filters is not used: the windows are given by the release.
    """
    today = timezone.localdate()
    gap, days = timedelta(days=question.gap), timedelta(days=question.days)
    begin = release.released_on + gap
    if begin > today:
        return Fix("to_come", question)
    where = _where(filters, release)
    if where is None:
        return Fix("elsewhere", question)
    asked = replace(filters, where=where, by=question.mix)
    windows = ((release.released_on - gap - days, release.released_on - gap), (begin, begin + days))
    sides = [_counted(exits, asked.within_period(*window), cause) for window in windows]
    over = (question.days, min(question.days, (today - begin).days + 1))
    before, after = (_side(window, past, counted) for window, past, counted in zip(windows, over, sides, strict=True))
    return _fix(question, (before, after), sides)


@dataclass(frozen=True)
class _Counted:
    """The people of a window; ``having`` says which rows have the cause, ``hidden`` what of the table by ``by``."""

    by: str
    people: People
    having: NDArray[np.bool_]
    values: list[str]
    hidden: Hidden
    row: int

    @property
    def unseen(self) -> bool:
        return bool(self.hidden.base or self.hidden.totals[self.row])

    @property
    def base(self) -> int:
        return self.people.base

    @property
    def count(self) -> int:
        return int(self.people.people[self.having].sum())


def _counted(exits: Exits, filters: Filters, cause: str) -> _Counted:
    causes = active_codebook().shown()
    everyone = coded_people(exits, filters, causes)
    people, row = everyone.narrowed(filters.where), causes.index(cause)
    values = people.values(filters.by)
    hidden = hidden_of(everyone, filters, values, settings.SMALLEST_GROUP)
    return _Counted(filters.by, people, having_cause(people, row), values, hidden, row)


def _side(window: tuple[date, date], over: int, counted: _Counted) -> Side:
    base = None if counted.hidden.base else counted.base
    if counted.unseen:
        return Side(*window, over, base, None, None)
    return Side(*window, over, base, counted.count, wilson_share(counted.count, counted.base))


def _fix(question: FixQuestion, shown: tuple[Side, Side], sides: Sequence[_Counted]) -> Fix:
    before, after = shown
    if min(side.base for side in sides) < LEAST_BASE:
        return Fix("too_few", question, before, after)
    if any(side.unseen for side in sides):
        return Fix("hidden", question, before, after)
    if not any(side.count for side in sides):
        return Fix("nobody", question, before, after)
    old, new, strata = _strata(sides, question.dimensions)
    change = adjusted_change(old, new)
    joined = tuple(strata[place] for place in change.joined) if change else ()
    return Fix("told", question, before, after, change, joined, _groups(sides) if question.mix else ())


def _strata(sides: Sequence[_Counted], dimensions: Sequence[str]) -> tuple[Strata, Strata, list[tuple[str, ...]]]:
    """Return (people with the cause, people) by stratum of each side, and the values that each stratum is."""
    columns = [sides[0].people.answers.dimension(dimension) for dimension in dimensions]
    keys = []
    for side in sides:
        key = np.zeros(len(side.people.rows), np.int64)
        for column in columns:
            key = key * len(column.values) + column.codes[side.people.rows]
        keys.append(key)
    there, places = np.unique(np.concatenate(keys), return_inverse=True)
    found = []
    for side, place in zip(sides, np.split(places, [len(keys[0])]), strict=True):
        people = side.people.people
        with_cause = np.bincount(place[side.having], people[side.having], len(there))
        found.append((with_cause.astype(int).tolist(), np.bincount(place, people, len(there)).astype(int).tolist()))
    parts = np.unravel_index(there, [len(column.values) for column in columns]) if columns else ()
    names = [[column.values[code] for code in codes] for column, codes in zip(columns, parts, strict=True)]
    return found[0], found[1], [*zip(*names, strict=True)] if names else [()] * len(there)


def _groups(sides: Sequence[_Counted]) -> tuple[FixGroup, ...]:
    """Return the segments of the mix with most people, each before and after."""
    shares: dict[str, list[tuple[Share | None, int | None]]] = {}
    people: dict[str, int] = {}
    for number, side in enumerate(sides):
        table = side.people.table(side.by, side.values)
        for place, value in enumerate(side.values):
            base, count = int(table.bases[place]), int(table.counts[side.row, place])
            unseen = bool(side.hidden.bases[place] or side.hidden.cells[side.row, place])
            pair = (None, None) if unseen else (wilson_share(count, base), base)
            shares.setdefault(value, [(None, None), (None, None)])[number] = pair
            people[value] = people.get(value, 0) + base
    most = set(sorted(people, key=lambda value: -people[value])[:MOST_GROUPS])
    return tuple(
        FixGroup(value, before[0], after[0], before[1], after[1])
        for value, (before, after) in ((value, shares[value]) for value in segment_order(most))
    )


def _where(filters: Filters, release: Release) -> tuple[tuple[str, str], ...] | None:
    """Return the segments of both; None where they exclude each other."""
    where = dict(filters.where)
    for dimension, value in release.segments:
        if where.setdefault(dimension, value) != value:
            return None
    return tuple(sorted(where.items()))


def _one_of(given: Any, choices: Sequence[int], default: int) -> int:
    return next((choice for choice in choices if str(choice) == given), default)
