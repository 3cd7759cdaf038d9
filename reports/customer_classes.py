"""Classes of customers: large and small by what they pay, new and old by when they started."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Case, Count, Min, Q, Value, When
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from customers.dimensions import HIGHEST_MRR, MRR_BANDS
from customers.models import Customer, CustomerQuerySet
from reports.exits import read_exits
from reports.periods import months_later

Words = str | Promise

# Large: the tenth that pays most, of those that are still customers, in each currency. Where so many pay the same that
# more than a fifth would be large, only those that pay more than that.
LARGE_ONE_IN, TOO_MANY_ONE_IN = 10, 5
LARGE, SMALL, UNKNOWN = "large", "small", "unknown"
# Months since the start: from, before. New is the first, old the last.
STARTED: dict[str, tuple[int, int | None]] = {"new": (0, 3), "months": (3, 12), "years": (12, 24), "old": (24, None)}
STARTED_LABELS: dict[str, Words] = {
    "new": _("new: under 3 months"),
    "months": _("3 to 11 months"),
    "years": _("12 to 23 months"),
    "old": _("old: 24 months or more"),
}
SIZE_LABELS: dict[str, Words] = {
    LARGE: _("large: the tenth that pays most"),
    SMALL: _("small: all others"),
    UNKNOWN: _("revenue not known"),
}


@dataclass(frozen=True)
class LargeBounds:
    """From what revenue a month a customer is large, by currency; a currency without large ones is missing."""

    least: dict[str, Decimal]

    def query(self) -> Q:
        """Return the condition that a customer is large."""
        found = Q()
        for currency, least in self.least.items():
            found |= Q(currency=currency, mrr__gte=least)
        return found or Q(pk__in=[])

    def asked_of_each(self) -> Q:
        """Return the same condition in a shape that no index answers: the first fifty in order are soon found."""
        least = [When(currency=currency, then=Value(least)) for currency, least in self.least.items()]
        return Q(mrr__gte=Case(*least)) if least else Q(pk__in=[])

    def is_large(self, customer: Customer) -> bool:
        """Say whether a customer is large."""
        least = self.least.get(customer.currency)
        return customer.mrr is not None and least is not None and customer.mrr >= least


def large_bounds(today: date | None = None) -> LargeBounds:
    """Return from what revenue on customers are large, as it is now; read from one index."""
    here = still_customers(today).filter(mrr__isnull=False)
    least: dict[str, Decimal] = {}
    for currency, number in here.order_by().values_list("currency").annotate(number=Count("pk")):
        bound = _large_bound(here.filter(currency=currency), number)
        if bound is not None:
            least[currency] = bound
    return LargeBounds(least)


_latest: tuple[object, date, LargeBounds] | None = None


def current_large_bounds() -> LargeBounds:
    """Return the same as ``large_bounds``, worked out once for as long as no customer changes."""
    global _latest
    customers, today = read_exits().customers, timezone.localdate()
    if _latest is None or _latest[0] is not customers or _latest[1] != today:
        _latest = (customers, today, large_bounds(today))
    return _latest[2]


def _large_bound(paying: CustomerQuerySet, number: int) -> Decimal | None:
    place = max(-(-number // LARGE_ONE_IN), 1) - 1
    bound = paying.order_by("-mrr").values_list("mrr", flat=True)[place]
    too_many = number // TOO_MANY_ONE_IN + 1
    if number > 1 and paying.filter(mrr__gte=bound).order_by()[: too_many + 1].count() > too_many:
        more: Decimal | None = paying.filter(mrr__gt=bound).aggregate(least=Min("mrr"))["least"]
        return more
    return bound


def still_customers(today: date | None = None) -> CustomerQuerySet:
    """Return those who have not left: their end, if there is one, is still to come."""
    today = today or timezone.localdate()
    return Customer.objects.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=today))


def started_query(name: str, today: date) -> Q:
    """Return the condition that a customer started so long ago as a name of ``STARTED`` says."""
    least, before = STARTED[name]
    found = Q(started_on__lte=months_later(today, -least))
    return found & Q(started_on__gt=months_later(today, -before)) if before else found


def size_query(name: str) -> Q:
    """Return the condition that a customer is of a size: ``large``, ``small``, ``unknown`` or a band of revenue."""
    if name == UNKNOWN:
        return Q(mrr__isnull=True)
    if name in (LARGE, SMALL):
        large = current_large_bounds().query()
        return large if name == LARGE else Q(mrr__isnull=False) & ~large
    floor = Decimal(0)
    for bound, band in MRR_BANDS:
        if band == name:
            return Q(mrr__gte=floor, mrr__lt=bound) if floor else Q(mrr__lt=bound)
        floor = Decimal(bound)
    return Q(mrr__gte=floor)


def large_of_each() -> Q:
    """Return the condition of ``large`` in a shape that is asked of one after the other, in the order of a list."""
    return current_large_bounds().asked_of_each()


def sizes() -> Iterable[str]:
    """Return the names of all sizes that can be asked for."""
    return (LARGE, SMALL, *(band for _bound, band in MRR_BANDS), HIGHEST_MRR, UNKNOWN)
