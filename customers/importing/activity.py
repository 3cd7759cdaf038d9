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
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.activity.gathering import Gathering
from customers.activity.states import refresh_states
from customers.activity.undoing import forget_rows
from customers.activity.writing import stored_in_pieces, tell_days
from customers.aliases import kept_refs
from customers.importing.activity_cells import REFUSED, DayReader, read_counts
from customers.importing.activity_mapping import SHAPE, ActivityMapping, activity_mapping, guess_activity
from customers.importing.activity_pieces import Column, Piece, Unreadable, fast_pieces, lines_of, slow_pieces
from customers.importing.guarding import unguard_formula
from customers.importing.jobs import Job
from customers.importing.refusals import FileRefused, RowError
from customers.importing.runs import as_json
from customers.importing.values import trimmed
from customers.models import Customer, ImportRun

__all__ = ["FIELDS", "OUTCOMES", "REQUIRED", "SHAPE", "batches", "guess"]

FIELDS = {
    "ref": gettext_lazy("customer's reference"),
    "day": gettext_lazy("day, or moment with its time zone"),
    "count": gettext_lazy("how often (without: every row is once)"),
}
REQUIRED = ("ref", "day")
OUTCOMES = ("counted", "unchanged", "unknown")
# So many refused rows, and customers not known, are listed; all are counted.
MOST_LISTED = 10_000

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
        reading.list_errors()
        customers, days, counts = reading.gathering.columns()
        if run is None or job.dry_run:
            return
        tell_days(run, days)
        for _share in stored_in_pieces(run, customers, days, counts):
            job.journal.keep(Counter())
            yield 0
        ImportRun.objects.filter(pk=run.pk).update(state=ImportRun.State.DONE)
    except BaseException:
        if run:
            forget_rows(run)
        raise
    refresh_states(np.unique(customers))


def _imported_before(job: Job) -> ImportRun | None:
    """Return the import of the same file by the same mapping, if it left nothing out that may be known by now."""
    run = job.journal.run
    if run is None:
        return None
    earlier = ImportRun.objects.filter(kind=run.kind, digest=run.digest, state=ImportRun.State.DONE).exclude(pk=run.pk)
    whole = [one for one in earlier if not (one.counts.get("unknown") or one.counts.get("refused"))]
    return next((one for one in whole if one.mapping == as_json(job.document) and one.counts.get("read")), None)


