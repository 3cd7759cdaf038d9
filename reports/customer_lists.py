"""Lists of customers: who is asked for, in which order, and how many that are.

A page costs the same with a thousand and with a million customers: it reads its own lines from an index, and counts to
``MOST_LISTED`` at the most.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

import numpy as np
from django.core.paginator import Page, Paginator
from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.lookups import Exact
from django.utils import timezone
from django.utils.translation import gettext as _

from customers.models import ActivityState, Customer, CustomerCare, CustomerQuerySet, Subscription
from reports.customer_classes import LARGE, SMALL, STARTED, UNKNOWN, large_of_each, size_query, sizes, started_query
from reports.exits import Exits
from reports.filters import WHERE
from reports.periods import months_later

LINES_A_PAGE = 50
MOST_LISTED = 10_000
LONGEST_WORDS = 200
# Those who stand in a way that so many do at the most are looked up one by one.
FEW = 50_000
HERE, LOST, LEAVING = "active", "lost", "leaving"
NOT_KNOWN, NOBODY = "unknown", "none"
USES = (*ActivityState.State.values, NOT_KNOWN)
STATUSES = tuple(value for value in CustomerCare.Status.values if value)
# By its name: the field and whether the largest comes first. Unknown values come last.
SORTS = {"ref": ("ref", False), "mrr": ("mrr", True), "started": ("started_on", True), "left": ("ended_on", True)}
# Orders that an index has, so that the first who are asked for are found without sorting all.
IN_AN_INDEX = ("", "ref", "mrr", "started")


@dataclass(frozen=True)
class Sought:
    """Who is asked for. Each field narrows the list when it is given; ``where`` are dimensions and their values."""

    words: str = ""
    state: str = ""
    size: str = ""
    since: str = ""
    use: str = ""
    owner: str = ""
    care: str = ""
    currency: str = ""
    where: tuple[tuple[str, str], ...] = ()
    sort: str = ""

    def query(self, **more: str) -> str:
        """Return the query string that asks for the same, with ``more`` in place of what it names."""
        fields = {"q": self.words} | {name: getattr(self, name) for name in NAMES} | {"sort": self.sort}
        fields |= {WHERE + dimension: value for dimension, value in self.where} | more
        return urlencode({name: value for name, value in fields.items() if value})

    @property
    def narrowed(self) -> bool:
        """Say whether anybody is left out."""
        return replace(self, sort="") != Sought()


NAMES = ("state", "size", "since", "use", "owner", "care", "currency")


def read_sought(given: Mapping[str, Any], dimensions: Mapping[str, Sequence[str]]) -> tuple[Sought, list[str]]:
    """Return who is asked for, and a sentence for every name that does not exist."""
    allowed = {
        "state": (HERE, LOST, LEAVING),
        "size": tuple(sizes()),
        "since": tuple(STARTED),
        "use": USES,
        "care": STATUSES,
        "sort": tuple(SORTS),
    }
    said, problems = {}, []
    for name, values in allowed.items():
        value = given.get(name, "")
        if value in values:
            said[name] = value
        elif value:
            problems.append(_("There is no “%(value)s” to choose here; it was left out.") % {"value": value[:80]})
    owner, currency = given.get("owner", ""), given.get("currency", "")
    said["owner"] = owner if owner == NOBODY or (owner.isascii() and owner.isdigit() and len(owner) < 10) else ""
    said["currency"] = currency if currency.isascii() and currency.isalpha() and len(currency) == 3 else ""
    where = tuple((name, given[WHERE + name]) for name in dimensions if given.get(WHERE + name))
    words = " ".join(given.get("q", "").replace("\x00", "").split())[:LONGEST_WORDS]
    return Sought(words=words, where=where, **said), problems


def customers_sought(sought: Sought, today: date | None = None) -> CustomerQuerySet:
    """Return the customers that are asked for, in no order."""
    today = today or timezone.localdate()
    found = Customer.objects.order_by().matching(sought.words)
    state = sought.state or (HERE if sought.use else "")
    if state == LOST:
        found = found.filter(ended_on__lte=today)
    elif state:
        found = found.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=today))
    if state == LEAVING:
        found = found.filter(pk__in=_leaving(today))
    if sought.use:
        found = found.filter(_used(sought.use))
    for condition in _conditions(sought, today):
        found = found.filter(condition)
    return found


def sorted_customers(found: CustomerQuerySet, sort: str) -> CustomerQuerySet:
    """Return customers in an order of ``SORTS``; those of whom it is not known come last."""
    field, falling = SORTS[sort or "ref"]
    return found.order_by(F(field).desc(nulls_last=True), "-pk") if falling else found.order_by(field)


def _conditions(sought: Sought, today: date) -> list[Q]:
    found = [size_query(sought.size)] if sought.size else []
    if sought.since:
        found.append(started_query(sought.since, today))
    if sought.care:
        found.append(_cared(status=sought.care))
    if sought.owner == NOBODY:
        found.append(~_cared_by(Q(success__isnull=False) | Q(operations__isnull=False) | Q(marketing__isnull=False)))
    elif sought.owner:
        key = int(sought.owner)
        found.append(_cared_by(Q(success=key) | Q(operations=key) | Q(marketing=key)))
    if sought.currency:
        found.append(Q(currency=sought.currency))
    return found + [Q(Exact(KeyTextTransform(name, "attributes"), Value(value))) for name, value in sought.where]


def _used(use: str) -> Q:
    """Return the condition that a customer stands so; of few that do each is looked up, of many each is asked."""
    states = ActivityState.objects.order_by()
    if use == NOT_KNOWN:
        return ~Q(Exists(states.filter(customer=OuterRef("pk"))))
    standing = states.filter(state=use)
    if standing[: FEW + 1].count() > FEW:
        return Q(Exists(standing.filter(customer=OuterRef("pk"))))
    return Q(pk__in=standing.values("customer"))


def _leaving(today: date) -> set[int]:
    """Return the keys of those whose end is known and still to come, or who have said that they will leave."""
    ends = Subscription.objects.filter(ended_on__gt=today).order_by().values_list("customer", flat=True)
    own = Customer.objects.filter(ended_on__gt=today).order_by().values_list("pk", flat=True)
    said = CustomerCare.objects.filter(status=CustomerCare.Status.LEAVING).values_list("pk", flat=True)
    return {*ends, *own, *said}


def _cared(**fields: Any) -> Q:
    return _cared_by(Q(**fields))


def _cared_by(condition: Q) -> Q:
    return Q(pk__in=CustomerCare.objects.filter(condition).values("customer"))


class BoundedPaginator(Paginator):
    """Pages of the first ``MOST_LISTED``: further down nobody turns pages, they narrow the list or take the file.

    ``counted`` is how many there are, where that is known already; else ``same``, the same people in a shape that is
    counted faster, are counted.
    """

    def __init__(self, listed: Any, counted: int | None = None, same: Any = None) -> None:
        super().__init__(listed, LINES_A_PAGE)
        self.counted, self.same = counted, listed if same is None else same

    @cached_property
    def count(self) -> int:
        return min(self.found, MOST_LISTED)

    @cached_property
    def found(self) -> int:
        """How many there are; ``MOST_LISTED`` + 1 where there are more and they were not counted."""
        if self.counted is not None:
            return self.counted
        return int(self.same.order_by()[: MOST_LISTED + 1].count())


def customers_page(sought: Sought, number: Any, counted: int | None = None) -> Page[int]:
    """Return a page of the customers that are asked for; ``counted`` is how many they are, where that is known."""
    same = customers_sought(sought)
    walked = sought.size == LARGE and sought.sort in IN_AN_INDEX
    found = customers_sought(replace(sought, size="")).filter(large_of_each()) if walked else same
    listed = sorted_customers(found, sought.sort).values_list("pk", flat=True)
    return BoundedPaginator(listed, counted, same).get_page(number)


def counted_before(sought: Sought, exits: Exits, today: date | None = None) -> int | None:
    """Return how many are asked for from what was counted before; None where that does not say it.

    So that a segment of a million customers need not be looked for to be counted.
    """
    customers, today = exits.customers, today or timezone.localdate()
    beyond = (sought.words, sought.use, sought.owner, sought.care, sought.state == LEAVING, exits.outdated)
    if any(beyond) or sought.size in (LARGE, SMALL):
        return None
    chosen = np.ones(len(customers), np.bool_)
    gone = (customers.ended > 0) & (customers.ended <= today.toordinal())
    if sought.state:
        chosen &= gone if sought.state == LOST else ~gone
    if sought.size:
        chosen &= ~customers.has_mrr if sought.size == UNKNOWN else customers.mrr_band.equals(sought.size)
    if sought.currency:
        chosen &= customers.currency.equals(sought.currency)
    if sought.since:
        least, before = STARTED[sought.since]
        chosen &= (customers.started > 0) & (customers.started <= months_later(today, -least).toordinal())
        if before:
            chosen &= customers.started > months_later(today, -before).toordinal()
    for name, value in sought.where:
        chosen &= customers.dimension(name, today).equals(value)
    return int(customers.people[chosen].sum())
