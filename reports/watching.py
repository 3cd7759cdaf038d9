"""Code answers as they come in, and do what its time has come for: a loop beside the web server.

Nobody who answers waits for it, and what it does not come to today is found in the data tomorrow.
"""

from __future__ import annotations

import logging
import time
from datetime import datetime
from threading import Event

from django.db import close_old_connections, connection
from django.db.models import Count, Max
from django.utils import timezone

from customers.spans import due_customers, sync_customers
from reports.codebooks import Mark, codebook_mark
from reports.coding import code_pending
from reports.messages.sending import forget_used
from reports.rollups.store import refresh_rollups
from reports.search_index import overwrite_index
from surveys.erasures import erased_so_far, overwrite_log
from surveys.guard import forget_addresses
from surveys.models import Response
from surveys.retention import delete_expired, expiry

logger = logging.getLogger("parting_words.coding")

POLL_SECONDS = 0.25
SWEEP_SECONDS = 60.0
PAUSE_SECONDS = 2.0
EXPIRY_SECONDS = 3600.0
# An answer that was begun earlier may be committed after one with a higher key: so many of the last keys are counted.
LATE_KEYS = 200


def watch(stop: Event) -> None:
    """Code what is pending until ``stop`` is set; what fails is logged by its kind, and tried again after a pause."""
    seen: tuple[int, int, datetime | None, Mark] | None = None
    swept = expired = float("-inf")
    overwritten = -1
    while not stop.is_set():
        try:
            # Most of the time only the newest keys and the codebook's mark are looked at; the sweep finds the rest.
            newest = *_newest(seen[0] if seen else 0), codebook_mark()
            if newest != seen or time.monotonic() - swept >= SWEEP_SECONDS:
                _code_all(stop)
                seen, swept = newest, time.monotonic()
                overwritten = _overwrite_log(overwritten)
            if time.monotonic() - expired >= EXPIRY_SECONDS:
                _delete_expired()
                sync_customers(due_customers())
                expired = time.monotonic()
            stop.wait(POLL_SECONDS)
        except Exception:  # whatever fails, the next answer must still be coded
            logger.exception("coding failed")
            _drop_connection()
            stop.wait(PAUSE_SECONDS)


def _newest(last: int) -> tuple[int, int, datetime | None]:
    """Return the highest key, how many of the last keys before it are there, and when one was last changed."""
    recent = Response.objects.filter(pk__gt=last - LATE_KEYS).aggregate(newest=Max("pk"), number=Count("pk"))
    changed = Response.objects.filter(changed_at__isnull=False).aggregate(latest=Max("changed_at"))
    return recent["newest"] or last, recent["number"], changed["latest"]


def _delete_expired() -> None:
    forget_addresses(timezone.now())
    forget_used(expiry(timezone.now()))
    deleted = delete_expired()
    if deleted:
        logger.info("expired", extra={"fields": {"responses": deleted}})


def _overwrite_log(overwritten: int) -> int:
    """Leave no deleted word in the database's log; return how many deletions that was done after."""
    erased = erased_so_far()
    return erased if erased == overwritten or overwrite_log() else overwritten


def _code_all(stop: Event) -> None:
    """Code everything pending, batch by batch, stopping between two when asked to; then bring up what hangs on it."""
    for count in code_pending():
        logger.info("coded", extra={"fields": {"responses": count}})
        if stop.is_set():
            return
    refresh_rollups()
    overwrite_index()
    if not connection.in_atomic_block:
        close_old_connections()


def _drop_connection() -> None:
    """Begin with a new connection next time; an open transaction of a test stays as it is."""
    if not connection.in_atomic_block:
        connection.close()
