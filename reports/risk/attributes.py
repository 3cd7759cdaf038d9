"""The team's own attributes of customers as columns: those with few values, and numbers; without what gives it away.

Attributes are known as they are now, not as they were. One that is written at leaving ("status: cancelled") would
foretell the past perfectly and the future not at all, so that whatever tells leavers apart almost without fail is left
out, by name.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reports.risk.encoding import Columns
from reports.risk.measures import ranked
from reports.rollups.columns import Coded
from reports.rollups.spans import PLAN, TERM, Spans

MOST_VALUES = 12
NUMERIC_SHARE = 0.9
# A value is held to be written at leaving when so large a part of those who have it left; of so many at least.
WRITTEN_AT_LEAVING = 0.98
LEAST_CUSTOMERS = 20
# Unless nearly everybody left, which says nothing of the value.
NEARLY_ALL = 0.85
TELLING_AUC = 0.95


@dataclass(frozen=True)
class Attributes:
    """Columns by name, one value a row of spans; ``left_out`` names those that seem to be written at leaving."""

    columns: Columns
    left_out: tuple[str, ...]


def read_attributes(spans: Spans, gone: NDArray[np.bool_]) -> Attributes:
    """Return the attributes of spans' customers; ``gone`` says of each row whether its customer has left for good."""
    columns: dict[str, Coded | NDArray[np.float64]] = {}
    left_out = []
    for name, column in spans.dimensions.items():
        if name in (PLAN, TERM):
            continue
        usable = _usable(column)
        if usable is None:
            continue
        if _gives_away(usable, gone):
            left_out.append(name)
        else:
            columns[name] = usable
    return Attributes(columns, tuple(left_out))


def _usable(column: Coded) -> Coded | NDArray[np.float64] | None:
    """Return a column of few values as it is, one of numbers as numbers, None of any other."""
    numbers = _numbers(column)
    return column if numbers is None and 2 <= _distinct(column) <= MOST_VALUES else numbers


def _distinct(column: Coded) -> int:
    """Return how many values there are; not recorded is one, where some rows have it."""
    return int((np.bincount(column.codes, minlength=len(column.values)) > 0).sum())


def _numbers(column: Coded) -> NDArray[np.float64] | None:
    """Return a column of more numbers than a list of choices has; None where it is text or has few values."""
    if len(column.values) <= MOST_VALUES:
        return None
    numbers = np.array([_number(value) for value in column.values])
    there = column.codes > 0
    known = np.isfinite(numbers[column.codes])
    if not there.any() or known[there].mean() < NUMERIC_SHARE:
        return None
    values = numbers[column.codes]
    return np.asarray(np.sign(values) * np.log1p(np.abs(values)), np.float64)


def _number(value: str) -> float:
    try:
        return float(value.replace(",", ""))
    except ValueError:
        return np.nan


def _gives_away(column: Coded | NDArray[np.float64], gone: NDArray[np.bool_]) -> bool:
    """Say whether a column tells who has left almost without fail."""
    if not gone.any() or gone.mean() > NEARLY_ALL:
        return False
    if isinstance(column, Coded):
        rows = np.bincount(column.codes, minlength=len(column.values))
        left = np.bincount(column.codes[gone], minlength=len(column.values))
        return bool(((rows >= LEAST_CUSTOMERS) & (left >= WRITTEN_AT_LEAVING * rows)).any())
    known = np.isfinite(column)
    if abs(known[gone].mean() - known[~gone].mean()) > TELLING_AUC:
        return True
    events = gone[known]
    if not events.any() or events.all():
        return False
    auc = ranked(column[known], events).auc
    return max(auc, 1 - auc) > TELLING_AUC
