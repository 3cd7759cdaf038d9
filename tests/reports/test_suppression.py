"""Small groups stay unseen, and cannot be worked out from what is seen."""

import numpy as np
import pytest
from scipy.optimize import linprog

from reports.suppression import Table, hidden_figures, nothing_hidden

FLOOR = 5


def table(*rows, bases):
    return Table(np.array(rows, np.int64), np.array(bases, np.int64))


def test_enough_people_everywhere_hides_nothing():
    hidden = hidden_figures(table([10, 20], [30, 40], bases=[40, 60]), FLOOR)
    assert not hidden.cells.any()


def test_a_cell_under_the_floor_is_hidden():
    hidden = hidden_figures(table([4, 20, 30], bases=[50, 50, 50]), FLOOR)
    assert hidden.cells[0, 0]


def test_a_hidden_cell_has_company_in_its_row():
    hidden = hidden_figures(table([4, 20, 30], bases=[50, 50, 50]), FLOOR)
    assert hidden.cells[0].tolist() == [True, True, False]


def test_an_empty_cell_protects_before_a_full_one():
    hidden = hidden_figures(table([4, 0, 30], [30, 60, 40], bases=[30, 60, 60]), FLOOR)
    assert hidden.cells[0].tolist() == [True, True, False]


def test_nobody_is_not_hidden():
    hidden = hidden_figures(table([0, 20, 30], bases=[50, 50, 50]), FLOOR)
    assert not hidden.cells.any()


def test_a_small_segment_is_hidden_with_another():
    hidden = hidden_figures(table([3, 20, 30], bases=[4, 25, 40]), FLOOR)
    assert hidden.bases.tolist() == [True, True, False]


def test_a_small_total_is_hidden():
    hidden = hidden_figures(table([2, 2, 0], [50, 50, 50], bases=[50, 50, 50]), FLOOR)
    assert hidden.totals.tolist() == [True, False]


def test_a_table_of_few_is_hidden_whole():
    hidden = hidden_figures(table([2, 1], bases=[2, 2]), FLOOR)
    assert hidden.base


def test_what_is_hidden_already_stays_hidden():
    people = table([10, 20, 30], bases=[50, 50, 50])
    already = nothing_hidden(people)
    already.cells[0, 2] = True
    assert hidden_figures(people, FLOOR, already).cells[0].tolist() == [True, False, True]


@pytest.mark.parametrize("seed", range(60))
def test_no_hidden_figure_can_be_computed(seed):
    """A linear programme that knows every visible figure finds room for each hidden one."""
    people, apart = drawn(seed)
    hidden = hidden_figures(people, FLOOR)
    assert hidden.base or computable(people, hidden, apart) == []


def drawn(seed):
    """A small random table with small segments in it; in every second one each person has one cause."""
    rng = np.random.default_rng(seed)
    causes, segments, apart = rng.integers(2, 8), rng.integers(1, 6), seed % 2 == 0
    bases = rng.integers(0, 40, segments) * rng.integers(0, 2, segments) + rng.integers(0, 12, segments)
    chances = rng.dirichlet(np.ones(causes) * 0.6)
    counts = np.array([rng.multinomial(base, chances) for base in bases]).T
    if not apart:
        counts = np.minimum(counts + rng.binomial(bases, 0.08, counts.shape), bases)
    return Table(counts, bases), apart


def computable(people, hidden, apart):
    """Return the hidden figures under the floor that the visible ones determine."""
    names = [("cell", *place) for place in np.argwhere(hidden.cells).tolist()]
    names += [("total", row) for row in np.flatnonzero(hidden.totals).tolist()]
    names += [("base", column) for column in np.flatnonzero(hidden.bases).tolist()]
    position = {name: place for place, name in enumerate(names)}
    exact, at_least = equations(people, hidden, position)
    inequalities = [] if apart else at_least
    exact += at_least if apart else []
    small = [name for name in names if 0 < true_value(people, name) < FLOOR]
    return [name for name in small if fixed(position[name], len(names), exact, inequalities)]


def true_value(people, name):
    kind, *place = name
    return {"cell": people.counts, "total": people.totals, "base": people.bases}[kind][tuple(place)]


def equations(people, hidden, position):
    """Rows add up to totals and bases to the base; columns reach at least their base, exactly when causes are apart."""

    def line(terms, known):
        coefficients, value = np.zeros(len(position)), known
        for name, sign, true in terms:
            if name in position:
                coefficients[position[name]] += sign
            else:
                value -= sign * true
        return coefficients, value

    causes, segments = people.counts.shape
    cells = lambda row, column: (("cell", row, column), 1, people.counts[row, column])  # noqa: E731
    exact = [
        line([*(cells(row, column) for column in range(segments)), (("total", row), -1, people.totals[row])], 0)
        for row in range(causes)
    ]
    exact.append(line([(("base", column), 1, people.bases[column]) for column in range(segments)], people.base))
    at_least = [
        line([*(cells(row, column) for row in range(causes)), (("base", column), -1, people.bases[column])], 0)
        for column in range(segments)
    ]
    at_least.append(line([(("total", row), 1, people.totals[row]) for row in range(causes)], people.base))
    return exact, at_least


def fixed(place, size, exact, at_least):
    """Say whether one unknown can have a single value only."""
    goal = np.zeros(size)
    goal[place] = 1
    limits = {"A_eq": np.array([row for row, _value in exact]), "b_eq": [value for _row, value in exact]}
    if at_least:
        limits |= {"A_ub": -np.array([row for row, _value in at_least]), "b_ub": [-value for _row, value in at_least]}
    lowest, highest = (linprog(sign * goal, bounds=(0, None), **limits) for sign in (1, -1))
    return highest.status == 0 and -highest.fun - lowest.fun < 1 - 1e-6
