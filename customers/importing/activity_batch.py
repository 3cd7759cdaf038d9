"""A batch of activity that a program sent: read whole, then stored whole or not at all.

A batch has a name. Sent again under its name, it changes nothing and is answered as before; another content under the
same name is refused, and so is one that the team has undone: a program that repeats itself must not undo that. A batch
whose process died is stored when it is sent the next time.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from customers.activity.undoing import forget_rows
from customers.activity.writing import stored_in_pieces, tell_days
from customers.aliases import customer_keys
from customers.importing.activity_mapping import ActivityMapping
from customers.importing.activity_pieces import Column, Piece
from customers.importing.activity_reader import ActivityReader
from customers.importing.refusals import RowError
from customers.importing.rows import LONGEST_REF
from customers.importing.runs import begin_run, running, was_killed
from customers.importing.values import trimmed
from customers.models import ActivityBatch, ImportRun
from customers.text import text_problem

FIELDS = ("ref", "day", "count")
CSV, JSON_LINES = "text/csv", "application/x-ndjson"
MOST_ERRORS = 100
LONGEST_CELL = 300

State = ImportRun.State
Row = tuple[str, str, str]


@dataclass(frozen=True)
class Receipt:
    """What is answered: an HTTP status and a JSON document."""

    status: int
    told: dict[str, Any]


class BatchRefused(ValueError):
    """A batch that is not stored."""

    def __init__(self, status: int, reason: str, errors: list[RowError] | None = None) -> None:
        super().__init__(reason)
        self.status = status
        self.errors = errors or []

    def receipt(self) -> Receipt:
        """Return what is answered."""
        told = [vars(error) for error in self.errors[:MOST_ERRORS]]
        rows = {"errors": told, "errors_in_all": len(self.errors)} if told else {}
        return Receipt(self.status, {"error": str(self)} | rows)


@dataclass
class Lines:
    """The rows of a batch with the lines that they stand on, and what is wrong with their shape."""

    rows: list[Row] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)

    def add(self, line: int, row: Row) -> None:
        """Take a row in."""
        self.rows.append(row)
        self.lines.append(line)


def receive_batch(name: str, body: bytes, kind: str, key_name: str) -> Receipt:
    """Store a batch, once, and return what is answered; ``kind`` is CSV or JSON_LINES. Raises BatchRefused."""
    digest = hashlib.sha256(body).hexdigest()
    known = ActivityBatch.objects.select_related("run").filter(name=name).first()
    if known and (told := _told_before(known.run, digest)):
        return told
    reader, lines = _read(body, kind)
    run = _claimed(known.run) if known else _begin(name, digest, key_name, len(lines.rows))
    unknown = {ref: rows for ref, (_row, rows) in reader.unknown.items()}
    left_out = sum(unknown.values())
    counts = {"read": len(lines.rows), "counted": len(lines.rows) - left_out, "unknown": left_out}
    with running(run):
        _store(run, reader)
        ImportRun.objects.filter(pk=run.pk).update(counts=counts, rows_done=counts["read"], digest=digest)
    return Receipt(200, _document(run.pk, "stored", counts) | {"unknown_customers": sorted(unknown)[:MOST_ERRORS]})


def _store(run: ImportRun, reader: ActivityReader) -> None:
    forget_rows(run)  # what it stored when its process died
    customers, days, counts = reader.gathering.columns()
    try:
        tell_days(run, days)
        for _share in stored_in_pieces(run, customers, days, counts):
            pass
    except BaseException:
        forget_rows(run)
        raise


def _document(number: int, state: str, counts: dict[str, int]) -> dict[str, Any]:
    return {"import": number, "state": state} | {name: counts.get(name, 0) for name in ("read", "counted", "unknown")}


def _told_before(run: ImportRun, digest: str) -> Receipt | None:
    """Return the answer to a batch that is known; None when it is still to be stored."""
    if run.state == State.DONE and run.digest == digest:
        return Receipt(200, _document(run.pk, "stored before", run.counts))
    if run.state == State.DONE:
        raise BatchRefused(409, _("Another content was sent under this name before. Send it under a new one."))
    if run.state in (State.UNDONE, State.UNDOING):
        raise BatchRefused(409, _("The team has undone this batch. To bring it in again, send it under a new name."))
    if run.state == State.RUNNING and not was_killed(run):
        raise BatchRefused(409, _("This batch is being stored at this moment. Ask again in a minute."))
    return None


def _claimed(run: ImportRun) -> ImportRun:
    """Take up a run whose process died; of two at once, one does."""
    same = ImportRun.objects.filter(pk=run.pk, state=run.state, touched_at=run.touched_at)
    if not same.update(state=State.RUNNING, touched_at=timezone.now()):
        raise BatchRefused(409, _("This batch is being stored at this moment. Ask again in a minute."))
    return run


def _begin(name: str, digest: str, key_name: str, rows: int) -> ImportRun:
    mapping = {"key": key_name, "time_zone": settings.TIME_ZONE}
    try:
        with transaction.atomic():
            run = begin_run(ImportRun.Kind.ACTIVITY, name, digest, mapping, rows)
            ActivityBatch.objects.create(name=name, run=run)
    except IntegrityError:
        raise BatchRefused(409, _("This batch is being stored at this moment. Ask again in a minute.")) from None
    return run


def _read(body: bytes, kind: str) -> tuple[ActivityReader, Lines]:
    """Return what a batch says; raises BatchRefused with what is wrong with its rows."""
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BatchRefused(400, _("The batch is not written in UTF-8.")) from None
    lines = READERS[kind](text)
    if not lines.rows and not lines.errors:
        raise BatchRefused(422, _("The batch has no rows."))
    mapping = ActivityMapping(ref="ref", day="day", count="count", zone=settings.TIME_ZONE)
    refs, days, counts = ([row[place] for row in lines.rows] for place in range(3))
    asked = {trimmed(ref) for ref in refs}
    reader = ActivityReader(mapping, customer_keys([ref for ref in asked if not text_problem(ref, LONGEST_REF)]))
    told = {name: _column(cells) for name, cells in zip(FIELDS, (refs, days, counts), strict=True)}
    tally = reader.take(Piece(0, len(lines.rows), told, {}))
    wrong = [RowError(lines.lines[row], *what) for row, what in reader.refused.items()]
    if lines.errors or wrong:
        number = len(lines.errors) + tally["refused"]
        reason = _("%(number)s rows are wrong; nothing was stored.") % {"number": number}
        raise BatchRefused(422, reason, sorted([*lines.errors, *wrong], key=lambda error: error.line))
    return reader, lines


def _column(cells: list[str]) -> Column:
    places, texts = pd.factorize(pd.Series(cells, dtype=object))
    return Column(texts.tolist(), places)


def _csv_lines(text: str) -> Lines:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    lines, begins = Lines(), 1
    try:
        header = [cell.strip() for cell in next(reader, [])]
        if not {"ref", "day"} <= set(header) <= set(FIELDS) or len(set(header)) < len(header):
            raise BatchRefused(422, _("The first line must name the columns: ref, day and, if need be, count."))
        begins = reader.line_num + 1
        for cells in reader:
            if any(cell.strip() for cell in cells):
                _add_cells(lines, begins, header, cells)
            begins = reader.line_num + 1
    except csv.Error:
        lines.errors.append(RowError(begins, "", "", _("the quotation marks of this row do not match")))
    return lines


def _add_cells(lines: Lines, line: int, header: list[str], cells: list[str]) -> None:
    if len(cells) == len(header):
        named = dict(zip(header, cells, strict=True))
        lines.add(line, (named["ref"], named["day"], named.get("count", "1")))
        return
    reason = _("does not fit the header: %(found)d instead of %(expected)d cells")
    lines.errors.append(RowError(line, "", "", reason % {"found": len(cells), "expected": len(header)}))


def _json_lines(text: str) -> Lines:
    lines = Lines()
    for line, written in enumerate(text.split("\n"), 1):
        if not written.strip():
            continue
        try:
            lines.add(line, _json_row(json.loads(written)))
        except (ValueError, RecursionError) as error:
            known = isinstance(error, NotARow)
            reason = str(error) if known else _("is no JSON object")
            lines.errors.append(RowError(line, "", written[:LONGEST_CELL], reason))
    return lines


class NotARow(ValueError):
    """A line of JSON that is no row."""


def _json_row(said: Any) -> Row:
    """Return the cells of a JSON object; a number is taken as it is written."""
    if not isinstance(said, dict) or not {"ref", "day"} <= set(said) <= set(FIELDS):
        raise NotARow(_("must be an object with ref, day and, if need be, count"))
    ref, day, count = said["ref"], said["day"], said.get("count", 1)
    plain_ref = isinstance(ref, str) or (isinstance(ref, int) and not isinstance(ref, bool))
    plain_count = isinstance(count, int | float | str) and not isinstance(count, bool)
    if not (plain_ref and isinstance(day, str) and plain_count):
        raise NotARow(_("must hold ref and day as texts and count as a number"))
    return str(ref), day, str(count)


READERS: dict[str, Callable[[str], Lines]] = {CSV: _csv_lines, JSON_LINES: _json_lines}
