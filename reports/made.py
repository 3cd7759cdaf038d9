"""How a figure is made: its formula, filter, base and rows, above the answers that it stands for."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings

from reports.codebooks import active_codebook
from reports.definitions import Definition, definition
from reports.exits import Exits
from reports.filter_words import Lines, filter_lines
from reports.losses import ALL
from reports.people import Behind, may_list
from reports.revenue import Money, mrr_at_stake
from reports.statistics import Share, wilson_share
from reports.tallies import chosen_answers, coded_people


@dataclass(frozen=True)
class Made:
    """A figure and what it is made of: ``count`` of ``base`` people; ``share`` and ``mrr`` only of a cause."""

    definitions: tuple[Definition, ...]
    asked: Lines
    count: int
    base: int
    share: Share | None = None
    mrr: dict[str, Decimal] | None = None


def how_made(exits: Exits, behind: Behind) -> Made | None:
    """Return how the figure is made that the answers are behind; None of groups too small to count."""
    counted = exits.kept(("made", behind, active_codebook().digest), lambda: _counted(exits, behind))
    if counted is None:
        return None
    asked = filter_lines(behind.filters)[:2]
    if not behind.cause:
        return Made((definition("answers"), definition("base")), asked, counted.base, counted.answers)
    told = (definition("share"), definition("interval"), definition("mrr"))
    share = wilson_share(counted.count, counted.base)
    return Made(told, asked, counted.count, counted.base, share, dict(counted.mrr))


@dataclass(frozen=True)
class _Counted:
    """People: with an answer, with a coded one, and of these with the cause; the revenue of the last."""

    answers: int
    base: int
    count: int
    mrr: Money


def _counted(exits: Exits, behind: Behind) -> _Counted | None:
    filters, causes = behind.filters, active_codebook().shown()
    people = coded_people(exits, filters, causes).narrowed(filters.where)
    if may_list(exits, behind).reason or 0 < people.base < settings.SMALLEST_GROUP:
        return None
    answers = int(exits.answers.people[chosen_answers(exits, filters)].sum())
    if not behind.cause:
        return _Counted(answers, people.base, 0, {})
    row = causes.index(behind.cause)
    named = people.people[people.pairs[people.pairs[:, 1] == row, 0]]
    return _Counted(answers, people.base, int(named.sum()), mrr_at_stake(people, filters.by).get((ALL, row), {}))
