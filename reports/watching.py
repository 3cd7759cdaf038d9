"""Code answers as they come in: a loop beside the web server, so that nobody who answers waits for it."""

from __future__ import annotations

import logging
import time
from threading import Event

from django.db import close_old_connections, connection
from django.db.models import Max

from reports.codebooks import Mark, codebook_mark
from reports.coding import code_pending
from surveys.models import Response

logger = logging.getLogger("parting_words.coding")

POLL_SECONDS = 0.25
SWEEP_SECONDS = 60.0
PAUSE_SECONDS = 2.0


def watch(stop: Event) -> None:
    """Code what is pending until ``stop`` is set; what fails is logged by its kind, and tried again after a pause."""
    seen: tuple[int, Mark] | None = None
    swept = float("-inf")
    while not stop.is_set():
        try:
            newest = Response.objects.aggregate(newest=Max("pk"))["newest"] or 0, codebook_mark()
            # Most of the time only the newest key and the codebook's mark are looked at; the sweep finds what came in
            # out of order.
            if newest != seen or time.monotonic() - swept >= SWEEP_SECONDS:
                _code_all(stop)
                seen, swept = newest, time.monotonic()
            stop.wait(POLL_SECONDS)
        except Exception:  # whatever fails, the next answer must still be coded
            logger.exception("coding failed")
            _drop_connection()
            stop.wait(PAUSE_SECONDS)


def _code_all(stop: Event) -> None:
    """Code everything pending, batch by batch, stopping between two when asked to."""
    for count in code_pending():
        logger.info("coded", extra={"fields": {"responses": count}})
        if stop.is_set():
            return
    if not connection.in_atomic_block:
        close_old_connections()


def _drop_connection() -> None:
    """Begin with a new connection next time; an open transaction of a test stays as it is."""
    if not connection.in_atomic_block:
        connection.close()
