"""One import as it is remembered: which file, how far it is, and every row that it made or changed.

A run is begun, kept up batch by batch in the batch's own transaction (so that journal, counts and rows can never
disagree), and ends as done, stopped or failed. One that is told as running, but whose process is gone, was killed: it
can be resumed or undone.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import models
from django.db.models import F
from django.utils import timezone

from customers.bulk import insert_columns
from customers.importing.holding import held, is_held
from customers.importing.refusals import FileRefused, MappingRefused
from customers.models import Customer, CustomerEvent, ImportedRow, ImportRun, Subscription

SILENT_SECONDS = 60
LONGEST_FILE_NAME = 255
# So long imports of activity stand apart; in the mapping of one that does not: into which it was folded, or itself.
APART_DAYS = 30
FOLDED_INTO = "folded_into"

State = ImportRun.State
# The name of a model in the journal -> the model, and its fields that an import may write.
JOURNALLED: dict[str, tuple[type[models.Model], tuple[str, ...]]] = {
    "customer": (
        Customer,
        (
            *("ref", "name", "attributes", "started_on", "ended_on", "ending"),
            *("mrr", "currency", "acquisition_cost"),
        ),
    ),
    "span": (
        Subscription,
        ("customer_id", "plan", "term", "mrr", "currency", "started_on", "ended_on", "ending"),
    ),
    "event": (CustomerEvent, ("customer_id", "kind", "on", "words", "run_id")),
}
NAMES = {model: name for name, (model, _fields) in JOURNALLED.items()}
PLAIN = (str, int, dict)
# A row of the journal: model, key, what was there before and what is there now.
Noted = tuple[str, int, dict[str, Any] | None, dict[str, Any] | None]


class ImportStopped(Exception):
    """Somebody asked the import to stop; what it stored so far stays."""


class Journal:
    """What an import did, kept beside it. Without a run (a dry run, or answers) nothing is kept.

    A batch says ``created``, ``changed`` and ``removed`` after storing its rows, and ``keep`` ends it: all in the
    batch's transaction.
    """

    def __init__(self, run: ImportRun | None = None, watched: ImportRun | None = None) -> None:
        """Begin a journal for ``run``; a dry run that somebody watches has only ``watched``: progress and counts."""
        self.run = run
        self._watched = watched
        self.counts: Counter[str] = Counter()
        # What is kept beside the counts of this time: what the same import stored before it was stopped.
        self.earlier: dict[str, int] = {}
        self._rows: list[Noted] = []

    @property
    def watched(self) -> ImportRun | None:
        """The run whose progress is shown."""
        return self.run or self._watched

    def created(self, rows: Iterable[models.Model]) -> None:
        """Note rows that were not there before; they must have their keys."""
        for row in rows:
            self._note(row, None, fields_of(row))

    def created_columns(self, model: type[models.Model], keys: list[int], columns: dict[str, list[Any]]) -> None:
        """Note rows that were not there before, as ``customers.bulk.insert_columns`` stored them."""
        if self.run:
            name = NAMES[model]
            values = zip(*([_plain(value) for value in columns[field]] for field in JOURNALLED[name][1]), strict=True)
            told = (dict(zip(JOURNALLED[name][1], row, strict=True)) for row in values)
            self._rows += [(name, key, None, after) for key, after in zip(keys, told, strict=True)]

    def changed(self, pairs: Iterable[tuple[models.Model, models.Model]]) -> None:
        """Note rows as (before, after); only the fields that differ are kept."""
        for before, after in pairs:
            old, new = fields_of(before), fields_of(after)
            differing = [name for name in old if old[name] != new[name]]
            if differing:
                self._note(before, {name: old[name] for name in differing}, {name: new[name] for name in differing})

    def removed(self, rows: Iterable[models.Model]) -> None:
        """Note rows that the import takes away; they must still have their keys."""
        for row in rows:
            self._note(row, fields_of(row), None)

    def keep(self, tally: Counter[str]) -> None:
        """End a batch: store its journal, and bring up the run's counts and progress."""
        self.counts.update(tally)
        if self.run and self._rows:
            names = ("model", "key", "before", "after")
            noted = {name: list(column) for name, column in zip(names, zip(*self._rows, strict=True), strict=True)}
            insert_columns(ImportedRow, noted | {"run_id": [self.run.pk] * len(self._rows)})
        self._rows = []
        if self.watched:
            now = timezone.now()
            ImportRun.objects.filter(pk=self.watched.pk).update(
                counts=self.counts | self.earlier, rows_done=F("rows_done") + tally["read"], touched_at=now
            )

    def stop_if_asked(self) -> None:
        """Raise ImportStopped when somebody asked for it; to be called between batches."""
        if self.watched and ImportRun.objects.filter(pk=self.watched.pk, stop_asked=True).exists():
            raise ImportStopped

    def _note(self, row: models.Model, before: dict[str, Any] | None, after: dict[str, Any] | None) -> None:
        if self.run:
            self._rows.append((NAMES[type(row)], row.pk, before, after))


