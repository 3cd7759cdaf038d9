"""Waiting for imports that pages ask for: what must be light, for it waits nearly always."""

from __future__ import annotations

import logging
import time
from threading import Event

from django.db.models import Max, Min
from django.utils.translation import gettext_noop

from customers.importing.runs import end_run, was_killed
from customers.importing.uploads import forget_old
from customers.models import ActivityState, ImportRun, ToldDays

logger = logging.getLogger("parting_words.importing")

State = ImportRun.State
FORGET_SECONDS = 3600.0
POLL_SECONDS = 1.0
# So long after the last import the process ends, to give back the memory that reading tables took.
IDLE_SECONDS = 60.0


def watch(stop: Event) -> None:
    """Work on what is asked for until ``stop`` is set, or until nothing was for a while after an import.

    What fails is logged by its kind, and ends the process too: the next one begins with a new connection, and with
    the code as it is by then.
    """
    forgot, worked = float("-inf"), float("inf")
    while not stop.is_set() and time.monotonic() - worked < IDLE_SECONDS:
        try:
            if time.monotonic() - forgot >= FORGET_SECONDS:
                forget_old()
                forgot = time.monotonic()
                worked = forgot if judge_activity() else worked
            mark_killed()
            if _work(stop):
                worked = time.monotonic()
            else:
                stop.wait(POLL_SECONDS)
        except Exception:
            logger.exception("importing failed")
            return


def _work(stop: Event) -> bool:
    if not ImportRun.objects.filter(state__in=(State.WAITING, State.UNDOING)).exists():
        return False
    from customers.importing.work import work_next

    return work_next(stop.is_set)


def judge_activity() -> bool:
    """Judge all customers anew where activity was told of a later day than that; return whether it was.

    Who does nothing is in no batch: without this nobody would be seen to fall silent.
    """
    told = ToldDays.objects.filter(run__state=State.DONE).aggregate(day=Max("last"))["day"]
    judged = ActivityState.objects.aggregate(day=Min("as_of"))["day"]
    if told is None or (judged and judged >= told):
        return False
    from customers.activity.daily import refresh_all

    refresh_all()
    return True


def mark_killed() -> None:
    """Say of imports whose process was killed that they stopped."""
    for run in ImportRun.objects.filter(state=State.RUNNING):
        if was_killed(run):
            end_run(run, State.STOPPED, gettext_noop("Its process ended before it was done."))
