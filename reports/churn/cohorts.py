"""Retention by cohort: of those who started together, who is still a customer after k months, and what they pay."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from reports.churn.flows import Where
from reports.rollups.calendar import month_parts
from reports.rollups.columns import Array
from reports.rollups.spans import Spans

# The largest segments that are told of one by one.
MOST_SEGMENTS = 12


class Split(NamedTuple):
    """What customers are split by and narrowed to, by what each is at its first span."""

    by: str = ""
    where: Where = ()


TOGETHER = Split()


@dataclass(frozen=True)
class Cohorts:
    """Customers and MRR by segment × cohort × months since each customer's own first start.

    ``begins`` is each cohort's first day, ``segments`` the largest ones; ``of_segments`` is segments × cohorts × months
    with all others as the last segment, ``mrr_of_segments`` (cents) has currencies as a fourth side. ``complete`` says
    where every customer of the cohort has had so many months; other cells are not known.
    """

    begins: tuple[date, ...]
    months: tuple[int, ...]
    currencies: tuple[str, ...]
    segments: tuple[str, ...]
    of_segments: NDArray[np.int64]
    mrr_of_segments: NDArray[np.int64]
    complete: NDArray[np.bool_]

    @cached_property
    def people(self) -> NDArray[np.int64]:
        """Customers by cohort × months."""
        return self.of_segments.sum(axis=0)

    @cached_property
    def mrr(self) -> NDArray[np.int64]:
        """MRR by cohort × months × currencies, in cents."""
        return self.mrr_of_segments.sum(axis=0)


def months_until(first: Array, day: Array) -> NDArray[np.int64]:
    """Return the least k with ``first`` + k months ≥ ``day``, for days as ordinals.

    A month later is the same day of the month, or the last day of one that is shorter.
    """
    first_month, first_day, _length = month_parts(first)
    month, day_of_month, length = month_parts(day)
    later = np.minimum(first_day, length - 1) < day_of_month
    return (month - first_month + later).astype(np.int64)


def cohorts(spans: Spans, known_until: date, each: int = 1, months: int = 24, split: Split = TOGETHER) -> Cohorts:
    """Count who is still there, and what is paid, k = 0 … ``months`` months after each customer's first start.

    A cohort is all who started in the same ``each`` months. Who left and came back counts again from then on.
    Customers are narrowed and split by what they are at their first span, tenure aside. Days after ``known_until`` do
    not count.
    """
    after = known_until.toordinal() + 1
    rows = np.flatnonzero((spans.first > 0) & (spans.first < after) & (spans.started < after))
    rows = rows[_chosen(spans, split.where)[spans.person[rows]]]
    columns = tuple(range(months + 1)), spans.currency.values
    if not len(rows):
        nothing = np.zeros((1, 0, months + 1), np.int64)
        return Cohorts((), *columns, (), nothing, nothing[..., None], nothing[0] > 0)
    first, ended = spans.first[rows], spans.ended[rows]
    month, _day, _length = month_parts(first)
    place = month // each
    oldest = int(place.min())
    size = int(place.max()) - oldest + 1
    segments, segment = _largest(spans, split.by, rows)
    shape = len(segments) + 1, size, months + 1
    ends = np.where((ended > 0) & (ended < after), ended, after)
    begin = np.minimum(months_until(first, spans.started[rows]), months + 1)
    until = np.minimum(months_until(first, ends), months + 1)
    span = segment * size + place - oldest, begin, until
    people = _over_months(span, shape, np.ones(len(rows), np.int64))
    mrr = [_over_months(span, shape, paid) for paid in _by_currency(spans, rows)]
    begins = tuple(_month_begin((oldest + at) * each) for at in range(size))
    known = _known(oldest * each, each, shape[1:]) <= after
    return Cohorts(begins, *columns, segments, people, np.stack(mrr, axis=-1), known)


def _largest(spans: Spans, by: str, rows: NDArray[np.int64]) -> tuple[tuple[str, ...], NDArray[np.int64]]:
    """Return the largest segments and each row's place among them, that of all others behind them."""
    if not by:
        return (), np.zeros(len(rows), np.int64)
    column = spans.dimension(by, date.max, _begins(spans))
    persons = np.unique(spans.person[rows])
    people = np.bincount(column.codes[persons], minlength=len(column.values))
    largest = [code for code in np.argsort(-people, kind="stable")[:MOST_SEGMENTS].tolist() if people[code]]
    places = np.full(len(column.values), len(largest), np.int64)
    places[largest] = np.arange(len(largest))
    return tuple(column.values[code] for code in largest), places[column.codes[spans.person[rows]]]


def _by_currency(spans: Spans, rows: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    """Return what each row pays in each currency; nought where that is not known."""
    codes, paid = spans.currency.codes[rows], np.maximum(spans.mrr[rows], 0)
    return [np.where(codes == code, paid, 0) for code in range(len(spans.currency.values))]


def _known(month: int, each: int, shape: tuple[int, int]) -> NDArray[np.int64]:
    """Return the day from which each cell is known: the cohort's last customer has had so many months.

    ``month`` is the first of the oldest cohort, counted from year 0.
    """
    months = month + each * np.arange(1, shape[0] + 1)[:, np.newaxis] + np.arange(shape[1])
    first = int(months[0, 0])
    days = [_month_begin(one).toordinal() for one in range(first, int(months.max()) + 1)]
    return np.array(days)[months - first]


def _begins(spans: Spans) -> NDArray[np.int64]:
    """Return the first span of each person (positions)."""
    return np.flatnonzero(np.diff(spans.customer, prepend=-1) != 0)


def _chosen(spans: Spans, where: Where) -> NDArray[np.bool_]:
    """Say of each person whether their first span is in the segments that are narrowed to."""
    begins = _begins(spans)
    chosen = np.ones(len(begins), bool)
    for dimension, wanted in where:
        chosen &= spans.dimension(dimension, date.max, begins).equals(wanted)
    return chosen


def _over_months(
    span: tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]],
    shape: tuple[int, int, int],
    amounts: NDArray[np.int64],
) -> NDArray[np.int64]:
    """Add each amount to its segment's and cohort's months ``begin ≤ k < until``.

    Once at its begin, off at its end, summed up.
    """
    place, begin, until = span
    width = shape[2] + 1
    size = shape[0] * shape[1] * width
    change = np.bincount(place * width + begin, amounts, size) - np.bincount(place * width + until, amounts, size)
    return np.rint(change.reshape(*shape[:2], width).cumsum(axis=2)[..., :-1]).astype(np.int64)


def _month_begin(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)
