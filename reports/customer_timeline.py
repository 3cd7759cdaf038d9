"""Everything that is known of a customer over time, on one axis: use, what it paid for, and what happened."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

import numpy as np
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from customers.activity.reading import DailyCounts, daily_counts
from customers.models import Customer, CustomerEvent
from reports.customer_phases import Phase, phases
from reports.customer_spans import PaidSpan
from reports.invited import Invited
from reports.readings import Reading
from surveys.models import Channel

# What is told of in other bins, the longer it lasted: days up to four months, weeks up to two years, else months.
DAYS_BY_DAY, DAYS_BY_WEEK = 120, 731
DAY, WEEK, MONTH = "day", "week", "month"
INVITED, SAID = "invited", "said"
QUOTED = 160


@dataclass(frozen=True)
class Bar:
    """Use in ``[begin, end)``: ``active`` days of those told, and how often in all."""

    begin: date
    end: date
    active: int
    times: int


@dataclass(frozen=True)
class Happening:
    """Something that happened on a day; ``kind`` is CustomerEvent's, or ``invited`` or ``said``."""

    on: date
    kind: str
    words: str
    number: int = 1


@dataclass(frozen=True)
class Timeline:
    """A customer over time. ``told_until`` is the last day that activity is known of, None where none is known.

    ``outside`` counts active days before the start and after the exit: they are drawn, and said to be odd.
    """

    customer: Customer
    unit: str
    bars: list[Bar]
    phases: list[Phase]
    spans: list[PaidSpan]
    happenings: list[Happening]
    told_until: date | None
    outside: int

    @property
    def started(self) -> date | None:
        """The day on which the customer started."""
        return self.customer.started_on

    @property
    def left(self) -> date | None:
        """The day on which it left, or is known to leave."""
        return self.customer.ended_on or next((span.end for span in self.spans[-1:]), None)

    @property
    def gone(self) -> bool:
        """Say whether the customer has left."""
        return self.customer.ended_on is not None and self.customer.ended_on <= localdate()

    @property
    def empty(self) -> bool:
        """Say whether there is nothing to draw."""
        return not (self.bars or self.spans or self.happenings)


def timeline_of(
    customer: Customer, spans: Sequence[PaidSpan], invitations: Iterable[Invited], readings: Iterable[Reading]
) -> Timeline:
    """Return what is known of a customer over time."""
    use = daily_counts(customer)
    happenings = [*_events(customer), *_asked(invitations), *_said(readings)]
    unit = _unit(use)
    return Timeline(
        customer=customer,
        unit=unit,
        bars=list(_bars(use, unit)) if use else [],
        phases=_phases(use, customer) if use else [],
        spans=list(spans),
        happenings=sorted(happenings, key=lambda one: one.on),
        told_until=use.last if use else None,
        outside=_outside(use, customer) if use else 0,
    )


def binned(happenings: Sequence[Happening], unit: str) -> list[Happening]:
    """Return one happening for all of a kind within a bin, where thousands would lie on each other."""
    keyed = sorted(happenings, key=lambda one: (one.kind, _bin(one.on, unit)[0], one.on))
    found = []
    for (kind, _begin), group in groupby(keyed, lambda one: (one.kind, _bin(one.on, unit)[0])):
        some = list(group)
        words = some[0].words if len(some) == 1 else _("%(n)s times") % {"n": len(some)}
        found.append(Happening(some[len(some) // 2].on, kind, words, len(some)))
    return found


def _unit(use: DailyCounts | None) -> str:
    days = len(use.counts) if use else 0
    return DAY if days <= DAYS_BY_DAY else WEEK if days <= DAYS_BY_WEEK else MONTH


def _bars(use: DailyCounts, unit: str) -> Iterator[Bar]:
    """Yield the use of each bin in which something was done."""
    active, times, ends = Counter[date](), Counter[date](), {}
    for place in np.flatnonzero(use.counts > 0).tolist():
        begin, end = _bin(use.first + timedelta(days=place), unit)
        active[begin] += 1
        times[begin] += int(use.counts[place])
        ends[begin] = end
    for begin in sorted(active):
        yield Bar(begin, ends[begin], active[begin], times[begin])


def _bin(day: date, unit: str) -> tuple[date, date]:
    """Return the day, week (from Monday) or month that a day is in."""
    if unit == DAY:
        return day, day + timedelta(days=1)
    if unit == WEEK:
        monday = day - timedelta(days=day.weekday())
        return monday, monday + timedelta(days=7)
    begin = day.replace(day=1)
    return begin, (begin + timedelta(days=32)).replace(day=1)


def _phases(use: DailyCounts, customer: Customer) -> list[Phase]:
    """Return the phases of use while it was a customer; what it did before and afterwards is no use of one."""
    begin = max((customer.started_on or use.first) - use.first, timedelta()).days
    left = customer.ended_on
    end = max((left - use.first).days, 0) if left and left <= use.last else len(use.counts)
    return phases(use.first + timedelta(days=begin), use.counts[begin:end])


def _outside(use: DailyCounts, customer: Customer) -> int:
    days = np.flatnonzero(use.counts > 0) + use.first.toordinal()
    before = (days < customer.started_on.toordinal()).sum() if customer.started_on else 0
    after = (days > customer.ended_on.toordinal()).sum() if customer.ended_on else 0
    return int(before + after)


def _events(customer: Customer) -> Iterator[Happening]:
    events = CustomerEvent.objects.filter(customer=customer).order_by("on", "pk")
    for kind, on, words in events.values_list("kind", "on", "words"):
        yield Happening(on, kind, words)


def _asked(invitations: Iterable[Invited]) -> Iterator[Happening]:
    for invited in invitations:
        yield Happening(localdate(invited.invitation.created_at), INVITED, _("invited to say why"))


def _said(readings: Iterable[Reading]) -> Iterator[Happening]:
    for reading in readings:
        response = reading.response
        imported = response.channel == Channel.IMPORT
        day = response.spoken_on or (response.left_on if imported else localdate(response.recorded_at))
        words = " ".join(response.verbatim().split())
        short = words[: QUOTED - 1] + "…" if len(words) > QUOTED else words
        ticked = next((label for label, main in reading.reasons if main), "")
        yield Happening(day, SAID, _("“%(words)s”") % {"words": short} if short else ticked or _("answered"))
