"""Logistic regression with a ridge, by Newton's method: small enough to read, held equal to scikit-learn by a test."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

Floats = NDArray[np.float64]

ROWS_AT_ONCE = 32_768
MOST_STEPS = 60
MOST_HALVINGS = 30
# The fit ends when a step would lower the penalised loss by less than this part of it.
ENOUGH = 1e-10


@dataclass(frozen=True)
class Logistic:
    """Log odds = ``intercept`` + table · ``weights`` (k)."""

    intercept: float
    weights: Floats

    def log_odds(self, table: Floats) -> Floats:
        """Return the log odds of each row of a table (n × k)."""
        return np.asarray(table @ self.weights + self.intercept, np.float64)

    def probabilities(self, table: Floats) -> Floats:
        """Return the probability (0.0–1.0) of each row of a table (n × k)."""
        return np.asarray(expit(self.log_odds(table)), np.float64)


def fit_logistic(
    table: Floats, events: NDArray[np.bool_], counts: Floats, ridge: float, near: Logistic | None = None
) -> Logistic:
    """Return what minimises Σ counts · log loss + ridge ÷ 2 · |weights|²; the intercept bears no penalty.

    ``table`` is n × k and finite, ``events`` (n) says what happened, ``counts`` (n) how many a row stands for. The
    ridge keeps the weights finite where a column separates perfectly. ``near`` is a fit of the same table with another
    ridge, from where it is not far. Raises ValueError where nothing or everything
    happened: no weight could be told from that.
    """
    if not events.any() or events.all():
        raise ValueError("events of one kind only")
    rate = float(counts @ events / counts.sum())
    point = np.concatenate([[np.log(rate / (1 - rate))], np.zeros(table.shape[1])])
    if near:
        point = np.concatenate([[near.intercept], near.weights])
    penalty = np.concatenate([[0.0], np.full(table.shape[1], ridge)])
    loss = _loss(table, events, counts, point, penalty)
    for _step in range(MOST_STEPS):
        gradient, curvature = _slopes(table, events, counts, point)
        gradient += penalty * point
        curvature[np.diag_indices_from(curvature)] += penalty + 1e-10
        direction = np.linalg.solve(curvature, gradient)
        size = 1.0
        for _halving in range(MOST_HALVINGS):
            tried = _loss(table, events, counts, point - size * direction, penalty)
            if tried <= loss:
                break
            size /= 2
        else:
            break
        point, gained, loss = point - size * direction, loss - tried, tried
        if gained <= ENOUGH * max(1.0, loss):
            break
    return Logistic(float(point[0]), point[1:])


def _loss(table: Floats, events: NDArray[np.bool_], counts: Floats, point: Floats, penalty: Floats) -> float:
    odds = table @ point[1:] + point[0]
    losses = np.logaddexp(0.0, odds) - np.where(events, odds, 0.0)
    return float(counts @ losses + 0.5 * (penalty * point) @ point)


def _slopes(table: Floats, events: NDArray[np.bool_], counts: Floats, point: Floats) -> tuple[Floats, Floats]:
    """Return the gradient (1 + k) and the curvature (1 + k square) of the loss without its penalty."""
    size = len(point)
    gradient, curvature = np.zeros(size), np.zeros((size, size))
    for at in range(0, len(table), ROWS_AT_ONCE):
        rows = slice(at, at + ROWS_AT_ONCE)
        block = np.column_stack([np.ones(len(table[rows])), table[rows]])
        found = expit(block @ point)
        gradient += block.T @ (counts[rows] * (found - events[rows]))
        # The curvature only sets the pace of the steps; half the digits do, in half the time.
        short = block.astype(np.float32)
        steepness = (counts[rows] * found * (1 - found)).astype(np.float32)
        curvature += short.T @ (short * steepness[:, np.newaxis])
    return gradient, curvature
