"""Tables as XLSX: typed cells, text that is never a formula, and a second sheet that says what everything means.

Rows are written as they come and kept nowhere, so that a million of them need no more memory than a thousand.
"""

from __future__ import annotations

import math
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any

import xlsxwriter
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from reports.columns import column_meaning, is_share
from reports.definitions import DEFINITIONS

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What the format allows: rows of a sheet with its head, characters of a cell.
MOST_ROWS = 1_048_576
LONGEST_CELL = 32_767
# Excel knows no day before 1900.
FIRST_YEAR = 1900
NUMBERS = (int, float, Decimal)
WIDTHS = {"words": 80, "segment": 40, "attributes": 40, "causes": 30, "cause": 24}
PIECE = 1 << 16
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
    "default_date_format": "yyyy-mm-dd",
}


@dataclass(frozen=True)
class About:
    """What the second sheet tells of a table: what it is, and lines like filter, period, base; when it was made.

    ``definitions`` are keys of ``reports.definitions`` beyond those that the columns lead to.
    """

    title: str = ""
    lines: tuple[tuple[str, str], ...] = ()
    definitions: tuple[str, ...] = ()
    made_at: datetime = field(default_factory=timezone.now)


def workbook_pieces(columns: Sequence[str], rows: Iterable[Mapping[str, Any]], about: About) -> Iterator[bytes]:
    """Yield a workbook by pieces. It is written to a temporary file first, for its end belongs to its beginning."""
    with tempfile.TemporaryFile() as file:
        write_workbook(file, columns, rows, about)
        file.seek(0)
        while piece := file.read(PIECE):
            yield piece


def write_workbook(
    file: str | IO[bytes], columns: Sequence[str], rows: Iterable[Mapping[str, Any]], about: About
) -> None:
    """Write a workbook of two sheets: the rows, which all have ``columns``, and what they mean."""
    with xlsxwriter.Workbook(file, OPTIONS) as workbook:
        made = plain_moment(about.made_at)
        workbook.set_properties({"title": about.title, "author": settings.ORGANISATION_NAME, "created": made})
        table = _Table(workbook, columns)
        for row in rows:
            table.write(row)
        _write_meanings(workbook, columns, about, table.cut)


class _Table:
    """The sheet of rows; where they are more than a sheet holds, the sheets."""

    def __init__(self, workbook: xlsxwriter.Workbook, columns: Sequence[str]) -> None:
        self.workbook, self.columns = workbook, columns
        self.head = workbook.add_format({"bold": True, "bottom": 1})
        self.formats = {name: workbook.add_format({"num_format": code}) for name, code in _FORMATS.items()}
        self.sheets = self.cut = 0
        self.begin()

    def begin(self) -> None:
        self.sheets += 1
        name = _("Data") if self.sheets == 1 else f"{_('Data')} {self.sheets}"
        self.sheet: Worksheet = self.workbook.add_worksheet(name)
        self.sheet.freeze_panes(1, 0)
        for place, column in enumerate(self.columns):
            self.sheet.set_column(place, place, WIDTHS.get(column, max(10, len(column) + 3)))
            self.sheet.write_string(0, place, plain_text(column), self.head)
        self.row = 1

    def write(self, row: Mapping[str, Any]) -> None:
        if self.row == MOST_ROWS:
            self.begin()
        for place, column in enumerate(self.columns):
            self.write_cell(place, column, row[column])
        self.row += 1

    def write_cell(self, place: int, column: str, value: Any) -> None:
        sheet, row, kind = self.sheet, self.row, type(value)
        if value is None or value == "":
            return
        if kind is str:
            self.write_text(place, value)
        elif kind is bool:
            sheet.write_boolean(row, place, value)
        elif isinstance(value, NUMBERS) and math.isfinite(value):
            sheet.write_number(row, place, value, self.number_format(column, kind))
        elif isinstance(value, date) and value.year >= FIRST_YEAR:
            moment = isinstance(value, datetime)
            sheet.write_datetime(row, place, plain_moment(value), self.formats["moment" if moment else "day"])
        else:
            self.write_text(place, joined(value))

    def write_text(self, place: int, text: str) -> None:
        if len(text) > LONGEST_CELL:
            text, self.cut = text[: LONGEST_CELL - 1] + "…", self.cut + 1
        self.sheet.write_string(self.row, place, plain_text(text))

    def number_format(self, column: str, kind: type) -> Format | None:
        if is_share(column):
            return self.formats["share"]
        return self.formats["amount"] if kind is Decimal else None


_FORMATS = {"share": "0.0%", "amount": "#,##0.00", "day": "yyyy-mm-dd", "moment": "yyyy-mm-dd hh:mm"}


def joined(value: Any) -> str:
    """Return several values as one text, as a person would list them.

    >>> joined({"CNY": 5, "USD": 7}), joined(["price", "trust"])
    ('5 CNY; 7 USD', 'price; trust')
    """
    if isinstance(value, Mapping):
        return "; ".join(f"{amount} {name}" for name, amount in value.items())
    return "; ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def plain_text(text: str) -> str:
    """Return a text so that XlsxWriter shows it as it is: ``<r>…</r>`` it would take for markup of its own."""
    return f"{text} " if text.startswith("<r>") and text.endswith("</r>") else text


def plain_moment(value: date) -> date:
    """Return a moment in the organisation's time zone without the zone, which a workbook cannot hold."""
    return timezone.make_naive(value) if isinstance(value, datetime) and timezone.is_aware(value) else value


def _write_meanings(workbook: xlsxwriter.Workbook, columns: Sequence[str], about: About, cut: int) -> None:
    """Write the second sheet: what the table is, its filter, period and base, and every column's definition."""
    sheet = workbook.add_worksheet(_("Definitions"))
    bold = workbook.add_format({"bold": True, "valign": "top"})
    wrapped = workbook.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 100)
    for number, (name, text) in enumerate(_meanings(columns, about, cut)):
        sheet.write_string(number, 0, plain_text(name), bold)
        sheet.write_string(number, 1, plain_text(text[:LONGEST_CELL]), wrapped)


def _meanings(columns: Sequence[str], about: About, cut: int) -> Iterator[tuple[str, str]]:
    yield about.title or _("Table"), settings.ORGANISATION_NAME
    made = timezone.localtime(about.made_at)
    yield _("Made"), f"{made:%Y-%m-%d %H:%M} ({timezone.get_current_timezone_name()})"
    yield from about.lines
    if cut:
        yield (
            _("Shortened"),
            _("%(n)d texts are longer than a cell can hold and end in “…”; CSV has them whole.") % {"n": cut},
        )
    yield "", ""
    yield _("Column"), _("Meaning")
    keys = list(about.definitions)
    for column in columns:
        meaning = column_meaning(column)
        yield column, meaning.text
        keys += meaning.definitions
    yield "", ""
    yield _("Figure"), _("Definition")
    for definition in DEFINITIONS:
        if definition.key in keys:
            yield str(definition.name), str(definition.text)
