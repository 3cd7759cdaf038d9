"""What each column of a table of subscriptions means: as a mapping document states it, or as its header suggests."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.importing.documents import FILE, FORMATS, Shape, decimal_mark, require_columns, require_fields
from customers.importing.files import Table
from customers.importing.guess import doubt, guess_columns, guess_formats
from customers.importing.headers import MEANS_MONTHLY, MEANS_YEARLY, SUBSCRIPTION_NAMES
from customers.importing.mapping import stated_currency
from customers.importing.refusals import MappingRefused
from customers.models import Ending, Term

AMOUNTS = ("mrr", "price", "yearly_price")
FIELDS = {
    "ref": gettext_lazy("Reference of the customer"),
    "plan": gettext_lazy("Plan"),
    "term": gettext_lazy("Term (monthly or yearly)"),
    "mrr": gettext_lazy("Revenue a month"),
    "price": gettext_lazy("Price for each term"),
    "yearly_price": gettext_lazy("Price for a year"),
    "currency": gettext_lazy("Currency"),
    "started_on": gettext_lazy("Day the span started"),
    "ended_on": gettext_lazy("Day the span ended"),
    "ending": gettext_lazy("How it left"),
}
REQUIRED = ("ref", "started_on")
UNKNOWN_CUSTOMERS = ("refuse", "create")

SHAPE: Shape = {
    "unknown_customers": str,
    "whole_histories": bool,
    "file": FILE,
    "columns": dict.fromkeys(FIELDS, str),
    "constants": {"plan": str, "term": str, "currency": str, "ending": str},
    "terms": dict.fromkeys(Term.values, list),
    "endings": dict.fromkeys(Ending.values, list),
    "formats": FORMATS,
}


@dataclass(frozen=True)
class SubscriptionMapping:
    """Which column holds what, and what words mean which term and ending."""

    columns: dict[str, str]
    constants: dict[str, str] = field(default_factory=dict)
    currency: str = ""
    terms: dict[str, str] = field(default_factory=dict)
    endings: dict[str, str] = field(default_factory=dict)
    create_customers: bool = False
    # Whether the file tells of all spans of each customer in it, so that stored ones it does not tell of are removed.
    whole_histories: bool = False
    dates: tuple[str, ...] = ()
    decimal: str = "."
    guarded: bool = False

    def tells(self, name: str) -> bool:
        """Say whether the file tells a field of every span."""
        return name in self.columns or name in self.constants


def subscription_mapping(document: dict[str, Any], header: list[str]) -> SubscriptionMapping:
    """Return the mapping that ``document`` states for a file with ``header``; raises MappingRefused."""
    columns = document.get("columns", {})
    require_fields(columns, REQUIRED)
    if not any(name in columns for name in AMOUNTS):
        require_fields(columns, ["mrr"])
    require_columns(columns.values(), header)
    constants, formats = document.get("constants", {}), document.get("formats", {})
    unknown = document.get("unknown_customers", "refuse")
    for name, value, values in (
        ("constants.term", constants.get("term", Term.MONTHLY), Term.values),
        ("constants.ending", constants.get("ending", Ending.UNKNOWN), Ending.values),
        ("unknown_customers", unknown, UNKNOWN_CUSTOMERS),
    ):
        if value not in values:
            raise MappingRefused(_("“%(key)s” must be one of: %(all)s.") % {"key": name, "all": ", ".join(values)})
    return SubscriptionMapping(
        columns=columns,
        constants=constants,
        currency=stated_currency(document),
        terms=_usual_terms() | _meanings(document.get("terms", {})),
        endings={value: value for value in Ending.values} | _meanings(document.get("endings", {})),
        create_customers=unknown == "create",
        whole_histories=document.get("whole_histories", False),
        dates=tuple(formats.get("dates", [])),
        decimal=decimal_mark(document),
        guarded=formats.get("guarded", False),
    )


def _meanings(stated: dict[str, list[str]]) -> dict[str, str]:
    return {value.strip().casefold(): key for key, values in stated.items() for value in values}


def _usual_terms() -> dict[str, str]:
    listed = {Term.MONTHLY.value: MEANS_MONTHLY, Term.YEARLY.value: MEANS_YEARLY}
    return _meanings({term: words.split(",") for term, words in listed.items()})


def guess_subscriptions(table: Table, doubts: list[str] | None = None) -> dict[str, Any]:
    """Return the mapping document that header and first rows of ``table`` suggest.

    Raises MappingRefused where a guess could silently be wrong (no column for the reference, the start or an amount, or
    days that can be read in two ways), or adds what would be raised to ``doubts``.
    """
    sample = table.sample()
    columns = guess_columns(table.header, sample, SUBSCRIPTION_NAMES, doubts, by_name_alone=True)
    if "mrr" in columns:
        columns = {name: column for name, column in columns.items() if name not in ("price", "yearly_price")}
    missing = [] if "started_on" in columns else ["started_on"]
    if missing or not any(name in columns for name in AMOUNTS):
        name = FIELDS[(*missing, "mrr")[0]]
        doubt(
            _("No column looks like “%(field)s”. Write a mapping with [columns] that names it. Columns: %(all)s.")
            % {"field": name, "all": ", ".join(table.header)},
            _("No column looks like “%(field)s”: choose the one that holds it.") % {"field": name},
            doubts,
        )
    document = {"columns": columns, "formats": guess_formats(sample, columns, doubts)}
    return {key: value for key, value in document.items() if value}
