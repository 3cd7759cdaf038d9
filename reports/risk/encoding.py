"""Columns of customer-months turned into numbers: what is learned from the training rows holds for all others.

A column of text becomes one number (0 or 1) for each of its usual values. A column of numbers becomes a line that may
bend at five quantiles, so that risk can fall fast in the first months and slowly later; what is not known (NaN) is a
number of its own. Numbers outside what was seen in training count as its end. Columns that tell nothing are left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from reports.rollups.columns import Coded

Floats = NDArray[np.float64]
Columns = Mapping[str, Coded | Floats]

BENDS = (0.1, 0.25, 0.5, 0.75, 0.9)
FEW_NUMBERS = 3
MOST_VALUES = 20
# A value of fewer rows than this is taken together with the others that are rare.
LEAST_ROWS = 30


@dataclass(frozen=True)
class Numeric:
    """How a column of numbers is encoded: where it begins, ends and bends, what stands for unknown ones."""

    name: str
    low: float
    high: float
    filling: float
    scale: float
    bends: tuple[float, ...]
    unknown: bool

    @property
    def width(self) -> int:
        """How many numbers it becomes."""
        return 1 + len(self.bends) + self.unknown

    def table(self, columns: Columns) -> Floats:
        """Return the numbers (n × width)."""
        values = _finite(columns[self.name])
        missing = np.isnan(values)
        inside = np.where(missing, self.filling, np.clip(values, self.low, self.high))
        parts = [inside - self.filling, *(np.maximum(inside - bend, 0.0) for bend in self.bends)]
        return np.column_stack([part / self.scale for part in parts] + ([missing] if self.unknown else []))


@dataclass(frozen=True)
class Text:
    """How a column of text is encoded: the values that have a number of their own."""

    name: str
    values: tuple[str, ...]

    @property
    def width(self) -> int:
        """How many numbers it becomes."""
        return len(self.values)

    def table(self, columns: Columns) -> Floats:
        """Return the numbers (n × width)."""
        column = cast(Coded, columns[self.name])
        return np.column_stack([column.equals(value) for value in self.values]).astype(np.float64)


@dataclass(frozen=True)
class Pair:
    """A column of numbers that may matter otherwise for each value of a column of text; counted to the former."""

    numeric: Numeric
    text: Text

    @property
    def name(self) -> str:
        """The column that what it adds is counted to."""
        return self.numeric.name

    @property
    def width(self) -> int:
        """How many numbers it becomes."""
        return self.numeric.width * self.text.width

    def table(self, columns: Columns) -> Floats:
        """Return the numbers (n × width)."""
        numbers, values = self.numeric.table(columns), self.text.table(columns)
        return np.asarray((values[:, :, np.newaxis] * numbers[:, np.newaxis, :]).reshape(len(numbers), -1))


Part = Numeric | Text | Pair


@dataclass(frozen=True)
class Encoding:
    """What was learned of the columns; ``middle`` is the mean of each number over the training rows."""

    parts: tuple[Part, ...]
    middle: Floats

    @property
    def groups(self) -> tuple[str, ...]:
        """The columns that tell something, in order: what a customer's risk is explained by."""
        return tuple(dict.fromkeys(part.name for part in self.parts))

    def table(self, columns: Columns) -> Floats:
        """Return the columns as numbers (n × k), each less its mean in training."""
        return np.asarray(_table(self.parts, columns) - self.middle, np.float64)

    def shares(self, table: Floats, weights: Floats) -> Floats:
        """Return what each group adds to the log odds of each row (n × groups), against the mean customer."""
        places = {name: place for place, name in enumerate(self.groups)}
        of_number = np.concatenate([np.full(part.width, places[part.name]) for part in self.parts])
        gathering = np.zeros((len(weights), len(places)))
        gathering[np.arange(len(weights)), of_number] = weights
        return np.asarray(table @ gathering, np.float64)

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON can hold it."""
        return {"parts": [_as_json(part) for part in self.parts], "middle": self.middle.tolist()}


def learn_encoding(columns: Columns, counts: Floats, pairs: Sequence[tuple[str, str]] = ()) -> Encoding:
    """Return how to encode columns, from the training rows; ``counts`` (n) says how many each stands for.

    ``pairs`` names a column of numbers and one of text that may matter together; those left out are passed over.
    """
    parts: list[Part] = []
    for name, column in columns.items():
        part = _learn_text(name, column) if isinstance(column, Coded) else _learn_numeric(name, column)
        if part and part.width:
            parts.append(part)
    known = {part.name: part for part in parts}
    for number, text in pairs:
        one, other = known.get(number), known.get(text)
        if isinstance(one, Numeric) and isinstance(other, Text):
            parts.append(Pair(one, other))
    if not parts:
        return Encoding((), np.zeros(0))
    table = _table(parts, columns)
    return Encoding(tuple(parts), np.asarray(counts @ table / counts.sum(), np.float64))


def _learn_text(name: str, column: Coded) -> Text | None:
    rows = np.bincount(column.codes, minlength=len(column.values))
    order = np.argsort(-rows, kind="stable")[:MOST_VALUES]
    usual = tuple(column.values[place] for place in order if rows[place] >= LEAST_ROWS)
    # Where every row has the same value, it tells nothing.
    return Text(name, usual) if int((rows > 0).sum()) > 1 and usual else None


def _learn_numeric(name: str, column: Floats) -> Numeric | None:
    values = _finite(column)
    known = values[~np.isnan(values)]
    if not len(known):
        return None
    unknown = int(np.isnan(values).sum()) > 0
    distinct = np.unique(known)
    if len(distinct) == 1 and not unknown:
        return None
    low, high = float(distinct[0]), float(distinct[-1])
    bends: tuple[float, ...] = ()
    if len(distinct) > FEW_NUMBERS:
        places = np.unique(np.quantile(known, BENDS))
        bends = tuple(float(place) for place in places if low < place < high)
    return Numeric(name, low, high, float(np.median(known)), float(known.std()) or 1.0, bends, unknown)


def _finite(column: Any) -> Floats:
    values = np.asarray(column, np.float64)
    return np.where(np.isfinite(values), values, np.nan)


def _table(parts: Sequence[Part], columns: Columns) -> Floats:
    if not parts:
        first = next(iter(columns.values()))
        return np.zeros((len(first.codes if isinstance(first, Coded) else first), 0))
    return np.hstack([part.table(columns) for part in parts])


def _as_json(part: Part) -> dict[str, Any]:
    return {"kind": type(part).__name__, **asdict(part)}
