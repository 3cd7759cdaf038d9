"""Where a cause is over-represented and what it comes with, tested together: one correction for the whole page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from reports.codebooks import UNCLEAR
from reports.filters import Filters
from reports.statistics import (
    FEW,
    LEAST_BASE,
    LEVEL,
    Share,
    benjamini_hochberg,
    lift_of_pair,
    segment_differences,
    wilson_share,
)
from reports.suppression import Hidden, Table, hidden_figures
from reports.tallies import People, hidden_of

# A dimension with more values than this (a name, a number of one's own) parts people too finely to compare.
MOST_VALUES = 40
NAN = float("nan")


@dataclass(frozen=True)
class Line:
    """The cause in a segment, or another cause beside it. Every figure is None when ``state`` is *hidden*.

    ``lift`` is the share ÷ that of the others (a segment), or people with both ÷ those there would be by chance (a
    cause). ``state`` is as in ``reports.statistics.SegmentDifferences``. ``mark`` says *more* or *less* where the
    difference survives Benjamini–Hochberg over all comparisons of the page. ``expected`` is of causes only.
    """

    dimension: str
    value: str
    state: str
    count: int | None = None
    base: int | None = None
    share: Share | None = None
    lift: float | None = None
    lift_low: float | None = None
    lift_high: float | None = None
    expected: float | None = None
    p: float = NAN
    rises: bool = False
    mark: str = ""


@dataclass(frozen=True)
class Compared:
    """All comparisons of a page: segments of all dimensions, and other causes; how many tests were made.

    ``left_out`` names the dimensions with too many values.
    """

    segments: tuple[Line, ...]
    causes: tuple[Line, ...]
    comparisons: int
    left_out: tuple[str, ...]

    @property
    def over(self) -> list[Line]:
        """The segments where the cause is more frequent than chance explains, the greatest lift first."""
        return sorted((line for line in self.segments if line.mark == "more"), key=lambda line: -(line.lift or 0))

    @property
    def under(self) -> list[Line]:
        """The segments where the cause is less frequent than chance explains, the smallest lift first."""
        return sorted((line for line in self.segments if line.mark == "less"), key=lambda line: line.lift or 0)


@dataclass(frozen=True)
class Counted:
    """The cause's people: ``everyone`` of all segments, and those whom ``filters`` narrow them to.

    ``row`` is the cause's place in their causes; ``unseen`` says of which causes the total is hidden.
    """

    everyone: People
    people: People
    filters: Filters
    row: int
    unseen: NDArray[np.bool_]
    floor: int


def compared(counted: Counted, dimensions: Iterable[str]) -> Compared:
    """Compare the cause between the segments of each dimension, and with the other causes."""
    filters, people = counted.filters, counted.people
    segments: list[Line] = []
    left_out = []
    fixed = {dimension for dimension, _value in filters.where}
    for dimension in dimensions:
        values = [] if dimension in fixed else people.values(dimension)
        if len(values) > MOST_VALUES:
            left_out.append(dimension)
        elif len(values) > 1:
            about = replace(filters, by=dimension)
            segments += _segments(replace(counted, filters=about), values)
    causes = [] if filters.main_only else _causes(counted)
    marks, comparisons = _marks(segments, causes)
    marked = [replace(line, mark=mark) for line, mark in zip([*segments, *causes], marks, strict=True)]
    return Compared(tuple(marked[: len(segments)]), tuple(marked[len(segments) :]), comparisons, tuple(left_out))


def _segments(counted: Counted, values: Sequence[str]) -> list[Line]:
    filters, row = counted.filters, counted.row
    table = counted.people.table(filters.by, values)
    if filters.where:
        hidden = hidden_of(counted.everyone, filters, values, counted.floor)
    else:
        hidden = hidden_figures(table, counted.floor)
    # The page shows the cause's total: where this table would hide it, all of the cause is hidden here.
    unseen = hidden.cells[row] | hidden.bases | hidden.base | bool(hidden.totals[row])
    found = segment_differences(table.counts[[row]], table.bases, unseen[np.newaxis, :])
    lines = []
    for place, value in enumerate(values):
        state = str(found.state[0, place])
        if state == "hidden":
            lines.append(Line(filters.by, value, state))
            continue
        count, base = int(table.counts[row, place]), int(table.bases[place])
        lines.append(
            Line(
                filters.by,
                value,
                state,
                count,
                base,
                wilson_share(count, base),
                lift=_finite(found.lift[0, place]),
                lift_low=_finite(found.lift_low[0, place]),
                lift_high=_finite(found.lift_high[0, place]),
                p=float(found.p[0, place]),
                rises=bool(found.points[0, place] > 0),
            )
        )
    return lines


def _causes(counted: Counted) -> list[Line]:
    people, row = counted.people, counted.row
    having, base = having_cause(people, row), people.base
    table = people.counted((~having).astype(np.int64), 2)
    unseen = _unseen_beside(counted, table)
    together, totals, with_cause = table.counts[:, 0], table.totals, int(table.bases[0])
    found = lift_of_pair(together, with_cause, totals, base)
    fewest = min(with_cause, base - with_cause)
    lines = []
    for other, cause in enumerate(people.causes):
        if other == row or cause == UNCLEAR or not (totals[other] or unseen[other]):
            continue
        if unseen[other]:
            lines.append(Line("", cause, "hidden"))
            continue
        state = "too_few" if fewest < LEAST_BASE else "small" if fewest < FEW else "tested"
        lines.append(
            Line(
                "",
                cause,
                state,
                int(together[other]),
                with_cause,
                wilson_share(int(together[other]), with_cause),
                lift=_finite(found.lift[other]),
                lift_low=_finite(found.low[other]),
                lift_high=_finite(found.high[other]),
                expected=float(found.expected[other]),
                p=NAN if state == "too_few" else float(found.p[other]),
                rises=bool(found.lift[other] > 1),
            )
        )
    return sorted(lines, key=lambda line: (line.state == "hidden", -(line.lift or 0)))


def _unseen_beside(counted: Counted, table: Table) -> NDArray[np.bool_]:
    """Say of which causes the number beside this one is hidden: by itself, or for the sake of a wider page's figure."""
    filters = counted.filters
    with_cause = counted.everyone.chosen(having_cause(counted.everyone, counted.row))
    values = with_cause.narrowed(filters.where).values(filters.by)
    beside = hidden_of(with_cause, filters, values, counted.floor)
    cells = np.column_stack([beside.totals | beside.base, np.zeros(len(beside.totals), bool)])
    already = Hidden(cells, counted.unseen, np.zeros(2, bool), False)
    hidden = hidden_figures(table, counted.floor, already)
    return np.asarray(hidden.cells[:, 0] | hidden.totals | bool(hidden.bases[0]))


def having_cause(people: People, row: int) -> NDArray[np.bool_]:
    """Say of each row of the people whether they have the cause."""
    having = np.zeros(len(people.rows), bool)
    having[people.pairs[people.pairs[:, 1] == row, 0]] = True
    return having


def _marks(segments: Sequence[Line], causes: Sequence[Line]) -> tuple[list[str], int]:
    """Return each line's mark, and how many tests were made: both halves of a dimension of two are one test."""
    values: dict[str, int] = {}
    for line in segments:
        values[line.dimension] = values.get(line.dimension, 0) + 1
    tests: dict[tuple[str, str], float] = {}
    places = []
    for line in [*segments, *causes]:
        place = (line.dimension, "" if values.get(line.dimension) == 2 else line.value)
        places.append(place)
        if not np.isnan(line.p):
            tests[place] = line.p
    adjusted = dict(zip(tests, benjamini_hochberg(list(tests.values())).tolist(), strict=True))
    marks = [
        ("more" if line.rises else "less") if adjusted.get(place, 1.0) < LEVEL and _tested(line) else ""
        for line, place in zip([*segments, *causes], places, strict=True)
    ]
    return marks, len(tests)


def _tested(line: Line) -> bool:
    return line.state in ("tested", "small")


def _finite(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
