"""The same thing ticked and written: the share of a reason beside that of the cause that it names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from django.conf import settings

from reports.exits import Exits
from reports.filters import Filters
from reports.reasons import Reasons
from reports.splits import Rows, alike, has_keys, people_of
from reports.statistics import wilson_share
from reports.tallies import Chosen, People, chosen_answers, hidden_of


@dataclass(frozen=True)
class ShareOf:
    """A share with its interval and base, all None when hidden."""

    count: int | None = None
    base: int | None = None
    share: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class LinkedPair:
    """A reason, ticked by those to whom it was shown, and its cause, written of by those whose words were read.

    A share is None where it is hidden, or where nobody is in its base.
    """

    reason: str
    cause: str
    ticked: ShareOf | None
    written: ShareOf | None


def linked_pairs(exits: Exits, filters: Filters, causes: Sequence[str], reasons: Reasons) -> list[LinkedPair]:
    """Return a pair for every reason that names a cause and was shown or written of, the most ticked first."""
    floor = settings.SMALLEST_GROUP
    people = people_with_causes(exits, filters, causes)
    here = people.narrowed(filters.where)
    segments = here.values(filters.by)
    hidden = hidden_of(people, filters, segments, floor)
    counts = here.table(filters.by, segments).totals
    shown = _shown(exits, filters, reasons, floor)
    pairs = []
    for reason in reasons.keys:
        cause = reasons.cause(reason)
        if cause not in people.causes:
            continue
        row = people.causes.index(cause)
        unseen = bool(hidden.base or hidden.totals[row])
        pair = LinkedPair(reason, cause, shown[reason], shown_share(int(counts[row]), here.base, unseen))
        if pair.ticked is not None or (pair.written is not None and pair.written.count):
            pairs.append(pair)
    return sorted(pairs, key=lambda pair: -((pair.ticked and pair.ticked.share) or 0))


def people_with_causes(exits: Exits, filters: Filters, causes: Sequence[str]) -> People:
    """Return those with a coded answer, of all segments, alike ones as one row: as ``coded_people``, but sooner."""
    answers = exits.answers
    kept = np.flatnonzero(exits.coded & chosen_answers(exits, replace(filters, where=())))
    columns = {"~causes": answers.main if filters.main_only else answers.causes}
    dimensions = {filters.by, *(dimension for dimension, _value in filters.where)} - {""}
    columns |= {name: answers.dimension(name) for name in sorted(dimensions)}
    rows = alike({name: column.take(kept) for name, column in columns.items()}, answers.people[kept])
    return people_of(rows, np.argwhere(has_keys(rows.dimension("~causes"), causes)), causes)


def _shown(exits: Exits, filters: Filters, reasons: Reasons, floor: int) -> dict[str, ShareOf | None]:
    """Return the share of each reason: ticked ÷ shown; with main reasons only, ticked as the main one ÷ shown."""
    answers = exits.answers
    kept = np.flatnonzero(chosen_answers(exits, replace(filters, where=())))
    ticks = answers.main_reason if filters.main_only else answers.reasons
    columns = {"~ticked": ticks, "~shown": answers.shown}
    dimensions = {filters.by, *(dimension for dimension, _value in filters.where)} - {""}
    columns |= {name: answers.dimension(name) for name in sorted(dimensions)}
    rows = alike({name: column.take(kept) for name, column in columns.items()}, answers.people[kept])
    seen = has_keys(rows.dimension("~shown"), reasons.keys)
    ticked = has_keys(rows.dimension("~ticked"), reasons.keys) & seen
    number, hidden_number = _counted(rows, ticked, filters, (reasons.keys, floor))
    base, hidden_base = _counted(rows, seen, filters, (reasons.keys, floor))
    return {
        reason: shown_share(int(number[place]), int(base[place]), bool(hidden_number[place] or hidden_base[place]))
        for place, reason in enumerate(reasons.keys)
    }


def _counted(
    rows: Rows, held: Chosen, filters: Filters, of: tuple[tuple[str, ...], int]
) -> tuple[np.ndarray, np.ndarray]:
    keys, floor = of
    everyone = people_of(rows, np.argwhere(held), keys)
    here = everyone.narrowed(filters.where)
    segments = here.values(filters.by)
    hidden = hidden_of(everyone, filters, segments, floor)
    return here.table(filters.by, segments).totals, hidden.totals | hidden.base


def shown_share(count: int, base: int, hidden: bool) -> ShareOf | None:
    """Return a share with its interval, all None when it is hidden; None of an empty base."""
    found = wilson_share(count, base)
    if found is None:
        return None
    return ShareOf() if hidden else ShareOf(count, base, found.share, found.low, found.high)
