"""The churn rate taken apart by cause: of those who left each segment, how many points said what, or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

from customers.models import Ending
from reports.churn.asked import ChurnAsked
from reports.churn.flows import Rows, losses
from reports.churn.periods import Spell
from reports.churn.said import NO_WORDS, PENDING, SILENT, UNSAID, answers_between, said_of
from reports.churn.segments import MOST_SHOWN, ORDERED
from reports.exits import Exits
from reports.rollups.columns import Coded
from reports.statistics import Share, wilson_share
from reports.suppression import Hidden, Table, hidden_figures
from reports.tallies import positions

Counts = NDArray[np.int64]
ALL = "*"
# Beside the causes; together with them they make up the rate.
INVOLUNTARY, OWN = "~involuntary", "~own"
# Stands for all causes of which no line may tell anything.
OTHERS = "~others"


@dataclass(frozen=True)
class Points:
    """A part of the churn rate: ``count`` of ``there`` customers, as a share; both None where hidden.

    ``what`` is a cause, or SILENT, NO_WORDS, PENDING, INVOLUNTARY, OTHERS, or OWN where a segment has too few answers
    to be taken apart.
    """

    what: str
    count: int | None
    share: Share | None

    @property
    def hidden(self) -> bool:
        """Say whether fewer people than the floor are behind it, or it protects such a figure."""
        return self.count is None


@dataclass(frozen=True)
class CauseLine:
    """A segment (``*``: all): customers at the period's start, lost of them, and the rate's parts in the page's order.

    ``split`` says whether there are answers enough to be taken apart; if not, OWN stands for all parts but INVOLUNTARY.
    """

    segment: str
    there: int
    lost: int
    rate: Share | None
    parts: dict[str, Points]
    split: bool

    def told(self, most: int = 3) -> list[Points]:
        """Return the largest causes that may be seen, for a sentence."""
        seen = [part for what, part in self.parts.items() if not what.startswith("~") and part.count]
        return sorted(seen, key=lambda part: -(part.count or 0))[:most]


@dataclass(frozen=True)
class ChurnCauses:
    """The page: one period, a line a segment, the whole first; ``columns`` are the parts that anybody has."""

    asked: ChurnAsked
    period: Spell | None
    columns: tuple[str, ...] = ()
    lines: tuple[CauseLine, ...] = ()
    more: int = 0

    @property
    def floor(self) -> int:
        """The fewest people that a figure of answers is shown of."""
        return int(settings.SMALLEST_GROUP)

    @property
    def query(self) -> str:
        """The query string that asks for this page."""
        begin = self.period.begin.isoformat() if self.period else ""
        return self.asked.filters.query(each=self.asked.each, begin=begin)

    @property
    def whole(self) -> CauseLine | None:
        """The line of all customers."""
        return self.lines[0] if self.lines else None


def causes_of_churn(asked: ChurnAsked, exits: Exits, causes: Sequence[str], period: Spell | None) -> ChurnCauses:
    """Take the rate of a period apart, by the segments of the dimension that is asked for."""
    if period is None:
        return ChurnCauses(asked, None)
    filters = asked.filters
    there, lost = losses(asked.spans, period, filters.where)
    answers = answers_between(exits, period.begin, period.until, causes)
    failed = asked.spans.ending.equals(Ending.INVOLUNTARY)[lost]
    values = (*answers.values, INVOLUNTARY)
    said = np.where(failed, values.index(INVOLUNTARY), said_of(asked.spans, lost, answers))
    by = _column(asked, period, there)
    segments = _segments(by, filters.by)
    counted = _counted(_column(asked, period, lost), said, segments, len(values))
    at_risk = np.bincount(positions(by, segments), minlength=len(segments))
    lines = _lines(segments, at_risk, counted, values)
    shown = tuple(lines[: MOST_SHOWN + 1])
    columns = _order(counted.sum(axis=1), values, shown)
    return ChurnCauses(asked, period, columns, shown, len(lines) - len(shown))


def _column(asked: ChurnAsked, period: Spell, rows: Rows) -> Coded:
    by = asked.filters.by
    return asked.spans.dimension(by, period.begin, rows) if by else Coded(np.zeros(len(rows), np.int32))


def _segments(column: Coded, by: str) -> list[str]:
    """Return the segments that anybody is in: in their own order where they have one, else the largest first."""
    people = np.bincount(column.codes, minlength=len(column.values))
    there = [code for code in range(len(people)) if people[code]]
    if by not in ORDERED:
        there.sort(key=lambda code: -int(people[code]))
    return [column.values[code] for code in there]


def _counted(column: Coded, said: NDArray[np.int64], segments: list[str], width: int) -> Counts:
    """Return losses by what was said × segment."""
    cells = said * len(segments) + positions(column, segments)
    return np.bincount(cells, minlength=width * len(segments)).reshape(width, len(segments))


def _order(totals: Counts, values: Sequence[str], shown: Sequence[CauseLine]) -> tuple[str, ...]:
    """Return what anybody said, the most frequent cause first, then what was not said.

    Causes of which every line hides all that there is stand together, without a figure.
    """
    named = [row for row, what in enumerate(values) if not what.startswith("~") and totals[row]]
    causes = [values[row] for row in sorted(named, key=lambda row: -int(totals[row]))]
    told = [what for what in causes if any(line.split and line.parts[what].count for line in shown)]
    others = (OTHERS,) if len(told) < len(causes) else ()
    unsaid = [what for what in (SILENT, NO_WORDS, PENDING, INVOLUNTARY) if totals[values.index(what)]]
    return (*told, *others, *unsaid)


def _lines(segments: list[str], there: Counts, counted: Counts, values: Sequence[str]) -> list[CauseLine]:
    causes = [row for row, what in enumerate(values) if not what.startswith("~")]
    table = Table(counted[causes], counted[causes].sum(axis=0))
    hidden = hidden_figures(table, settings.SMALLEST_GROUP)
    whole = _line(ALL, int(there.sum()), counted.sum(axis=1), (values, hidden.totals, not hidden.base))
    parts = [
        _line(segment, int(there[at]), counted[:, at], (values, hidden.cells[:, at], not _unsplit(hidden, at)))
        for at, segment in enumerate(segments)
    ]
    return [whole, *parts] if len(parts) > 1 else [whole]


def _unsplit(hidden: Hidden, at: int) -> bool:
    return bool(hidden.base or hidden.bases[at])


def _line(segment: str, there: int, counts: Counts, shown: tuple[Sequence[str], NDArray[np.bool_], bool]) -> CauseLine:
    values, unseen, split = shown
    lost = int(counts.sum())
    failed = int(counts[values.index(INVOLUNTARY)])
    parts = {INVOLUNTARY: Points(INVOLUNTARY, failed, wilson_share(failed, there))}
    if not split:
        parts[OWN] = Points(OWN, lost - failed, wilson_share(lost - failed, there))
        return CauseLine(segment, there, lost, wilson_share(lost, there), parts, split)
    parts[OTHERS] = Points(OTHERS, None, None)
    for row, what in enumerate(values[:-1]):
        count = int(counts[row])
        if what not in UNSAID and unseen[row - len(UNSAID)]:
            parts[what] = Points(what, None, None)
        else:
            parts[what] = Points(what, count, wilson_share(count, there))
    return CauseLine(segment, there, lost, wilson_share(lost, there), parts, split)
