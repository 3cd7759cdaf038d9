"""How often customers like one left, as it was: what explanations set beside what the model found."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from customers.dimensions import LONGEST_TENURE, TENURE_BANDS
from reports.risk.encoding import Columns
from reports.rollups.columns import Coded

# Fewer losses than this say little of a segment.
LEAST_LOSSES = 10
BETWEEN = "\x1f"
Rates = dict[str, dict[str, list[float]]]


def observed_rates(columns: Columns, left: NDArray[np.bool_], counts: NDArray[np.float64]) -> tuple[float, Rates]:
    """Return the share of all customer-months that ended in leaving, and by column and value how many times that.

    Of each value ``[times, losses]``; those with few losses are left out. ``plan`` and ``tenure`` come together too.
    """
    overall = float(counts @ left / counts.sum())
    bands = tenure_bands(np.asarray(columns["tenure"]))
    texts: dict[str, Coded] = {name: column for name, column in columns.items() if isinstance(column, Coded)}
    texts |= {"tenure": bands}
    if "plan" in texts:
        texts["plan_tenure"] = _together(texts["plan"], bands)
    return overall, {name: _times(column, left, counts, overall) for name, column in texts.items()}


def tenure_bands(months: NDArray[np.float64]) -> Coded:
    """Return the band of tenure of each row."""
    bounds = [bound for bound, _band in TENURE_BANDS]
    codes = np.searchsorted(bounds, months, side="right") + 1
    return Coded(codes.astype(np.int32), ("", *(band for _bound, band in TENURE_BANDS), LONGEST_TENURE))


def _together(one: Coded, other: Coded) -> Coded:
    values = tuple(f"{first}{BETWEEN}{second}" for first in one.values for second in other.values)
    return Coded(one.codes * len(other.values) + other.codes, values)


def _times(column: Coded, left: NDArray[np.bool_], counts: NDArray[np.float64], overall: float) -> dict[str, Any]:
    size = len(column.values)
    bases = np.bincount(column.codes, counts, size)
    lost = np.bincount(column.codes, counts * left, size)
    return {
        column.values[at]: [round(float(lost[at] / bases[at] / overall), 3), round(float(lost[at]))]
        for at in range(size)
        if lost[at] >= LEAST_LOSSES
    }
