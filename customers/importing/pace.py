"""How much to store at a time, so that nobody who wants to write waits long."""

from __future__ import annotations

FIRST_BATCH_ROWS = 100
LEAST_BATCH_ROWS = 10
MOST_BATCH_ROWS = 500
# What a batch aims at; a machine that is busy with other things may take a few times as long.
HOLD_SECONDS = 0.04
SHORTEST_PAUSE_SECONDS = 0.01


class Pace:
    """How many rows to store at a time so that each batch takes about HOLD_SECONDS, but ``least`` at any rate.

    What a batch costs beside its rows is worth some of them: on a busy machine it is not cut smaller than that.
    """

    def __init__(self, least: int = LEAST_BATCH_ROWS) -> None:
        self.rows, self.least = max(FIRST_BATCH_ROWS, least), least

    def size(self) -> int:
        """Return the number of rows of the next batch."""
        return self.rows

    def held(self, rows: int, seconds: float) -> None:
        """Learn from a batch: grow by half at most, shrink as far as it takes."""
        fitting = int(rows * HOLD_SECONDS / max(seconds, 1e-6))
        self.rows = min(max(fitting, self.least), self.rows * 3 // 2, MOST_BATCH_ROWS)
