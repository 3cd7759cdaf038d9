"""What a mapping can say beside its columns, as fields of a form: made from the mapping's own shape.

Every key that a mapping document may hold is offered, so that a page can say whatever a file of the command can.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.importing.documents import Shape
from customers.models import CustomerEvent, Ending, Term

Words = str | Promise
LONGEST_TEXT = 2000
# These are not settings: the columns themselves, and what is left out of them.
COLUMNS = ("columns", "attributes", "ignore")
# How days can be written, as in Python's strftime; the first one, with the year before, needs no saying.
DAY_SPELLINGS = (
    *("", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%m-%d-%Y"),
    *("%d %b %Y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y"),
    *("%d.%m.%Y %H:%M", "%d/%m/%Y %H:%M", "%m/%d/%Y %H:%M"),
)
EXAMPLE_DAY = date(2025, 12, 31)
USUAL_DAY = "%Y-%m-%d"

LABELS: dict[str, Words] = {
    "as_of": gettext_lazy("Day on which the file was drawn"),
    "unknown_customers": gettext_lazy("Customers that are not known yet"),
    "whole_histories": gettext_lazy("The file tells all subscriptions of each customer in it: remove others"),
    "time_zone": gettext_lazy("Time zone of the days"),
    "constants.currency": gettext_lazy("Currency of all rows (like EUR)"),
    "constants.ending": gettext_lazy("How all lost customers left"),
    "constants.plan": gettext_lazy("Plan of all rows"),
    "constants.term": gettext_lazy("Term of all rows"),
    "constants.kind": gettext_lazy("What happened, where a row does not say"),
    "lost.means_lost": gettext_lazy("Values that mean: has left"),
    "lost.means_kept": gettext_lazy("Values that mean: is still here"),
    "endings.voluntary": gettext_lazy("Values that mean: left by its own decision"),
    "endings.involuntary": gettext_lazy("Values that mean: a payment failed"),
    "endings.unknown": gettext_lazy("Values that mean: how it left is unknown"),
    "terms.monthly": gettext_lazy("Values that mean: monthly"),
    "terms.yearly": gettext_lazy("Values that mean: yearly"),
    "kinds.support": gettext_lazy("Values that mean: support contact"),
    "kinds.call": gettext_lazy("Values that mean: call"),
    "kinds.outage": gettext_lazy("Values that mean: outage"),
    "kinds.other": gettext_lazy("Values that mean: other"),
    "formats.dates": gettext_lazy("How days are written"),
    "formats.decimal": gettext_lazy("Mark before the cents"),
    "formats.guarded": gettext_lazy("Cells begin with ' where a spreadsheet would calculate"),
    "formats.short_rows": gettext_lazy("Rows may end early"),
    "file.encoding": gettext_lazy("Encoding"),
    "file.delimiter": gettext_lazy("Mark between cells"),
    "file.sheet": gettext_lazy("Sheet"),
    "file.header_line": gettext_lazy("Line of the column names"),
}
CHOICES: dict[str, list[tuple[str, Words]]] = {
    "unknown_customers": [
        ("", gettext_lazy("leave their rows out and list them")),
        ("create", gettext_lazy("make them")),
    ],
    "constants.ending": [("", "–"), *Ending.choices],
    "constants.term": [("", "–"), *Term.choices],
    "constants.kind": [("", "–"), *CustomerEvent.Kind.choices],
    "formats.decimal": [("", "1,234.56"), (",", "1.234,56")],
    "file.delimiter": [
        ("", gettext_lazy("found out")),
        (",", gettext_lazy("comma")),
        (";", gettext_lazy("semicolon")),
        ("\t", gettext_lazy("tab")),
        ("|", "|"),
    ],
}
GROUPS: dict[str, Words] = {
    "": gettext_lazy("The whole file"),
    "constants": gettext_lazy("The whole file"),
    "lost": gettext_lazy("What the values mean"),
    "endings": gettext_lazy("What the values mean"),
    "terms": gettext_lazy("What the values mean"),
    "kinds": gettext_lazy("What the values mean"),
    "formats": gettext_lazy("How it is written"),
    "file": gettext_lazy("How the file is read"),
}


@dataclass(frozen=True)
class Setting:
    """One field of the form: ``kind`` is text, list, number, check, date or select; ``value`` is as it is typed."""

    path: str
    kind: str
    value: str
    choices: tuple[tuple[str, Words], ...] = ()

    @property
    def name(self) -> str:
        """The field's name in the form."""
        return f"set.{self.path}"

    @property
    def label(self) -> Words:
        """The field in words."""
        return LABELS.get(self.path, self.path)


