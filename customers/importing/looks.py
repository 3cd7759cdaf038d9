"""What an uploaded file looks like: read once when it comes, kept beside it, so that no page reads a gigabyte again."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from customers.importing.jobs import import_kind
from customers.importing.refusals import FileRefused

SAMPLE_ROWS = 5
LONGEST_CELL = 60
# A page that asks what each column means is none with more than this; the command reads more.
MOST_COLUMNS = 300


@dataclass(frozen=True)
class Look:
    """A file's columns, its first rows (cells cut off), how it is read, and what its mapping may be.

    ``language`` is that of the person who brought it: what is wrong with its rows is said in it.
    """

    header: list[str]
    rows: list[list[str]]
    about_rows: int
    stated: dict[str, Any]
    guessed: dict[str, Any]
    doubts: list[str]
    language: str


def look_at(path: Path, kind: str, stated: dict[str, Any]) -> Look:
    """Open a file as ``stated`` under [file] and guess its mapping; raises FileRefused and MappingRefused."""
    from customers.importing.documents import file_shape
    from customers.importing.files import open_table

    table = open_table(path, file_shape({"file": stated}))
    if len(table.header) > MOST_COLUMNS:
        told = {"found": len(table.header), "most": MOST_COLUMNS}
        raise FileRefused(
            _("The file has %(found)d columns; up to %(most)d can be mapped here. Import it by command.") % told
        )
    doubts: list[str] = []
    guessed = import_kind(kind).guess(table, doubts)
    sample = table.sample(SAMPLE_ROWS)[table.header]
    rows = [[str(cell)[:LONGEST_CELL] for cell in row] for row in sample.to_numpy()]
    found = {
        "encoding": table.shape.encoding,
        "delimiter": table.shape.delimiter,
        "sheet": table.shape.sheet,
        "header_line": table.shape.header_line,
    }
    kept = {name: value for name, value in found.items() if value is not None and value != 1}
    return Look(table.header, rows, table.about_rows, kept, guessed, doubts, get_language() or settings.LANGUAGE_CODE)


def keep_look(look: Look, path: Path) -> None:
    """Keep what was seen beside the file; it quotes rows, so only its owner may read it."""
    path.touch(mode=0o600)
    path.write_text(json.dumps(asdict(look)), encoding="utf-8")


def kept_look(path: Path) -> Look:
    """Return what was seen of a file."""
    return Look(**json.loads(path.read_text(encoding="utf-8")))
