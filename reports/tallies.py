"""Count people by cause and segment, and decide what of the count may be seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from reports.exits import CODED, Exits, Segment, values_of
from reports.filters import Filters
from reports.suppression import Hidden, Table, hidden_figures

Where = tuple[tuple[str, str], ...]


def matches(segment: Segment, where: Where) -> bool:
    """Say whether a segment has every value asked for."""
    return all(segment.get(dimension, "") == value for dimension, value in where)


def chosen_answers(exits: Exits, filters: Filters) -> NDArray[np.bool_]:
    """Say of each answer whether it is in the period and the segments that the filters narrow to."""
    columns = (exits.responses["left_on"], exits.responses["segment"])
    chosen = [filters.within(day) and matches(segment, filters.where) for day, segment in zip(*columns, strict=True)]
    return np.array(chosen, bool)


@dataclass(frozen=True)
class People:
    """Those with a coded answer: ``answers`` (rows of Exits.responses) and who of them has which cause.

    ``pairs`` is n × 2: position of the person in ``answers``, position of the cause in ``causes``.
    """

    answers: pd.DataFrame
    pairs: NDArray[np.int64]
    causes: tuple[str, ...]

    @cached_property
    def segments(self) -> list[Segment]:
        return list(self.answers["segment"])

    def narrowed(self, where: Where) -> People:
        """Return the people of these segments."""
        if not where:
            return self
        kept = np.array([matches(segment, where) for segment in self.segments], bool)
        position = np.cumsum(kept) - 1
        pairs = self.pairs[kept[self.pairs[:, 0]]]
        pairs = np.column_stack([position[pairs[:, 0]], pairs[:, 1]])
        return replace(self, answers=self.answers[kept], pairs=pairs)

    def table(self, by: str, segments: Sequence[str]) -> Table:
        """Return how many people of each of the ``segments`` there are, and how many of them have each cause."""
        position = {segment: column for column, segment in enumerate(segments)}
        columns = np.array([position[value] for value in values_of(self.answers["segment"], by)], np.int64)
        counts = np.zeros((len(self.causes), len(segments)), np.int64)
        np.add.at(counts, (self.pairs[:, 1], columns[self.pairs[:, 0]]), 1)
        return Table(counts, np.bincount(columns, minlength=len(segments)).astype(np.int64))

    def values(self, by: str) -> list[str]:
        """Return the values of a dimension that these people have, sorted; empty stands for not recorded."""
        return sorted(set(values_of(self.answers["segment"], by)))


def coded_people(exits: Exits, filters: Filters, causes: Sequence[str]) -> People:
    """Return the people with a coded answer in the period, of all segments; ``causes`` gives the rows' order."""
    coded = exits.responses["status"].isin(CODED).to_numpy()
    answers = exits.responses[coded & chosen_answers(exits, replace(filters, where=()))]
    person = {response: position for position, response in enumerate(answers["response"])}
    cause = {key: position for position, key in enumerate(causes)}
    codings = exits.codings[exits.codings["main"]] if filters.main_only else exits.codings
    pairs = [
        (person[response], cause[key])
        for response, key in zip(codings["response"], codings["cause"], strict=True)
        if response in person and key in cause
    ]
    return People(answers, np.array(pairs, np.int64).reshape(-1, 2), tuple(causes))


def hidden_of(people: People, filters: Filters, segments: Sequence[str], floor: int) -> Hidden:
    """Return what to hide of the table of ``filters.by`` among people narrowed to ``filters.where``.

    A narrowed table is one part of a wider one: what is hidden in the wider must not be read in the narrower. So each
    filter is looked at as a split too, of the totals and of every segment.
    """
    table = people.narrowed(filters.where).table(filters.by, segments)
    totals, bases = np.zeros(len(people.causes), bool), np.zeros(len(segments), bool)
    cells, base = np.zeros(table.counts.shape, bool), False
    for pair in filters.where:
        wider = people.narrowed(tuple(other for other in filters.where if other != pair))
        hidden_base, hidden_totals = _hidden_part(wider, pair, floor)
        base |= hidden_base
        totals |= hidden_totals
        for column in np.flatnonzero(table.bases).tolist():
            part = wider.narrowed(((filters.by, segments[column]),))
            hidden_part, hidden_cells = _hidden_part(part, pair, floor)
            bases[column] |= hidden_part
            cells[:, column] |= hidden_cells
    return hidden_figures(table, floor, Hidden(cells, totals, bases, base))


def _hidden_part(people: People, pair: tuple[str, str], floor: int) -> tuple[bool, NDArray[np.bool_]]:
    """Return whether one segment is hidden among its neighbours, and which of its causes are."""
    dimension, value = pair
    segments = people.values(dimension)
    if value not in segments:
        return False, np.zeros(len(people.causes), bool)
    hidden = hidden_figures(people.table(dimension, segments), floor)
    column = segments.index(value)
    return bool(hidden.bases[column]), hidden.cells[:, column]
