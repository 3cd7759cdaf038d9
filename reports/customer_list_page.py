"""The page of customers: the list, what can be asked of it, and the classes that are one click away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.core.paginator import Page
from django.utils.translation import gettext as _

from customers.models import ActivityState, CustomerCare
from reports.cause_care import team
from reports.customer_classes import SIZE_LABELS, STARTED_LABELS, sizes
from reports.customer_lines import CustomerLine, lines_of
from reports.customer_lists import (
    HERE,
    LEAVING,
    LOST,
    MOST_LISTED,
    NOBODY,
    NOT_KNOWN,
    STATUSES,
    BoundedPaginator,
    Sought,
    counted_before,
    customers_page,
    read_sought,
)
from reports.exits import ANSWER_ONLY, Exits, read_exits
from reports.filters import WHERE
from reports.labels import dimension_label, segment_label
from reports.rollups.answers import ENDING
from reports.rollups.customers import DERIVED
from reports.workbooks import About

# A list longer than this is no list to choose from; such a segment is still reached by its address.
LONGEST_LIST = 40
Options = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class KnownCustomers:
    """What lists can be narrowed to: attributes with their values, and currencies."""

    dimensions: dict[str, list[str]]
    currencies: list[str]
    exits: Exits


@dataclass(frozen=True)
class Choice:
    """A list to choose from: its name in the address, its label, what there is, and what is chosen now."""

    name: str
    label: str
    options: Options
    chosen: str

    @property
    def chosen_label(self) -> str:
        """What is chosen, in words; its own name where it is in no list."""
        return dict(self.options).get(self.chosen, self.chosen)


@dataclass(frozen=True)
class ClassLink:
    """A class of customers that is one click away."""

    label: str
    query: str
    current: bool


@dataclass(frozen=True)
class CustomersPage:
    """Everything that the page of customers shows."""

    sought: Sought
    problems: list[str]
    shown: Page[int]
    lines: list[CustomerLine]
    choices: list[Choice]
    dimensions: list[Choice]
    sort: Choice
    classes: list[ClassLink]

    @property
    def found(self) -> int:
        """How many there are, counted to one more than are listed."""
        paginator = self.shown.paginator
        return paginator.found if isinstance(paginator, BoundedPaginator) else paginator.count

    @property
    def too_many(self) -> bool:
        """Say whether there are more than are listed."""
        return self.found > MOST_LISTED

    @property
    def counted(self) -> bool:
        """Say whether ``found`` is how many there are; else there are more than ``most``."""
        paginator = self.shown.paginator
        return not self.too_many or (isinstance(paginator, BoundedPaginator) and paginator.counted is not None)

    @property
    def most(self) -> int:
        """How many are listed at the most."""
        return MOST_LISTED


def customers_list(given: Mapping[str, Any]) -> CustomersPage:
    """Return the page that an address asks for."""
    known = known_customers()
    sought, problems = read_sought(given, known.dimensions)
    shown = customers_page(sought, given.get("page"), counted_before(sought, known.exits))
    return CustomersPage(
        sought=sought,
        problems=problems,
        shown=shown,
        lines=lines_of(list(shown.object_list)),
        choices=choices_of(sought, known),
        dimensions=_dimension_choices(sought, known),
        sort=Choice("sort", _("Sort by"), _sorts(), sought.sort or "ref"),
        classes=list(_classes(sought)),
    )


def known_customers() -> KnownCustomers:
    """Return what lists of customers can be narrowed to."""
    exits, others = read_exits(), (*DERIVED, *ANSWER_ONLY, ENDING)
    dimensions = {name: values for name, values in exits.dimensions.items() if name not in others}
    return KnownCustomers(dimensions, [currency for currency in exits.customers.currency.values if currency], exits)


def about_customers(sought: Sought, known: KnownCustomers) -> About:
    """Return what a workbook tells of a list of customers."""
    chosen = [*choices_of(sought, known), *_dimension_choices(sought, known)]
    words = [f"{choice.label}: {choice.chosen_label}" for choice in chosen if choice.chosen]
    return About(_("Customers"), ((_("Filter"), "; ".join(filter(None, [sought.words, *words])) or _("none")),))


def choices_of(sought: Sought, known: KnownCustomers) -> list[Choice]:
    """Return the lists that every installation has; that of currencies only where there are several."""
    states = [(HERE, _("still customers")), (LOST, _("left")), (LEAVING, _("leaving: an end is known"))]
    uses = [(value, str(label)) for value, label in ActivityState.State.choices]
    statuses = [(value, str(CustomerCare.Status(value).label)) for value in STATUSES]
    currencies = [(currency, currency) for currency in known.currencies]
    owners = [(NOBODY, _("nobody")), *((str(user.pk), user.username) for user in team())]
    size_labels = [(name, str(SIZE_LABELS.get(name) or segment_label(name))) for name in sizes()]
    choices = [
        Choice("state", _("Here or left"), states, sought.state),
        Choice("size", _("Monthly revenue"), size_labels, sought.size),
        Choice("since", _("Started"), [(name, str(label)) for name, label in STARTED_LABELS.items()], sought.since),
        Choice("use", _("Use"), [*uses, (NOT_KNOWN, _("no activity known"))], sought.use),
        Choice("owner", _("Owner"), owners, sought.owner),
        Choice("care", _("Status"), statuses, sought.care),
    ]
    several = len(currencies) > 1 or sought.currency
    return [*choices, Choice("currency", _("Currency"), currencies, sought.currency)] if several else choices


def _dimension_choices(sought: Sought, known: KnownCustomers) -> list[Choice]:
    asked = dict(sought.where)
    return [
        Choice(WHERE + name, dimension_label(name), [(v, segment_label(v)) for v in values], asked.get(name, ""))
        for name, values in known.dimensions.items()
        if name in asked or 2 <= len(values) <= LONGEST_LIST
    ]


def _sorts() -> Options:
    return [
        ("ref", _("reference")),
        ("mrr", _("most revenue first")),
        ("started", _("latest start first")),
        ("left", _("latest end first")),
    ]


def _classes(sought: Sought) -> Iterable[ClassLink]:
    """Yield the classes: each asks for itself alone, so that a click always shows what it says."""
    classes = [
        (_("All"), Sought()),
        (_("Large"), Sought(state=HERE, size="large")),
        (_("Small"), Sought(state=HERE, size="small")),
        (_("Newcomers"), Sought(state=HERE, since="new")),
        (_("Old"), Sought(state=HERE, since="old")),
        (_("Active"), Sought(use="active")),
        (_("Fading"), Sought(use="fading")),
        (_("Silent"), Sought(use="silent")),
        (_("Leaving"), Sought(state=LEAVING)),
        (_("Have left"), Sought(state=LOST)),
    ]
    for label, of_class in classes:
        yield ClassLink(label, of_class.query(), replace(sought, sort="") == of_class)
