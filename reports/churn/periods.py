"""The periods that churn is told for, one after another; the last one is not over yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from reports.periods import months_later

EACH = {"month": 1, "quarter": 3, "year": 12}
LAST = {"month": 12, "quarter": 8, "year": 5}
MOST = 60


@dataclass(frozen=True)
class Spell:
    """A month, quarter or year ``[begin, end)``; ``until`` is the first day of it of which nothing is known yet."""

    begin: date
    end: date
    until: date

    @property
    def complete(self) -> bool:
        """Say whether all of it is known."""
        return self.until == self.end

    @property
    def months(self) -> int:
        """Return how many months long it is."""
        return (self.end.year - self.begin.year) * 12 + self.end.month - self.begin.month


def spells(each: str, last: int, known_until: date, first: date | None = None) -> tuple[Spell, ...]:
    """Return the ``last`` complete periods and the one that is not over, up to the day ``known_until`` and with it.

    Those that began before anybody was a customer (by ``first``, the first start) are left out.

    >>> [spell.begin.isoformat() for spell in spells("quarter", 2, date(2026, 2, 14))]
    ['2025-07-01', '2025-10-01', '2026-01-01']
    """
    months, after = EACH[each], known_until + timedelta(days=1)
    current = date(after.year, (after.month - 1) // months * months + 1, 1)
    begins = [months_later(current, -months * back) for back in range(min(max(last, 1), MOST), -1, -1)]
    found = [Spell(begin, end := months_later(begin, months), min(end, after)) for begin in begins if begin < after]
    return tuple(spell for spell in found if first is None or spell.begin > first)
