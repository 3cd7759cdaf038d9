"""The page of churn, computed: periods, money, renewals, segments, projection and payback."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from reports.churn.aims import current_aim
from reports.churn.asked import ChurnAsked
from reports.churn.flows import Flows, flows
from reports.churn.lines import MoneyLine, PeriodLine, RenewalLine, money_lines, period_lines, renewal_lines
from reports.churn.payback import PaybackLine, payback_lines
from reports.churn.periods import EACH
from reports.churn.projection import Projection, projection
from reports.churn.rates import expected_lifetime, rate_over
from reports.churn.renewals import Renewals, renewals
from reports.churn.segment_figures import SegmentFigures, segment_figures
from reports.churn.segments import SegmentTable, segment_table
from reports.models import ChurnAim
from reports.statistics import Share, wilson_share


@dataclass(frozen=True)
class ChurnPage:
    """Everything that the page shows. ``money`` is by currency, the one with most revenue first."""

    asked: ChurnAsked
    flows: Flows
    periods: tuple[PeriodLine, ...]
    money: Mapping[str, tuple[MoneyLine, ...]]
    renewals: tuple[RenewalLine, ...]
    renewed: Renewals
    segments: SegmentTable
    projection: Projection | None
    paybacks: tuple[PaybackLine, ...]
    aim: ChurnAim

    @property
    def complete(self) -> list[PeriodLine]:
        """The periods that are over and at whose start anybody was a customer."""
        return [line for line in self.periods if line.period.complete and line.there]

    @property
    def latest(self) -> PeriodLine | None:
        """The last period that is over."""
        return self.complete[-1] if self.complete else None

    @cached_property
    def pooled(self) -> Share | None:
        """Customers lost ÷ customers at the starts, over all complete periods."""
        return wilson_share(sum(line.lost for line in self.complete), sum(line.there for line in self.complete))

    @cached_property
    def by_segment(self) -> tuple[SegmentFigures, ...]:
        """Every other figure of all and of each segment shown."""
        return segment_figures(self.flows, self.renewed, [line.segment for line in self.segments.shown])

    @property
    def months(self) -> int:
        """How many months a period has."""
        return EACH[self.asked.each]

    @property
    def aim_rate(self) -> float:
        """The aim for a period of the length shown: the one that compounds like the monthly one."""
        return rate_over(float(self.aim.monthly), self.months)

    @property
    def lifetime(self) -> float | None:
        """The expected lifetime in months at the pooled rate; None where nobody left."""
        return expected_lifetime(rate_over(self.pooled.share, 1, of=self.months)) if self.pooled else None

    def latest_money(self) -> list[MoneyLine]:
        """Return the money of the last period that is over, a line a currency."""
        latest = self.latest
        return [line for its in self.money.values() for line in its if latest and line.period == latest.period]

    def latest_renewal(self) -> RenewalLine | None:
        """Return the renewals of the last period that is over and in which any contract came up."""
        return next((line for line in reversed(self.renewals) if line.period.complete and line.due), None)


def churn_page(asked: ChurnAsked, given: Mapping[str, Any]) -> ChurnPage:
    """Compute the page; ``given`` may hold a rate, a target and a currency for the projection."""
    spans, filters, periods = asked.spans, asked.filters, asked.periods
    counted = flows(spans, periods, filters.by, filters.where)
    aim = current_aim()
    money = money_lines(counted)
    segments = segment_table(counted, filters.by)
    renewed = renewals(spans, periods, filters.by, filters.where)
    return ChurnPage(
        asked=asked,
        flows=counted,
        periods=period_lines(counted),
        money=money,
        renewals=renewal_lines(renewed, periods),
        renewed=renewed,
        segments=segments,
        projection=projection(money, float(aim.monthly), given, asked.problems),
        paybacks=payback_lines(asked, segments, None if aim.margin is None else float(aim.margin)),
        aim=aim,
    )
