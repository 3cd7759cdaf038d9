"""The form in which a person says what each column of an uploaded file means."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from customers.importing.jobs import ImportKind
from customers.importing.looks import Look
from reports.import_settings import SettingGroup, setting_groups, stated_settings

DIMENSION = "dimension"
FIELD = "field:"
LONGEST_DIMENSION = 60


@dataclass(frozen=True)
class ColumnLine:
    """One column of the file: its first values, and what it is taken for (empty: it is not imported)."""

    number: int
    name: str
    values: list[str]
    chosen: str
    dimension: str


@dataclass(frozen=True)
class MappingForm:
    """The whole form: columns, what they can be, and all other settings of the mapping."""

    columns: list[ColumnLine]
    fields: list[tuple[str, str | Promise]]
    dimensions: bool
    groups: list[SettingGroup]


def mapping_form(
    kind: ImportKind, look: Look, document: dict[str, Any], posted: QueryDict | None = None
) -> MappingForm:
    """Return the form as it was sent, else as ``document`` says."""
    fields = {column: field for field, column in document.get("columns", {}).items() if isinstance(column, str)}
    attributes = document.get("attributes", {})
    lines = []
    for number, name in enumerate(look.header):
        chosen = f"{FIELD}{fields[name]}" if name in fields else DIMENSION if name in attributes else ""
        dimension = attributes.get(name, "")
        if posted is not None:
            chosen, dimension = posted.get(f"column.{number}", ""), posted.get(f"dimension.{number}", "")
        values = list(dict.fromkeys(row[number] for row in look.rows if row[number].strip()))
        lines.append(ColumnLine(number, name, values, chosen, dimension or suggested_dimension(name)))
    options = [(f"{FIELD}{field}", label) for field, label in kind.FIELDS.items()]
    return MappingForm(lines, options, "attributes" in kind.SHAPE, setting_groups(kind.SHAPE, document, posted))


def suggested_dimension(column: str) -> str:
    """Return the name that a column gets as a dimension when nobody gives it one."""
    from customers.importing.mapping import dimension_name

    return dimension_name(column)


def stated_mapping(kind: ImportKind, look: Look, posted: QueryDict) -> tuple[dict[str, Any], list[str]]:
    """Return the mapping document that a form says, and what is wrong with it in words."""
    document, problems = stated_settings(kind.SHAPE, posted)
    columns: dict[str, str] = {}
    attributes: dict[str, str] = {}
    chosen: Counter[str] = Counter()
    for number, name in enumerate(look.header):
        choice = posted.get(f"column.{number}", "")
        field = choice.removeprefix(FIELD)
        if choice == DIMENSION and "attributes" in kind.SHAPE:
            typed = posted.get(f"dimension.{number}", "").strip()
            attributes[name] = typed[:LONGEST_DIMENSION] or suggested_dimension(name)
        elif choice.startswith(FIELD) and field in kind.FIELDS:
            chosen[field] += 1
            columns.setdefault(field, name)
    for field in kind.REQUIRED:
        if not chosen[field]:
            problems.append(_("Choose the column that holds: %(field)s.") % {"field": kind.FIELDS[field]})
    for field, times in chosen.items():
        if times > 1:
            problems.append(_("Two columns are chosen for the same: %(field)s.") % {"field": kind.FIELDS[field]})
    document["columns"] = columns
    if "attributes" in kind.SHAPE:
        document["attributes"] = attributes
    return document, problems
