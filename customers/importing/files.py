"""A table in a file, CSV or XLSX, as frames of text exactly as written.

No cell is ever turned into a number, a date or a missing value here: ``00123``, ``NA`` and ``9007199254740993`` arrive
as they stand. Every row keeps the line it begins on, so that an error can name it.
"""

from __future__ import annotations

import csv
import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from django.utils.translation import gettext as _

from customers.importing.encodings import find_encoding, fits
from customers.importing.refusals import FileRefused
from customers.importing.workbooks import open_sheet

# One row of a table: its line, its cells, and what is wrong with its shape (empty when nothing is).
Row = tuple[int, list[str], str]

LARGEST_BYTES = 1 << 30
DELIMITERS = (",", ";", "\t", "|")
SNIFFED_RECORDS = 50
MOST_COLUMNS = 1000
# The column of a frame that says why a row does not fit the header; no column of a file can have an empty name.
SHAPE = ""


@dataclass(frozen=True)
class FileShape:
    """What a mapping may state about the file itself; None is found out."""

    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    header_line: int = 1
    short_rows: bool = False


@dataclass(frozen=True)
class Table:
    """An opened table: its column names, how it was read, about how many rows it has, and a way to its rows."""

    path: Path
    header: list[str]
    shape: FileShape
    about_rows: int
    rows: Callable[[], Iterable[Row]]

    def frames(self, size: int | Callable[[], int]) -> Iterator[pd.DataFrame]:
        """Yield frames of at most ``size`` rows, all text, indexed by line; the column ``SHAPE`` names misfits.

        A ``size`` that can be called is asked anew for every frame.
        """
        rows = iter(self.rows())
        while batch := list(itertools.islice(rows, size() if callable(size) else size)):
            fitted = [_fit(row, len(self.header), self.shape.short_rows) for row in batch]
            lines = [row[0] for row in batch]
            yield pd.DataFrame(fitted, index=lines, columns=[*self.header, SHAPE], dtype="str")

    def sample(self, size: int = 5000) -> pd.DataFrame:
        """Return the first rows, for guessing."""
        return next(self.frames(size), pd.DataFrame(columns=[*self.header, SHAPE], dtype="str"))


def open_table(path: Path, shape: FileShape | None = None) -> Table:
    """Open a CSV or XLSX file, told apart by its first bytes, not by its name.

    Raises FileRefused for what cannot be read: no file, no header, a name twice, an old or locked workbook, an archive
    that would unpack to too much.
    """
    shape = shape or FileShape()
    try:
        with path.open("rb") as handle:
            begin = handle.read(8)
        size = path.stat().st_size
    except OSError as error:
        raise FileRefused(_("%(path)s cannot be opened: %(why)s.") % {"path": path, "why": error.strerror}) from None
    if size > LARGEST_BYTES:
        raise FileRefused(_("The file is larger than 1 GB. Split it and import the parts."))
    if begin.startswith(b"\xd0\xcf\x11\xe0"):
        raise FileRefused(
            _("This is an old (.xls) or password-protected workbook. Save it as .xlsx without a password, or as CSV.")
        )
    return _open_workbook(path, shape) if begin.startswith(b"PK\x03\x04") else _open_text(path, shape)


def _open_workbook(path: Path, shape: FileShape) -> Table:
    sheet = open_sheet(path, shape.sheet)
    shape = FileShape(None, None, sheet.title, shape.header_line, short_rows=True)
    header = _header(itertools.islice(sheet.rows(), shape.header_line - 1, None))

    def rows() -> Iterator[Row]:
        for line, cells in itertools.islice(sheet.rows(), shape.header_line, None):
            yield line, cells, ""

    return Table(path, header, shape, max(sheet.about_rows - shape.header_line, 0), rows)


