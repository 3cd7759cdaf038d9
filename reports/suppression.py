"""Small groups stay unseen: which figures of a table are hidden so that no group under the floor can be read off it.

Hiding the small cells alone is not enough: a row whose total is shown gives a single hidden cell back by subtraction.
So more cells are hidden, the least informative first, until every sum that a reader can form over hidden cells has at
least two parts and leaves as many possible values for each as *hidden* alone does (with a floor of 5: 1 to 4, four
values, so the sum is at least 3). Hidden is hidden: a cell under the floor and one that protects it look the same.
Segments as a whole, and tables of main causes, whose columns add up too, are held to more: what is hidden together has
at least as many people as the floor.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Hidden:
    """What of a table is hidden. Shapes as in the table: ``cells`` causes × segments, ``totals`` causes.

    ``bases`` says which segments are hidden as a whole, ``base`` whether the table is.
    """

    cells: Mask
    totals: Mask
    bases: Mask
    base: bool


@dataclass(frozen=True)
class Table:
    """People of a table: ``counts`` causes × segments, ``bases`` people a segment.

    Segments do not overlap, so that sums over them are people too; causes may overlap.
    """

    counts: Counts
    bases: Counts

    @property
    def totals(self) -> Counts:
        """People a cause, over all segments."""
        return self.counts.sum(axis=1)

    @property
    def base(self) -> int:
        """People over all segments."""
        return int(self.bases.sum())


def nothing_hidden(table: Table) -> Hidden:
    """Return that all of a table may be seen."""
    causes, segments = table.counts.shape
    return Hidden(np.zeros((causes, segments), bool), np.zeros(causes, bool), np.zeros(segments, bool), False)


def hidden_figures(people: Table, floor: int, already: Hidden | None = None) -> Hidden:
    """Return what to hide of a table of people, beyond what is hidden ``already`` for another table's sake."""
    already = already or nothing_hidden(people)
    counts, bases, totals, base = people.counts, people.bases, people.totals, people.base
    if already.base or 0 < base < floor:
        return Hidden(np.ones(counts.shape, bool), np.ones(totals.shape, bool), np.ones(bases.shape, bool), True)
    # Where nobody answered there is nothing to hide, nor anything to hide behind.
    peopled = bases > 0
    hidden_bases = np.zeros(bases.shape, bool)
    small = (bases < floor) | already.bases
    hidden_bases[peopled] = _protected_sum(bases[peopled], small[peopled], floor)
    # Where causes do not overlap, columns add up too and would tell an empty cell; elsewhere it hides well.
    apart = int(totals.sum()) == base
    least = floor if apart else floor - 2
    # The totals are one more column, so that every step below treats them like the segments.
    table = np.column_stack([counts[:, peopled], totals])
    columns = np.append(bases[peopled], base)
    visible_columns = np.append(~hidden_bases[peopled], True)
    hidden = ((table > 0) & (table < floor)) | ~visible_columns[np.newaxis, :]
    hidden |= np.column_stack([already.cells[:, peopled], already.totals])
    while True:
        before = hidden.sum()
        _protect_rows(table, hidden, least, apart)
        _protect_columns(table, hidden, (columns, visible_columns), least)
        if apart:
            _protect_chains(table, hidden, visible_columns)
        if hidden.sum() == before:
            cells = np.zeros(counts.shape, bool)
            cells[:, peopled] = hidden[:, :-1]
            return Hidden(cells, hidden[:, -1], hidden_bases, False)


def _protected_sum(parts: Counts, hidden: Mask, least: int, peopled: bool = True) -> Mask:
    """Return ``hidden`` with the smallest visible parts added until the hidden ones of a known sum are safe."""
    hidden = hidden.copy()
    while hidden.any() and not _safe(parts, hidden, least):
        candidate = _least_informative(parts, hidden, peopled or bool(parts[hidden].sum() < least))
        if candidate is None:
            break
        hidden[candidate] = True
    return hidden


