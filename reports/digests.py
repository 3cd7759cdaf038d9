"""The digest: what changed in a period beyond chance, as plain values that every channel words for itself.

``digest_content`` is the one place where the installation is read; all that follows is pure (``reports.outgoing``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
from django.conf import settings
from django.urls import reverse

from reports.cause_care import current_cares
from reports.causes_by_segment import CausesBySegment, Cell, causes_by_segment
from reports.codebooks import UNCLEAR, active_codebook, one_look
from reports.emerging import RISING, emerging_page
from reports.exits import Exits, read_exits
from reports.filters import Filters, Known
from reports.losses import ALL
from reports.outgoing.quoting import Quote, chosen_quotes
from reports.statistics.changes import Change, change
from reports.tallies import coded_people
from surveys.languages import LANGUAGES

# A week is held against the four before it: one alone would seldom have enough people to say anything.
TIMES_BEFORE = 4
MOST_CHANGES = MOST_PHRASES = MOST_AT_STAKE = 5

Names = Mapping[str, str]
Amounts = Mapping[str, Decimal]


@dataclass(frozen=True)
class CauseFigures:
    """A cause in a period: ``count`` of ``base`` people, share with 95% interval, revenue by currency, owner.

    Every figure is None where it is hidden. ``names`` are its labels by language.
    """

    cause: str
    names: Names
    count: int | None = None
    base: int | None = None
    share: float | None = None
    low: float | None = None
    high: float | None = None
    amounts: Amounts | None = None
    owner: str = ""


@dataclass(frozen=True)
class CauseChange:
    """A cause that rose or fell beyond chance: now, and in the time before."""

    now: CauseFigures
    before: CauseFigures


@dataclass(frozen=True)
class NewPhrase:
    """A phrase that people use now and did not before: ``now`` of ``of_now`` answers, ``before`` of ``of_before``."""

    phrase: str
    now: int
    of_now: int
    before: int
    of_before: int
    few: bool


@dataclass(frozen=True)
class DigestContent:
    """Everything a digest can say of the period ``[begin, end)``, held against ``[before, begin)``.

    ``compared`` is how many causes had enough people to be compared. ``paths`` are addresses within the product.
    """

    begin: date
    end: date
    before: date
    rises: tuple[CauseChange, ...] = ()
    falls: tuple[CauseChange, ...] = ()
    phrases: tuple[NewPhrase, ...] = ()
    quotes: tuple[Quote, ...] = ()
    at_stake: tuple[CauseFigures, ...] = ()
    compared: int = 0
    exits: int = 0
    answers: int = 0
    coded: int = 0
    invited: int = 0
    invited_answered: int = 0
    floor: int = 5
    organisation: str = ""
    site: str = ""
    report_path: str = ""
    emerging_path: str = ""

    @property
    def happened(self) -> bool:
        """Say whether there is anything to send: a cause rose or fell beyond chance, or a phrase is new."""
        return bool(self.rises or self.falls or self.phrases)


def last_week(today: date) -> tuple[date, date]:
    """Return the latest whole week, Monday to before Monday.

    >>> last_week(date(2026, 3, 11))
    (datetime.date(2026, 3, 2), datetime.date(2026, 3, 9))
    """
    monday = today - timedelta(days=today.weekday())
    return monday - timedelta(days=7), monday


def digest_content(begin: date, end: date) -> DigestContent:
    """Return what the digest of ``[begin, end)`` says, read from the rollups and the answers that are quoted."""
    with one_look():
        exits = read_exits()
        before = begin - TIMES_BEFORE * (end - begin)
        by = Known((), exits.dimensions).default_dimension()
        filters = Filters(begin, end, by=by)
        page = causes_by_segment(exits, filters, active_codebook().shown())
        earlier = causes_by_segment(exits, replace(filters, begin=before, end=begin), page.causes)
        rises, falls, compared = _changes(exits, page, earlier)
        named = [one.now.cause for one in rises] or [cell.cause for cell in page.ranked() if cell.cause != UNCLEAR]
        figures = page.figures
        return DigestContent(
            begin, end, before, rises, falls,
            phrases=_phrases(begin, end),
            quotes=tuple(chosen_quotes(begin, end, named)) if _may_quote(figures.coded) else (),
            at_stake=_at_stake(page),
            compared=compared,
            exits=figures.exits,
            answers=figures.answers,
            coded=figures.coded,
            invited=figures.invited,
            invited_answered=figures.invited_answered,
            floor=page.floor,
            organisation=settings.ORGANISATION_NAME,
            site=settings.SITE_URL,
            report_path=f"{reverse('causes_by_segment')}?{Filters(begin, end).query()}",
            emerging_path=f"{reverse('emerging')}?{Filters(begin, end).query()}",
        )  # fmt: skip


def _may_quote(coded: int) -> bool:
    """Say whether words may be shown: of twice as many people as counts (docs/definitions.md)."""
    return coded >= 2 * settings.SMALLEST_GROUP


def _changes(
    exits: Exits, page: CausesBySegment, earlier: CausesBySegment
) -> tuple[tuple[CauseChange, ...], tuple[CauseChange, ...], int]:
    """Return what rose and what fell beyond chance, the largest first, and how many causes were compared.

    Chance is judged by all counts; a count that is hidden on the pages stays hidden here.
    """
    causes = [cause for cause in page.causes if cause != UNCLEAR]
    (then, then_base), (now, now_base) = (_totals(exits, one.filters, causes) for one in (earlier, page))
    found = change(then, then_base, now, now_base)
    rises = _largest(found, causes, page, earlier, rising=True)
    falls = _largest(found, causes, page, earlier, rising=False)
    return rises, falls, found.comparisons


def _totals(exits: Exits, filters: Filters, causes: Sequence[str]) -> tuple[list[int], int]:
    people = coded_people(exits, filters, causes)
    table = people.counted(np.zeros(len(people.rows), np.int64), 1)
    return table.counts[:, 0].tolist(), people.base


def _largest(
    found: Change, causes: Sequence[str], page: CausesBySegment, earlier: CausesBySegment, *, rising: bool
) -> tuple[CauseChange, ...]:
    sure, points = found.more_than_chance.tolist(), found.points.tolist()
    places = [place for place in range(len(causes)) if sure[place] and (points[place] > 0) is rising]
    places.sort(key=lambda place: -abs(points[place]))
    chosen = [CauseChange(_cell_of(page, causes[place]), _cell_of(earlier, causes[place])) for place in places]
    # Of a change whose larger side is hidden there is nothing that could be said.
    told = [one for one in chosen if (one.now if rising else one.before).share is not None][:MOST_CHANGES]
    return tuple(replace(one, now=now) for one, now in zip(told, _owned(one.now for one in told), strict=True))


def _at_stake(page: CausesBySegment) -> tuple[CauseFigures, ...]:
    cells = [cell for cell in page.ranked() if not cell.suppressed and cell.cause != UNCLEAR]
    return _owned(_figures(cell) for cell in cells[:MOST_AT_STAKE])


def _cell_of(page: CausesBySegment, cause: str) -> CauseFigures:
    return _figures(page.cells[ALL, cause])


def _figures(cell: Cell) -> CauseFigures:
    names = {tag: active_codebook().label(cell.cause, tag) for tag in LANGUAGES}
    return CauseFigures(cell.cause, names, cell.count, cell.base, cell.share, cell.low, cell.high, cell.mrr)


def _owned(figures: Iterable[CauseFigures]) -> tuple[CauseFigures, ...]:
    """Return figures with who of the team looks after each cause."""
    every = tuple(figures)
    cares = current_cares([one.cause for one in every])
    owners = {cause: care.owner.username for cause, care in cares.items() if care.owner}
    return tuple(replace(one, owner=owners.get(one.cause, "")) for one in every)


def _phrases(begin: date, end: date) -> tuple[NewPhrase, ...]:
    themes = [theme for theme in emerging_page(Filters(begin, end)).themes if RISING in theme.kinds]
    return tuple(
        NewPhrase(theme.name, theme.now, theme.of_now, theme.before, theme.of_before, theme.few)
        for theme in themes[:MOST_PHRASES]
    )
