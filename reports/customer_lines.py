"""Customers as a list shows them and a file holds them: plan, use, owners and answers beside what they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Count
from django.utils import timezone

from customers.models import ActivityState, Customer, CustomerCare, CustomerQuerySet, Subscription
from surveys.models import Response

ROLES = ("success", "operations", "marketing")
READ_AT_ONCE = 1000


@dataclass(frozen=True)
class CustomerLine:
    """A customer in a list. ``use`` and ``care`` are None where nothing is known or noted.

    ``ends_on`` is the day on which it left, or on which it will have left.
    """

    customer: Customer
    ends_on: date | None
    use: ActivityState | None
    care: CustomerCare | None
    owners: dict[str, str]
    answers: int

    @property
    def plan(self) -> str:
        """The plan of the last span, or as the customer's attributes have it; empty where it is not known."""
        return str(self.customer.attributes.get("plan") or "")

    @property
    def owner_names(self) -> list[str]:
        """The names of those who look after the customer, each once."""
        return list(dict.fromkeys(self.owners.values()))


def lines_of(keys: Sequence[int]) -> list[CustomerLine]:
    """Return the lines of customers in the order of their keys, in a constant number of queries."""
    customers = Customer.objects.in_bulk(keys)
    ends = ends_to_come(keys)
    uses = ActivityState.objects.in_bulk(keys)
    cares = CustomerCare.objects.in_bulk(keys)
    names = _names(cares.values())
    answers = dict(
        Response.objects.filter(customer__in=keys).order_by().values_list("customer").annotate(n=Count("pk"))
    )
    return [
        CustomerLine(
            customer=customers[key],
            ends_on=customers[key].ended_on or ends.get(key),
            use=None if _gone(customers[key]) else uses.get(key),
            care=cares.get(key),
            owners=owners_of(cares.get(key), names),
            answers=answers.get(key, 0),
        )
        for key in keys
        if key in customers
    ]


def ends_to_come(keys: Sequence[int]) -> dict[int, date]:
    """Return the day on which those leave whose end is known beforehand."""
    to_come = Subscription.objects.filter(customer__in=keys, ended_on__gt=timezone.localdate()).order_by()
    return {customer: day for customer, day in to_come.values_list("customer", "ended_on") if day}


def _gone(customer: Customer) -> bool:
    return customer.ended_on is not None and customer.ended_on <= timezone.localdate()


def owners_of(care: CustomerCare | None, names: dict[int, str]) -> dict[str, str]:
    """Return the name of who looks after a customer, by role; roles that nobody has are missing."""
    keys = {role: getattr(care, f"{role}_id", None) for role in ROLES}
    return {role: names[key] for role, key in keys.items() if key in names}


def customer_rows(found: CustomerQuerySet) -> Iterator[dict[str, Any]]:
    """Yield a row of the file for every customer, read by thousands."""
    keys: Iterable[int] = found.values_list("pk", flat=True).iterator(chunk_size=READ_AT_ONCE)
    rest = iter(keys)
    while some := list(islice(rest, READ_AT_ONCE)):
        yield from map(_row, lines_of(some))


def _row(line: CustomerLine) -> dict[str, Any]:
    customer, use = line.customer, line.use
    fields = ("ref", "name", "started_on", "ended_on", "ending", "mrr", "currency", "attributes")
    return {name: getattr(customer, name) for name in fields} | {
        "plan": line.plan,
        "ends_on": line.ends_on,
        "use": use.state if use else None,
        "use_as_of": use.as_of if use else None,
        "last_active": use.last_active if use else None,
        "care_status": line.care.status if line.care else "",
        "answers": line.answers,
        **{f"owner_{role}": line.owners.get(role) for role in ROLES},
    }


def _names(cares: Iterable[CustomerCare]) -> dict[int, str]:
    keys = {getattr(care, f"{role}_id") for care in cares for role in ROLES} - {None}
    return dict(User.objects.filter(pk__in=keys).values_list("pk", "username")) if keys else {}
