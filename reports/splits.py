"""People counted by what is no dimension of theirs: a ticked reason, two dimensions crossed, a part of a period.

``reports.tallies.People`` counts and hides by dimensions; here any counted rows become such people, their columns given
by name, so that one arithmetic of hiding serves them all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray

from reports.rollups.answers import AnswerCounts
from reports.rollups.columns import Coded
from reports.tallies import People

Column = Callable[[str], Coded]
# Keys up to this are numbered by counting, which is several times as fast as sorting them.
WIDEST = 4_000_000


@dataclass(frozen=True)
class Rows:
    """Rows that stand for ``people`` each; ``column`` gives their values in a dimension, or in another split."""

    people: NDArray[np.int64]
    column: Column

    def __len__(self) -> int:
        return len(self.people)

    def dimension(self, name: str) -> Coded:
        """Return each row's value of a dimension."""
        return self.column(name)

    def take(self, rows: NDArray[np.int64]) -> Rows:
        """Return these rows, in this order, a row as often as it is named."""
        return Rows(self.people[rows], lambda name: self.column(name).take(rows))

    def beside(self, name: str, column: Coded) -> Rows:
        """Return the same with one more column."""
        return Rows(self.people, lambda asked: column if asked == name else self.column(asked))


def people_of(rows: Rows, pairs: NDArray[np.int64], causes: Sequence[str]) -> People:
    """Return counted rows as people; ``pairs`` is n × 2: row, and place of what is counted in ``causes``."""
    return People(cast(AnswerCounts, rows), np.arange(len(rows)), pairs.reshape(-1, 2), tuple(causes))


def alike(columns: Mapping[str, Coded], people: NDArray[np.int64]) -> Rows:
    """Return rows that are alike in all ``columns`` as one, so that what is counted of them is counted once."""
    if not len(people):
        return Rows(people, lambda name: columns.get(name) or Coded(np.zeros(0, np.int32)))
    group, size = np.zeros(len(people), np.int64), 1
    for column in columns.values():
        group, size = _numbered(group * len(column.values) + column.codes, size * len(column.values))
    first = np.zeros(size, np.int64)
    first[group[::-1]] = np.arange(len(group))[::-1]
    kept = {name: column.take(first) for name, column in columns.items()}
    total = np.bincount(group, people, size).astype(np.int64)
    return Rows(total, lambda name: kept.get(name) or Coded(np.zeros(size, np.int32)))


def _numbered(keys: NDArray[np.int64], width: int) -> tuple[NDArray[np.int64], int]:
    """Return keys below ``width`` numbered without gaps, and how many there are; by counting, where that has room."""
    if width > WIDEST:
        found, numbers = np.unique(keys, return_inverse=True)
        return numbers.reshape(-1), len(found)
    there = np.zeros(width, bool)
    there[keys] = True
    return (np.cumsum(there) - 1)[keys], int(there.sum())


def crossed(one: Coded, other: Coded, separator: str = "\x1f") -> Coded:
    """Return two columns as one, whose values are joined by a separator; nothing recorded of either stays so."""
    width = len(other.values)
    both = one.codes.astype(np.int64) * width + other.codes
    there, size = _numbered(both, len(one.values) * width)
    codes = np.zeros(size, np.int64)
    codes[there] = both
    values = [f"{one.values[code // width]}{separator}{other.values[code % width]}" for code in codes.tolist()]
    return Coded((there + 1).astype(np.int32), ("", *values))


def has_keys(several: Coded, keys: Sequence[str], separator: str = "\x1f") -> NDArray[np.bool_]:
    """Say of each row which of ``keys`` its column of several keys holds: rows × keys."""
    place = {key: number for number, key in enumerate(keys)}
    held = np.zeros((len(several.values), len(keys)), bool)
    for row, value in enumerate(several.values):
        for key in value.split(separator):
            if key in place:
                held[row, place[key]] = True
    return held[several.codes]
