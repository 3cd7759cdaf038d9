"""A table of activity in pieces of a million rows, each column as few distinct texts and, by row, which of them.

A file of activity repeats itself: the same customers, the same days, the same small counts. What reads a cell looks at
each different text of a piece once and not at every row. What cannot be read by pandas' own reader as it should be (a
workbook, quotation marks that do not match) is read row by row.
"""

from __future__ import annotations

import csv
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from django.utils.translation import gettext as _
from pandas.errors import ParserError

from customers.activity.months import Integers
from customers.importing.files import SHAPE, Table

ROWS_AT_ONCE = 1_000_000
ROWS_AT_ONCE_SLOWLY = 50_000


@dataclass(frozen=True)
class Column:
    """A column of a piece: its distinct texts, and for each row the place of its text among them."""

    texts: list[str]
    places: npt.NDArray[np.integer[Any]]


@dataclass(frozen=True)
class Piece:
    """Some rows: their number (0 is the first below the header), their columns by name, and how each misfits.

    ``misfits`` maps a row's place in the piece to what is wrong with its shape.
    """

    first: int
    rows: int
    columns: dict[str, Column]
    misfits: dict[int, str]


class Unreadable(ValueError):
    """The fast way cannot read this file as it should be read."""


def fast_pieces(table: Table, columns: list[str]) -> Iterator[Piece]:
    """Yield the pieces of a CSV file; raises Unreadable where the row by row way must be taken from the beginning."""
    if table.shape.encoding is None:
        raise Unreadable
    names = [*table.header, SHAPE]
    frames = pd.read_csv(
        table.path,
        encoding=table.shape.encoding,
        sep=table.shape.delimiter,
        header=None,
        names=names,
        skiprows=_records_to_header(table),
        skip_blank_lines=False,
        # Texts as they stand: "category" would take 007 and 7 for the same customer.
        dtype=object,
        na_filter=False,
        engine="c",
        chunksize=ROWS_AT_ONCE,
    )
    first = 0
    while (frame := _next(frames)) is not None:
        yield _piece(first, {name: Column(*_factorized(frame[name])) for name in [*columns, SHAPE]}, len(names))
        first += len(frame)


def _next(frames: Iterator[pd.DataFrame]) -> pd.DataFrame | None:
    try:
        frame = next(frames, None)
    except (ParserError, UnicodeDecodeError):
        raise Unreadable from None
    # Where rows have two cells too many the first ones would be taken for names of rows.
    if frame is not None and not isinstance(frame.index, pd.RangeIndex):
        raise Unreadable
    return frame


def slow_pieces(table: Table, columns: list[str]) -> Iterator[Piece]:
    """Yield the pieces of any table, row by row."""
    first = 0
    for frame in table.frames(ROWS_AT_ONCE_SLOWLY):
        cells = {name: Column(*_factorized(frame[name])) for name in [*columns, SHAPE]}
        yield _piece(first, cells, 0)
        first += len(frame)


def lines_of(table: Table, rows: list[int]) -> dict[int, int]:
    """Return in which line of the file each of these rows (0 is the first below the header) begins."""
    if not rows:
        return {}
    if table.shape.encoding and not _has_quotes(table):
        begin = _records_to_header(table) + 1
        return {row: begin + row for row in rows}
    wanted, last = set(rows), max(rows)
    return {row: line for row, (line, *_cells) in enumerate(itertools.islice(table.rows(), last + 1)) if row in wanted}


def _factorized(cells: pd.Series) -> tuple[list[str], Integers]:
    places, texts = pd.factorize(cells)
    return texts.tolist(), places


def _piece(first: int, columns: dict[str, Column], cells: int) -> Piece:
    """Return a piece; ``cells`` is how many a row of the fast way has when it has one too many."""
    shape = columns.pop(SHAPE)
    wrong = {place: text for place, text in enumerate(shape.texts) if text.strip()}
    misfits: dict[int, str] = {}
    if wrong:
        too_many = _("does not fit the header: %(found)d instead of %(expected)d cells")
        for row in np.flatnonzero(np.isin(shape.places, list(wrong))).tolist():
            text = wrong[int(shape.places[row])]
            misfits[row] = too_many % {"found": cells, "expected": cells - 1} if cells else text
    return Piece(first, len(shape.places), columns, misfits)


def _records_to_header(table: Table) -> int:
    """Return how many records lie up to the end of the header, itself and blank ones included."""
    with table.path.open(encoding=table.shape.encoding, newline="") as handle:
        reader = csv.reader(handle, delimiter=table.shape.delimiter or ",")
        begins = 1
        for records, cells in enumerate(reader, 1):
            told = len(cells) <= 2 and bool(cells) and cells[0].lower().startswith("sep=")
            if begins >= table.shape.header_line and not (begins == 1 and told):
                return records
            begins = reader.line_num + 1
    return 0


def _has_quotes(table: Table) -> bool:
    with table.path.open("rb") as handle:
        return any(b'"' in chunk for chunk in iter(lambda: handle.read(1 << 20), b""))
