"""Customers and money from the start of a period to its end: who was there, left, came, and what changed.

Everything is counted by who was there at the start; money is what each customer pays at the end against the start, so
that ups and downs within a period do not count twice, and start − churned − contraction + expansion + new + returned
is what is paid at the end.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date

import numpy as np
from numpy.typing import NDArray

from customers.models import Ending
from reports.churn.periods import Spell
from reports.rollups.columns import Coded
from reports.rollups.spans import Spans

Counts = NDArray[np.int64]
Where = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class People:
    """Customers by period × segment; all of whole customers.

    ``there``: at the start; of them ``lost``, of these ``involuntary``, and ``back`` again before the end. ``began``
    for the first time in the period, ``returned`` after having left; of both, ``early`` left again within it.
    """

    there: Counts
    lost: Counts
    involuntary: Counts
    back: Counts
    began: Counts
    returned: Counts
    early: Counts

    @property
    def came(self) -> Counts:
        """Return who began or returned in the period, the base of the early losses."""
        return self.began + self.returned


@dataclass(frozen=True)
class Money:
    """MRR by period × segment × currency, in cents. ``start`` and ``end`` are what was paid then.

    Of those there at the start: ``churned`` with those who left (``involuntary`` of it), ``contraction`` and
    ``expansion`` by those who stayed. ``new`` and ``returned``: paid at the end by those who came.
    """

    start: Counts
    churned: Counts
    involuntary: Counts
    contraction: Counts
    expansion: Counts
    new: Counts
    returned: Counts
    end: Counts


@dataclass(frozen=True)
class Flows:
    """People and money of several periods; a customer is of the segment that it was in at the period's start.

    Who came in the period is of the segment of the beginning (people) and of the period's end (money).
    """

    periods: tuple[Spell, ...]
    segments: tuple[str, ...]
    currencies: tuple[str, ...]
    people: People
    money: Money


def flows(spans: Spans, periods: Sequence[Spell], by: str = "", where: Where = ()) -> Flows:
    """Count customers and money of each period, by the values of a dimension (one without values unless given)."""
    counting = _Counting(spans, by, tuple(where))
    counted = [counting.period(period) for period in periods]
    people = [one for one, _money in counted]
    money = [one for _people, one in counted]
    rows = (len(periods), len(counting.segments))
    return Flows(
        tuple(periods),
        counting.segments,
        spans.currency.values,
        People(*(_stacked([one[at] for one in people], rows) for at in range(len(fields(People))))),
        Money(*(_stacked([m[at] for m in money], (*rows, counting.currencies)) for at in range(len(fields(Money))))),
    )


def _stacked(parts: list[Counts], shape: tuple[int, ...]) -> Counts:
    return np.array(parts, np.int64).reshape(shape)


class _Counting:
    """What is the same for every period."""

    def __init__(self, spans: Spans, by: str, where: tuple[tuple[str, str], ...]) -> None:
        self.spans, self.by, self.where = spans, by, where
        self.segments = self.column(date.min, np.empty(0, np.int64)).values
        self.currencies = len(spans.currency.values)

    def column(self, day: date, rows: NDArray[np.int64]) -> Coded:
        return self.spans.dimension(self.by, day, rows) if self.by else Coded(np.zeros(len(rows), np.int32))

    def chosen(self, day: date, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the rows that are in the segments that are narrowed to."""
        for dimension, wanted in self.where:
            rows = rows[self.spans.dimension(dimension, day, rows).equals(wanted)]
        return rows

    def period(self, period: Spell) -> tuple[list[Counts], list[Counts]]:
        """Return the counts of one period, in the order of the fields of People and of Money."""
        spans, begin, until = self.spans, period.begin, period.until
        there = self.chosen(begin, np.flatnonzero(spans.there_before(begin)))
        ends = np.flatnonzero(spans.there_before(until))
        at_end = np.full(spans.people, -1, np.int64)
        at_end[spans.person[ends]] = ends
        lost = self._leaves_within(there, begin, until)
        involuntary = lost & spans.ending.equals(Ending.INVOLUNTARY)[there]
        later = at_end[spans.person[there]]
        column = self.column(begin, there)
        people = [_count(column, chosen) for chosen in (None, lost, involuntary, lost & (later >= 0))]
        start, end = _known(spans.mrr[there]), np.where(later >= 0, _known(spans.mrr[later]), 0)
        change = np.where(lost, 0, end - start)
        zero = np.zeros_like(start)
        parts = (start, np.where(lost, start, zero), np.where(involuntary, start, zero))
        cells = column.codes.astype(np.int64) * self.currencies + spans.currency.codes[there]
        money = [self._sums(cells, part) for part in (*parts, np.maximum(-change, 0), np.maximum(change, 0))]
        return people + self._came(period), money + self._came_money(period, self.chosen(until, ends))

    def _leaves_within(self, rows: NDArray[np.int64], begin: date, until: date) -> NDArray[np.bool_]:
        leaves = self.spans.chain_end[rows]
        return (leaves >= begin.toordinal()) & (leaves < until.toordinal())

    def _came(self, period: Spell) -> list[Counts]:
        spans = self.spans
        begins = (spans.started >= period.begin.toordinal()) & (spans.started < period.until.toordinal())
        came = self.chosen(period.until, np.flatnonzero(begins & (spans.started == spans.chain)))
        column = self.column(period.until, came)
        first = spans.first[came] == spans.started[came]
        early = self._leaves_within(came, period.begin, period.until)
        return [_count(column, chosen) for chosen in (first, ~first, early)]

    def _came_money(self, period: Spell, ends: NDArray[np.int64]) -> list[Counts]:
        spans, begin = self.spans, period.begin.toordinal()
        cells = self.column(period.until, ends).codes.astype(np.int64) * self.currencies + spans.currency.codes[ends]
        paid, came = _known(spans.mrr[ends]), spans.chain[ends] >= begin
        new = came & (spans.first[ends] >= begin)
        parts = (np.where(new, paid, 0), np.where(came & ~new, paid, 0), paid)
        return [self._sums(cells, part) for part in parts]

    def _sums(self, cells: NDArray[np.int64], cents: Counts) -> Counts:
        size = len(self.segments) * self.currencies
        return np.bincount(cells, cents, size).astype(np.int64).reshape(len(self.segments), self.currencies)


def _count(column: Coded, chosen: NDArray[np.bool_] | None) -> Counts:
    codes = column.codes if chosen is None else column.codes[chosen]
    return np.bincount(codes, minlength=len(column.values)).astype(np.int64)


def _known(cents: Counts) -> Counts:
    """Return amounts with nought for what is not known."""
    return np.maximum(cents, 0)
