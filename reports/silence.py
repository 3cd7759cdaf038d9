"""Silence: who was asked and who answered, by segment and over time, and who of those who left nothing is known of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
from django.conf import settings

from customers.models import Ending
from reports.causes_by_segment import segment_order
from reports.exits import ANSWER_ONLY, Exits
from reports.filters import Filters, Known
from reports.linked_pairs import ShareOf, shown_share
from reports.losses import ALL, chosen_customers, lost_within
from reports.opened_pages import OpenedPages, opened_pages
from reports.periods import buckets
from reports.rollups.columns import Coded
from reports.silence_weights import Weighted, first_of, left_people, weighted_shares
from reports.splits import Rows, alike, people_of
from reports.statistics import segment_differences
from reports.suppression import Hidden, Table
from reports.tallies import People, chosen_answers, hidden_of, within

# What came of an invitation, the furthest first.
ANSWERED, SKIPPED, OPENED, UNOPENED = STATES = ("answered", "skipped", "opened", "unopened")
STATE, ENDING, PART = "~state", "~ending", "~part"


@dataclass(frozen=True)
class Rates:
    """Invitations of a segment (``*``: all) and what came of them; what is hidden is None.

    ``response`` is answered ÷ invited, ``completion`` answered ÷ opened. ``mark`` says whether the response rate is
    beyond chance ``more`` or ``less`` than all others', or that they are too ``few`` to say.
    """

    segment: str
    invited: int | None
    response: ShareOf | None
    completion: ShareOf | None
    mark: str = ""


@dataclass(frozen=True)
class RatePoint:
    """The two rates in one part of the period ``[begin, end)``."""

    begin: date
    end: date
    response: ShareOf | None
    completion: ShareOf | None


@dataclass(frozen=True)
class Silent:
    """Who left in a segment (``*``: all) and what is known of them; what is hidden is None.

    ``states`` follows ``STATES``; ``otherwise`` answered without an invitation; ``unasked`` is left − invited.
    """

    segment: str
    left: int
    unasked: int | None
    states: tuple[int | None, ...]
    otherwise: int | None


@dataclass(frozen=True)
class Silence:
    """The page. ``silent`` and ``weighted`` are None where only answers have a dimension that is asked for.

    ``empty`` says that nobody was invited, left or answered.
    """

    filters: Filters
    and_by: str
    rates: tuple[Rates, ...]
    comparisons: int
    points: tuple[RatePoint, ...]
    silent: tuple[Silent, ...] | None
    weighted: Weighted | None
    opened: OpenedPages | None
    empty: bool
    floor: int

    def query(self) -> str:
        """Return the query string that asks for the same."""
        return self.filters.query(**{"and": self.and_by})


def silence(exits: Exits, filters: Filters, causes: Sequence[str], and_by: str = "") -> Silence:
    """Return the page. ``and_by`` is a second dimension to weight by."""
    page = exits.kept(("silence", filters, tuple(causes), and_by), lambda: _silence(exits, filters, causes, and_by))
    return page if filters.where else replace(page, opened=opened_pages(filters))


def _silence(exits: Exits, filters: Filters, causes: Sequence[str], and_by: str) -> Silence:
    floor = settings.SMALLEST_GROUP
    parts = _parts(exits, filters)
    everyone = _by_state(_invited(exits, filters, parts))
    rates, comparisons = _rates(everyone, filters, floor)
    known = not any(name in ANSWER_ONLY for name in (filters.by, and_by, *(name for name, _value in filters.where)))
    left = left_people(exits, filters, and_by) if known else {}
    return Silence(
        filters=filters,
        and_by=and_by,
        rates=tuple(rates),
        comparisons=comparisons,
        points=tuple(_points(everyone, filters, parts, floor)) if parts else (),
        silent=tuple(_silent(exits, filters, everyone, first_of(left))) if known else None,
        weighted=weighted_shares(exits, filters, causes, left, and_by) if known else None,
        opened=None,
        empty=rates[0].invited == 0
        and not (lost_within(exits, filters) & chosen_customers(exits, filters)).any()
        and not chosen_answers(exits, filters).any(),
        floor=floor,
    )


def default_dimension(known: Known) -> str:
    """Return the dimension to begin with: one that those who gave no answer have too, if there is any."""
    dimensions = {name: values for name, values in known.dimensions.items() if name not in ANSWER_ONLY}
    return replace(known, dimensions=dimensions).default_dimension() or known.default_dimension()


def _invited(exits: Exits, filters: Filters, parts: Sequence[tuple[date, date]]) -> Rows:
    """Return the invited of the period, of all segments, by what came of it, how they left, and part of the period."""
    invitations = exits.invitations
    chosen = within(invitations.left, filters)
    if filters.survey:
        chosen &= invitations.survey.equals(filters.survey)
    kept = np.flatnonzero(chosen)
    furthest = np.select([invitations.answered, invitations.skipped, invitations.opened], [1, 2, 3], 4)
    edges = np.array([begin.toordinal() for begin, _end in parts] or [1])
    codes = np.searchsorted(edges, invitations.left, side="right").astype(np.int32)
    columns = {
        STATE: Coded(furthest.astype(np.int32), ("", *STATES)),
        ENDING: invitations.ending,
        PART: Coded(codes, ("", *_names(parts or [(date.min, date.max)]))),
    }
    names = {filters.by, *(name for name, _value in filters.where)} - {""}
    columns |= {f"={name}": invitations.dimension(name) for name in sorted(names)}
    rows = alike({name: column.take(kept) for name, column in columns.items()}, invitations.people[kept])
    return Rows(rows.people, lambda name: rows.column(name if name[:1] == "~" else f"={name}"))


def _by_state(rows: Rows) -> People:
    """Return the invited as people, each in the one state that their invitation is in."""
    states = rows.dimension(STATE).codes.astype(np.int64) - 1
    return people_of(rows, np.column_stack([np.arange(len(rows)), states]), STATES)


def _parts(exits: Exits, filters: Filters) -> list[tuple[date, date]]:
    """Return the days, weeks, months or quarters of the period; of an open one, as far as invitations go."""
    days = exits.invitations.left
    seen = days[within(days, filters) & (days > 0)]
    if not len(seen):
        return []
    begin = filters.begin or date.fromordinal(int(seen.min()))
    return buckets(begin, filters.end or date.fromordinal(int(seen.max())) + timedelta(days=1))


def _names(parts: Sequence[tuple[date, date]]) -> tuple[str, ...]:
    return tuple(f"{number:03}" for number in range(len(parts)))


def _rates(everyone: People, filters: Filters, floor: int) -> tuple[list[Rates], int]:
    """Return the rates of all, then of each segment, and how many segments were compared."""
    people = everyone.narrowed(filters.where)
    segments = segment_order(set(people.values(filters.by)))
    table, hidden = people.table(filters.by, segments), hidden_of(everyone, filters, segments, floor)
    response, completion = _both_rates(table, hidden)
    unseen = hidden.cells[0] | hidden.bases
    found = segment_differences(table.counts[:1], table.bases, unseen[np.newaxis, :])
    whole = Table(table.totals[:, np.newaxis], np.array([table.base]))
    in_all = Hidden(hidden.totals[:, np.newaxis], hidden.totals, np.array([hidden.base]), hidden.base)
    (all_response,), (all_completion,) = _both_rates(whole, in_all)
    rates = [Rates(ALL, None if hidden.base and table.base else table.base, all_response, all_completion)]
    for place, segment in enumerate(segments):
        mark = "few" if found.state[0, place] == "too_few" else ""
        if found.more_than_chance[0, place]:
            mark = "more" if found.points[0, place] > 0 else "less"
        invited = None if hidden.bases[place] else int(table.bases[place])
        rates.append(Rates(segment, invited, response[place], completion[place], mark))
    return rates, found.comparisons


def _both_rates(table: Table, hidden: Hidden) -> tuple[list[ShareOf | None], list[ShareOf | None]]:
    """Return each column's response and completion rate; the latter's base is invited − unopened."""
    unopened = STATES.index(UNOPENED)
    few = hidden.cells[0] | hidden.bases | hidden.base
    opened, few_opened = table.bases - table.counts[unopened], few | hidden.cells[unopened]
    columns = range(len(table.bases))
    answered = table.counts[0]
    return (
        [shown_share(int(answered[one]), int(table.bases[one]), bool(few[one])) for one in columns],
        [shown_share(int(answered[one]), int(opened[one]), bool(few_opened[one])) for one in columns],
    )


def _points(everyone: People, filters: Filters, parts: Sequence[tuple[date, date]], floor: int) -> list[RatePoint]:
    """Return the rates in each part of the period."""
    names = _names(parts)
    dated = everyone.chosen(everyone.column(PART).among(names))
    table = dated.narrowed(filters.where).table(PART, names)
    response, completion = _both_rates(table, hidden_of(dated, replace(filters, by=PART), names, floor))
    return [RatePoint(*part, response[at], completion[at]) for at, part in enumerate(parts)]


def _silent(exits: Exits, filters: Filters, everyone: People, left: Mapping[str, int]) -> list[Silent]:
    """Return who left by their own decision or for a reason unknown, in all and by segment."""
    floor = settings.SMALLEST_GROUP
    everyone = everyone.chosen(~everyone.column(ENDING).equals(Ending.INVOLUNTARY))
    people = everyone.narrowed(filters.where)
    segments = segment_order({*left, *people.values(filters.by)})
    table, hidden = people.table(filters.by, segments), hidden_of(everyone, filters, segments, floor)
    otherwise = _otherwise(exits, filters, segments, floor)
    whole = [None if hidden.totals[row] else int(table.totals[row]) for row in range(len(STATES))]
    lines = [
        _line(ALL, sum(left.values()), None if hidden.base and table.base else table.base, whole, otherwise[ALL]),
    ]
    for place, segment in enumerate(segments):
        few = hidden.cells[:, place] | hidden.bases[place]
        states = [None if few[row] else int(table.counts[row, place]) for row in range(len(STATES))]
        invited = None if hidden.bases[place] else int(table.bases[place])
        lines.append(_line(segment, left.get(segment, 0), invited, states, otherwise[segment]))
    return lines


def _line(segment: str, left: int, invited: int | None, states: list[int | None], otherwise: int | None) -> Silent:
    unasked = None if invited is None else max(0, left - invited)
    return Silent(segment, left, unasked, tuple(states), otherwise)


def _otherwise(exits: Exits, filters: Filters, segments: list[str], floor: int) -> dict[str, int | None]:
    """Return how many answered without an invitation, by segment and in all."""
    answers = exits.answers
    chosen = chosen_answers(exits, replace(filters, where=())) & ~answers.ending.equals(Ending.INVOLUNTARY)
    kept = np.flatnonzero(chosen)
    columns = {"~invited": Coded(np.where(answers.invited, 1, 2).astype(np.int32), ("", "yes", "no"))}
    names = {filters.by, *(name for name, _value in filters.where)} - {""}
    columns |= {name: answers.dimension(name) for name in sorted(names)}
    rows = alike({name: column.take(kept) for name, column in columns.items()}, answers.people[kept])
    places = rows.dimension("~invited").codes.astype(np.int64) - 1
    everyone = people_of(rows, np.column_stack([np.arange(len(rows)), places]), ("yes", "no"))
    people = everyone.narrowed(filters.where)
    there = segment_order({*segments, *people.values(filters.by)})
    table, hidden = people.table(filters.by, there), hidden_of(everyone, filters, there, floor)
    few = hidden.cells[1] | hidden.bases
    found = {one: None if few[at] else int(table.counts[1, at]) for at, one in enumerate(there)}
    return found | {ALL: None if hidden.totals[1] or (hidden.base and table.base) else int(table.totals[1])}
