"""Customers who fade, as a file."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from customers.models import ActivityState
from reports.customer_lines import READ_AT_ONCE, ROLES
from reports.fading import AtRisk, FadingLine, fading_lines
from reports.labels import money_words
from reports.workbooks import About

FADING = (
    "ref", "name", "plan", "mrr", "currency", "use", "fading_since", "recent", "before", "left_of_use", "last_active",
    "use_as_of", "care_status", "owner_success", "owner_operations", "owner_marketing",
)  # fmt: skip


def fading_rows(states: QuerySet[ActivityState]) -> Iterator[dict[str, Any]]:
    """Yield a row for every customer, read by thousands."""
    keys = states.values_list("pk", flat=True).iterator(chunk_size=READ_AT_ONCE)
    while some := list(islice(keys, READ_AT_ONCE)):
        yield from map(_row, fading_lines(some))


def about_fading(risk: AtRisk) -> About:
    """Return what a workbook tells of the list."""
    base = _("%(n)s of %(known)s customers whose use is known") % {"n": risk.people, "known": risk.known}
    amounts = money_words(risk.amounts) or "–"
    return About(_("Fading customers"), ((_("Base"), base), (_("Revenue at risk a month"), amounts)), ("fading",))


def _row(one: FadingLine) -> dict[str, Any]:
    customer, use, line = one.line.customer, one.use, one.line
    return {
        "ref": customer.ref,
        "name": customer.name,
        "plan": line.plan,
        "mrr": customer.mrr,
        "currency": customer.currency,
        "use": use.state,
        "fading_since": use.since,
        "recent": use.recent,
        "before": use.before,
        "left_of_use": one.left,
        "last_active": use.last_active,
        "use_as_of": use.as_of,
        "care_status": line.care.status if line.care else "",
        **{f"owner_{role}": line.owners.get(role) for role in ROLES},
    }
