"""Customers and money from the start of a period to its end: who was there, left, came, and what changed.

Everything is counted by who was there at the start; money is what each customer pays at the end against the start, so
that ups and downs within a period do not count twice, and start − churned − contraction + expansion + new + returned
is what is paid at the end.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from customers.models import Ending
from reports.churn.periods import Spell
from reports.rollups.columns import Coded
from reports.rollups.spans import Spans

Counts = NDArray[np.int64]
# Positions in the table of spans.
Rows = NDArray[np.int64]
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
    rows = (len(periods), len(counting.segments))
    amounts = (*rows, counting.currencies)
    return Flows(
        tuple(periods),
        counting.segments,
        spans.currency.values,
        People(*(_stacked([one[0][at] for one in counted], rows) for at in range(len(fields(People))))),
        Money(*(_stacked([one[1][at] for one in counted], amounts) for at in range(len(fields(Money))))),
    )


def losses(spans: Spans, period: Spell, where: Where = ()) -> tuple[Rows, Rows]:
    """Return the spans that run at a period's start, and of them those whose customers leave in it (positions)."""
    counting = _Counting(spans, "", tuple(where))
    there = counting.standing(period.begin)
    return counting.chosen(period.begin, there.rows), counting.lost(period, there)


def _stacked(parts: list[Counts], shape: tuple[int, ...]) -> Counts:
    return np.array(parts, np.int64).reshape(shape)


class Standing(NamedTuple):
    """The spans that run at the start of a period, their persons, and customers and MRR of the chosen ones."""

    rows: Rows
    persons: NDArray[np.int32]
    people: Counts
    money: Counts


class _Counting:
    """What is the same for every period. Only who began, changed or left in it is looked at one by one."""

    def __init__(self, spans: Spans, by: str, where: tuple[tuple[str, str], ...]) -> None:
        self.spans, self.by, self.where = spans, by, where
        self.segments = self.column(date.min, np.empty(0, np.int64)).values
        self.currencies = len(spans.currency.values)
        self.kept: dict[date, Standing] = {}

    def column(self, day: date, rows: Rows) -> Coded:
        return self.spans.dimension(self.by, day, rows) if self.by else Coded(np.zeros(len(rows), np.int32))

    def chosen(self, day: date, rows: Rows) -> Rows:
        """Return the rows that are in the segments that are narrowed to."""
        for dimension, wanted in self.where:
            rows = rows[self.spans.dimension(dimension, day, rows).equals(wanted)]
        return rows

    def standing(self, day: date) -> Standing:
        """Return the spans that run at the start of a period, and of the chosen ones customers and MRR.

        Where a period ends, the next one starts, so this is kept.
        """
        if day not in self.kept:
            rows = np.flatnonzero(self.spans.there_before(day))
            chosen = self.chosen(day, rows)
            counts = self.people(day, chosen), self.money(day, chosen)
            self.kept[day] = Standing(rows, self.spans.person[rows], *counts)
        return self.kept[day]

    def people(self, day: date, rows: Rows) -> Counts:
        """Return how many rows are of each segment."""
        return np.bincount(self.column(day, rows).codes, minlength=len(self.segments)).astype(np.int64)

    def money(self, day: date, rows: Rows, cents: NDArray[np.float64] | None = None) -> Counts:
        """Return the sums of ``cents`` (what is paid unless given) by segment and currency."""
        cells = self.column(day, rows).codes * self.currencies + self.spans.currency.codes[rows]
        sums = np.bincount(
            cells, self.spans.paid[rows] if cents is None else cents, len(self.segments) * self.currencies
        )
        return np.rint(sums).astype(np.int64).reshape(len(self.segments), self.currencies)

    def period(self, period: Spell) -> tuple[list[Counts], list[Counts]]:
        """Return the counts of one period, in the order of the fields of People and of Money."""
        begin, until = period.begin, period.until
        now, later = self.standing(begin), self.standing(until)
        lost = self.lost(period, now)
        involuntary = lost[self.spans.ending.equals(Ending.INVOLUNTARY)[lost]]
        _found, back = self._at(later, lost)
        changed, change = self._changed(period, later)
        came, early, stayed = self._came(period, later)
        first = self.spans.first[came] == self.spans.started[came]
        people = [now.people, *(self.people(begin, those) for those in (lost, involuntary, lost[back]))]
        people += [self.people(until, those) for those in (came[first], came[~first], early)]
        money = [now.money, self.money(begin, lost), self.money(begin, involuntary)]
        money += [self.money(begin, changed, np.maximum(part, 0)) for part in (-change, change)]
        new = self.spans.first[stayed] >= begin.toordinal()
        return people, [*money, self.money(until, stayed[new]), self.money(until, stayed[~new]), later.money]

    def lost(self, period: Spell, there: Standing) -> Rows:
        """Return the spans at the start of those who left in the period."""
        ended = self.spans.ended_within(period.begin, period.until)
        left = ended[self.spans.lost[ended] & (self.spans.chain[ended] < period.begin.toordinal())]
        return self.chosen(period.begin, self._at(there, left)[0])

    def _changed(self, period: Spell, later: Standing) -> tuple[Rows, NDArray[np.float64]]:
        """Return the spans at the start of those who stayed on another span, and how much more they pay at the end."""
        spans, begin, until = self.spans, period.begin.toordinal(), period.until.toordinal()
        ended = spans.ended_within(period.begin, period.until)
        stays = (spans.chain_end[ended] == 0) | (spans.chain_end[ended] >= until)
        rows = self.chosen(period.begin, ended[stays & (spans.started[ended] < begin)])
        return rows, spans.paid[self._at(later, rows)[0]] - spans.paid[rows]

    def _came(self, period: Spell, later: Standing) -> tuple[Rows, Rows, Rows]:
        """Return the spans with which people came, those of who left again at once, and the others' at the end."""
        spans = self.spans
        everyone = spans.began_within(period.begin, period.until)
        gone = (spans.chain_end[everyone] > 0) & (spans.chain_end[everyone] < period.until.toordinal())
        stayed = self._at(later, everyone[~gone])[0]
        came, early = (self.chosen(period.until, rows) for rows in (everyone, everyone[gone]))
        return came, early, self.chosen(period.until, stayed)

    def _at(self, standing: Standing, whose: Rows) -> tuple[Rows, NDArray[np.bool_]]:
        """Return the spans that the same customers have then, and who of them has one."""
        wanted = self.spans.person[whose]
        place = np.searchsorted(standing.persons, wanted)
        found = place < len(standing.persons)
        found[found] = standing.persons[place[found]] == wanted[found]
        return standing.rows[place[found]], found
