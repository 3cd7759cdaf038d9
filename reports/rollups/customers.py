"""The block of customers, and of those of them who were asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
from django.db.models import Exists, F, OuterRef, TextField
from django.db.models.functions import Cast, Coalesce, TruncDate
from numpy.typing import NDArray

from customers.dimensions import HIGHEST_MRR, LONGEST_TENURE, MRR_BANDS, TENURE_BANDS
from customers.models import Customer, Ending
from reports.rollups.answers import DIMENSION, ENDING, cents, dimension_columns
from reports.rollups.columns import Array, Coded, Columns, coded, ending_column, joined
from reports.rollups.grouping import grouped, sums
from surveys.models import Display, Invitation, Response

CUSTOMER_COLUMNS: dict[str, Any] = {
    "started": np.int32,
    "ended": np.int32,
    "has_mrr": np.bool_,
    "people": np.int64,
    "mrr": np.int64,
    "ending": str,
    "currency": str,
    "mrr_band": str,
}
INVITATION_COLUMNS: dict[str, Any] = {
    "left": np.int32,
    "answered": np.bool_,
    "opened": np.bool_,
    "skipped": np.bool_,
    "people": np.int64,
    "survey": str,
    "language": str,
    "ending": str,
}
DERIVED_KEPT = 16
DERIVED = ("tenure", "cohort", "mrr_band")
# Day 0 stands for an unknown or absent date.
_EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True)
class CustomerCounts:
    """Customers, counted: a row stands for ``people`` alike in all of it.

    ``started`` and ``ended`` are ordinals of days, 0 where unknown or not ended; ``mrr`` is the sum in cents.
    """

    started: NDArray[np.int32]
    ended: NDArray[np.int32]
    has_mrr: NDArray[np.bool_]
    people: NDArray[np.int64]
    mrr: NDArray[np.int64]
    ending: Coded
    currency: Coded
    mrr_band: Coded
    dimensions: dict[str, Coded]
    # What was derived from dates: by name and the day that tenure is counted to.
    derived: dict[tuple[str, date], Coded] = field(default_factory=dict, repr=False)

    def __len__(self) -> int:
        return len(self.started)

    def dimension(self, name: str, until: date) -> Coded:
        """Return a dimension's column; tenure is counted to the day they left, or to an earlier ``until``."""
        key = (name, until)
        if key not in self.derived:
            if len(self.derived) >= DERIVED_KEPT:
                self.derived.clear()
            self.derived[key] = self._dimension(name, until)
        return self.derived[key]

    def _dimension(self, name: str, until: date) -> Coded:
        if name == ENDING:
            return ending_column(self.ending, Ending.INVOLUNTARY)
        if name == "tenure":
            last = np.minimum(np.where(self.ended > 0, self.ended, until.toordinal()), until.toordinal())
            return tenure_column(self.started, last)
        if name == "cohort":
            return cohort_column(self.started)
        if name == "mrr_band":
            return self.mrr_band
        return self.dimensions.get(name) or Coded(np.zeros(len(self), np.int32))


@dataclass(frozen=True)
class InvitationCounts:
    """Invitations, counted: by the day that the invited left (or else were invited), and what came of it."""

    left: NDArray[np.int32]
    answered: NDArray[np.bool_]
    opened: NDArray[np.bool_]
    skipped: NDArray[np.bool_]
    people: NDArray[np.int64]
    survey: Coded
    language: Coded
    ending: Coded
    dimensions: dict[str, Coded]

    def __len__(self) -> int:
        return len(self.left)

    def dimension(self, name: str) -> Coded:
        """Return a dimension's column as it was at the moment of leaving."""
        if name == ENDING:
            return ending_column(self.ending, Ending.INVOLUNTARY)
        return self.dimensions.get(name) or Coded(np.zeros(len(self), np.int32))


def customers_block(first: int, end: int) -> tuple[dict[str, Coded | Array], int]:
    """Return the columns of the customers with keys ``first ≤ key < end``, and how many rows they are."""
    fields = ("started_on", "ended_on", "ending", "mrr", "currency")
    rows = Customer.objects.filter(pk__gte=first, pk__lt=end).order_by("pk")
    table = list(zip(*rows.values_list(*fields, Cast("attributes", TextField())), strict=True)) or [()] * 6
    started, ended, endings, mrr, currencies, attributes = table
    bands = [_mrr_band(amount) for amount in mrr]
    keys: dict[str, Coded | Array] = {
        "started": _ordinals(started),
        "ended": _ordinals(ended),
        "has_mrr": np.array([amount is not None for amount in mrr], np.bool_),
        "ending": coded(endings),
        "currency": coded(currencies),
        "mrr_band": coded(bands),
    }
    keys |= dimension_columns(attributes)
    found, group = grouped(keys)
    size = int(group.max()) + 1 if len(group) else 0
    found["people"] = sums(group, np.ones(len(group)), size)
    found["mrr"] = sums(group, np.array([cents(amount) for amount in mrr]), size)
    return found, size


