"""What a report is asked for: period, survey, dimension, segments; read from an address or a command line.

Every name is looked up in a list of what exists; what is not there becomes a sentence for the reader, never an error.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.utils import timezone
from django.utils.translation import gettext as _

from reports.periods import PERIODS, days_before, days_of

# A segment filter in an address: is.contract=One%20year
WHERE = "is."
PREFERRED = ("plan", "contract", "tier", "size", "industry", "country")
FEW, MANY = 2, 12


@dataclass(frozen=True)
class Filters:
    """A report's question. The period is half-open ``[begin, end)``; an open side is None.

    ``by`` is the dimension that figures are split by, ``where`` the segments they are narrowed to.
    """

    begin: date | None = None
    end: date | None = None
    survey: str = ""
    by: str = ""
    where: tuple[tuple[str, str], ...] = ()
    main_only: bool = False
    # A name of reports.periods, when the period was asked for by its name; begin and end are its days then.
    period: str = ""

    def query(self, **more: str) -> str:
        """Return the query string that asks for the same, and for ``more``; empty values are left out."""
        fields = {
            "period": self.period,
            "from": self.begin.isoformat() if self.begin and not self.period else "",
            "before": self.end.isoformat() if self.end and not self.period else "",
            "survey": self.survey,
            "by": self.by,
            "main": "1" if self.main_only else "",
        }
        fields |= {WHERE + dimension: value for dimension, value in self.where} | more
        return urlencode({name: value for name, value in fields.items() if value})

    def within_period(self, begin: date | None, end: date | None) -> Filters:
        """Return these filters for another period, given by its days."""
        return replace(self, begin=begin, end=end, period="")

    def previous(self) -> Filters | None:
        """Return these filters for the period before, as long as this one; None of a period that is open."""
        if not (self.begin and self.end):
            return None
        return self.within_period(*days_before(self.begin, self.end))

    def narrowed(self, dimension: str, value: str) -> Filters:
        """Return these filters narrowed to one more segment, in place of another value of the same dimension."""
        kept = tuple(pair for pair in self.where if pair[0] != dimension)
        return replace(self, where=(*kept, (dimension, value)))

    def without(self, dimension: str) -> Filters:
        """Return these filters without the one on a dimension."""
        return replace(self, where=tuple(pair for pair in self.where if pair[0] != dimension))


@dataclass(frozen=True)
class Known:
    """What can be asked for: the keys of surveys, and each dimension's values."""

    surveys: tuple[str, ...]
    dimensions: dict[str, list[str]]

    def dimension(self, name: str) -> str:
        """Return the dimension that ``name`` means, whatever its case, spaces and underscores; empty when none."""
        if name in self.dimensions:
            return name
        return next((known for known in self.dimensions if _folded(known) == _folded(name)), "")

    def default_dimension(self) -> str:
        """Return the dimension to begin with: a usual one, else one with few values, else any."""
        usual = (self.dimension(name) for name in PREFERRED)
        few = (name for name, values in self.dimensions.items() if FEW <= len(values) <= MANY)
        return next(filter(None, (*usual, *few, *self.dimensions)), "")


def asked_survey(given: Mapping[str, Any], surveys: Iterable[str]) -> str:
    """Return the survey asked for when there is one of that key, else an empty string (all surveys)."""
    key = given.get("survey", "")
    return key if key in set(surveys) else ""


def read_filters(given: Mapping[str, Any], known: Known) -> tuple[Filters, list[str]]:
    """Return the filters that ``given`` asks for, and a sentence for each thing that does not exist."""
    problems: list[str] = []
    begin, end = _day(given, "from", problems), _day(given, "before", problems)
    period = given.get("period", "")
    if period in PERIODS and not (begin or end):
        begin, end = days_of(period, timezone.localdate())
    else:
        period = ""
    if begin and end and begin >= end:
        problems.append(_("The period ends before it begins; all dates are shown."))
        begin = end = None
    survey = asked_survey(given, known.surveys)
    if given.get("survey") and not survey:
        problems.append(_("There is no survey “%(name)s”; all surveys are shown.") % {"name": given["survey"]})
    by = known.dimension(given.get("by", ""))
    if given.get("by") and not by:
        problems.append(_("No customer or answer has a dimension “%(name)s”.") % {"name": given["by"]})
    where = _where(given, known, problems)
    main_only = given.get("main", "") == "1"
    return Filters(begin, end, survey, by or known.default_dimension(), where, main_only, period), problems


def _day(given: Mapping[str, Any], name: str, problems: list[str]) -> date | None:
    text = given.get(name, "").strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        problems.append(_("“%(text)s” is no date; write it like 2026-01-31.") % {"text": text})
        return None


def _where(given: Mapping[str, Any], known: Known, problems: list[str]) -> tuple[tuple[str, str], ...]:
    where = {}
    for name in given:
        value = given.get(name, "")
        if not name.startswith(WHERE) or not value:
            continue
        dimension = known.dimension(name.removeprefix(WHERE))
        if dimension:
            where[dimension] = value
        else:
            missing = name.removeprefix(WHERE)
            problems.append(_("No customer or answer has a dimension “%(name)s”.") % {"name": missing})
    return tuple(sorted(where.items()))


def _folded(name: str) -> str:
    return name.casefold().replace(" ", "").replace("_", "")
