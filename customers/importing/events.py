"""Tables of what happened to customers on a day: support contacts, calls, outages.

An event is told by customer, day, kind and words: the same four again are the same event, in one file and in two.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.aliases import customer_keys
from customers.importing.batches import run_import
from customers.importing.documents import FILE, FORMATS, Shape, require_columns, require_fields
from customers.importing.files import Table
from customers.importing.guess import guess_columns, guess_formats
from customers.importing.headers import EVENT_KINDS, EVENT_NAMES
from customers.importing.jobs import Job
from customers.importing.refusals import MappingRefused, RowError
from customers.importing.rows import LONGEST_REF, RowCells
from customers.importing.runs import Journal
from customers.importing.values import ValueRefused, parse_day, storable, trimmed
from customers.models import CustomerEvent

Kind = CustomerEvent.Kind
LONGEST_WORDS = 300

FIELDS = {
    "ref": gettext_lazy("Reference of the customer"),
    "on": gettext_lazy("Day it happened"),
    "kind": gettext_lazy("What happened"),
    "words": gettext_lazy("In a few words"),
}
REQUIRED = ("ref", "on")
OUTCOMES = ("created", "unchanged")
SHAPE: Shape = {
    "columns": dict.fromkeys(FIELDS, str),
    "constants": {"kind": str},
    "kinds": dict.fromkeys(Kind.values, list),
    "formats": {name: FORMATS[name] for name in ("dates", "guarded", "short_rows")},
    "file": FILE,
}


@dataclass(frozen=True)
class EventMapping:
    """Which column holds what, and which words mean which kind of event."""

    columns: dict[str, str]
    kind: str = ""
    kinds: dict[str, str] = field(default_factory=dict)
    dates: tuple[str, ...] = ()
    guarded: bool = False


def event_mapping(document: dict[str, Any], header: list[str]) -> EventMapping:
    """Return the mapping that ``document`` states for a file with ``header``; raises MappingRefused."""
    columns = document.get("columns", {})
    require_fields(columns, REQUIRED)
    require_columns(columns.values(), header)
    kind = document.get("constants", {}).get("kind", "")
    if kind and kind not in Kind.values:
        raise MappingRefused(
            _("“%(key)s” must be one of: %(all)s.") % {"key": "constants.kind", "all": ", ".join(Kind.values)}
        )
    formats = document.get("formats", {})
    meant = {word.strip().casefold(): key for key, words in document.get("kinds", {}).items() for word in words}
    return EventMapping(
        columns=columns,
        kind=kind,
        kinds={word.strip(): key for key, listed in EVENT_KINDS.items() for word in listed.split(",")} | meant,
        dates=tuple(formats.get("dates", [])),
        guarded=formats.get("guarded", False),
    )


def guess(table: Table, doubts: list[str] | None = None) -> dict[str, Any]:
    """Return the mapping document that header and first rows suggest; raises MappingRefused or adds to ``doubts``."""
    sample = table.sample()
    columns = guess_columns(table.header, sample, EVENT_NAMES, doubts)
    document = {"columns": columns, "formats": guess_formats(sample, columns, doubts)}
    return {key: value for key, value in document.items() if value}


@dataclass(frozen=True)
class EventRow:
    """What one row says happened."""

    line: int
    ref: str
    on: date
    kind: str
    words: str


class EventReader:
    """Turn rows into EventRow."""

    def __init__(self, mapping: EventMapping) -> None:
        self.mapping = mapping
        self.today = timezone.localdate()

    def __call__(self, line: int, cells: dict[str, str]) -> EventRow | None:
        """Return what the row says, None for a blank one; raises RowRefused."""
        row = RowCells(line, cells, self.mapping.guarded)
        if row.blank():
            return None
        columns = self.mapping.columns
        ref = row.take(columns["ref"], lambda text: storable(trimmed(text), LONGEST_REF))
        if ref is None and not row.errors:
            row.refuse(columns["ref"], _("is empty: without a reference the event is nobody's"))
        on = row.take(columns["on"], self._day)
        if on is None and not trimmed(row.text(columns["on"])):
            row.refuse(columns["on"], _("is empty: an event happens on a day"))
        kind = row.take(columns.get("kind"), self._kind) or self.mapping.kind or Kind.OTHER
        words = row.take(columns.get("words"), lambda text: storable(trimmed(text), LONGEST_WORDS)) or ""
        row.finish()
        return EventRow(line, ref or "", on or self.today, kind, words)

    def _day(self, text: str) -> date:
        day = parse_day(text, self.mapping.dates)
        if day > self.today:
            raise ValueRefused(_("is still to come (today is %(today)s)") % {"today": self.today})
        return day

    def _kind(self, text: str) -> str:
        kind = self.mapping.kinds.get(trimmed(text).casefold(), "")
        if not kind:
            raise ValueRefused(_("is no known kind: say under “What the values mean” ([kinds]) what it stands for"))
        return kind


def store_events(
    rows: list[EventRow], column: str, journal: Journal, dry_run: bool = False
) -> tuple[Counter[str], list[RowError]]:
    """Create the events that are not there yet; ``column`` holds the references. Unknown customers are refused."""
    known = customer_keys([row.ref for row in rows])
    refused = [
        RowError(row.line, column, row.ref, _("is no customer that is known: import customers first"))
        for row in rows
        if row.ref not in known
    ]
    told = {(known[row.ref], row.on, row.kind, row.words): row for row in rows if row.ref in known}
    with transaction.atomic():
        there = CustomerEvent.objects.filter(customer__in={key[0] for key in told}, on__in={key[1] for key in told})
        fresh = told.keys() - set(there.values_list("customer_id", "on", "kind", "words"))
        events = [
            CustomerEvent(customer_id=customer, on=on, kind=kind, words=words, run=journal.run)
            for customer, on, kind, words in told
            if (customer, on, kind, words) in fresh
        ]
        if not dry_run:
            CustomerEvent.objects.bulk_create(events)
            journal.created(events)
    created, refused_rows = len(events), len(refused)
    return +Counter(created=created, unchanged=len(rows) - created - refused_rows, refused=refused_rows), refused


def batches(job: Job) -> Generator[int, None, None]:
    """Bring in events batch by batch; raises MappingRefused before the first row when the mapping does not fit."""
    mapping = event_mapping(job.document, job.table.header)

    def store(rows: list[EventRow]) -> tuple[Counter[str], list[RowError]]:
        return store_events(rows, mapping.columns["ref"], job.journal, dry_run=job.dry_run)

    return run_import(job.table, EventReader(mapping), store, job.errors, job.journal.keep)
