"""Lumen Desk and its customers: an invented maker of a shared inbox, its calendar, its prices and who buys it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from customers.models import Customer

MONTHS = 18
OLDEST_MONTHS = 60
CUSTOMERS = 2000
# How the customers who are still there divide; who leaves is decided by reports.sample.exits.
PLANS = {"starter": 42, "team": 41, "business": 17}
SIZES = {
    "starter": {"1-9": 84, "10-49": 16},
    "team": {"1-9": 4, "10-49": 58, "50-199": 33, "200+": 5},
    "business": {"50-199": 46, "200+": 54},
}
INDUSTRIES = {
    "retail": 20, "services": 15, "software": 12, "manufacturing": 11, "education": 10,
    "travel": 9, "logistics": 8, "health": 7, "finance": 5, "nonprofit": 3,
}  # fmt: skip
COUNTRIES = {
    "China": 21, "United States": 17, "Germany": 9, "United Kingdom": 9, "Taiwan": 11, "Canada": 6, "France": 5,
    "Netherlands": 5, "Singapore": 5, "Hong Kong": 6, "Spain": 4, "Sweden": 4, "Poland": 3,
}  # fmt: skip
SOURCES = {"search": 36, "referral": 22, "partner": 14, "marketplace": 14, "advert": 8, "event": 6}
YEARLY = {"starter": 0.2, "team": 0.45, "business": 0.8}
SEATS = {"1-9": (1, 6), "10-49": (3, 18), "50-199": (8, 45), "200+": (20, 120)}
# A seat for a month; what starter costs since the price rise stands beside it.
SEAT_PRICES = {
    "USD": {"starter": (19, 29), "team": (39, 39), "business": (69, 69)},
    "CNY": {"starter": (99, 149), "team": (229, 229), "business": (429, 429)},
}
YEARLY_RATE = Decimal("0.85")


def months_before(day: date, months: int) -> date:
    """Return the same day ``months`` earlier, or the 28th where that month may be too short for it."""
    total = day.year * 12 + day.month - 1 - months
    return date(total // 12, total % 12 + 1, min(day.day, 28))


@dataclass(frozen=True)
class Calendar:
    """When things happened at Lumen Desk, counted back from ``as_of``; everything in the sample is before that day."""

    as_of: date

    @property
    def begin(self) -> date:
        """The first day on which a customer of the sample may have left."""
        return months_before(self.as_of, MONTHS)

    @property
    def outage(self) -> date:
        """The Tuesday on which incoming mail stood still, in the second week of a month a good ten months ago."""
        eighth = self.month_start(11).replace(day=8)
        return eighth + timedelta(days=(1 - eighth.weekday()) % 7)

    @property
    def price_rise(self) -> date:
        """The day from which a starter seat paid by the month costs half as much again."""
        return self.month_start(7)

    @property
    def fapiao(self) -> date:
        """The day from which a Chinese customer gets a fapiao that the finance department accepts."""
        return self.month_start(4)

    @property
    def wechat_work(self) -> date:
        """The day from which those leave whose customers write in WeChat Work only."""
        return self.month_start(2)

    @property
    def export_mended(self) -> date:
        """The day of the release after which an export is whole."""
        return self.month_start(0)

    def during(self, name: str, day: date) -> date:
        """Return the day on which somebody left, moved into the time that is so called; without a name as it was."""
        spans = {"before_fapiao": (self.begin, self.fapiao), "wechat_work": (self.wechat_work, self.as_of)}
        begin, end = spans.get(name, (date.min, date.max))
        return day if begin <= day < end else begin + (day - self.begin) % (end - begin)

    def month_start(self, months_ago: int) -> date:
        """Return the first day of the calendar month that lies ``months_ago`` before that of ``as_of``."""
        return months_before(self.as_of.replace(day=1), months_ago)

    def days_of(self, months_ago: int | None) -> tuple[date, date]:
        """Return the half-open span of days in which someone left, by calendar month; None is the whole period."""
        if months_ago is None:
            return self.begin, self.as_of
        first = min(self.month_start(months_ago), self.as_of - timedelta(days=7))
        end = self.month_start(months_ago - 1) if months_ago else self.as_of
        return (self.outage + timedelta(days=2) if months_ago == 11 else first), end


@dataclass
class Planned:
    """A customer before it is stored: who it is, when it was there, and how it left if it did."""

    profile: dict[str, str]
    name: str
    seats: int
    started_on: date
    ended_on: date | None = None
    ending: str = ""

    def as_customer(self, ref: str, calendar: Calendar) -> Customer:
        """Return the unsaved customer with the revenue it last brought."""
        return Customer(
            ref=ref,
            name=self.name,
            attributes=self.profile,
            started_on=self.started_on,
            ended_on=self.ended_on,
            ending=self.ending,
            mrr=monthly_revenue(self.profile, self.seats, self.ended_on or calendar.as_of, calendar),
            currency=currency_of(self.profile),
        )


def currency_of(profile: dict[str, str]) -> str:
    """Return the currency in which a customer pays."""
    return "CNY" if profile["country"] == "China" else "USD"


def monthly_revenue(profile: dict[str, str], seats: int, on: date, calendar: Calendar) -> Decimal:
    """Return the revenue of one month at the prices of the day ``on``; yearly terms keep the price from before."""
    before, since = SEAT_PRICES[currency_of(profile)][profile["plan"]]
    yearly = profile["term"] == "yearly"
    price = Decimal(since if on >= calendar.price_rise and not yearly else before)
    return (price * seats * (YEARLY_RATE if yearly else 1)).quantize(Decimal("0.01"))
