"""Periods that people ask for by name, and the period before one. All are half-open: ``[begin, end)``."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from django.utils.translation import gettext_lazy as _

PERIODS = {
    "30d": _("Last 30 days"),
    "90d": _("Last 90 days"),
    "12m": _("Last 12 months"),
    "month": _("This month"),
    "last_month": _("Last month"),
    "quarter": _("This quarter"),
    "last_quarter": _("Last quarter"),
    "year": _("This year"),
    "last_year": _("Last year"),
    "all": _("All time"),
}
_MONTHS = {"month": 1, "quarter": 3, "year": 12}


def days_of(period: str, today: date) -> tuple[date | None, date | None]:
    """Return the first day of a named period and the first day after it; an open side is None.

    >>> days_of("last_quarter", date(2026, 2, 14))
    (datetime.date(2025, 10, 1), datetime.date(2026, 1, 1))
    """
    tomorrow = today + timedelta(days=1)
    if period == "all":
        return None, None
    if period.endswith("d"):
        return tomorrow - timedelta(days=int(period[:-1])), tomorrow
    if period == "12m":
        return months_later(tomorrow, -12), tomorrow
    length = _MONTHS[period.removeprefix("last_")]
    begin = date(today.year, (today.month - 1) // length * length + 1, 1)
    if period.startswith("last_"):
        return months_later(begin, -length), begin
    return begin, months_later(begin, length)


def days_before(begin: date, end: date) -> tuple[date, date]:
    """Return the period before one: as many whole months where it is whole months, else as many days.

    >>> days_before(date(2026, 3, 1), date(2026, 4, 1))
    (datetime.date(2026, 2, 1), datetime.date(2026, 3, 1))
    """
    if begin.day == end.day:
        months = (end.year - begin.year) * 12 + end.month - begin.month
        return months_later(begin, -months), begin
    return begin - (end - begin), begin


def months_later(day: date, months: int) -> date:
    """Return the same day some months later (earlier when negative), or the last day of a month that is shorter.

    >>> months_later(date(2026, 1, 31), 1)
    datetime.date(2026, 2, 28)
    """
    total = day.year * 12 + day.month - 1 + months
    year, month = total // 12, total % 12 + 1
    following = date(year + month // 12, month % 12 + 1, 1)
    return date(year, month, min(day.day, (following - timedelta(days=1)).day))


def buckets(begin: date, end: date, most: int = 24) -> list[tuple[date, date]]:
    """Return a period cut into days, weeks, months or quarters: the finest that gives no more than ``most`` parts.

    Weeks begin on Mondays, months and quarters on their first day; the first and the last part may be shorter.
    """
    days = (end - begin).days
    if days <= most:
        return [(begin + timedelta(days=at), begin + timedelta(days=at + 1)) for at in range(days)]
    cuts = [begin + timedelta(days=at) for at in range(days + 1) if (begin + timedelta(days=at)).weekday() == 0]
    for length in (1, 3, 12):
        if len(cuts) <= most:
            break
        first = date(begin.year, (begin.month - 1) // length * length + 1, 1)
        span = (end.year - first.year) * 12 + end.month - first.month
        cuts = [months_later(first, at) for at in range(length, span + 1, length)]
    edges = [begin, *(cut for cut in cuts if begin < cut < end), end]
    return list(pairwise(edges))