def invitations_block(first: int, end: int) -> tuple[dict[str, Coded | Array], int]:
    """Return the columns of the invitations of customers with keys ``first ≤ key < end``, and how many rows."""
    displays = Display.objects.filter(invitation=OuterRef("pk"))
    rows = (
        Invitation.objects.filter(customer_id__gte=first, customer_id__lt=end)
        .order_by()
        .annotate(
            left=Coalesce(F("customer__ended_on"), TruncDate("created_at")),
            answered=Exists(Response.objects.filter(invitation=OuterRef("pk"))),
            opened=Exists(displays),
            skipped=Exists(displays.filter(outcome=Display.Outcome.SKIPPED)),
            raw=Cast("segment", TextField()),
        )
        .values_list("survey__key", "language", "customer__ending", "left", "answered", "opened", "skipped", "raw")
    )
    survey, language, ending, left, answered, opened, skipped, raw = list(zip(*rows, strict=True)) or [()] * 8
    keys: dict[str, Coded | Array] = {
        "left": _ordinals(left),
        "answered": np.array(answered, np.bool_),
        "opened": np.array(opened, np.bool_) | np.array(answered, np.bool_),
        "skipped": np.array(skipped, np.bool_),
        "survey": coded(survey),
        "language": coded(language),
        "ending": coded(ending),
    }
    keys |= dimension_columns(raw)
    found, group = grouped(keys)
    size = int(group.max()) + 1 if len(group) else 0
    found["people"] = sums(group, np.ones(len(group)), size)
    return found, size


def customer_counts(blocks: list[Columns], sizes: list[int]) -> CustomerCounts:
    """Return the customers of several blocks as one table."""
    columns, dimensions = split_dimensions(joined(blocks, sizes, CUSTOMER_COLUMNS))
    return CustomerCounts(**columns, dimensions=dimensions)


def invitation_counts(blocks: list[Columns], sizes: list[int]) -> InvitationCounts:
    """Return the invitations of several blocks as one table."""
    columns, dimensions = split_dimensions(joined(blocks, sizes, INVITATION_COLUMNS))
    return InvitationCounts(**columns, dimensions=dimensions)


def tenure_column(started: Array, last: Array) -> Coded:
    """Return the bands of tenure from one day to another (ordinals), by whole months; none where no start is known."""
    begin, begin_day = _months(started)
    until, until_day = _months(last)
    months = np.maximum(until - begin - (until_day < begin_day), 0)
    bounds = np.array([bound for bound, _band in TENURE_BANDS])
    codes = np.searchsorted(bounds, months, side="right") + 1
    return Coded(np.where(started > 0, codes, 0).astype(np.int32), ("", *(b for _n, b in TENURE_BANDS), LONGEST_TENURE))


def cohort_column(started: Array) -> Coded:
    """Return the quarters in which people started, like ``2025-Q1``."""
    months, _day = _months(started)
    quarters = np.where(started > 0, months // 3, -1)
    known, codes = np.unique(quarters, return_inverse=True)
    names = ["" if quarter < 0 else f"{quarter // 4}-Q{quarter % 4 + 1}" for quarter in known.tolist()]
    if "" not in names:
        names, codes = ["", *names], codes + 1
    return Coded(codes.astype(np.int32).reshape(-1), tuple(names))


def _months(ordinals: Array) -> tuple[Array, Array]:
    """Return the month of each day, counted from year 0, and the day in its month."""
    days = (ordinals.astype(np.int64) - _EPOCH).astype("datetime64[D]")
    months = days.astype("datetime64[M]")
    return months.astype(np.int64) + 1970 * 12, (days - months.astype("datetime64[D]")).astype(np.int64)


def _ordinals(days: Any) -> NDArray[np.int32]:
    return np.array([day.toordinal() if day else 0 for day in days], np.int32)


def _mrr_band(amount: Any) -> str:
    if amount is None:
        return ""
    return next((band for bound, band in MRR_BANDS if amount < bound), HIGHEST_MRR)


def split_dimensions(columns: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Coded]]:
    """Return the columns without those of dimensions, and these by the dimension's name."""
    dimensions = {name[len(DIMENSION) :]: columns.pop(name) for name in list(columns) if name.startswith(DIMENSION)}
    return columns, dict(sorted(dimensions.items()))
