"""Stated against written: what people ticked beside what they wrote, and how often the two have nothing in common."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

from reports.causes_by_segment import segment_order
from reports.codebooks import UNCLEAR
from reports.exits import Exits
from reports.filters import Filters
from reports.linked_pairs import LinkedPair, linked_pairs
from reports.reasons import Reasons
from reports.rollups.columns import Coded
from reports.splits import Rows, alike, has_keys, people_of
from reports.statistics import segment_differences, wilson_share
from reports.suppression import Hidden, Table, hidden_figures
from reports.tallies import Chosen, People, chosen_answers, hidden_of

REASON = "~reason"
MET, APART = "met", "apart"
ALL = "*"


@dataclass(frozen=True)
class StatedCell:
    """People who ticked a reason and wrote of a cause; figures are None when ``suppressed``.

    ``other`` says that the reason names another cause than this, ``base`` is those who ticked the reason.
    """

    reason: str
    cause: str
    count: int | None = None
    base: int | None = None
    share: float | None = None
    low: float | None = None
    high: float | None = None
    other: bool = False
    suppressed: bool = False


@dataclass(frozen=True)
class ReasonLine:
    """A ticked reason: the cause that it names, if it names one, who ticked it, and what they wrote of."""

    reason: str
    cause: str
    base: int | None
    cells: tuple[StatedCell, ...]


@dataclass(frozen=True)
class Agreement:
    """People of a segment (``*``: all) whose ticked reasons and written causes have nothing in common.

    ``base`` is those who can be compared. ``mark`` is ``more`` or ``less`` where the difference from all others is more
    than chance, ``few`` where too few can be compared to tell.
    """

    segment: str
    count: int | None = None
    base: int | None = None
    share: float | None = None
    low: float | None = None
    high: float | None = None
    mark: str = ""
    suppressed: bool = False


@dataclass(frozen=True)
class StatedWritten:
    """The page. ``base`` is who gave both, None where hidden; ``unlinked`` ticked nothing that names a cause."""

    filters: Filters
    base: int | None
    only_ticked: int | None
    only_wrote: int | None
    unlinked: int | None
    apart: Agreement
    causes: tuple[str, ...]
    lines: tuple[ReasonLine, ...]
    totals: tuple[StatedCell, ...]
    segments: tuple[Agreement, ...]
    languages: tuple[Agreement, ...]
    comparisons: int
    pairs: tuple[LinkedPair, ...]
    floor: int

    @property
    def loudest(self) -> list[StatedCell]:
        """The cells in which most people wrote of something else than they ticked, the largest first."""
        cells = [cell for line in self.lines if line.cause for cell in line.cells if cell.other and cell.count]
        return sorted(cells, key=lambda cell: -(cell.count or 0))[:3]


@dataclass(frozen=True)
class _Both:
    """Those in question, by rows alike: which reasons each row ticked and which causes it wrote of, rows × keys."""

    rows: Rows
    ticked: Chosen
    wrote: Chosen
    reasons: tuple[str, ...]
    causes: tuple[str, ...]

    def chosen(self, kept: Chosen) -> _Both:
        return replace(
            self, rows=self.rows.take(np.flatnonzero(kept)), ticked=self.ticked[kept], wrote=self.wrote[kept]
        )

    def narrowed(self, filters: Filters) -> _Both:
        kept = np.ones(len(self.rows), bool)
        for dimension, value in filters.where:
            kept &= self.rows.dimension(dimension).equals(value)
        return self.chosen(kept)


def stated_written(exits: Exits, filters: Filters, causes: Sequence[str], reasons: Reasons) -> StatedWritten:
    """Return the page. ``causes`` are the codebook's keys in order, ``reasons`` those of the survey asked for."""
    question = ("stated and written", filters, tuple(causes), reasons.keys, frozenset(reasons.causes.items()))
    return exits.kept(question, lambda: _stated_written(exits, filters, causes, reasons))


