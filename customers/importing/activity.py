"""Activity from a table: counts by customer and day, gathered in memory, then stored a month a row.

- Rows of the same customer and day are summed, up to 65,534: a table of single events is one of counts.
- Customers that are not known are counted, listed and left out; importing the same file again once they are known
  brings them in. Other references of a merged customer mean that customer.
- The file speaks of the days that its rows name, and for these it holds before every earlier import; what earlier
  ones said of other days stays. The same file once more changes nothing.
- Nothing counts before everything is stored: an import that was stopped leaves nothing behind.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Iterator
from typing import Any

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.activity.states import refresh_states
from customers.activity.undoing import forget_rows
from customers.activity.writing import stored_in_pieces, tell_days
from customers.aliases import kept_refs
from customers.importing.activity_mapping import SHAPE, ActivityMapping, activity_mapping, guess_activity
from customers.importing.activity_pieces import Piece, Unreadable, fast_pieces, lines_of, slow_pieces
from customers.importing.activity_reader import ActivityReader
from customers.importing.jobs import Job
from customers.importing.refusals import FileRefused
from customers.importing.runs import FOLDED_INTO, as_json
from customers.models import Customer, ImportRun

__all__ = ["FIELDS", "OUTCOMES", "REQUIRED", "SHAPE", "batches", "guess"]

FIELDS = {
    "ref": gettext_lazy("customer's reference"),
    "day": gettext_lazy("day, or moment with its time zone"),
    "count": gettext_lazy("how often (without: every row is once)"),
}
REQUIRED = ("ref", "day")
OUTCOMES = ("counted", "unchanged", "unknown")

guess = guess_activity


def batches(job: Job) -> Generator[int, None, None]:
    """Bring a table in, yielding how many rows were read since the last time."""
    mapping = activity_mapping(job.document, job.table.header)
    if before := _imported_before(job):
        rows = before.counts["read"]
        job.journal.keep(Counter(read=rows, unchanged=rows))
        yield rows
        return
    run = job.journal.run
    if run:
        forget_rows(run)  # what it stored when it was killed
    try:
        reading = Reading(job, mapping)
        yield from reading.read()
        customers, days, counts = reading.reader.gathering.columns()
        if run is None or job.dry_run:
            return
        tell_days(run, days)
        for _share in stored_in_pieces(run, customers, days, counts):
            job.journal.keep(Counter())
            yield 0
        # From here on it counts, for the states as well.
        ImportRun.objects.filter(pk=run.pk).update(state=ImportRun.State.DONE)
        refresh_states(np.unique(customers))
    except BaseException:
        if run:
            forget_rows(run)
        raise


def _imported_before(job: Job) -> ImportRun | None:
    """Return the import of the same file by the same mapping, if it left nothing out that may be known by now."""
    run = job.journal.run
    if run is None:
        return None
    earlier = ImportRun.objects.filter(kind=run.kind, digest=run.digest, state=ImportRun.State.DONE).exclude(pk=run.pk)
    mapping = as_json(job.document)
    same = [one for one in earlier if {**one.mapping, FOLDED_INTO: 0} == {**mapping, FOLDED_INTO: 0}]
    whole = [one for one in same if not (one.counts.get("unknown") or one.counts.get("refused"))]
    return next((one for one in whole if one.counts.get("read")), None)


class Reading:
    """One look through a table, and a second one row by row where the first cannot read it."""

    def __init__(self, job: Job, mapping: ActivityMapping) -> None:
        self.job, self.mapping = job, mapping
        self.keys = known_customers()
        self.reader = ActivityReader(mapping, self.keys)

    def read(self) -> Iterator[int]:
        """Read the whole table, yielding how many rows were read since the last time; list what is wrong."""
        taken: Counter[str] = Counter()
        try:
            yield from self._take_all(fast_pieces(self.job.table, self.mapping.columns), taken)
        except Unreadable:
            self.job.journal.keep(Counter({name: -number for name, number in taken.items()}))
            self.reader = ActivityReader(self.mapping, self.keys)
            yield from self._take_all(slow_pieces(self.job.table, self.mapping.columns), taken)
        self._refuse_two_zones()
        self.job.errors.add(self.reader.errors(lines_of(self.job.table, self.reader.wrong_rows())))

    def _take_all(self, pieces: Iterator[Piece], taken: Counter[str]) -> Iterator[int]:
        for piece in pieces:
            tally = self.reader.take(piece)
            self.job.journal.keep(tally)
            taken.update(tally)
            yield piece.rows

    def _refuse_two_zones(self) -> None:
        """Refuse a file of moments that was imported in another time zone: days near midnight would count twice."""
        run = self.job.journal.run
        if not (self.reader.days.zoned and run):
            return
        same = ImportRun.objects.filter(kind=run.kind, digest=run.digest, state=ImportRun.State.DONE).exclude(pk=run.pk)
        for before in same:
            zone: Any = before.mapping.get("time_zone", self.mapping.zone)
            if zone != self.mapping.zone:
                raise FileRefused(
                    _(
                        "This file was imported before (import %(number)s), its days counted in %(then)s; now it is "
                        "%(now)s. Undo that import first, or what was done near midnight would be there twice."
                    )
                    % {"number": before.pk, "then": zone, "now": self.mapping.zone}
                )


def known_customers() -> dict[str, int]:
    """Return the keys of all customers by every reference that means them."""
    keys = dict(Customer.objects.order_by().values_list("ref", "pk"))
    return {ref: keys[kept] for ref, kept in kept_refs().items() if kept in keys} | keys
