"""Who left and what they said, as tidy tables: one row a customer, an answer, a coding, an invitation.

Everything that pages and exports count begins here, in four queries whatever the size, and no words are read. Dates
are ISO text, which sorts and compares like dates and costs a tenth of parsing them.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

import pandas as pd
from django.db.models import F, QuerySet, TextField
from django.db.models.functions import Cast, Coalesce, TruncDate
from django.utils import timezone

from customers.dimensions import cohort, mrr_band, tenure_band, tenure_months
from customers.models import Customer
from reports.codebooks import active_codebook
from reports.models import CodedResponse, Coding
from surveys.models import Invitation, Response

Segment = dict[str, str]

# What is known of an answer only, not of customers who gave none.
ANSWER_ONLY = ("language", "channel")
DERIVED_FROM_CUSTOMERS = ("tenure", "cohort", "mrr_band")
PENDING = "pending"
CODED = (CodedResponse.Status.OK.value, CodedResponse.Status.TOO_LONG.value)


@dataclass(frozen=True)
class Exits:
    """The tables that every report begins with.

    ``segment`` holds dimensions and values, ``raw`` the JSON that they were read from, wherever there is one.
    ``customers``: segment (attributes), started_on, ended_on, ending, mrr as text or None.
    ``responses``: response (key), survey, left_on, segment, mrr as text, currency, status (CodedResponse's, or
    ``pending``), unsure. ``codings``: response, cause, main. ``invitations``: survey, left_on, segment, answered.
    """

    customers: pd.DataFrame
    responses: pd.DataFrame
    codings: pd.DataFrame
    invitations: pd.DataFrame

    def dimensions(self) -> dict[str, list[str]]:
        """Return every dimension that customers or answers have with its values, both sorted."""
        values: dict[str, set[str]] = {}
        for frame in (self.customers, self.responses):
            for dimension, found in _values(tuple(frame["raw"])).items():
                values.setdefault(dimension, set()).update(found)
        for dimension in DERIVED_FROM_CUSTOMERS:
            if len(self.customers):
                values.setdefault(dimension, set()).update(filter(None, customer_values(self.customers, dimension)))
        return {dimension: sorted(values[dimension]) for dimension in sorted(values) if values[dimension]}


def read_exits(survey: str = "") -> Exits:
    """Read all customers and the answers and invitations of one survey (of every survey when empty)."""
    responses, invitations = Response.objects.all(), Invitation.objects.all()
    if survey:
        responses, invitations = responses.filter(survey__key=survey), invitations.filter(survey__key=survey)
    return Exits(_customers(), _responses(responses), _codings(survey), _invitations(invitations))


def values_of(segments: pd.Series, dimension: str) -> list[str]:
    """Return the value that each segment has in a dimension, empty where it has none."""
    return [segment.get(dimension, "") for segment in segments]


def customer_values(customers: pd.DataFrame, dimension: str, until: date | None = None) -> list[str]:
    """Return each customer's value in a dimension, empty where unknown.

    Tenure is counted to the day that the customer left, or to ``until`` (by default today) where that is earlier.
    """
    if dimension == "tenure":
        last = (until or timezone.localdate()).isoformat()
        ends = [min(ended or last, last) for ended in customers["ended_on"]]
        return [_tenure(started, end) for started, end in zip(customers["started_on"], ends, strict=True)]
    if dimension == "cohort":
        return [_cohort(started) for started in customers["started_on"]]
    if dimension == "mrr_band":
        return [_mrr_band(mrr) for mrr in customers["mrr"]]
    return values_of(customers["segment"], dimension)


def last_day(end: date | None) -> date | None:
    """Return the last day of a half-open period that ends before ``end``."""
    return end - timedelta(days=1) if end else None


def _customers() -> pd.DataFrame:
    rows = Customer.objects.order_by().values_list(
        _text("attributes"), _text("started_on"), _text("ended_on"), "ending", _text("mrr")
    )
    return _frame(rows, ["segment", "started_on", "ended_on", "ending", "mrr"])


def _responses(responses: QuerySet[Response]) -> pd.DataFrame:
    digest = active_codebook().digest
    rows = responses.order_by("-left_on", "-id").values_list(
        "pk",
        "survey__key",
        _text("left_on"),
        _text("segment"),
        _text("mrr"),
        "currency",
        "coded__codebook",
        "coded__status",
        "coded__unsure",
    )
    columns = ["response", "survey", "left_on", "segment", "mrr", "currency", "codebook", "status", "unsure"]
    frame = _frame(rows, columns)
    current = (frame["codebook"] == digest).to_numpy(bool)
    frame["status"] = frame["status"].where(current, PENDING)
    frame["unsure"] = (frame["unsure"] == True).to_numpy(bool) & current  # noqa: E712  (None where never coded)
    return frame.drop(columns="codebook")


def _codings(survey: str) -> pd.DataFrame:
    codings = Coding.objects.filter(response__coded__codebook=active_codebook().digest).order_by()
    if survey:
        codings = codings.filter(response__survey__key=survey)
    return pd.DataFrame(
        list(codings.values_list("response_id", "cause", "main")), columns=["response", "cause", "main"]
    )


def _invitations(invitations: QuerySet[Invitation]) -> pd.DataFrame:
    left = Coalesce(F("customer__ended_on"), TruncDate("created_at"))
    rows = invitations.order_by().values_list("survey__key", Cast(left, TextField()), _text("segment"), "response__pk")
    frame = _frame(rows, ["survey", "left_on", "segment", "answered"])
    frame["answered"] = frame["answered"].notna().to_numpy(bool)
    return frame


def _text(column: str) -> Cast:
    return Cast(column, TextField())


def _frame(rows: Any, columns: list[str]) -> pd.DataFrame:
    """Return rows as a table of plain objects, their segment read from JSON."""
    table = list(zip(*rows, strict=True)) or [()] * len(columns)
    parts: dict[str, Sequence[Any]] = dict(zip(columns, table, strict=True))
    parts["raw"] = parts["segment"]
    parts["segment"] = _segments(tuple(parts["raw"]))
    return pd.DataFrame({name: pd.Series(values, dtype=object) for name, values in parts.items()})


# What is read from JSON is remembered by the JSON itself, so that it can never be out of date.
@lru_cache(maxsize=6)
def _segments(raws: tuple[str, ...]) -> list[Segment]:
    """Return segments from their JSON."""
    return [{name: str(value) for name, value in json.loads(raw).items() if value not in ("", None)} for raw in raws]


@lru_cache(maxsize=6)
def _values(raws: tuple[str, ...]) -> dict[str, set[str]]:
    """Return the values that the segments have in each dimension."""
    values: dict[str, set[str]] = {}
    for segment in _segments(raws):
        for dimension, value in segment.items():
            values.setdefault(dimension, set()).add(value)
    return values


@lru_cache(maxsize=20_000)
def _tenure(started: str | None, end: str) -> str:
    return tenure_band(tenure_months(date.fromisoformat(started), date.fromisoformat(end))) if started else ""


@lru_cache(maxsize=20_000)
def _cohort(started: str | None) -> str:
    return cohort(date.fromisoformat(started)) if started else ""


@lru_cache(maxsize=20_000)
def _mrr_band(mrr: str | None) -> str:
    return mrr_band(Decimal(mrr)) if mrr else ""
