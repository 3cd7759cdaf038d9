"""Sheets of XLSX workbooks, checked before they are unpacked and read row by row.

A workbook is an archive of XML: one of 500 kB can unpack to gigabytes, and XML can pull in or multiply what it does
not hold. So sizes are added up from the archive's own list first (its reader never hands out more than is listed),
a document type is refused wherever it stands, and cells are counted while they are read.
"""

from __future__ import annotations

import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.parsers import expat

from django.utils.translation import gettext as _
from openpyxl import load_workbook

from customers.importing.refusals import FileRefused

LARGEST_UNPACKED = 256 << 20
MOST_PARTS = 2000
MOST_CELLS = 10_000_000
CHUNK_BYTES = 1 << 16
_ZEROS = re.compile(r"0{2,20}")


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook: its name, about how many rows it has, and its rows as text."""

    path: Path
    title: str
    about_rows: int

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Yield line and cells of every row; raises FileRefused past MOST_CELLS and where the sheet is damaged."""
        workbook = _open(self.path)
        try:
            sheet = workbook[self.title]
            # What the sheet says of its own size is not to be believed.
            sheet.reset_dimensions()
            count = 0
            for line, cells in enumerate(sheet.iter_rows(), 1):
                count += len(cells) + 1
                if count > MOST_CELLS:
                    raise FileRefused(_("The sheet has too many cells for a workbook. Save it as CSV and import that."))
                yield line, [cell_text(cell) for cell in cells]
        except (SyntaxError, ValueError, KeyError, IndexError, TypeError, zipfile.BadZipFile, zlib.error) as error:
            raise _damaged(error) from None
        finally:
            workbook.close()


def open_sheet(path: Path, title: str | None = None) -> Sheet:
    """Check a workbook and return its sheet ``title``, else the first visible one."""
    try:
        check_archive(path)
        workbook = _open(path)
        visible = [sheet for sheet in workbook.worksheets if sheet.sheet_state == "visible"]
        named = [sheet for sheet in workbook.worksheets if sheet.title == title] if title else visible
        if not named:
            raise FileRefused(
                _("The workbook has no sheet “%(title)s”. It has: %(titles)s.")
                % {"title": title or "", "titles": ", ".join(workbook.sheetnames)}
            )
        found = Sheet(path, named[0].title, named[0].max_row or 0)
        workbook.close()
        return found
    except Exception as error:  # openpyxl raises whatever a broken part makes its parsers raise
        raise _damaged(error) from None


def _open(path: Path) -> Any:
    with warnings.catch_warnings():
        # Of styles and validations that it does not keep: nothing that is read here.
        warnings.simplefilter("ignore", UserWarning)
        return load_workbook(path, read_only=True, data_only=True, keep_links=False)


def _damaged(error: Exception) -> FileRefused:
    if isinstance(error, FileRefused):
        return error
    return FileRefused(
        _("The workbook is damaged (%(kind)s). Open it, save it again and import that.")
        % {"kind": type(error).__name__}
    )


def check_archive(path: Path) -> None:
    """Refuse an archive that would unpack to too much, or XML in it that declares a document type."""
    with zipfile.ZipFile(path) as archive:
        parts = archive.infolist()
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
            raise FileRefused(
                _("The workbook would unpack to more than %(most)d MB. Save the sheet as CSV and import that.")
                % {"most": LARGEST_UNPACKED >> 20}
            )
        for part in parts:
            with archive.open(part) as handle:
                _refuse_document_type(handle)


class _RootReached(Exception):
    """The root element has begun, and no document type can follow it."""


def _refuse_document_type(handle: Any) -> None:
    def refuse(*_declaration: Any) -> None:
        raise FileRefused(_("The workbook holds a document type declaration, which no spreadsheet writes."))

    def stop(*_element: Any) -> None:
        raise _RootReached

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = stop
    try:
        while chunk := handle.read(CHUNK_BYTES):
            parser.Parse(chunk, False)
    except (_RootReached, expat.ExpatError):
        # Not XML at all: a picture, or a part that the reader will complain of by name.
        return


def cell_text(cell: Any) -> str:
    """Return what a cell says as text: numbers in full, days as ``2024-01-05``, empty for none.

    A number in a format of zeros only (``00000``) is a code, shown and returned with its leading zeros.
    """
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, str):
        return value.replace("_x000D_", "\r")
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return _number_text(value, cell.number_format or "")
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    return value.isoformat() if isinstance(value, date) else str(value)


def _number_text(value: float, number_format: str) -> str:
    if (isinstance(value, float) and value != value) or value in (float("inf"), float("-inf")):
        return str(value)
    exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    whole = exact.to_integral_value()
    text = format(whole if exact == whole else exact, "f")
    return text.zfill(len(number_format)) if _ZEROS.fullmatch(number_format) else text
