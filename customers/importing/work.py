"""Imports that pages asked for, worked off one after the other by a process of their own.

No request waits for an import, and none ends with the request that began it. A process that is told to stop gives the
import back between two batches, and the next one goes on; one that was killed leaves it as stopped, for a person to
resume or undo: if the file itself was what killed it, going on by itself would only do so again.
"""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing

from django.conf import settings
from django.db.models import Q
from django.utils import timezone, translation

from customers.importing.documents import file_shape
from customers.importing.files import open_table
from customers.importing.holding import held, is_held
from customers.importing.jobs import Job, import_kind
from customers.importing.looks import kept_look
from customers.importing.refusals import ErrorFile, FileRefused, MappingRefused
from customers.importing.runs import (
    ImportStopped,
    Journal,
    as_document,
    file_digest,
    running,
)
from customers.importing.undo import undo_run
from customers.importing.uploads import drop_upload, errors_path, look_path, upload_path
from customers.models import ImportRun

logger = logging.getLogger("parting_words.importing")

State = ImportRun.State
# Before the names of counts of what a stopped import had stored.
EARLIER = "earlier_"

Stop = Callable[[], bool]


def work_next(stop: Stop = lambda: False) -> bool:
    """Work on the import that waits longest; return whether there was one. ``stop`` is asked between batches."""
    waiting = Q(state=State.WAITING) | Q(state=State.UNDOING)
    for run in ImportRun.objects.filter(waiting).order_by("pk"):
        if is_held(run.pk):
            continue
        if run.state == State.UNDOING:
            _undo(run, stop)
        elif _claim(run):
            _import(run, stop)
        else:
            continue
        return True
    return False


def _claim(run: ImportRun) -> bool:
    waiting = ImportRun.objects.filter(pk=run.pk, state=State.WAITING)
    return bool(waiting.update(state=State.RUNNING, touched_at=timezone.now(), rows_done=0, message=""))


def _import(run: ImportRun, stop: Stop) -> None:
    begun = time.perf_counter()
    journal = Journal(None if run.dry_run else run, watched=run)
    earlier = stored_earlier(run)
    journal.earlier = _named(earlier)
    try:
        with running(run), translation.override(_language(run)):
            _work_off(run, journal, stop)
    except (FileRefused, MappingRefused, ImportStopped):
        pass
    run.refresh_from_db()
    if run.state == State.STOPPED and stop():
        # The process is to end, nobody wanted the import to: the next process goes on with it.
        ImportRun.objects.filter(pk=run.pk).update(state=State.WAITING, finished_at=None)
    elif run.state == State.DONE and run.dry_run:
        ImportRun.objects.filter(pk=run.pk).update(state=State.CHECKED)
    elif run.state == State.DONE:
        drop_upload(run)
    ImportRun.objects.filter(pk=run.pk).update(counts=with_earlier(journal.counts, earlier))
    fields = {"import": run.pk, "state": run.state, "rows": run.rows_done, "s": round(time.perf_counter() - begun, 1)}
    logger.info("imported", extra={"fields": fields})


def _language(run: ImportRun) -> str:
    """Return the language of who brought the file: in it is said what is wrong with its rows."""
    path = look_path(run)
    return kept_look(path).language if path.exists() else settings.LANGUAGE_CODE


def _work_off(run: ImportRun, journal: Journal, stop: Stop) -> None:
    document = as_document(run.mapping)
    table = open_table(upload_path(run), file_shape(document))
    run.digest = run.digest or file_digest(upload_path(run))
    ImportRun.objects.filter(pk=run.pk).update(rows_about=table.about_rows, digest=run.digest)
    errors = ErrorFile(errors_path(run))
    job = Job(table, document, journal, errors, run.dry_run)
    with errors, closing(import_kind(run.kind).batches(job)) as batches:
        for _done in batches:
            journal.stop_if_asked()
            if stop():
                raise ImportStopped


def stored_earlier(run: ImportRun) -> Counter[str]:
    """Return what an import had stored before it was stopped, by outcome: begun anew, these rows are unchanged."""
    if run.dry_run:
        return Counter()
    counts = Counter(run.counts)
    return +Counter({name: counts[name] + counts[f"{EARLIER}{name}"] for name in ("created", "updated")})


def with_earlier(counts: Counter[str], earlier: Counter[str]) -> dict[str, int]:
    """Return the counts of an import that was begun more than once as if it had been begun once."""
    again = sum(earlier.values())
    whole = counts["unchanged"] >= again
    return dict(counts + earlier - Counter(unchanged=again)) if whole else counts | _named(earlier)


def _named(earlier: Counter[str]) -> dict[str, int]:
    return {f"{EARLIER}{name}": number for name, number in earlier.items()}


def _undo(run: ImportRun, stop: Stop) -> None:
    with held(run.pk) as free:
        if not free:
            return
        for _done in undo_run(run):
            if stop():
                return
    drop_upload(run)
    logger.info("import undone", extra={"fields": {"import": run.pk}})