def _open_text(path: Path, shape: FileShape) -> Table:
    try:
        encoding = shape.encoding or find_encoding(path)
        readable = not shape.encoding or fits(path, encoding)
    except LookupError:
        raise FileRefused(_("“%(name)s” is not an encoding.") % {"name": shape.encoding}) from None
    if not readable:
        raise FileRefused(_("The file is not written in %(encoding)s throughout.") % {"encoding": encoding})
    delimiter = shape.delimiter or _sniff_delimiter(path, encoding, shape.header_line)
    shape = FileShape(encoding, delimiter, None, shape.header_line, shape.short_rows)
    records = _records(path, encoding, delimiter)
    header = _header((line, cells) for line, cells, _wrong in records if line >= shape.header_line)

    def rows() -> Iterator[Row]:
        below_header = (row for row in _records(path, encoding, delimiter) if row[0] >= shape.header_line)
        return itertools.islice(below_header, 1, None)

    return Table(path, header, shape, max(_count_lines(path) - shape.header_line, 0), rows)


def _records(path: Path, encoding: str, delimiter: str) -> Iterator[Row]:
    """Yield every record of a CSV file; one whose quotation marks do not match says so and the next ones still come."""
    with path.open(encoding=encoding, newline="") as handle:
        reader = csv.reader(handle, delimiter=delimiter, strict=True)
        line = 1
        while True:
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error:
                yield (
                    line,
                    [],
                    _("the quotation marks of this row do not match (read up to line %(last)d)")
                    % {"last": reader.line_num},
                )
            else:
                # Excel writes and reads a first line like "sep=;" that is no row.
                if not (line == 1 and len(cells) <= 2 and cells and cells[0].lower().startswith("sep=")):
                    yield line, cells, ""
            line = reader.line_num + 1


def _sniff_delimiter(path: Path, encoding: str, header_line: int) -> str:
    """Return the delimiter that cuts most of the first records into as many cells as the header, more than one."""

    def score(delimiter: str) -> tuple[float, int]:
        records = (
            cells for line, cells, _wrong in _records(path, encoding, delimiter) if line >= header_line and cells
        )
        widths = [len(cells) for cells in itertools.islice(records, SNIFFED_RECORDS)]
        if not widths or widths[0] < 2:
            return 0.0, 0
        return Counter(widths)[widths[0]] / len(widths), widths[0]

    return max(DELIMITERS, key=score)


def _header(rows: Iterable[tuple[int, list[str]]]) -> list[str]:
    """Return the column names of the first row, or raise FileRefused when they cannot name columns."""
    first = next(iter(rows), None)
    names = [cell.strip().strip("\ufeff").strip() for cell in first[1]] if first else []
    while names and not names[-1]:
        names.pop()
    if first is None or not names:
        raise FileRefused(_("The file has no header: its first line must name the columns."))
    if len(names) > MOST_COLUMNS:
        raise FileRefused(_("The file has more than %(most)d columns.") % {"most": MOST_COLUMNS})
    if "" in names:
        raise FileRefused(
            _("Column %(number)d has no name (line %(line)d). Give every column a name.")
            % {"number": names.index("") + 1, "line": first[0]}
        )
    twice = [name for name, times in Counter(names).items() if times > 1]
    if twice:
        raise FileRefused(
            _("Two columns have the same name: %(names)s. Rename or remove one.") % {"names": ", ".join(twice)}
        )
    return names


def _fit(row: Row, width: int, short_rows: bool) -> list[str]:
    """Return ``width`` cells and, last, what is wrong with the shape of the row."""
    _line, cells, wrong = row
    blank = not any(cell.strip() for cell in cells)
    misfit = any(cells[width:]) or (len(cells) < width and not short_rows)
    if misfit and not blank and not wrong:
        wrong = _("does not fit the header: %(found)d instead of %(expected)d cells") % {
            "found": len(cells),
            "expected": width,
        }
    return [*cells[:width], *[""] * (width - len(cells)), wrong]


def _count_lines(path: Path) -> int:
    with path.open("rb") as handle:
        return sum(chunk.count(b"\n") for chunk in iter(lambda: handle.read(1 << 20), b""))
