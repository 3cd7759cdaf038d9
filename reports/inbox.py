"""The answers as the team works through them: searched, filtered, sorted, a page at a time, all in the database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from reports.asked import Asked
from reports.filters import PREFERRED
from reports.inbox_order import A_PAGE, page_of
from reports.labels import dimension_label, reader_language, segment_label
from reports.models import Mark, Quote
from reports.people import Leave, may_list
from reports.readings import Reading, readings_of, with_reading
from reports.sought import Sought, answers_sought, count_sought, read_sought, ticked_reasons
from reports.triage import MOST_AT_ONCE, Undoable, latest_change
from surveys.models import Response

# So much of a segment fits into a line.
MOST_SHOWN = 4


@dataclass(frozen=True)
class Row:
    """An answer in the list, with what the team did with it and the part of its segment that fits into a line."""

    reading: Reading
    read: bool
    starred: bool
    quoted: bool
    segment: list[tuple[str, str]]


@dataclass(frozen=True)
class Inbox:
    """The page: answers of one page, how many there are in all, and what may be done."""

    sought: Sought
    leave: Leave
    count: int
    number: int
    rows: list[Row]
    opened: Reading | None
    problems: list[str]
    change: Undoable | None = None
    most_at_once: int = MOST_AT_ONCE

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.count // A_PAGE))

    @property
    def previous(self) -> int:
        """The number of the page before, 0 when there is none."""
        return self.number - 1

    @property
    def next(self) -> int:
        """The number of the page after, 0 when there is none."""
        return self.number + 1 if self.number < self.pages else 0

    @property
    def narrowed(self) -> list[tuple[str, str, str]]:
        """What the answers are narrowed to, as people read it: name, value, and the query string without it."""
        filters, fields = self.sought.filters, self.sought.fields()
        shown = [
            (dimension_label(name), segment_label(value), filters.without(name).query(**fields))
            for name, value in filters.where
        ]
        names = {"q": (_("Search"), self.sought.typed), "least": (_("Monthly revenue at least"), fields["least"])}
        names |= {"reason": (_("Ticked"), ticked_reasons().get(self.sought.reason, "") if self.sought.reason else "")}
        rest = {name: filters.query(**(fields | {name: ""})) for name in names}
        return shown + [(label, value, rest[name]) for name, (label, value) in names.items() if value]


def read_inbox(given: Mapping[str, Any], asked: Asked, user: User) -> Inbox:
    """Return the page that ``given`` asks for."""
    sought, problems = read_sought(given, asked)
    leave = may_list(asked.exits, sought.behind)
    if leave.reason:
        return Inbox(sought, leave, 0, 1, [], None, asked.problems + problems, latest_change(user))
    count = count_sought(asked, sought)
    number = min(_number(given.get("page", "")), max(1, -(-count // A_PAGE)))
    keys = page_of(sought, number, count, problems)
    readings = read_keys([*keys, *_opened(given, sought, keys)])
    rows = rows_of(readings[: len(keys)])
    opened = readings[-1] if len(readings) > len(keys) else None
    if opened is None and readings:
        opened = next((one for one in readings if str(one.response.pk) == given.get("open")), readings[0])
    return Inbox(sought, leave, count, number, rows, opened, asked.problems + problems, latest_change(user))


def rows_of(readings: Sequence[Reading]) -> list[Row]:
    """Return answers as rows, with the marks that they have now."""
    keys = [reading.response.pk for reading in readings]
    marks = set(Mark.objects.filter(response__in=keys).values_list("response_id", "kind"))
    quoted = set(Quote.objects.filter(response__in=keys, removed_at=None).values_list("response_id", flat=True))
    return [
        Row(
            reading,
            (key, Mark.Kind.READ) in marks,
            (key, Mark.Kind.STARRED) in marks,
            key in quoted,
            shown_segment(reading.response.segment),
        )
        for key, reading in zip(keys, readings, strict=True)
    ]


def read_keys(keys: Sequence[int]) -> list[Reading]:
    """Return the readings of answers in the order of their keys."""
    responses = {response.pk: response for response in with_reading(Response.objects.filter(pk__in=keys))}
    return readings_of([responses[key] for key in keys if key in responses], reader_language())


def shown_segment(segment: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the dimensions and values of a segment that fit into a line, the usual ones first, as people read them."""
    others = sorted(set(segment) - {*PREFERRED, "language", "channel"})
    names = [*(name for name in PREFERRED if name in segment), *others]
    shown = [(name, str(segment[name])) for name in names if segment[name] not in ("", None)]
    return [(dimension_label(name), segment_label(value)) for name, value in shown[:MOST_SHOWN]]


def _opened(given: Mapping[str, Any], sought: Sought, keys: Sequence[int]) -> list[int]:
    """Return the key of the answer to open, when it is none of the page but one that is asked for."""
    wanted = given.get("open", "")
    if not (wanted.isascii() and wanted.isdigit() and len(wanted) < 19) or int(wanted) in keys:
        return []
    return [int(wanted)] if answers_sought(sought).filter(pk=int(wanted)).exists() else []


def _number(text: str) -> int:
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 9 else 1