def _stated_written(exits: Exits, filters: Filters, causes: Sequence[str], reasons: Reasons) -> StatedWritten:
    floor = settings.SMALLEST_GROUP
    everyone = _read(exits, filters, [cause for cause in causes if cause != UNCLEAR], reasons)
    gave = _any(everyone.ticked) & _any(everyone.wrote)
    both = everyone.chosen(gave)
    here = both.narrowed(filters)
    table, hidden, written = _matrix(both, here, filters, floor)
    met, comparable = _met(both, reasons)
    segments, comparisons = _segments(both.chosen(comparable), met[comparable], filters, floor)
    languages, _n = _segments(both.chosen(comparable), met[comparable], replace(filters, by="language"), floor)
    only = everyone.narrowed(filters)
    ticked_here, wrote_here = _any(only.ticked), _any(only.wrote)
    base = int(here.rows.people.sum())
    shown_causes = [place for place in range(len(both.causes)) if table.totals[place]]
    return StatedWritten(
        filters=filters,
        base=None if hidden.base and base else base,
        only_ticked=_unless_few(only.rows.people[ticked_here & ~wrote_here].sum(), floor),
        only_wrote=_unless_few(only.rows.people[wrote_here & ~ticked_here].sum(), floor),
        unlinked=_unless_few(both.chosen(~comparable).narrowed(filters).rows.people.sum(), floor),
        apart=segments[0],
        causes=tuple(both.causes[place] for place in shown_causes),
        lines=tuple(_lines(both, (table, hidden), shown_causes, reasons)),
        totals=tuple(_totals(both.causes, written, base, shown_causes)),
        segments=tuple(segments[1:]),
        languages=tuple(languages[1:]),
        comparisons=comparisons,
        pairs=tuple(linked_pairs(exits, filters, causes, reasons)),
        floor=floor,
    )


def _read(exits: Exits, filters: Filters, causes: Sequence[str], reasons: Reasons) -> _Both:
    """Return everybody of the period whose words were read, of all segments."""
    answers = exits.answers
    kept = np.flatnonzero(exits.coded & chosen_answers(exits, replace(filters, where=())))
    ticked, wrote = (answers.main_reason, answers.main) if filters.main_only else (answers.reasons, answers.causes)
    dimensions = {filters.by, "language", *(dimension for dimension, _value in filters.where)} - {""}
    columns = {"~survey": answers.survey, "~ticked": ticked, "~wrote": wrote}
    columns |= {name: answers.dimension(name) for name in sorted(dimensions)}
    rows = alike({name: column.take(kept) for name, column in columns.items()}, answers.people[kept])
    return _Both(
        rows,
        has_keys(rows.dimension("~ticked"), reasons.keys),
        has_keys(rows.dimension("~wrote"), causes),
        reasons.keys,
        tuple(causes),
    )


def _matrix(
    both: _Both, here: _Both, filters: Filters, floor: int
) -> tuple[Table, Hidden, tuple[NDArray[np.int64], Chosen]]:
    """Return people by cause and reason, what to hide of that, and people by cause with what to hide of them.

    Somebody who ticked two reasons is in two columns. What protects the sum over columns protects what is printed
    beside it too: how many people wrote of the cause, which is no more than that sum.
    """
    asked = replace(filters, by=REASON)
    table = _by_reason(here).table(REASON, both.reasons)
    wrote = np.argwhere(both.wrote)
    plain = people_of(both.rows, wrote, both.causes)
    segments = plain.narrowed(filters.where).values(filters.by)
    elsewhere = hidden_of(plain, filters, segments, floor)
    people = (here.wrote * here.rows.people[:, np.newaxis]).sum(axis=0)
    base = int(here.rows.people.sum())
    few = elsewhere.totals | ((people > 0) & (people < floor))
    wide = hidden_of(_by_reason(both), asked, both.reasons, floor)
    hidden = hidden_figures(
        table,
        floor,
        Hidden(wide.cells, wide.totals | few, wide.bases, wide.base or elsewhere.base or 0 < base < floor),
    )
    return table, hidden, (people, hidden.totals | few | elsewhere.base)


