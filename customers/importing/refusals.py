"""What is refused while importing: a whole file, a mapping, or one row; and the file that lists the rows."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from django.utils.translation import gettext as _

from customers.importing.guarding import guard_formula

LONGEST_SHOWN = 200
HEADINGS = ("line", "column", "value", "reason")


class FileRefused(ValueError):
    """A file that cannot be read at all; the message says what to do."""


class MappingRefused(ValueError):
    """A mapping that does not fit its file or itself; the message says what to change."""


@dataclass(frozen=True)
class RowError:
    """Why one row was left out. ``line`` is where it begins in the file, as an editor or spreadsheet counts."""

    line: int
    column: str
    value: str
    reason: str


class RowRefused(ValueError):
    """A row that cannot be imported, with everything that is wrong with it."""

    def __init__(self, errors: list[RowError]) -> None:
        super().__init__(f"{len(errors)} errors")
        self.errors = errors


class ErrorFile:
    """The list of refused rows beside the imported file, safe to open in a spreadsheet.

    It is written only when there is something to list. A list left by an earlier run is removed at the start, so that
    what lies beside the file always belongs to its last import. Only its owner may read it: it quotes the data.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.rows = 0
        self._handle: Any = None
        self._writer: Any = None

    def __enter__(self) -> Self:
        if not os.access(self.path.parent, os.W_OK):
            raise FileRefused(
                _("%(path)s cannot be written to; name another place with --errors.") % {"path": self.path.parent}
            )
        if self.path.exists():
            self._remove_earlier()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._handle:
            self._handle.close()

    def add(self, errors: Iterable[RowError]) -> None:
        """Write errors, one a line, in the order given."""
        for error in errors:
            if not self._writer:
                self._open()
            cells = (error.column, error.value[:LONGEST_SHOWN], error.reason)
            self._writer.writerow([error.line, *map(guard_formula, cells)])
            self.rows += 1

    def _open(self) -> None:
        descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        self._handle = os.fdopen(descriptor, "w", encoding="utf-8-sig", errors="replace", newline="")
        self._writer = csv.writer(self._handle)
        self._writer.writerow(HEADINGS)

    def _remove_earlier(self) -> None:
        with self.path.open(encoding="utf-8-sig", errors="replace") as earlier:
            ours = earlier.readline().strip() == ",".join(HEADINGS)
        if not ours:
            raise FileRefused(
                _("%(path)s exists and is not a list of import errors; name another place with --errors.")
                % {"path": self.path}
            )
        self.path.unlink()
