"""Fix first, stop selling to: segments with more losses than the rest, by whether their causes can be mended."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

from causes.codebook import Codebook
from reports.churn.asked import ChurnAsked
from reports.churn.flows import Rows, losses
from reports.churn.lines import units
from reports.churn.periods import Spell
from reports.churn.said import UNSAID, answers_between, answers_to, said_of
from reports.exits import Exits
from reports.rollups.columns import Coded
from reports.statistics import LEVEL, Share, benjamini_hochberg, segment_differences, wilson_share
from reports.suppression import Table, hidden_figures

# Dimensions with more values are lists of customers, not segments; when somebody began says little of whom to sell to.
MOST_VALUES = 20
LEFT_OUT = ("cohort",)
TOLD = 3


@dataclass(frozen=True)
class Named:
    """A main cause and how many of a segment's losses named it."""

    cause: str
    count: int


@dataclass(frozen=True)
class AdviceLine:
    """A segment that loses more than the rest, beyond chance, over all complete periods.

    ``points`` is the difference of the rates with its interval. Of ``answered`` losses with a cause of a known kind,
    ``fixable`` is the share whose main cause can be mended, None where too few answered to say. ``causes`` are the most
    frequent that may be seen; ``money`` what left, monthly, by currency.
    """

    dimension: str
    segment: str
    there: int
    lost: int
    rate: Share | None
    points: tuple[float, float, float]
    answered: int
    fixable: Share | None
    causes: tuple[Named, ...]
    money: Mapping[str, Decimal]

    def tells(self, cause: str) -> bool:
        """Say whether the line names the cause."""
        return cause in (named.cause for named in self.causes)


@dataclass(frozen=True)
class Advice:
    """The lists; ``unsure`` are segments above the rest whose answers are too few, or split evenly, to say which."""

    fix_first: tuple[AdviceLine, ...]
    stop_selling: tuple[AdviceLine, ...]
    unsure: tuple[AdviceLine, ...]
    comparisons: int
    dimensions: int
    periods: tuple[Spell, ...]

    @property
    def any(self) -> bool:
        """Say whether any segment is above the rest."""
        return bool(self.fix_first or self.stop_selling or self.unsure)


def advice(asked: ChurnAsked, exits: Exits, codebook: Codebook, shown: Sequence[str]) -> Advice:
    """Set the segments of every dimension against the rest over the complete periods that are asked for.

    All comparisons are adjusted together (Benjamini–Hochberg). A cause is fixable or structural as the codebook says;
    a segment is on a list when more than half of its answers are of one kind.
    """
    periods = tuple(period for period in asked.periods if period.complete)
    if not periods:
        return Advice((), (), (), 0, 0, ())
    weighed = _Weighed(asked, exits, periods, shown)
    tables = list(weighed.tables())
    q = benjamini_hochberg(np.concatenate([table.p for table in tables]) if tables else [])
    lines: list[AdviceLine] = []
    at = 0
    for table in tables:
        above = (np.nan_to_num(q[at : at + len(table.p)], nan=1.0) < LEVEL) & (table.points[:, 0] > 0)
        lines += [weighed.line(table, int(place), codebook) for place in np.flatnonzero(above)]
        at += len(table.p)
    lines.sort(key=lambda line: (-float(max(line.money.values(), default=Decimal(0))), -line.lost))
    kinds: dict[bool | None, list[AdviceLine]] = {True: [], False: [], None: []}
    for line in lines:
        kinds[_kind(line)].append(line)
    compared = int(np.isfinite(q).sum())
    return Advice(tuple(kinds[True]), tuple(kinds[False]), tuple(kinds[None]), compared, len(tables), periods)


@dataclass(frozen=True)
class Evidence:
    """What a line counts, latest leaving first: under a cause the answers, none where they are not shown.

    Without a cause ``lost`` are all customers who left: key, day and MRR with its currency.
    """

    line: AdviceLine
    cause: str
    responses: tuple[int, ...]
    lost: tuple[tuple[int, date, Decimal, str], ...]


def evidence(
    asked: ChurnAsked, exits: Exits, codebook: Codebook, shown: Sequence[str], given: Mapping[str, str]
) -> Evidence | None:
    """Return what is behind one segment (``of``, ``segment``) and ``cause``; None where none is told of.

    They are the very answers and losses that the lists count: of customers who were in the segment at the start of the
    period, whatever has become of them since.
    """
    dimension, segment, cause = (given.get(name, "") for name in ("of", "segment", "cause"))
    periods = tuple(period for period in asked.periods if period.complete)
    if not periods or segment not in asked.spans.values.get(dimension, ()):
        return None
    weighed = _Weighed(asked, exits, periods, shown)
    table = weighed.table(dimension)
    if segment not in table.column.values:
        return None
    place = table.column.values.index(segment)
    line = weighed.line(table, place, codebook)
    responses = weighed.responses(table, place, cause) if line.tells(cause) else ()
    return Evidence(line, cause, responses, () if cause else weighed.customers(table, place))


def _kind(line: AdviceLine) -> bool | None:
    """Say whether most causes can be mended (True), cannot (False), or that this cannot be told."""
    if line.fixable is None or line.fixable.share == 0.5:
        return None
    return line.fixable.share > 0.5


@dataclass(frozen=True)
class _Table:
    """Customers at the starts by segment, differences of the churn rates, and each loss's segment."""

    dimension: str
    there: NDArray[np.int64]
    p: NDArray[np.float64]
    points: NDArray[np.float64]
    column: Coded


