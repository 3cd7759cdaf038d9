"""The rows of every table that can be exported: the same figures as on the page, under names that never change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from reports.causes_by_segment import CausesBySegment, Cell
from reports.overview import Overview
from reports.readings import Reading
from reports.revenue import Money

CAUSES_BY_SEGMENT = (
    "segment",
    "customers",
    "lost",
    "lost_share",
    "responses",
    "cause",
    "count",
    "base",
    "share",
    "low",
    "high",
    "mrr",
    "lost_involuntary",
    "currency",
    "mrr_by_currency",
    "suppressed",
    "points",
    "points_low",
    "points_high",
    "lift",
    "lift_low",
    "lift_high",
    "q",
    "compared",
    "differs",
    "mrr_share",
)
OVERVIEW = (
    "cause",
    "count",
    "base",
    "share",
    "low",
    "high",
    "before_count",
    "before_base",
    "before_share",
    "points",
    "points_low",
    "points_high",
    "beyond_chance",
    "mrr_by_currency",
    "suppressed",
)
PEOPLE = (
    "response",
    "left_on",
    "survey",
    "channel",
    "language",
    "customer",
    "customer_name",
    "mrr",
    "currency",
    "main_cause",
    "causes",
    "reasons",
    "main_reason",
    "status",
    "words",
    "segment",
)
CUSTOMERS = (
    "ref", "name", "plan", "started_on", "ended_on", "ends_on", "ending", "mrr", "currency", "use", "use_as_of",
    "last_active", "care_status", "owner_success", "owner_operations", "owner_marketing", "answers", "attributes",
)  # fmt: skip


def causes_by_segment_rows(page: CausesBySegment) -> Iterator[dict[str, Any]]:
    """Yield a row for every segment × cause, all segments together first (``*``); hidden figures are None."""
    for figures in page.segments:
        for cause in page.causes:
            cell = page.cells[figures.segment, cause]
            yield (
                {
                    "segment": figures.segment,
                    "customers": figures.customers,
                    "lost": figures.lost,
                    "lost_share": figures.lost_share,
                    "responses": figures.responses,
                    "cause": cause,
                    "count": cell.count,
                    "base": figures.base,
                    "share": cell.share,
                    "low": cell.low,
                    "high": cell.high,
                    "lost_involuntary": figures.lost_involuntary,
                    "suppressed": cell.suppressed,
                    "mrr_share": cell.of_mrr.share if cell.of_mrr else None,
                }
                | _money(cell)
                | _against(cell)
            )


def overview_rows(page: Overview) -> Iterator[dict[str, Any]]:
    """Yield a row for every cause that somebody named, with its change against the period before."""
    for line in page.causes:
        change = line.change
        yield {
            "cause": line.cause,
            "count": line.count,
            "base": line.base,
            "share": line.share,
            "low": line.low,
            "high": line.high,
            "before_count": change.before_count if change else None,
            "before_base": change.before_base if change else None,
            "before_share": change.before if change else None,
            "points": change.points if change else None,
            "points_low": change.low if change else None,
            "points_high": change.high if change else None,
            "beyond_chance": change.beyond_chance if change and change.tested else None,
            "mrr_by_currency": dict(line.mrr) if line.mrr is not None else None,
            "suppressed": line.suppressed,
        }


def people_rows(readings: Iterable[Reading]) -> Iterator[dict[str, Any]]:
    """Yield a row for every answer."""
    for reading in readings:
        response = reading.response
        yield {
            "response": response.pk,
            "left_on": response.left_on,
            "survey": response.survey.key,
            "channel": response.channel,
            "language": response.language,
            "customer": response.customer.ref if response.customer else None,
            "customer_name": response.customer.name if response.customer else None,
            "mrr": response.mrr,
            "currency": response.currency,
            "main_cause": next((coding.cause for coding in reading.codings if coding.main), None),
            "causes": [coding.cause for coding in reading.codings],
            "reasons": response.reason_keys(),
            "main_reason": response.main_reason_key(),
            "status": reading.status,
            "words": response.verbatim(),
            "segment": {name: str(value) for name, value in response.segment.items()},
        }


def _against(cell: Cell) -> dict[str, Any]:
    """Return the columns that set a segment against all others, empty where nothing is said."""
    against = cell.against
    return {
        "points": against.points if against else None,
        "points_low": against.low if against else None,
        "points_high": against.high if against else None,
        "lift": against.lift if against else None,
        "lift_low": against.lift_low if against else None,
        "lift_high": against.lift_high if against else None,
        "q": against.q if against else None,
        "compared": against.state if against else None,
        "differs": against.mark if against else None,
    }


def _money(cell: Cell) -> dict[str, Any]:
    """Return the revenue columns: one number where there is one currency, each currency's always."""
    money: Money | None = cell.mrr
    if money is None:
        return {"mrr": None, "currency": None, "mrr_by_currency": None}
    if not money:
        return {"mrr": 0, "currency": None, "mrr_by_currency": {}}
    single = len(money) == 1
    currency, amount = next(iter(money.items()))
    return {
        "mrr": amount if single else None,
        "currency": currency if single else None,
        "mrr_by_currency": dict(money),
    }
