"""What compounds: how much of today's revenue is left after a year at one rate and at another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from reports.churn.lines import MoneyLine
from reports.churn.rates import left_after, rate_over

MONTHS = 12
HIGHEST = 0.5


@dataclass(frozen=True)
class Projection:
    """``amount`` a month of one currency, at ``rate`` and at ``target`` a month; ``measured`` is what the rate was.

    Nothing new is counted: it is what becomes of those who pay now.
    """

    currency: str
    currencies: tuple[str, ...]
    amount: Decimal
    rate: float
    target: float
    measured: float | None

    @property
    def steps(self) -> list[tuple[int, Decimal, Decimal]]:
        """Return the month, what is left of the amount at the rate, and at the target, month by month."""
        return [(month, self._left(self.rate, month), self._left(self.target, month)) for month in range(MONTHS + 1)]

    @property
    def longest(self) -> int:
        """Return how far the sliders reach, in per cent a month."""
        return 20 if max(self.rate, self.target) <= 0.2 else 50

    @property
    def left(self) -> Decimal:
        """What is left after a year at the rate."""
        return self._left(self.rate, MONTHS)

    @property
    def left_at_target(self) -> Decimal:
        """What is left after a year at the target."""
        return self._left(self.target, MONTHS)

    @property
    def difference(self) -> Decimal:
        """How much more a month is left at the target."""
        return self.left_at_target - self.left

    def _left(self, rate: float, months: int) -> Decimal:
        return Decimal(left_after(float(self.amount), rate, months)).quantize(Decimal("0.01"))


def projection(
    money: Mapping[str, tuple[MoneyLine, ...]], aim: float, given: Mapping[str, Any], problems: list[str]
) -> Projection | None:
    """Return the projection asked for; by default of the largest currency, at its own rate and at the aim.

    ``rate`` and ``target`` are given in per cent a month. The rate by default is gross MRR churn over all complete
    periods, as a rate of a month; where it is under the aim already, the target is half of it.
    """
    known = [currency for currency, lines in money.items() if lines[-1].end > 0]
    if not known:
        return None
    currency = given.get("currency", "")
    currency = currency if currency in known else known[0]
    measured = monthly_mrr_churn(money[currency])
    rate, target = (_percent(given, name, problems) for name in ("rate", "target"))
    rate = (measured or 0.0) if rate is None else rate
    return Projection(
        currency=currency,
        currencies=tuple(known),
        amount=money[currency][-1].end,
        rate=rate,
        target=target if target is not None else aim if aim < rate else rate / 2,
        measured=measured,
    )


def monthly_mrr_churn(lines: tuple[MoneyLine, ...]) -> float | None:
    """Return gross MRR churn over all complete periods as a rate of one month; None where nothing was paid."""
    complete = [line for line in lines if line.period.complete]
    paid = sum((line.start for line in complete), Decimal(0))
    if not paid:
        return None
    lost = sum((line.lost for line in complete), Decimal(0))
    return rate_over(float(lost / paid), 1, of=complete[0].period.months)


def _percent(given: Mapping[str, Any], name: str, problems: list[str]) -> float | None:
    text = given.get(name, "").strip().rstrip("%").replace(",", ".")
    if not text:
        return None
    try:
        share = float(text) / 100
    except ValueError:
        share = -1.0
    if 0 <= share <= HIGHEST:
        return share
    problems.append(_("“%(text)s” is no rate from 0 to 50 per cent a month.") % {"text": given[name]})
    return None