def _by_reason(both: _Both) -> People:
    """Return the same people, each as often as they ticked a reason, with that reason beside them."""
    row, reason = np.nonzero(both.ticked)
    rows = both.rows.take(row).beside(REASON, Coded((reason + 1).astype(np.int32), ("", *both.reasons)))
    return people_of(rows, np.argwhere(both.wrote[row]), both.causes)


def _met(both: _Both, reasons: Reasons) -> tuple[Chosen, Chosen]:
    """Say of each row whether a ticked reason names a cause that was written of, and whether any names one at all."""
    survey = both.rows.dimension("~survey")
    named = np.zeros(both.wrote.shape, bool)
    place = {cause: number for number, cause in enumerate(both.causes)}
    for (key, reason), cause in reasons.causes.items():
        if cause in place:
            ticked = both.ticked[:, both.reasons.index(reason)] & survey.equals(key)
            named[ticked, place[cause]] = True
    return _any(named & both.wrote), _any(named)


def _segments(both: _Both, met: Chosen, filters: Filters, floor: int) -> tuple[list[Agreement], int]:
    """Return the agreement of all, then of each segment, and how many segments were compared."""
    pairs = np.column_stack([np.arange(len(both.rows)), (~met).astype(np.int64)])
    everyone = people_of(both.rows, pairs, (MET, APART))
    people = everyone.narrowed(filters.where)
    segments = segment_order(set(people.values(filters.by)))
    table = people.table(filters.by, segments)
    hidden = hidden_of(everyone, filters, segments, floor)
    unseen = hidden.cells[1] | hidden.cells[0] | hidden.bases
    found = segment_differences(table.counts[1:], table.bases, unseen[np.newaxis, :])
    few_in_all = bool(hidden.base or hidden.totals.any())
    lines = [_agreement(ALL, int(table.totals[1]), table.base, "", few_in_all)]
    for column, segment in enumerate(segments):
        mark = "few" if found.state[0, column] == "too_few" else ""
        if found.more_than_chance[0, column]:
            mark = "more" if found.points[0, column] > 0 else "less"
        count, base = int(table.counts[1, column]), int(table.bases[column])
        lines.append(_agreement(segment, count, base, mark, bool(unseen[column])))
    return lines, found.comparisons


def _agreement(segment: str, count: int, base: int, mark: str, suppressed: bool) -> Agreement:
    share = wilson_share(count, base)
    if suppressed and base:
        return Agreement(segment, suppressed=True)
    if share is None:
        return Agreement(segment, count, base)
    return Agreement(segment, count, base, share.share, share.low, share.high, mark)


def _lines(both: _Both, counted: tuple[Table, Hidden], shown: list[int], reasons: Reasons) -> list[ReasonLine]:
    table, hidden = counted
    lines = []
    for column, reason in enumerate(both.reasons):
        base, named = int(table.bases[column]), reasons.cause(reason)
        if not base:
            continue
        unseen = bool(hidden.bases[column] or hidden.base)
        counts, few = table.counts[:, column], hidden.cells[:, column] | unseen
        cells = [_cell((reason, both.causes[row]), int(counts[row]), base, bool(few[row]), named) for row in shown]
        lines.append(ReasonLine(reason, named, None if unseen else base, tuple(cells)))
    return lines


def _totals(
    causes: Sequence[str], written: tuple[NDArray[np.int64], Chosen], base: int, shown: list[int]
) -> list[StatedCell]:
    people, hidden = written
    return [_cell((ALL, causes[row]), int(people[row]), base, bool(hidden[row]), causes[row]) for row in shown]


def _cell(where: tuple[str, str], count: int, base: int, suppressed: bool, named: str) -> StatedCell:
    reason, cause = where
    share = wilson_share(count, base)
    if suppressed or share is None:
        return StatedCell(reason, cause, other=named != cause, suppressed=True)
    return StatedCell(reason, cause, count, base, share.share, share.low, share.high, named != cause)


def _any(held: Chosen) -> Chosen:
    """Say of each row whether it holds any key."""
    return np.asarray(held.any(axis=1), bool)


def _unless_few(people: int, floor: int) -> int | None:
    """Return a number of people unless they are so few that it would tell of single ones."""
    return None if 0 < people < floor else int(people)
