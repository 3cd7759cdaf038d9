"""Every figure of churn by segment: failed payments, early losses, revenue and renewals, over all complete periods."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reports.churn.flows import Flows, People
from reports.churn.lines import MoneyLine, PeriodLine, RenewalLine, units
from reports.churn.periods import Spell
from reports.churn.renewals import Renewals

RENEWALS = ("due", "renewed", "moved", "left", "involuntary", "between")
ALL = "*"


@dataclass(frozen=True)
class SegmentFigures:
    """One segment (``*``: all): counts and money of all complete periods added up, so that rates are of one period.

    ``money`` has a line for each currency in which anything was paid.
    """

    segment: str
    people: PeriodLine
    money: tuple[MoneyLine, ...]
    renewal: RenewalLine


def segment_figures(flows: Flows, renewals: Renewals, segments: Sequence[str]) -> tuple[SegmentFigures, ...]:
    """Return the figures of all, and of each of ``segments``; none before a period is complete."""
    complete = np.array([period.complete for period in flows.periods], bool)
    if not complete.any():
        return ()
    shown = [period for period in flows.periods if period.complete]
    whole = Spell(shown[0].begin, shown[-1].end, shown[-1].end)
    places: list[Any] = [slice(None), *([flows.segments.index(segment)] for segment in segments)]

    def summed(columns: Any, name: str, place: Any) -> NDArray[np.int64]:
        of_complete: NDArray[np.int64] = getattr(columns, name)[complete]
        return of_complete[:, place].sum(axis=(0, 1))

    def money(place: Any) -> tuple[MoneyLine, ...]:
        sums = np.array([summed(flows.money, field.name, place) for field in fields(flows.money)])
        paid = [code for code in range(len(flows.currencies)) if sums[:, code].any()]
        return tuple(MoneyLine(whole, flows.currencies[code], *map(units, sums[:, code].tolist())) for code in paid)

    def line(segment: str, place: Any) -> SegmentFigures:
        people = (int(summed(flows.people, field.name, place)) for field in fields(People))
        renewed = (int(summed(renewals, name, place)) for name in RENEWALS)
        return SegmentFigures(segment, PeriodLine(whole, *people), money(place), RenewalLine(whole, *renewed))

    return tuple(line(segment, place) for segment, place in zip((ALL, *segments), places, strict=True))
