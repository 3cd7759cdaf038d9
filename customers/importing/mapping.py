"""What each column of a customer file means, as a mapping document states it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from customers.dimensions import DERIVED
from customers.importing.documents import FILE, FORMATS, Shape, decimal_mark, require_columns, require_fields
from customers.importing.refusals import MappingRefused
from customers.importing.values import ValueRefused, parse_currency, snake_case
from customers.models import Ending

FIELDS = (
    *("ref", "name", "started_on", "tenure_months", "lost", "ended_on", "ending"),
    *("mrr", "currency", "acquisition_cost"),
)
LONGEST_DIMENSION = 60

SHAPE: Shape = {
    "as_of": date,
    "ignore": list,
    "file": FILE,
    "columns": dict.fromkeys(FIELDS, str),
    "constants": {"currency": str, "ending": str},
    "lost": {"means_lost": list, "means_kept": list},
    "endings": dict.fromkeys(Ending.values, list),
    "attributes": {"*": str},
    "formats": FORMATS,
}


@dataclass(frozen=True)
class CustomerMapping:
    """Which column holds what. ``columns`` maps a field to a column, ``attributes`` a column to a dimension."""

    columns: dict[str, str]
    attributes: dict[str, str] = field(default_factory=dict)
    currency: str = ""
    ending: str = ""
    lost: frozenset[str] = frozenset()
    kept: frozenset[str] = frozenset()
    endings: dict[str, str] = field(default_factory=dict)
    as_of: date | None = None
    dates: tuple[str, ...] = ()
    decimal: str = "."
    guarded: bool = False


def customer_mapping(document: dict[str, Any], header: list[str], as_of: date | None = None) -> CustomerMapping:
    """Return the mapping that ``document`` states for a file with ``header``; ``as_of`` wins over the document's.

    Raises MappingRefused when it names a column that is not there, misses what it needs, or contradicts itself.
    """
    columns = document.get("columns", {})
    require_fields(columns, ["ref"])
    require_columns([*columns.values(), *document.get("attributes", {}), *document.get("ignore", [])], header)
    formats = document.get("formats", {})
    lost = document.get("lost", {})
    mapping = CustomerMapping(
        columns=columns,
        attributes=_attributes(document, header),
        currency=stated_currency(document),
        ending=document.get("constants", {}).get("ending", ""),
        lost=frozenset(value.strip().casefold() for value in lost.get("means_lost", [])),
        kept=frozenset(value.strip().casefold() for value in lost.get("means_kept", [])),
        endings={
            value.strip().casefold(): key for key, values in document.get("endings", {}).items() for value in values
        },
        as_of=as_of or document.get("as_of"),
        dates=tuple(formats.get("dates", [])),
        decimal=decimal_mark(document),
        guarded=formats.get("guarded", False),
    )
    _check(mapping)
    return mapping


def stated_currency(document: dict[str, Any]) -> str:
    """Return the currency that a document states for all rows, empty when it states none; raises MappingRefused."""
    try:
        return parse_currency(document.get("constants", {}).get("currency", ""))
    except ValueRefused as refused:
        raise MappingRefused(_("“constants.currency” %(why)s.") % {"why": refused}) from None


def _check(mapping: CustomerMapping) -> None:
    columns = mapping.columns
    if mapping.ending and mapping.ending not in Ending.values:
        raise MappingRefused(_("“constants.ending” must be one of: %(all)s.") % {"all": ", ".join(Ending.values)})
    if "lost" in columns and not mapping.lost:
        raise MappingRefused(
            _('Say under [lost] which values of “%(column)s” mean lost: means_lost = ["…"].')
            % {"column": columns["lost"]}
        )
    if mapping.lost & mapping.kept:
        raise MappingRefused(_("[lost] gives the same value for lost and for kept."))
    inferred = "tenure_months" in columns or ("lost" in columns and "ended_on" not in columns)
    if inferred and not mapping.as_of:
        raise MappingRefused(
            _(
                "The file tells months or losses but no dates: state the day it was drawn, as_of = 2025-12-31 in the "
                "mapping or --as-of 2025-12-31."
            )
        )


def _attributes(document: dict[str, Any], header: list[str]) -> dict[str, str]:
    """Return column -> dimension: as stated, else every column that is not used or ignored otherwise."""
    if "attributes" in document:
        attributes = dict(document["attributes"])
    else:
        used = {*document["columns"].values(), *document.get("ignore", [])}
        attributes = {column: dimension_name(column) for column in header if column not in used}
    for column, dimension in attributes.items():
        if not names_dimension(dimension):
            raise MappingRefused(
                _(
                    "“%(dimension)s” cannot name a dimension (column “%(column)s”): use small letters, digits and _, "
                    "and none of %(taken)s."
                )
                % {"dimension": dimension, "column": column, "taken": ", ".join(DERIVED)}
            )
    twice = {name for name in attributes.values() if list(attributes.values()).count(name) > 1}
    if twice:
        raise MappingRefused(
            _("Two columns become the same dimension: %(names)s.") % {"names": ", ".join(sorted(twice))}
        )
    return attributes


def names_dimension(name: str) -> bool:
    """Say whether a customer may have an attribute of this name: in small letters, and not one that is derived."""
    return 0 < len(name) <= LONGEST_DIMENSION and snake_case(name) == name and name not in DERIVED


def dimension_name(column: str) -> str:
    """Return the dimension that a column becomes when nobody names it; none that is derived is taken."""
    name = snake_case(column)[:LONGEST_DIMENSION]
    return f"customer_{name}" if name in DERIVED else name or "column"