@dataclass(frozen=True)
class SettingGroup:
    """Fields under one heading."""

    label: Words
    settings: tuple[Setting, ...]

    @property
    def open(self) -> bool:
        """Whether it is to be looked at: what the file does not say, and what was said otherwise than usual."""
        paths = {setting.path.partition(".")[0] for setting in self.settings if setting.value}
        return bool(paths - {"file"}) or any(setting.path.startswith("constants.") for setting in self.settings)


def setting_groups(shape: Shape, document: dict[str, Any], posted: QueryDict | None = None) -> list[SettingGroup]:
    """Return the fields for a mapping: as they were typed, else as ``document`` says."""
    by_group: dict[str, list[Setting]] = {str(label): [] for label in GROUPS.values()}
    for path, kind in leaves(shape):
        group, _dot, key = path.rpartition(".")
        stated = (document.get(group, {}) if group else document).get(key)
        typed = _typed(stated) if posted is None else posted.get(f"set.{path}", "")
        by_group[str(GROUPS[group])].append(_setting(path, kind, typed))
    return [SettingGroup(label, tuple(settings)) for label, settings in by_group.items() if settings]


def leaves(shape: Shape) -> Iterator[tuple[str, Any]]:
    """Yield the path and type of every setting of a mapping's shape."""
    for key, kind in shape.items():
        if key not in COLUMNS:
            if isinstance(kind, dict):
                yield from ((f"{key}.{inner}", one) for inner, one in kind.items())
            else:
                yield key, kind


def _setting(path: str, kind: Any, value: str) -> Setting:
    if path == "formats.dates":
        return Setting(path, "select", value, tuple(_day_choices(value)))
    if path in CHOICES:
        return Setting(path, "select", value, tuple(CHOICES[path]))
    kinds = {list: "list", int: "number", bool: "check", date: "date"}
    return Setting(path, kinds.get(kind, "text"), value)


def _day_choices(value: str) -> Iterator[tuple[str, Words]]:
    for spelling in DAY_SPELLINGS:
        yield spelling, EXAMPLE_DAY.strftime(spelling or USUAL_DAY)
    if value not in DAY_SPELLINGS:
        yield value, " / ".join(EXAMPLE_DAY.strftime(one) for one in value.split(";"))


def _typed(stated: Any) -> str:
    """Return a value of a document as it is typed into the form."""
    if stated is None or stated is False:
        return ""
    if isinstance(stated, list):
        return "; ".join(one for one in stated if one != USUAL_DAY)
    return "1" if stated is True else str(stated)


def stated_settings(shape: Shape, posted: QueryDict) -> tuple[dict[str, Any], list[str]]:
    """Return the part of a mapping document that the form's settings say, and what is wrong with them."""
    document: dict[str, Any] = {}
    problems: list[str] = []
    for path, kind in leaves(shape):
        text = posted.get(f"set.{path}", "")[:LONGEST_TEXT]
        typed = text if path == "file.delimiter" else text.strip()
        if not typed:
            continue
        try:
            value = _value(kind, typed, path)
        except ValueError:
            problems.append(
                _("“%(label)s” cannot be read: %(text)s") % {"label": LABELS.get(path, path), "text": typed}
            )
            continue
        group, _dot, key = path.rpartition(".")
        (document.setdefault(group, {}) if group else document)[key] = value
    return document, problems


def _value(kind: Any, typed: str, path: str) -> Any:
    if kind is list:
        values = [value for one in typed.replace("；", ";").split(";") if (value := one.strip())]
        return [*values, USUAL_DAY] if path == "formats.dates" else values
    if kind is int:
        return int(typed)
    if kind is date:
        return date.fromisoformat(typed).isoformat()
    return True if kind is bool else typed
