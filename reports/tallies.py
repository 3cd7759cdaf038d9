"""Count people by cause and segment, and decide what of the count may be seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from reports.exits import Exits
from reports.filters import Filters
from reports.rollups.answers import AnswerCounts
from reports.rollups.columns import Coded
from reports.suppression import Counts, Hidden, Table, hidden_figures

Where = tuple[tuple[str, str], ...]
Chosen = NDArray[np.bool_]


def within(days: NDArray[np.int32], filters: Filters) -> Chosen:
    """Say of each day (an ordinal, 0 when unknown) whether it is in the period; an unknown one only in an open one."""
    chosen = np.ones(len(days), bool)
    if filters.begin:
        chosen &= days >= filters.begin.toordinal()
    if filters.end:
        chosen &= (days < filters.end.toordinal()) & (days > 0)
    return chosen


def chosen_answers(exits: Exits, filters: Filters) -> Chosen:
    """Say of each row of answers whether the filters ask for it."""
    answers = exits.answers
    chosen = within(answers.day, filters)
    if filters.survey:
        chosen &= answers.survey.equals(filters.survey)
    for dimension, value in filters.where:
        chosen &= answers.dimension(dimension).equals(value)
    return chosen


@dataclass(frozen=True)
class People:
    """Those with a coded answer: ``rows`` of the answers, how many ``people`` each is, and which have which cause.

    ``pairs`` is n × 2: position in ``rows``, position of the cause in ``causes``.
    """

    answers: AnswerCounts
    rows: NDArray[np.int64]
    pairs: NDArray[np.int64]
    causes: tuple[str, ...]

    @cached_property
    def people(self) -> NDArray[np.int64]:
        """How many people each row stands for."""
        return self.answers.people[self.rows]

    @property
    def base(self) -> int:
        """People in all."""
        return int(self.people.sum())

    def column(self, dimension: str) -> Coded:
        """Return each row's value in a dimension."""
        return self.answers.dimension(dimension).take(self.rows)

    def chosen(self, kept: Chosen) -> People:
        """Return the people of the rows that are kept."""
        if kept.all():
            return self
        position = np.cumsum(kept) - 1
        pairs = self.pairs[kept[self.pairs[:, 0]]]
        return replace(self, rows=self.rows[kept], pairs=np.column_stack([position[pairs[:, 0]], pairs[:, 1]]))

    def narrowed(self, where: Where) -> People:
        """Return the people of these segments; the same object when asked again, for a page asks for every figure."""
        if where not in self._narrowed:
            kept = np.ones(len(self.rows), bool)
            for dimension, value in where:
                kept &= self.column(dimension).equals(value)
            self._narrowed[where] = self.chosen(kept)
        return self._narrowed[where]

    @cached_property
    def _narrowed(self) -> dict[Where, People]:
        return {}

    def table(self, by: str, segments: Sequence[str]) -> Table:
        """Return how many people of each of the ``segments`` there are, and how many of them have each cause."""
        columns = positions(self.column(by), segments)
        return self.counted(columns, len(segments))

    def counted(self, columns: NDArray[np.int64], width: int) -> Table:
        """Return the counts of people by cause and by the column that each row falls in."""
        people, rows = self.people, self.pairs[:, 0]
        cells = self.pairs[:, 1] * width + columns[rows]
        # Sums of whole numbers: as floats they are exact up to 2 to the power of 53.
        counts = np.bincount(cells, people[rows], len(self.causes) * width).astype(np.int64)
        bases = np.bincount(columns, people, width).astype(np.int64)
        return Table(counts.reshape(len(self.causes), width), bases)

    def values(self, by: str) -> list[str]:
        """Return the values of a dimension that these people have, sorted; empty stands for not recorded."""
        column = self.column(by)
        there = np.bincount(column.codes, minlength=len(column.values)) > 0
        return sorted(value for value, present in zip(column.values, there.tolist(), strict=True) if present)


def positions(column: Coded, values: Sequence[str]) -> NDArray[np.int64]:
    """Return each row's place in ``values``, which have every value that a row has."""
    place = {value: number for number, value in enumerate(values)}
    return np.array([place.get(value, 0) for value in column.values], np.int64)[column.codes]


def coded_people(exits: Exits, filters: Filters, causes: Sequence[str]) -> People:
    """Return the people with a coded answer in the period, of all segments; ``causes`` gives the rows' order."""
    answers = exits.answers
    kept = exits.coded & chosen_answers(exits, replace(filters, where=()))
    rows, position = np.flatnonzero(kept), np.cumsum(kept) - 1
    place = {cause: number for number, cause in enumerate(causes)}
    if filters.main_only:
        wanted = np.array([place.get(cause, -1) for cause in answers.main.values], np.int64)
        pairs = np.column_stack([np.arange(len(rows)), wanted[answers.main.codes[rows]]])
    else:
        wanted = np.array([place.get(cause, -1) for cause in answers.cause_keys] or [-1], np.int64)
        named = answers.pairs[kept[answers.pairs[:, 0]]]
        pairs = np.column_stack([position[named[:, 0]], wanted[named[:, 1]]])
    return People(answers, rows, pairs[pairs[:, 1] >= 0], tuple(causes))


def hidden_of(people: People, filters: Filters, segments: Sequence[str], floor: int) -> Hidden:
    """Return what to hide of the table of ``filters.by`` among people narrowed to ``filters.where``.

    A narrowed table is one part of a wider one: what is hidden in the wider must not be read in the narrower. So each
    filter is looked at as a split too, of the totals and of every segment.
    """
    table = people.narrowed(filters.where).table(filters.by, segments)
    totals, bases = np.zeros(len(people.causes), bool), np.zeros(len(segments), bool)
    cells, base = np.zeros(table.counts.shape, bool), False
    for dimension, value in filters.where:
        wider = people.narrowed(tuple(other for other in filters.where if other != (dimension, value)))
        values = wider.values(dimension)
        if value not in values:
            continue
        hidden_base, hidden_totals = _hidden_part(wider.table(dimension, values), values.index(value), floor)
        base |= hidden_base
        counts, sizes = _crossed(wider, (filters.by, segments), (dimension, values))
        totals |= hidden_totals
        for column in np.flatnonzero(table.bases).tolist():
            there = np.flatnonzero(sizes[column])
            part = int(np.flatnonzero(there == values.index(value))[0])
            table_there = Table(counts[:, column, there], sizes[column, there])
            hidden_one, hidden_cells = _hidden_part(table_there, part, floor)
            bases[column] |= hidden_one
            cells[:, column] |= hidden_cells
    return hidden_figures(table, floor, Hidden(cells, totals, bases, base))


def _crossed(
    people: People, rows: tuple[str, Sequence[str]], columns: tuple[str, Sequence[str]]
) -> tuple[Counts, Counts]:
    """Return people by cause × value of one dimension × value of another, and by value × value."""
    (by, segments), (dimension, values) = rows, columns
    people = people.chosen(people.column(by).among(segments))
    crossed = positions(people.column(by), segments) * len(values) + positions(people.column(dimension), values)
    table = people.counted(crossed, len(segments) * len(values))
    shape = (len(segments), len(values))
    return table.counts.reshape(-1, *shape), table.bases.reshape(shape)


def _hidden_part(table: Table, part: int, floor: int) -> tuple[bool, Chosen]:
    """Return whether one segment is hidden among its neighbours, and which of its causes are."""
    hidden = hidden_figures(table, floor)
    return bool(hidden.bases[part]), hidden.cells[:, part]