def fields_of(row: models.Model) -> dict[str, Any]:
    """Return the journalled fields of a row as JSON takes them: days and amounts as text."""
    _model, fields = JOURNALLED[NAMES[type(row)]]
    return {name: _plain(getattr(row, name)) for name in fields}


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, PLAIN):
        return value
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    return value.isoformat() if isinstance(value, date) else str(value)


def begin_run(kind: str, file_name: str, digest: str, mapping: dict[str, Any], about_rows: int) -> ImportRun:
    """Begin an import that runs at once, as the commands do."""
    now = timezone.now()
    return ImportRun.objects.create(
        kind=kind,
        state=State.RUNNING,
        file_name=file_name[-LONGEST_FILE_NAME:],
        digest=digest,
        mapping=as_json(mapping),
        rows_about=about_rows,
        touched_at=now,
    )


@contextmanager
def running(run: ImportRun | None) -> Iterator[None]:
    """Hold what happens to a run: done at the end, stopped by Ctrl-C or a wish, failed by anything else.

    Of an error nobody foresaw only its kind is kept: its words may hold what the file says.
    """
    with held(run.pk) if run else nullcontext():
        yield from _ending(run)


def _ending(run: ImportRun | None) -> Iterator[None]:
    try:
        yield
    except (KeyboardInterrupt, ImportStopped):
        end_run(run, State.STOPPED)
        raise
    except (FileRefused, MappingRefused) as refused:
        end_run(run, State.FAILED, str(refused))
        raise
    except Exception as error:
        end_run(run, State.FAILED, type(error).__name__)
        raise
    end_run(run, State.DONE)


def end_run(run: ImportRun | None, state: str, message: str = "") -> None:
    """Store how a run ended."""
    if run:
        now = timezone.now()
        ImportRun.objects.filter(pk=run.pk).update(
            state=state, message=message, finished_at=now, touched_at=now, stop_asked=False
        )


def same_import(kind: str, digest: str, mapping: dict[str, Any]) -> ImportRun | None:
    """Return the last import of the same file with the same mapping that is done and not undone."""
    done = ImportRun.objects.filter(kind=kind, digest=digest, state=State.DONE, dry_run=False)
    wanted = as_json(mapping)
    return next((run for run in done if run.mapping == wanted), None)


def was_killed(run: ImportRun) -> bool:
    """Say whether a run is told as running though no process works on it: none here, and none was heard of lately."""
    heard = run.touched_at or run.made_at
    silent = timezone.now() - heard > timedelta(seconds=SILENT_SECONDS)
    return run.state in (State.RUNNING, State.UNDOING) and silent and not is_held(run.pk)


def is_folded(run: ImportRun) -> bool:
    """Say whether an old import of activity is one with others by now (``customers.activity.compacting``)."""
    return FOLDED_INTO in run.mapping


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file; raises FileRefused when it cannot be read."""
    try:
        with path.open("rb") as handle:
            return hashlib.file_digest(handle, "sha256").hexdigest()
    except OSError as error:
        raise FileRefused(f"{path}: {error.strerror}") from None


def as_json(mapping: dict[str, Any]) -> dict[str, Any]:
    """Return a mapping document as JSON keeps it: its days as text."""
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in mapping.items()}


def as_document(stored: dict[str, Any]) -> dict[str, Any]:
    """Return the mapping document that ``as_json`` was given."""
    return stored | ({"as_of": date.fromisoformat(stored["as_of"])} if stored.get("as_of") else {})
