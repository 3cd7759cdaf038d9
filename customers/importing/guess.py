"""A mapping guessed from the header and the first rows, to be looked at, saved and edited."""

from __future__ import annotations

from typing import Any

import pandas as pd
from django.utils.translation import gettext as _

from customers.importing.files import Table
from customers.importing.guarding import unguard_formula
from customers.importing.headers import (
    DIMENSION_NAMES,
    FIELD_NAMES,
    MEANS_KEPT,
    MEANS_LOST,
    PERSONAL_NAMES,
    WORDS_NAMES,
    comparable,
    names,
)
from customers.importing.mapping import dimension_name
from customers.importing.refusals import MappingRefused
from customers.importing.values import ValueRefused, parse_day, parse_money, trimmed
from customers.models import Ending

# Fewer rows than this say little about how many values a column has.
ENOUGH_ROWS = 50
MOST_DISTINCT_SHARE = 0.5
MOST_DISTINCT = 500
DAYS = ("started_on", "ended_on", "on", "day")
AMOUNTS = ("mrr", "price", "yearly_price", "acquisition_cost")
DAY_FORMATS = [
    ["%d.%m.%Y"],
    ["%d/%m/%Y"],
    ["%m/%d/%Y"],
    ["%d-%m-%Y"],
    ["%m-%d-%Y"],
    ["%d %b %Y"],
    ["%d %B %Y"],
    ["%b %d, %Y"],
    ["%B %d, %Y"],
    ["%d.%m.%Y %H:%M"],
    ["%d/%m/%Y %H:%M"],
    ["%m/%d/%Y %H:%M"],
]


def guess_customers(table: Table, doubts: list[str] | None = None) -> dict[str, Any]:
    """Return the mapping document that header and first rows of ``table`` suggest.

    Raises MappingRefused where a guess could silently be wrong: no column for the reference, or days that can be read
    as day/month and as month/day. Where somebody looks at the guess before it is used, what would be raised is added
    to ``doubts`` and left out.
    """
    sample = table.sample()
    columns = guess_columns(table.header, sample, FIELD_NAMES, doubts)
    if "started_on" in columns:
        columns.pop("tenure_months", None)
    lost = _lost(sample, columns)
    left = [column for column in table.header if column not in columns.values()]
    ignored = [column for column in left if _ignored(column, sample)]
    document: dict[str, Any] = {
        "ignore": ignored,
        "columns": columns,
        "lost": lost,
        "attributes": _attributes([column for column in left if column not in ignored]),
        "formats": guess_formats(sample, columns, doubts),
    }
    return {key: value for key, value in document.items() if value}


def guess_columns(
    header: list[str],
    sample: pd.DataFrame,
    fields: dict[str, str],
    doubts: list[str] | None = None,
    by_name_alone: bool = False,
) -> dict[str, str]:
    """Return field -> column: for each of ``fields`` (with its listed names) the surest that the header holds.

    A column whose values cannot be what its name promises is passed over, but ``by_name_alone``. Raises MappingRefused
    when nothing looks like the customer's reference; ``doubts`` as in ``guess_customers``.
    """
    by_name = {comparable(column): column for column in reversed(header)}
    found: dict[str, str] = {}
    for field, listed in fields.items():
        for name in names(listed):
            column = by_name.get(name)
            if column and column not in found.values() and (by_name_alone or _plausible(field, sample[column])):
                found[field] = column
                break
    if "ref" not in found:
        doubt(
            _(
                'No column looks like the customer\'s reference. Write a mapping with [columns] ref = "…". '
                "Columns: %(all)s."
            )
            % {"all": ", ".join(header)},
            _("No column looks like the customer's reference: choose the one that holds it."),
            doubts,
        )
    return found


def doubt(refusal: str, said: str, doubts: list[str] | None) -> None:
    """Raise what a command says, or note what a page says."""
    if doubts is None:
        raise MappingRefused(refusal)
    doubts.append(said)


