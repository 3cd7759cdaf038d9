"""Dimensions: the attributes of a customer that figures are split by, imported and derived."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from customers.models import Customer

# Upper bounds are exclusive: 12 months of tenure is the first month of "12-23".
TENURE_BANDS = [(3, "0-2 months"), (6, "3-5 months"), (12, "6-11 months"), (24, "12-23 months"), (48, "24-47 months")]
LONGEST_TENURE = "48+ months"
MRR_BANDS = [(20, "under 20"), (50, "20-49"), (100, "50-99"), (250, "100-249"), (1000, "250-999")]
HIGHEST_MRR = "1000+"

DERIVED = ("tenure", "mrr_band", "cohort", "language", "channel")


def tenure_months(started_on: date, on: date) -> int:
    """Return whole months from ``started_on`` to ``on``; 0 when ``on`` is earlier."""
    months = (on.year - started_on.year) * 12 + on.month - started_on.month - (on.day < started_on.day)
    return max(months, 0)


def tenure_band(months: int) -> str:
    """Return the band that ``months`` of tenure fall in."""
    return next((band for bound, band in TENURE_BANDS if months < bound), LONGEST_TENURE)


def mrr_band(mrr: Decimal) -> str:
    """Return the band that a monthly revenue falls in, in its own currency."""
    return next((band for bound, band in MRR_BANDS if mrr < bound), HIGHEST_MRR)


def cohort(started_on: date) -> str:
    """Return the quarter in which a customer started, like ``2025-Q1``."""
    return f"{started_on.year}-Q{(started_on.month + 2) // 3}"


def segment_of(customer: Customer, on: date | None = None) -> dict[str, str]:
    """Return the segment a customer is in: every attribute and what derives from dates and revenue.

    ``on`` is the day that tenure is counted to: by default the day the customer left, else today.
    """
    segment: dict[str, Any] = {key: str(value) for key, value in customer.attributes.items() if value not in ("", None)}
    if customer.started_on:
        until = on or customer.ended_on or date.today()
        segment["tenure"] = tenure_band(tenure_months(customer.started_on, until))
        segment["cohort"] = cohort(customer.started_on)
    if customer.mrr is not None:
        segment["mrr_band"] = mrr_band(customer.mrr)
    return segment
