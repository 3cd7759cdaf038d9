"""Rows of activity sorted into what counts, what is wrong, and what is of customers that are not known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
from django.utils import timezone
from django.utils.translation import gettext as _

from customers.activity.gathering import Gathering
from customers.importing.activity_cells import REFUSED, DayReader, read_counts
from customers.importing.activity_mapping import ActivityMapping
from customers.importing.activity_pieces import Column, Piece
from customers.importing.guarding import unguard_formula
from customers.importing.refusals import RowError
from customers.importing.values import trimmed

# So many refused rows, and customers not known, are listed; all are counted.
MOST_LISTED = 10_000
# In place of a customer's key.
UNKNOWN, EMPTY = -1, -2


class ActivityReader:
    """Take pieces of a table in; ``gathering`` holds what counts, ``refused`` and ``unknown`` what does not.

    ``refused`` maps a row (0 is the first below the header) to column, text and reason; ``unknown`` maps a reference
    to its first row and how many rows there are of it.
    """

    def __init__(self, mapping: ActivityMapping, keys: Mapping[str, int]) -> None:
        self.mapping, self.keys = mapping, keys
        self.days = DayReader(ZoneInfo(mapping.zone), timezone.localdate(), mapping.dates)
        self.gathering = Gathering()
        self.refused: dict[int, tuple[str, str, str]] = {}
        self.unknown: dict[str, list[int]] = {}

    def take(self, piece: Piece) -> Counter[str]:
        """Take the rows of a piece in and return what they came to; ``read`` is the sum of all others."""
        refs, days = piece.columns[self.mapping.ref], piece.columns[self.mapping.day]
        counts = piece.columns.get(self.mapping.count, Column(["1"], np.zeros(piece.rows, dtype=np.int8)))
        keys = np.array([self._key(text) for text in refs.texts], dtype=np.int64)[refs.places]
        read_days, wrong_days = self.days([self._plain(text) for text in days.texts])
        read_times, wrong_counts = read_counts([self._plain(text) for text in counts.texts])
        on, times = read_days[days.places], read_times[counts.places]
        empty = _blank(refs) & _blank(days) & (_blank(counts) | (not self.mapping.count))
        refused = ((keys == EMPTY) | (on == REFUSED) | (times == REFUSED)) & ~empty
        refused[list(piece.misfits)] = True
        empty &= ~refused
        unknown = (keys == UNKNOWN) & ~refused & ~empty
        good = ~(refused | empty | unknown)
        self.gathering.add(keys[good], on[good], times[good])
        self._note_refused(piece, refused, wrong_days, wrong_counts)
        self._note_unknown(piece, refs, unknown)
        told = {"counted": good, "unknown": unknown, "empty": empty, "refused": refused}
        return Counter({"read": piece.rows} | {name: int(rows.sum()) for name, rows in told.items()})

    def errors(self, lines: Mapping[int, int]) -> list[RowError]:
        """Return what is wrong by line; ``lines`` says on which line each row begins."""
        wrong = [RowError(lines.get(row, 0), *told) for row, told in self.refused.items()]
        for ref, (row, rows) in self.unknown.items():
            reason = _("is no customer that is known: %(rows)s rows are left out") % {"rows": f"{rows:,}"}
            wrong.append(RowError(lines.get(row, 0), self.mapping.ref, ref, reason))
        return sorted(wrong, key=lambda error: error.line)

    def wrong_rows(self) -> list[int]:
        """Return the rows that ``errors`` needs the lines of."""
        return [*self.refused, *(row for row, _rows in self.unknown.values())]

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


def _blank(column: Column) -> npt.NDArray[np.bool_]:
    blank = np.array([not trimmed(text) for text in column.texts], dtype=bool)
    return blank[column.places]