def _plausible(field: str, cells: pd.Series) -> bool:
    """Say whether the values of a column can be what its name promises; only some names promise too much."""
    values = {trimmed(cell).casefold() for cell in cells} - {""}
    if field == "lost":
        return bool(values) and values <= set(_listed(MEANS_LOST)) | set(_listed(MEANS_KEPT))
    if field == "ending":
        return bool(values) and values <= set(Ending.values)
    return True


def _listed(words: str) -> list[str]:
    return [word.strip() for word in words.split(",")]


def _lost(sample: pd.DataFrame, columns: dict[str, str]) -> dict[str, list[str]]:
    """Return which values mean lost and kept: those seen, and their usual opposites that were not."""
    if "lost" not in columns:
        return {}
    seen = {trimmed(cell) for cell in sample[columns["lost"]]} - {""}
    lost = [value for value in sorted(seen) if value.casefold() in _listed(MEANS_LOST)]
    kept = [value for value in sorted(seen) if value.casefold() in _listed(MEANS_KEPT)]
    return {"means_lost": lost or _listed(MEANS_LOST), "means_kept": kept or _listed(MEANS_KEPT)}


def _ignored(column: str, sample: pd.DataFrame) -> bool:
    """Say whether a column is no dimension: personal, in words, a second mark of losses, or another in every row."""
    name = comparable(column)
    if name in names(PERSONAL_NAMES) or name in names(WORDS_NAMES):
        return True
    if name in names(FIELD_NAMES["lost"]) and _plausible("lost", sample[column]):
        return True
    distinct = sample[column].nunique()
    return len(sample) >= ENOUGH_ROWS and (distinct > len(sample) * MOST_DISTINCT_SHARE or distinct > MOST_DISTINCT)


def _attributes(columns: list[str]) -> dict[str, str]:
    usual = {name: dimension for dimension, listed in DIMENSION_NAMES.items() for name in names(listed)}
    attributes: dict[str, str] = {}
    for column in columns:
        dimension = usual.get(comparable(column), "")
        if not dimension or dimension in attributes.values():
            dimension = dimension_name(column)
        while dimension in attributes.values():
            dimension += "_2"
        attributes[column] = dimension
    return attributes


def guess_formats(sample: pd.DataFrame, columns: dict[str, str], doubts: list[str] | None = None) -> dict[str, Any]:
    """Return how days and amounts seem to be written; raises MappingRefused when days can be read in two ways."""
    formats: dict[str, Any] = {}
    days = [column for field, column in columns.items() if field in DAYS]
    dates = [form for column in days for form in _day_format(column, sample[column], doubts)]
    if dates:
        formats["dates"] = list(dict.fromkeys([*dates, "%Y-%m-%d"]))
    amounts = [column for field, column in columns.items() if field in AMOUNTS]
    if any(_decimal_comma(sample[column]) for column in amounts):
        formats["decimal"] = ","
    if any(unguard_formula(cell) != cell for column in sample for cell in sample[column]):
        formats["guarded"] = True
    return formats


def _day_format(column: str, cells: pd.Series, doubts: list[str] | None) -> list[str]:
    values = [cell for cell in cells if trimmed(cell)]
    if not values or _all_days(values, ()):
        return []
    fitting = [form for form in DAY_FORMATS if _all_days(values, tuple(form))]
    if len(fitting) > 1:
        told = {"column": column, "ways": " / ".join(form[0] for form in fitting)}
        doubt(
            _(
                "The days in “%(column)s” can be read in two ways: %(ways)s. Write a mapping with "
                '[formats] dates = ["…"] that says which.'
            )
            % told,
            _("The days in “%(column)s” can be read in two ways: choose below how days are written.") % told,
            doubts,
        )
        return []
    return fitting[0] if fitting else []


def _all_days(values: list[str], formats: tuple[str, ...]) -> bool:
    try:
        return all(parse_day(value, formats) for value in values)
    except ValueRefused:
        return False


def _decimal_comma(cells: pd.Series) -> bool:
    """Say whether more amounts can be read with a decimal comma than with a point."""

    def readable(mark: str) -> int:
        count = 0
        for cell in cells:
            try:
                count += bool(parse_money(cell, mark))
            except ValueRefused:
                continue
        return count

    return readable(",") > readable(".")
