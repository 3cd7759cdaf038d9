"""The cause page: how one cause goes over time, where it is frequent, what it comes with and in which words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from django.conf import settings

from reports.cause_parts.comparing import Compared, Counted, compared, having_cause
from reports.cause_parts.words import Words, newest_since, words_of
from reports.codebooks import active_codebook
from reports.exits import Exits
from reports.filters import Filters
from reports.losses import ALL
from reports.people import WORDS_FLOOR_FACTOR
from reports.revenue import Money, mrr_at_stake
from reports.statistics import Share, wilson_share
from reports.tallies import coded_people, hidden_of
from reports.trends import Point, trends


@dataclass(frozen=True)
class CausePage:
    """The page. ``state``: *shown*; *none*, nobody named it; *hidden*, too few did; *empty*, no coded answer at all.

    ``words`` is None where the segment is too small to show people's words; they are of those who left from
    ``newest_since`` on. ``money_people`` is how many of ``count`` have a known revenue.
    """

    cause: str
    filters: Filters
    state: str
    fixable: bool | None
    floor: int
    base: int | None = None
    count: int | None = None
    share: Share | None = None
    mrr: Money = field(default_factory=dict)
    money_people: int = 0
    trend: Sequence[Point] = ()
    compared: Compared | None = None
    words_shown: bool = False
    newest_since: date | None = None
    words: Words | None = None


def cause_page(exits: Exits, filters: Filters, cause: str) -> CausePage:
    """Compute the page of a cause that the codebook shows; figures are kept until something changes, words are not."""
    asked = ("cause", cause, filters, active_codebook().digest)
    page = exits.kept(asked, lambda: _figures(exits, filters, cause))
    if page.state != "shown" or not page.words_shown:
        return page
    return replace(page, words=words_of(filters, cause, page.count or 0, page.newest_since))


def _figures(exits: Exits, filters: Filters, cause: str) -> CausePage:
    codebook, floor = active_codebook(), settings.SMALLEST_GROUP
    causes = codebook.shown()
    row, fixable = causes.index(cause), codebook.causes[cause].fixable
    everyone = coded_people(exits, filters, causes)
    people = everyone.narrowed(filters.where)
    hidden = hidden_of(everyone, filters, people.values(filters.by), floor)
    unseen = hidden.totals | hidden.base
    if not people.base or hidden.base:
        return CausePage(cause, filters, "hidden" if hidden.base else "empty", fixable, floor)
    if unseen[row]:
        return CausePage(cause, filters, "hidden", fixable, floor, people.base)
    having = people.chosen(having_cause(people, row))
    if not having.base:
        return CausePage(cause, filters, "none", fixable, floor, people.base, 0)
    return CausePage(
        cause=cause,
        filters=filters,
        state="shown",
        fixable=fixable,
        floor=floor,
        base=people.base,
        count=having.base,
        share=wilson_share(having.base, people.base),
        mrr=mrr_at_stake(having, filters.by).get((ALL, row), {}),
        money_people=int(having.people[having.answers.has_mrr[having.rows]].sum()),
        trend=trends(people, filters, floor, unseen).get(cause, ()),
        compared=compared(Counted(everyone, people, filters, row, unseen, floor), exits.dimensions),
        words_shown=not filters.where or people.base >= WORDS_FLOOR_FACTOR * floor,
        newest_since=newest_since(having),
    )