class _Weighed:
    """Customers at the starts of all periods and the losses in them, with what those said."""

    def __init__(self, asked: ChurnAsked, exits: Exits, periods: tuple[Spell, ...], shown: Sequence[str]) -> None:
        self.asked, self.periods = asked, periods
        parts = [losses(asked.spans, period, asked.filters.where) for period in periods]
        self.there: list[Rows] = [there for there, _lost in parts]
        self.left: list[Rows] = [lost for _there, lost in parts]
        self.lost = np.concatenate(self.left)
        self.answers = answers_between(exits, periods[0].begin, periods[-1].until, shown)
        self.said = said_of(asked.spans, self.lost, self.answers)

    def tables(self) -> Iterator[_Table]:
        """Yield the counts of each dimension with its differences."""
        narrowed = {dimension for dimension, _value in self.asked.filters.where}
        for name, values in self.asked.spans.values.items():
            if name in LEFT_OUT or name in narrowed or not 2 <= len(values) <= MOST_VALUES:
                continue
            yield self.table(name)

    def table(self, name: str) -> _Table:
        """Count one dimension's segments and set each against the rest."""
        spans, periods = self.asked.spans, self.periods
        columns = [spans.dimension(name, period.begin, rows) for period, rows in zip(periods, self.there, strict=True)]
        values = columns[0].values
        there = np.sum([np.bincount(column.codes, minlength=len(values)) for column in columns], axis=0)
        seen = np.flatnonzero(there)
        lost = [spans.dimension(name, period.begin, rows) for period, rows in zip(periods, self.left, strict=True)]
        codes = np.searchsorted(seen, np.concatenate([column.codes for column in lost])).astype(np.int32)
        segments = tuple(values[code] for code in seen.tolist())
        counts = np.bincount(codes, minlength=len(segments))
        against = segment_differences(counts[np.newaxis], there[seen])
        points = np.column_stack([against.points[0], against.low[0], against.high[0]])
        # Of those of whom nothing is recorded there is nobody to sell to or not.
        p = np.where([bool(segment) for segment in segments], against.p[0], np.nan)
        return _Table(name, there[seen], p, points, Coded(codes, segments))

    def line(self, table: _Table, place: int, codebook: Codebook) -> AdviceLine:
        """Return a segment's line."""
        those = table.column.codes == place
        lost, there = int(those.sum()), int(table.there[place])
        answered, fixable, causes = self._causes(self.said[those], codebook)
        points, low, high = table.points[place].tolist()
        return AdviceLine(
            dimension=table.dimension,
            segment=table.column.values[place],
            there=there,
            lost=lost,
            rate=wilson_share(lost, there),
            points=(points, low, high),
            answered=answered,
            fixable=fixable,
            causes=causes,
            money=self._money(self.lost[those]),
        )

    def customers(self, table: _Table, place: int) -> tuple[tuple[int, date, Decimal, str], ...]:
        """Return the losses of a segment, the latest first."""
        spans, rows = self.asked.spans, self.lost[table.column.codes == place]
        rows = rows[np.argsort(-spans.chain_end[rows], kind="stable")]
        days = (date.fromordinal(day) for day in spans.chain_end[rows].tolist())
        paid = (units(round(cents)) for cents in spans.paid[rows].tolist())
        return tuple(zip(spans.customer[rows].tolist(), days, paid, spans.currency.take(rows).texts(), strict=True))

    def responses(self, table: _Table, place: int, cause: str) -> tuple[int, ...]:
        """Return the keys of the answers of a segment's losses that name the cause, latest leaving first."""
        those = (table.column.codes == place) & (self.said == self.answers.values.index(cause))
        found = answers_to(self.asked.spans, self.lost[those], self.answers)
        latest = found[np.argsort(-self.answers.left_on[found], kind="stable")]
        return tuple(self.answers.response[latest].tolist())

    def _causes(self, said: NDArray[np.int32], codebook: Codebook) -> tuple[int, Share | None, tuple[Named, ...]]:
        """Return how many named a cause of a known kind, the share that can be mended, and the most frequent causes.

        What is under the floor, or would give such a figure away, is left out.
        """
        floor, values = settings.SMALLEST_GROUP, self.answers.values[len(UNSAID) :]
        counts = np.bincount(said, minlength=len(self.answers.values))[len(UNSAID) :]
        kinds = [codebook.causes[cause].fixable if cause in codebook.causes else None for cause in values]
        mended, lasting = (int(counts[[kind is wanted for kind in kinds]].sum()) for wanted in (True, False))
        hidden = hidden_figures(Table(counts[:, np.newaxis], np.array([counts.sum()])), floor)
        top = sorted(zip(counts.tolist(), values, hidden.cells[:, 0].tolist(), strict=True), reverse=True)[:TOLD]
        causes = tuple(Named(cause, count) for count, cause, unseen in top if count and not unseen)
        told = mended + lasting
        enough = told >= 2 * floor and all(count == 0 or count >= floor for count in (mended, lasting))
        return told if told >= floor else 0, wilson_share(mended, told) if enough else None, causes

    def _money(self, lost: Rows) -> dict[str, Decimal]:
        spans = self.asked.spans
        currencies = spans.currency
        cents = np.bincount(currencies.codes[lost], spans.paid[lost], len(currencies.values))
        return {currencies.values[at]: units(round(sum_)) for at, sum_ in enumerate(cents.tolist()) if sum_}
