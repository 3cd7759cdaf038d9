"""Tables as files: CSV that a spreadsheet shows and does not run, JSON, and XLSX with its definitions.

All take rows as mappings of plain values, and know nothing of what is in them.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from customers.importing.guarding import guard_formula
from reports.workbooks import CONTENT_TYPE, About, joined, workbook_pieces

FORMATS = ("csv", "json", "xlsx")
CONTENT_TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json", "xlsx": CONTENT_TYPE}
BOM = "\ufeff"
PIECE = 1 << 15
# So that no reader of the file who pastes it into a page runs what a respondent wrote.
MARKUP = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}

Row = Mapping[str, Any]


def csv_cell(value: Any) -> Any:
    """Return what to write into a cell: numbers as they are, text that would be a formula behind an apostrophe.

    >>> csv_cell("=1+1"), csv_cell(-1), csv_cell(None)
    ("'=1+1", -1, '')
    """
    kind = type(value)
    if kind is str:
        return guard_formula(value)
    if value is None:
        return ""
    if kind is bool:
        return int(value)
    if kind in (dict, list, tuple) or isinstance(value, Mapping):
        value = joined(value)
    return guard_formula(value) if isinstance(value, str) else value


def csv_lines(columns: Sequence[str], rows: Iterable[Row]) -> Iterator[str]:
    """Yield a CSV file by lines: byte order mark, header, one line a row; every row has all ``columns``."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    buffer.write(BOM)
    writer.writerow([csv_cell(column) for column in columns])
    for row in rows:
        writer.writerow([csv_cell(row[column]) for column in columns])
        yield _taken(buffer)
    yield _taken(buffer)


def json_lines(columns: Sequence[str], rows: Iterable[Row]) -> Iterator[str]:
    """Yield a JSON list of objects by lines, their fields in the order of ``columns``."""
    begin = "[\n"
    encode = json.JSONEncoder(ensure_ascii=False, default=_plain, allow_nan=False).encode
    for row in rows:
        line = encode({column: row[column] for column in columns})
        for character, code in MARKUP.items():
            line = line.replace(character, code)
        yield begin + line
        begin = ",\n"
    yield "[]\n" if begin == "[\n" else "\n]\n"


def file_pieces(
    file_format: str, columns: Sequence[str], rows: Iterable[Row], about: About | None = None
) -> Iterator[bytes]:
    """Yield a file in one of ``FORMATS`` by pieces; ``about`` is told in a workbook's second sheet."""
    if file_format == "xlsx":
        return workbook_pieces(columns, rows, about or About())
    return _gathered(csv_lines(columns, rows) if file_format == "csv" else json_lines(columns, rows))


def _gathered(lines: Iterable[str]) -> Iterator[bytes]:
    """Yield lines as pieces worth sending: a million lines are not a million writes to a connection."""
    held: list[str] = []
    size = 0
    for line in lines:
        held.append(line)
        size += len(line)
        if size >= PIECE:
            yield "".join(held).encode()
            held, size = [], 0
    if held:
        yield "".join(held).encode()


def _taken(buffer: io.StringIO) -> str:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    if hasattr(value, "isoformat"):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in JSON")
