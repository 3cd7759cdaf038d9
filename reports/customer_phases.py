"""How often a customer used it, and when that changed: daily, weekly, monthly, silent.

The rule, as the definitions state it. A pause of six weeks or more, or of four weeks at the end, is *silent*. Between
pauses, use is cut into blocks of four weeks, counted back from its last day: active on 12 days or more of them is
*daily*, on 3 to 11 *weekly*, on 1 or 2 *monthly*. The first block takes what is left over when that is less than two
weeks, and is scaled to four. A single block between two that are alike belongs to them. Pure: days in, phases out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

DAILY, WEEKLY, MONTHLY, SILENT = "daily", "weekly", "monthly", "silent"
KINDS = (DAILY, WEEKLY, MONTHLY, SILENT)
BLOCK = 28
DAILY_FROM, WEEKLY_FROM = 12, 3
PAUSE, PAUSE_AT_THE_END = 42, 28
SHORTEST_BLOCK = 14

Counts = NDArray[np.int32]


@dataclass(frozen=True)
class Phase:
    """A time ``[begin, end)`` of alike use; ``active`` of its days something was done."""

    kind: str
    begin: date
    end: date
    active: int

    @property
    def days(self) -> int:
        """How long it lasted."""
        return (self.end - self.begin).days

    @property
    def last_day(self) -> date:
        """Its last day."""
        return self.end - timedelta(days=1)


def phases(first: date, counts: Counts | Sequence[int]) -> list[Phase]:
    """Return the phases of use, from the first active day to the last day told.

    ``counts`` are by day from ``first`` on; -1 on days that nobody told of, which are neither active nor a pause: where
    they make up a whole pause, the phase before goes on.
    """
    days = np.asarray(counts, dtype=np.int64)
    active = np.flatnonzero(days > 0)
    if not len(active):
        return []
    found: list[Phase] = []
    for begin, end in _stretches(days, active):
        if found and found[-1].end != first + timedelta(days=begin):
            found.append(Phase(SILENT, found[-1].end, first + timedelta(days=begin), 0))
        found += _smoothed([_block(first, days, *part) for part in _blocks(begin, end)])
    last = int(active[-1]) + 1
    if _told(days[last:]) >= PAUSE_AT_THE_END:
        found.append(Phase(SILENT, first + timedelta(days=last), first + timedelta(days=len(days)), 0))
    elif len(days) > last:
        found[-1] = replace(found[-1], end=first + timedelta(days=len(days)))
    return _joined(found)


def _stretches(days: NDArray[np.int64], active: NDArray[np.intp]) -> Iterator[tuple[int, int]]:
    """Yield the places ``[begin, end)`` of use without a pause, each from an active day to an active day."""
    begin = int(active[0])
    for one, following in pairwise(active.tolist()):
        if _told(days[one + 1 : following]) >= PAUSE:
            yield begin, one + 1
            begin = following
    yield begin, int(active[-1]) + 1


def _told(days: NDArray[np.int64]) -> int:
    return int((days >= 0).sum())


def _blocks(begin: int, end: int) -> list[tuple[int, int]]:
    """Return blocks of four weeks counted back from the end; the first takes a rest of less than two weeks."""
    edges = [end]
    while edges[-1] - begin >= BLOCK + SHORTEST_BLOCK:
        edges.append(edges[-1] - BLOCK)
    edges.append(begin)
    return [(one, other) for other, one in pairwise(edges)][::-1]


def _block(first: date, days: NDArray[np.int64], begin: int, end: int) -> Phase:
    active = int((days[begin:end] > 0).sum())
    return Phase(
        kind_of(active * BLOCK / max(_told(days[begin:end]), SHORTEST_BLOCK)),
        first + timedelta(days=begin),
        first + timedelta(days=end),
        active,
    )


def kind_of(active_days: float) -> str:
    """Return how often it was used, from the active days in four weeks."""
    if active_days >= DAILY_FROM:
        return DAILY
    return WEEKLY if active_days >= WEEKLY_FROM else MONTHLY if active_days > 0 else SILENT


def _smoothed(blocks: list[Phase]) -> list[Phase]:
    """Return blocks with a single one between two alike as these are."""
    found = list(blocks)
    for place in range(1, len(found) - 1):
        if found[place - 1].kind == found[place + 1].kind:
            found[place] = replace(found[place], kind=found[place - 1].kind)
    return found


def _joined(found: list[Phase]) -> list[Phase]:
    joined: list[Phase] = []
    for phase in found:
        if joined and joined[-1].kind == phase.kind:
            joined[-1] = replace(joined[-1], end=phase.end, active=joined[-1].active + phase.active)
        else:
            joined.append(phase)
    return joined