class Reading:
    """One look through a table: what its rows say, gathered, and what is wrong with the others."""

    def __init__(self, job: Job, mapping: ActivityMapping) -> None:
        self.job, self.mapping = job, mapping
        self.days = DayReader(ZoneInfo(mapping.zone), timezone.localdate(), mapping.dates)
        self.keys = known_customers()
        self.begin()

    def begin(self) -> None:
        """Forget what was read so far."""
        self.gathering = Gathering()
        # Row -> column, text and reason; row of the first of a customer not known -> how many there are.
        self.refused: dict[int, tuple[str, str, str]] = {}
        self.unknown: dict[str, list[int]] = {}

    def read(self) -> Iterator[int]:
        """Read the whole table, yielding how many rows were read since the last time."""
        done = 0
        try:
            for piece in fast_pieces(self.job.table, self.mapping.columns):
                yield self._take(piece)
                done += piece.rows
        except Unreadable:
            self._take_back(done)
            self.begin()
            for piece in slow_pieces(self.job.table, self.mapping.columns):
                yield self._take(piece)
        self._refuse_two_zones()

    def list_errors(self) -> None:
        """List refused rows by line, then customers that are not known."""
        first = {rows[0]: (ref, rows[1]) for ref, rows in self.unknown.items()}
        lines = lines_of(self.job.table, [*self.refused, *first])
        wrong = [RowError(lines.get(row, 0), *told) for row, told in self.refused.items()]
        for row, (ref, rows) in first.items():
            reason = _("is no customer that is known: %(rows)s rows are left out") % {"rows": f"{rows:,}"}
            wrong.append(RowError(lines.get(row, 0), self.mapping.ref, ref, reason))
        self.job.errors.add(sorted(wrong, key=lambda error: error.line))

    def _take(self, piece: Piece) -> int:
        refs, days = piece.columns[self.mapping.ref], piece.columns[self.mapping.day]
        keys = np.array([self._key(text) for text in refs.texts], dtype=np.int64)[refs.places]
        read_days, wrong_days = self.days([self._plain(text) for text in days.texts])
        on = read_days[days.places]
        counts = piece.columns.get(self.mapping.count, Column(["1"], np.zeros(piece.rows, dtype=np.int8)))
        read_times, wrong_counts = read_counts([self._plain(text) for text in counts.texts])
        times = read_times[counts.places]
        empty = _blank(refs) & _blank(days) & (_blank(counts) | (not self.mapping.count))
        refused = ((keys == EMPTY) | (on == REFUSED) | (times == REFUSED)) & ~empty
        refused[list(piece.misfits)] = True
        empty &= ~refused
        unknown = (keys == UNKNOWN) & ~refused & ~empty
        good = ~(refused | empty | unknown)
        self.gathering.add(keys[good], on[good], times[good])
        self._note_refused(piece, refused, wrong_days, wrong_counts)
        self._note_unknown(piece, refs, unknown)
        tally = {"read": piece.rows, "empty": empty.sum(), "refused": refused.sum(), "unknown": unknown.sum()}
        self.job.journal.keep(Counter({name: int(n) for name, n in (tally | {"counted": good.sum()}).items()}))
        return piece.rows

    def _plain(self, text: str) -> str:
        return unguard_formula(text) if self.mapping.guarded else text

    def _key(self, text: str) -> int:
        ref = trimmed(self._plain(text))
        return self.keys.get(ref, UNKNOWN) if ref else EMPTY

    def _note_refused(
        self, piece: Piece, refused: npt.NDArray[np.bool_], days: dict[int, str], counts: dict[int, str]
    ) -> None:
        for place in np.flatnonzero(refused)[: max(MOST_LISTED - len(self.refused), 0)].tolist():
            told = ("", "", piece.misfits[place]) if place in piece.misfits else self._why(piece, place, days, counts)
            self.refused[piece.first + place] = told

    def _why(self, piece: Piece, place: int, days: dict[int, str], counts: dict[int, str]) -> tuple[str, str, str]:
        for name, reasons in ((self.mapping.day, days), (self.mapping.count, counts)):
            column = piece.columns.get(name)
            if column and (at := int(column.places[place])) in reasons:
                return name, column.texts[at], reasons[at]
        return self.mapping.ref, "", _("is empty: without a reference the activity is nobody's")

    def _note_unknown(self, piece: Piece, refs: Column, unknown: npt.NDArray[np.bool_]) -> None:
        rows = np.flatnonzero(unknown)
        places, firsts, times = np.unique(refs.places[rows], return_index=True, return_counts=True)
        for place, first, rows_of_it in zip(places.tolist(), rows[firsts].tolist(), times.tolist(), strict=True):
            ref = trimmed(self._plain(refs.texts[place]))
            if ref in self.unknown:
                self.unknown[ref][1] += rows_of_it
            elif len(self.unknown) < MOST_LISTED:
                self.unknown[ref] = [piece.first + first, rows_of_it]

    def _take_back(self, rows: int) -> None:
        """Take back what was told of rows that are read again."""
        if rows:
            counts = {name: -number for name, number in self.job.journal.counts.items() if number}
            self.job.journal.keep(Counter(counts))

    def _refuse_two_zones(self) -> None:
        """Refuse a file of moments that was imported in another time zone: days near midnight would count twice."""
        run = self.job.journal.run
        if not (self.days.zoned and run):
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


# In place of a customer's key.
UNKNOWN, EMPTY = -1, -2


def known_customers() -> dict[str, int]:
    """Return the keys of all customers by every reference that means them."""
    keys = dict(Customer.objects.order_by().values_list("ref", "pk"))
    return {ref: keys[kept] for ref, kept in kept_refs().items() if kept in keys} | keys


def _blank(column: Column) -> npt.NDArray[np.bool_]:
    blank = np.array([not trimmed(text) for text in column.texts], dtype=bool)
    return blank[column.places]
