"""Equal rows as one: the step that makes counts of people."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from reports.rollups.columns import Array, Coded


def grouped(keys: Mapping[str, Coded | Array]) -> tuple[dict[str, Coded | Array], NDArray[np.int64]]:
    """Return the distinct rows of ``keys``, and for each row given the position of its group."""
    arrays = [column.codes if isinstance(column, Coded) else column for column in keys.values()]
    if not len(arrays[0]):
        return dict(keys), np.empty(0, np.int64)
    table = np.column_stack([array.astype(np.int64) for array in arrays])
    _rows, first, group = np.unique(table, axis=0, return_index=True, return_inverse=True)
    kept = {name: column.take(first) if isinstance(column, Coded) else column[first] for name, column in keys.items()}
    return kept, np.asarray(group, np.int64).reshape(-1)


def sums(group: NDArray[np.int64], amounts: Array, size: int) -> NDArray[np.int64]:
    """Return the sum of whole ``amounts`` of each group."""
    total = np.zeros(size, np.int64)
    np.add.at(total, group, amounts.astype(np.int64))
    return total
