"""What the sample's customers paid for over time: plans, seats and prices that changed, and a few who came back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from customers.models import Ending, Term
from customers.spans import Span, settled
from reports.sample.company import Calendar, Planned, currency_of, monthly_revenue, months_before

# Chances, of customers who have been there so long (days).
LONG_ENOUGH = 300
MOVED_UP = {"team": ("starter", 0.25), "business": ("team", 0.3)}
MOVED_DOWN = 0.2
MORE_SEATS = 0.35
FEWER_SEATS_BEFORE_LEAVING = 0.2
MONTHLY_FIRST = 0.15
CAME_BACK = 0.03
# Of yearly customers who are there, so many have cancelled for the end of their year.
HAS_CANCELLED = 0.04
# What winning a customer cost, in USD, by where it came from; a larger plan takes longer to sell.
COSTS = {"search": 180, "referral": 60, "partner": 220, "marketplace": 140, "advert": 520, "event": 350}
COST_OF_PLAN = {"starter": Decimal(1), "team": Decimal("2.2"), "business": Decimal(5)}
CNY_FOR_A_USD = 7


def acquisition_cost(planned: Planned, rng: Random) -> Decimal:
    """Return what it cost to win a customer, in its currency."""
    profile = planned.profile
    rate = CNY_FOR_A_USD if currency_of(profile) == "CNY" else 1
    spread = Decimal(rng.randint(70, 130)) / 100
    return (COSTS[profile["source"]] * COST_OF_PLAN[profile["plan"]] * spread * rate).quantize(Decimal("0.01"))


class History:
    """What a customer had on each day, as changes counted back from what it has at the end."""

    def __init__(self, planned: Planned, calendar: Calendar, rng: Random) -> None:
        self.planned, self.calendar, self.rng = planned, calendar, rng
        self.begin, self.end = planned.started_on, planned.ended_on or calendar.as_of
        self.cuts: dict[date, None] = {}
        self.plan: Callable[[date], str] = lambda _day: planned.profile["plan"]
        self.seats: Callable[[date], int] = lambda _day: planned.seats
        self.term: Callable[[date], str] = lambda _day: planned.profile["term"]
        self.gap: tuple[date, date] | None = None

    def spans(self) -> list[Span]:
        """Draw what changed, and return the spans that come of it, in order."""
        if (self.end - self.begin).days > LONG_ENOUGH:
            self._draw_plan()
            self._draw_seats()
            self._draw_term()
            self._draw_gap()
        if self.begin < self.calendar.price_rise < self.end:
            self.cuts[self.calendar.price_rise] = None
        days = sorted({self.begin, *self.cuts} - {self.end})
        spans = [self._span(day, until) for day, until in zip(days, [*days[1:], self._last_day()], strict=True)]
        return settled(_joined([span for span in spans if not self._away(span)]))

    def _span(self, day: date, until: date | None) -> Span:
        profile = self.planned.profile | {"plan": self.plan(day), "term": self.term(day)}
        ending = (self.planned.ending or Ending.VOLUNTARY) if until and until >= self.end else ""
        if self.gap and until == self.gap[0]:
            ending = Ending.VOLUNTARY
        return Span(
            started_on=day,
            ended_on=until,
            plan=profile["plan"],
            term=profile["term"],
            mrr=monthly_revenue(profile, self.seats(day), day, self.calendar),
            currency=currency_of(profile),
            ending=ending,
        )

    def _last_day(self) -> date | None:
        """Return when it left; the end of the year for a few yearly customers who have cancelled but are there."""
        if self.planned.ended_on or self.term(self.end) != Term.YEARLY or self.rng.random() >= HAS_CANCELLED:
            return self.planned.ended_on
        years = (self.end - self.begin).days // 365 + 1
        return months_before(self.begin, -12 * years)

    def _draw_plan(self) -> None:
        plan, leaves = self.planned.profile["plan"], bool(self.planned.ended_on)
        before, chance = MOVED_UP.get(plan, ("", 0.0))
        if plan == "starter" and leaves:
            before, chance = "team", MOVED_DOWN
        if self.rng.random() < chance:
            day = self._cut(0.7, 0.9) if plan == "starter" else self._cut(0.2, 0.7)
            self.plan = lambda on: plan if on >= day else before

    def _draw_seats(self) -> None:
        seats, leaves = self.planned.seats, bool(self.planned.ended_on)
        before = seats
        if leaves and self.rng.random() < FEWER_SEATS_BEFORE_LEAVING:
            before = seats + max(1, seats // 3)
        elif self.rng.random() < MORE_SEATS:
            before = max(1, round(seats * self.rng.uniform(0.5, 0.9)))
        if before != seats:
            day = self._cut(0.3, 0.8)
            self.seats = lambda on: seats if on >= day else before

    def _draw_term(self) -> None:
        """Let some who pay by the year have paid by the month in their first year."""
        day = months_before(self.begin, -12)
        if self.planned.profile["term"] == Term.YEARLY and day < self.end and self.rng.random() < MONTHLY_FIRST:
            self.cuts[day] = None
            self.term = lambda on: Term.YEARLY if on >= day else Term.MONTHLY

    def _draw_gap(self) -> None:
        if self.planned.profile["term"] == Term.MONTHLY and self.rng.random() < CAME_BACK:
            left = self._cut(0.25, 0.45)
            self.gap = left, left + timedelta(days=self.rng.randint(30, 100))
            self.cuts[self.gap[1]] = None

    def _away(self, span: Span) -> bool:
        return bool(self.gap and self.gap[0] <= span.started_on < self.gap[1])

    def _cut(self, earliest: float, latest: float) -> date:
        days = (self.end - self.begin).days
        day = self.begin + timedelta(days=round(days * self.rng.uniform(earliest, latest)))
        self.cuts[day] = None
        return day


def _joined(spans: list[Span]) -> list[Span]:
    """Return spans without cuts at which nothing changed."""
    kept: list[Span] = []
    for span in spans:
        before = kept[-1] if kept else None
        if before and before.ended_on == span.started_on and _what(before) == _what(span):
            kept[-1] = Span(before.started_on, span.ended_on, *_what(span), span.ending)
        else:
            kept.append(span)
    return kept


def _what(span: Span) -> tuple[str, str, Decimal | None, str]:
    return span.plan, span.term, span.mrr, span.currency
