"""Customers who use it less than they used to: who they are, what they pay, and who looks after them.

How each stands is judged by ``customers.activity`` when activity comes in; here it is only read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page
from django.db.models import Count, F, Q, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from customers.activity.thresholds import USUAL_BELOW
from customers.models import ActivityState, CustomerCare
from reports.customer_lines import CustomerLine, lines_of
from reports.customer_list_page import Choice, KnownCustomers, choices_of, known_customers
from reports.customer_lists import HERE, BoundedPaginator, Sought, customers_sought, read_sought

State = ActivityState.State
AT_RISK = (State.FADING.value, State.SILENT.value)
SORTS = ("mrr", "since", "last", "left")
RECENT, BEFORE = 28, 84
# What can be chosen here, of all that a list of customers can be narrowed to.
NARROWED_BY = ("size", "since", "owner", "care", "currency")


@dataclass(frozen=True)
class FadingSought:
    """Who is asked for: a state (both when empty), narrowed as a list of customers is, in an order of ``SORTS``."""

    show: str
    among: Sought
    sort: str

    def query(self, **more: str) -> str:
        """Return the query string that asks for the same, with ``more`` in place of what it names."""
        own = {"show": self.show, "sort": self.sort if self.sort != SORTS[0] else ""}
        return "&".join(filter(None, [self.among.query(**more), urlencode({k: v for k, v in own.items() if v})]))

    @property
    def narrowed(self) -> bool:
        """Say whether anybody is left out."""
        return bool(self.show) or self.among.narrowed


@dataclass(frozen=True)
class AtRisk:
    """How many of those whose use is known fade or are silent, and what they pay a month, by currency."""

    fading: int
    silent: int
    known: int
    amounts: dict[str, Decimal]
    of_amounts: dict[str, Decimal]

    @property
    def people(self) -> int:
        """Those who fade and those who are silent."""
        return self.fading + self.silent

    @property
    def share(self) -> float | None:
        """Their share of those whose use is known."""
        return self.people / self.known if self.known else None

    @property
    def revenue_shares(self) -> list[tuple[str, Decimal, float]]:
        """Each currency, what they pay in it, and the share of what all pay whose use is known."""
        return [
            (currency, amount, float(amount / self.of_amounts[currency]))
            for currency, amount in sorted(self.amounts.items())
            if self.of_amounts.get(currency)
        ]


@dataclass(frozen=True)
class FadingLine:
    """A customer who fades or is silent. ``left`` is what is left of its use, None where it had none before."""

    line: CustomerLine
    use: ActivityState

    @property
    def left(self) -> float | None:
        """Active days a day, now against before."""
        return self.use.recent / RECENT / (self.use.before / BEFORE) if self.use.before else None


@dataclass(frozen=True)
class FadingPage:
    """Everything that the page shows; ``as_of`` is the last day that activity is known of, None where none is."""

    sought: FadingSought
    problems: list[str]
    risk: AtRisk
    shown: Page[int]
    lines: list[FadingLine]
    choices: list[Choice]
    sort: Choice
    show: Choice
    as_of: date | None
    unowned: int


def fading_page(given: Mapping[str, Any]) -> FadingPage:
    """Return the page that an address asks for."""
    known = known_customers()
    sought, problems = read_fading(given, known)
    states, risk = states_sought(sought), at_risk(sought)
    counted = {State.FADING.value: risk.fading, State.SILENT.value: risk.silent}.get(sought.show, risk.people)
    shown = BoundedPaginator(in_order(states, sought.sort).values_list("pk", flat=True), counted)
    page = shown.get_page(given.get("page"))
    latest = ActivityState.objects.order_by().values_list("as_of", flat=True).first()
    shows = [(State.FADING.value, _("fading")), (State.SILENT.value, _("silent"))]
    return FadingPage(
        sought=sought,
        problems=problems,
        risk=risk,
        shown=page,
        lines=fading_lines(list(page.object_list)),
        choices=[one for one in choices_of(sought.among, known) if one.name in NARROWED_BY],
        sort=Choice("sort", _("Sort by"), _sorts(), sought.sort),
        show=Choice("show", _("Use"), shows, sought.show),
        as_of=latest,
        unowned=counted - states.filter(pk__in=_owned()).count(),
    )


def read_fading(given: Mapping[str, Any], known: KnownCustomers) -> tuple[FadingSought, list[str]]:
    """Return who is asked for, and a sentence for what does not exist."""
    among = {name: value for name, value in given.items() if name not in ("state", "use", "sort")}
    sought, problems = read_sought(among, known.dimensions)
    show, sort = given.get("show", ""), given.get("sort", "")
    return FadingSought(show if show in AT_RISK else "", sought, sort if sort in SORTS else SORTS[0]), problems


def states_sought(sought: FadingSought) -> QuerySet[ActivityState]:
    """Return how those stand who are asked for, of those who fade or are silent and have not left."""
    found = known_states(sought.among)
    return found.filter(state=sought.show) if sought.show else found.filter(state__in=AT_RISK)


def known_states(among: Sought) -> QuerySet[ActivityState]:
    """Return how those stand who have not left and whose use is known, narrowed as a list of customers is."""
    today = timezone.localdate()
    here = Q(customer__ended_on__isnull=True) | Q(customer__ended_on__gt=today)
    found = ActivityState.objects.order_by().filter(here)
    return found.filter(customer__in=customers_sought(among).values("pk")) if among.narrowed else found


def in_order(states: QuerySet[ActivityState], sort: str) -> QuerySet[ActivityState]:
    """Return states in an order: most revenue first, latest change first, longest silent first, least left first."""
    if sort == "since":
        return states.order_by("-since", "pk")
    if sort == "last":
        return states.order_by(F("last_active").asc(nulls_first=True), "pk")
    if sort == "left":
        return states.alias(part=F("recent") * 1000 / (F("before") + 1)).order_by("part", "pk")
    return states.order_by(F("customer__mrr").desc(nulls_last=True), "pk")


def at_risk(sought: FadingSought) -> AtRisk:
    """Return how many fade or are silent among those asked for, whatever state is shown, and what they pay.

    All whose use is known are added up from the customers: there may be hundreds of thousands, and few who fade.
    """
    among = customers_sought(replace(sought.among, state=HERE)).filter(pk__in=ActivityState.objects.values("customer"))
    everybody = among.values_list("currency").annotate(number=Count("pk"), paid=Sum("mrr"))
    fading = known_states(sought.among).filter(state__in=AT_RISK).values_list("state", "customer__currency")
    people: Counter[str] = Counter()
    amounts: dict[str, Decimal] = {}
    for state, currency, number, paid in fading.annotate(number=Count("pk"), paid=Sum("customer__mrr")):
        people[state] += number
        if paid is not None:
            amounts[currency] = amounts.get(currency, Decimal(0)) + paid
    known, of_amounts = 0, {}
    for currency, number, paid in everybody:
        known += number
        if paid is not None:
            of_amounts[currency] = paid
    return AtRisk(people[State.FADING], people[State.SILENT], known, amounts, of_amounts)


def fading_lines(keys: list[int]) -> list[FadingLine]:
    """Return the lines of customers in the order of their keys."""
    return [FadingLine(line, line.use) for line in lines_of(keys) if line.use]


def usual_percent() -> int:
    """Return under how many per cent of what it did before a customer fades, where nothing else is set."""
    return round(USUAL_BELOW * 100)


def _owned() -> QuerySet[CustomerCare, Any]:
    """Return the customers whom somebody looks after: few beside those who fade."""
    owned = Q(success__isnull=False) | Q(operations__isnull=False) | Q(marketing__isnull=False)
    return CustomerCare.objects.filter(owned).values("customer")


def _sorts() -> list[tuple[str, str]]:
    return [
        ("mrr", _("most revenue first")),
        ("since", _("latest change first")),
        ("last", _("longest silent first")),
        ("left", _("least use left first")),
    ]
