"""Retention by cohort: of those who started together, who is still a customer after k months, and what they pay."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from reports.churn.flows import Where
from reports.rollups.calendar import month_parts
from reports.rollups.columns import Array
from reports.rollups.spans import Spans


@dataclass(frozen=True)
class Cohorts:
    """Customers and MRR by cohort × months since each customer's own first start.

    ``begins`` is each cohort's first day; ``people`` is cohorts × months, ``mrr`` (cents) has currencies
    as a third side. ``complete`` says where every customer of the cohort has had so many months; other cells are not
    known.
    """

    begins: tuple[date, ...]
    months: tuple[int, ...]
    currencies: tuple[str, ...]
    people: NDArray[np.int64]
    mrr: NDArray[np.int64]
    complete: NDArray[np.bool_]


def months_until(first: Array, day: Array) -> NDArray[np.int64]:
    """Return the least k with ``first`` + k months ≥ ``day``, for days as ordinals.

    A month later is the same day of the month, or the last day of one that is shorter.
    """
    first_month, first_day, _length = month_parts(first)
    month, day_of_month, length = month_parts(day)
    later = np.minimum(first_day, length - 1) < day_of_month
    return (month - first_month + later).astype(np.int64)


def cohorts(spans: Spans, known_until: date, each: int = 1, months: int = 24, where: Where = ()) -> Cohorts:
    """Count who is still there, and what is paid, k = 0 … ``months`` months after each customer's first start.

    A cohort is all who started in the same ``each`` months. Who left and came back counts again from then on.
    Customers are narrowed by what they are at their first span, tenure aside. Days after ``known_until`` do not count.
    """
    after = known_until.toordinal() + 1
    rows = np.flatnonzero((spans.first > 0) & (spans.first < after) & (spans.started < after))
    rows = rows[_chosen(spans, where)[spans.person[rows]]]
    if not len(rows):
        nothing = np.zeros((0, months + 1), np.int64)
        return Cohorts((), tuple(range(months + 1)), spans.currency.values, nothing, nothing[..., None], nothing > 0)
    first, ended = spans.first[rows], spans.ended[rows]
    month, _day, _length = month_parts(first)
    place = month // each
    oldest = int(place.min())
    size = int(place.max()) - oldest + 1
    begins = tuple(_month_begin((oldest + at) * each) for at in range(size))
    ends = np.where((ended > 0) & (ended < after), ended, after)
    span = ((place - oldest).astype(np.int64), np.minimum(months_until(first, spans.started[rows]), months + 1))
    until = np.minimum(months_until(first, ends), months + 1)
    people = _over_months(span, until, (size, months + 1), np.ones(len(rows), np.int64))
    mrr = [_over_months(span, until, (size, months + 1), paid) for paid in _by_currency(spans, rows)]
    known = _known(oldest * each, each, (size, months + 1)) <= after
    columns = tuple(range(months + 1)), spans.currency.values
    return Cohorts(begins, *columns, people, np.stack(mrr, axis=-1), known)


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


def _chosen(spans: Spans, where: Where) -> NDArray[np.bool_]:
    """Say of each person whether their first span is in the segments that are narrowed to."""
    begins = np.flatnonzero(np.diff(spans.customer, prepend=-1) != 0)
    chosen = np.ones(len(begins), bool)
    for dimension, wanted in where:
        chosen &= spans.dimension(dimension, date.max, begins).equals(wanted)
    return chosen


def _over_months(
    begin: tuple[NDArray[np.int64], NDArray[np.int64]],
    until: NDArray[np.int64],
    shape: tuple[int, int],
    amounts: NDArray[np.int64],
) -> NDArray[np.int64]:
    """Add each amount to its cohort's months ``begin ≤ k < until``: once at its begin, off at its end, summed up."""
    place, since = begin
    width = shape[1] + 1
    size = shape[0] * width
    change = np.bincount(place * width + since, amounts, size) - np.bincount(place * width + until, amounts, size)
    return np.rint(change.reshape(shape[0], width).cumsum(axis=1)[:, :-1]).astype(np.int64)


def _month_begin(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)
