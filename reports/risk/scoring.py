"""What the model says of everybody who is there now, and of those who left before: probability, parts, facts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

from reports.models import RiskModel, RiskScore
from reports.risk.days import UNKNOWN
from reports.risk.months import Facts, History, Months, columns_of, facts_of, months_at
from reports.risk.past_causes import segments_of
from reports.risk.training import ROWS_AT_ONCE, Model
from reports.rollups.columns import pack
from reports.rollups.spans import NONE

MOST_LEAVERS = 3_000
# Columns that are spoken of as one; plan and revenue go together, so that one alone would mislead.
GROUPS = {"activity_trend": "activity", "term": "renewal", "rise": "price", "fall": "price", "size": "plan"}
CAUSES = "causes"
# What adds less than this to the log odds is no reason worth naming.
LEAST_PART = 0.1

Floats = NDArray[np.float64]


def group_of(column: str) -> str:
    """Return what a column is spoken of as: all shares of causes are one, as are activity and its trend."""
    return CAUSES if column.startswith("cause:") else GROUPS.get(column, column)


def groups_of(model: Model) -> list[str]:
    """Return the groups that a customer's risk is explained by, in order."""
    return list(dict.fromkeys(map(group_of, model.encoding.groups)))


@dataclass(frozen=True)
class Scored:
    """Customer-months with what is said of them; ``parts`` is n × groups, added to the mean customer's log odds."""

    months: Months
    probabilities: Floats
    parts: Floats


def scored(history: History, model: Model, months: Months) -> Scored:
    """Return probabilities and parts of customer-months."""
    columns = columns_of(history, months)
    table = model.encoding.table(columns)
    weights = model.logistic.weights
    groups = groups_of(model)
    by_column = model.encoding.shares(table, weights)
    parts = np.zeros((len(months), len(groups)))
    for place, column in enumerate(model.encoding.groups):
        parts[:, groups.index(group_of(column))] += by_column[:, place]
    return Scored(months, model.logistic.probabilities(table), parts)


def there_now(history: History) -> tuple[Months, int]:
    """Return who is there on the last known day, and how many of those are known already to leave (left out)."""
    now = months_at(history, history.months)
    leaving = history.spans.chain_end[now.row] > 0
    return now.take(~leaving), int(leaving.sum())


def scores_now(history: History, model: Model, kept: RiskModel) -> Iterator[list[RiskScore]]:
    """Yield unsaved scores of everybody who is there now, part by part."""
    now, _leaving = there_now(history)
    groups = groups_of(model)
    for at in range(0, len(now), ROWS_AT_ONCE):
        part = scored(history, model, now.take(slice(at, at + ROWS_AT_ONCE)))
        yield _rows(history, part, groups, kept)


def packed_leavers(history: History, model: Model, months: Sequence[Months]) -> bytes:
    """Return those who left last, packed: ``customer``, ``left`` (the day), ``tenure`` in days, ``plan``, ``parts``."""
    everybody = [month.take(month.left) for month in months]
    chosen: list[Months] = []
    for month in reversed(everybody):
        if sum(map(len, chosen)) < MOST_LEAVERS:
            chosen.append(month)
    left = chosen[0]
    for month in chosen[1:]:
        left = left.joined(month)
    left = left.take(slice(MOST_LEAVERS))
    spans = history.spans
    columns: dict[str, Any] = {
        "customer": spans.customer[left.row],
        "left": spans.chain_end[left.row],
        "tenure": spans.chain_end[left.row] - spans.chain[left.row],
        "parts": scored(history, model, left).parts.astype(np.float32).ravel(),
        "plan": spans.plan.take(left.row),
    }
    return pack(columns)


def _rows(history: History, part: Scored, groups: list[str], kept: RiskModel) -> list[RiskScore]:
    spans, row = history.spans, part.months.row
    facts = facts_of(history, part.months)
    plans, currencies = spans.plan.take(row).texts(), spans.currency.take(row).texts()
    keys, cents = spans.customer[row].tolist(), spans.mrr[row].tolist()
    probabilities = part.probabilities.tolist()
    rounded = np.round(part.parts, 3).tolist()
    told = _facts(facts)
    day = int(history.days[-1])
    segments = segments_of(spans, row, np.full(len(row), day))
    for fact, cause in zip(told, history.past.most_named(segments, day, settings.SMALLEST_GROUP), strict=True):
        fact |= {"cause": cause} if cause else {}
    return [
        RiskScore(
            model=kept,
            customer_id=keys[at],
            probability=probabilities[at],
            loss=None if cents[at] == NONE else Decimal(round(cents[at] * probabilities[at])).scaleb(-2),
            currency=currencies[at],
            plan=plans[at],
            reason=_reason(groups, rounded[at]),
            parts=dict(zip(groups, rounded[at], strict=True)),
            facts=told[at],
        )
        for at in range(len(keys))
    ]


def _reason(groups: list[str], parts: list[float]) -> str:
    """Return the group that adds most; empty where none adds enough to speak of."""
    most = max(range(len(groups)), key=parts.__getitem__) if groups else -1
    return groups[most] if groups and parts[most] >= LEAST_PART else ""


def _facts(facts: Facts) -> list[dict[str, Any]]:
    """Return what words are made of, without what is unknown or did not happen."""
    whole = {name: getattr(facts, name).tolist() for name in ("tenure", "recent", "before", "renewal")}
    shares = {name: np.round(getattr(facts, name), 3).tolist() for name in ("rise", "fall", "size")}
    contacts = facts.support.tolist()
    found = []
    for at in range(len(contacts)):
        one: dict[str, Any] = {name: values[at] for name, values in whole.items() if values[at] != UNKNOWN}
        one |= {name: values[at] for name, values in shares.items() if values[at] and values[at] == values[at]}
        found.append(one | ({"support": contacts[at]} if contacts[at] else {}))
    return found
