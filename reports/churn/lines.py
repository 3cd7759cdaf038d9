"""The lines of the tables of churn: customers, money and renewals of a period, each figure with its base."""

from __future__ import annotations

from dataclasses import dataclass, fields
from decimal import Decimal

from reports.churn.flows import Flows
from reports.churn.periods import Spell
from reports.churn.rates import MrrChurn, mrr_churn, quick_ratio
from reports.churn.renewals import Renewals
from reports.statistics import Share, wilson_share


@dataclass(frozen=True)
class PeriodLine:
    """Customers of one period: there at its start, lost of them, and who came."""

    period: Spell
    there: int
    lost: int
    involuntary: int
    back: int
    began: int
    returned: int
    early: int

    @property
    def own(self) -> int:
        """Who left by their own decision, or for a reason unknown."""
        return self.lost - self.involuntary

    @property
    def came(self) -> int:
        """Who began or returned: the base of the early losses."""
        return self.began + self.returned

    @property
    def rate(self) -> Share | None:
        """The customer churn rate."""
        return wilson_share(self.lost, self.there)

    @property
    def own_rate(self) -> Share | None:
        """The part of it that is by their own decision or for a reason unknown."""
        return wilson_share(self.own, self.there)

    @property
    def involuntary_rate(self) -> Share | None:
        """The part of it in which the payment failed."""
        return wilson_share(self.involuntary, self.there)

    @property
    def early_rate(self) -> Share | None:
        """Early losses of those who came in the period."""
        return wilson_share(self.early, self.came)


@dataclass(frozen=True)
class MoneyLine:
    """MRR of one period in one currency, in whole units with cents."""

    period: Spell
    currency: str
    start: Decimal
    churned: Decimal
    involuntary: Decimal
    contraction: Decimal
    expansion: Decimal
    new: Decimal
    returned: Decimal
    end: Decimal

    @property
    def lost(self) -> Decimal:
        """What is gone: churned and contraction."""
        return self.churned + self.contraction

    @property
    def churn(self) -> MrrChurn | None:
        """Gross and net MRR churn."""
        return mrr_churn(float(self.start), float(self.churned), float(self.contraction), float(self.expansion))

    @property
    def quick(self) -> float | None:
        """Growth against churn."""
        return quick_ratio(float(self.new), float(self.expansion), float(self.churned), float(self.contraction))


@dataclass(frozen=True)
class RenewalLine:
    """Yearly contracts of one period that came up for renewal, and what they did; others ended in ``between``."""

    period: Spell
    due: int
    renewed: int
    moved: int
    left: int
    involuntary: int
    between: int

    @property
    def rate(self) -> Share | None:
        """The renewal rate."""
        return wilson_share(self.renewed, self.due)


def period_lines(flows: Flows) -> tuple[PeriodLine, ...]:
    """Return a line for each period, all segments together."""
    people = flows.people
    columns = (people.there, people.lost, people.involuntary, people.back, people.began, people.returned, people.early)
    counts = [column.sum(axis=1).tolist() for column in columns]
    return tuple(PeriodLine(*line) for line in zip(flows.periods, *counts, strict=True))


def money_lines(flows: Flows) -> dict[str, tuple[MoneyLine, ...]]:
    """Return the lines of each currency in which anything was paid, the one with most revenue first."""
    money = flows.money
    sums = [getattr(money, field.name).sum(axis=1) for field in fields(money)]
    paid = sum(one.sum(axis=0) for one in sums)
    found = {}
    for code in sorted(range(len(flows.currencies)), key=lambda code: -int(paid[code])):
        if paid[code]:
            rows = zip(*([units(cents) for cents in one[:, code].tolist()] for one in sums), strict=True)
            currency = flows.currencies[code]
            lines = zip(flows.periods, rows, strict=True)
            found[currency] = tuple(MoneyLine(period, currency, *row) for period, row in lines)
    return found


def renewal_lines(found: Renewals, periods: tuple[Spell, ...]) -> tuple[RenewalLine, ...]:
    """Return a line for each period; none where no contract came up."""
    if not found.due.sum():
        return ()
    columns = (found.due, found.renewed, found.moved, found.left, found.involuntary, found.between)
    counts = [column.sum(axis=1).tolist() for column in columns]
    return tuple(RenewalLine(*line) for line in zip(periods, *counts, strict=True))


def units(cents: int) -> Decimal:
    """Return whole cents as an amount."""
    return Decimal(cents).scaleb(-2)