def _safe(parts: Counts, hidden: Mask, least: int) -> bool:
    """Say whether knowing the sum of the hidden parts leaves each of them unknown enough."""
    together = int(parts[hidden].sum())
    return together == 0 or (int(hidden.sum()) >= 2 and together >= least)


def _least_informative(parts: Counts, hidden: Mask, peopled: bool) -> int | None:
    """Return the visible part to hide next, the smallest; with people in it where that is asked, if there is one."""
    visible = np.flatnonzero(~hidden)
    if peopled and (parts[visible] > 0).any():
        visible = visible[parts[visible] > 0]
    return int(visible[np.argmin(parts[visible])]) if visible.size else None


def _protect_rows(table: Counts, hidden: Mask, least: int, apart: bool) -> None:
    """Hide more in rows whose total is visible; when nothing is left to hide, hide the total. Changes ``hidden``."""
    for row in np.flatnonzero(hidden[:, :-1].any(axis=1) & ~hidden[:, -1]):
        cells = _protected_sum(table[row, :-1], hidden[row, :-1], least, apart)
        hidden[row, :-1] = cells
        hidden[row, -1] = not _safe(table[row, :-1], cells, least)


def _protect_columns(table: Counts, hidden: Mask, bases: tuple[Counts, Mask], least: int) -> None:
    """Hide more in columns where the base tells how many people the hidden causes have at least. Changes ``hidden``.

    Every person has a cause, so the hidden counts add up to no less than base minus visible counts: an exact sum when
    only main causes are counted, a lower bound otherwise.
    """
    people, visible = bases
    for column in np.flatnonzero(visible & hidden.any(axis=0)):
        while True:
            known = int(people[column] - table[~hidden[:, column], column].sum())
            if known <= 0 or (hidden[:, column].sum() >= 2 and known >= least):
                break
            candidate = _least_informative(table[:, column], hidden[:, column], True)
            if candidate is None:
                break
            hidden[candidate, column] = True


def _protect_chains(table: Counts, hidden: Mask, visible: Mask) -> None:
    """Hide more where equations in a chain give a cell back, when causes do not overlap. Changes ``hidden``.

    Rows and columns are the nodes of a graph, hidden cells its edges: a cell can be computed exactly when its edge is
    the only connection between two parts, for all around it adds up.
    """
    rows = table.shape[0]
    links = [(int(row), rows + int(column)) for row, column in np.argwhere(hidden)]
    # Hidden bases are unknowns of one more equation: together they are the base in all less the visible ones.
    links += [(rows + int(column), rows + table.shape[1]) for column in np.flatnonzero(~visible)]
    for row, _column in _only_connections(links, rows + table.shape[1] + 1):
        if row < rows:
            candidate = _least_informative(table[row], hidden[row], True)
            if candidate is not None:
                hidden[row, candidate] = True


def _only_connections(links: list[tuple[int, int]], nodes: int) -> list[tuple[int, int]]:
    """Return the links without which their two nodes would not be connected (the bridges of the graph)."""
    neighbours: list[list[int]] = [[] for _node in range(nodes)]
    for one, other in links:
        neighbours[one].append(other)
        neighbours[other].append(one)
    found: list[tuple[int, int]] = []
    order: dict[int, int] = {}
    for root in range(nodes):
        if root not in order:
            found += _bridges_from(root, neighbours, order)
    return found


def _bridges_from(root: int, neighbours: list[list[int]], order: dict[int, int]) -> list[tuple[int, int]]:
    """Return the bridges of the component of ``root`` by a depth-first walk; ``order`` numbers the nodes seen."""
    order[root] = len(order)
    lowest = {root: order[root]}
    found = []
    path = [(root, -1, iter(neighbours[root]))]
    while path:
        node, parent, following = path[-1]
        for other in following:
            if other not in order:
                order[other] = lowest[other] = len(order)
                path.append((other, node, iter(neighbours[other])))
                break
            if other != parent:
                lowest[node] = min(lowest[node], order[other])
        else:
            path.pop()
            if parent >= 0:
                lowest[parent] = min(lowest[parent], lowest[node])
                if lowest[node] > order[parent]:
                    found.append((min(node, parent), max(node, parent)))
    return found
