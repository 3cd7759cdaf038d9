"""How customers stand against their own past: active, fading, silent, or too new to say.

Counted are active days (a count above 0) up to the last day that any import told of, the same day for everybody:

- *recent*: the last 28 days; *before*: the 84 days before them. Where days in between were told by no import, each is
  taken per day that was told.
- *too new to say*: less than 112 days since the customer started (or was first seen), or fewer than 28 of the 84 days
  were told.
- *silent*: no active day in the last 28. *fading*: fewer than one half of what 28 days held before, or than the part
  that is set for the customer's class. *active*: all others, also who came back after twelve silent weeks.

A customer of whom no import ever spoke has no state, nor has one who left. While fewer than 14 of the last 28 days
are told, all states stay as they were.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db import connection, transaction
from django.db.models import Max, Min
from django.utils import timezone

from customers.activity.months import Integers, first_day, first_days
from customers.activity.reading import CUSTOMERS_AT_ONCE, counts_between, last_told_day, live_months, told_days
from customers.activity.since import BEFORE_DAYS, WINDOW, fading_since, silent_since
from customers.activity.thresholds import below_of
from customers.models import ActivityState, Customer

LEAST_RECENT, LEAST_BEFORE = 14, 28
ROWS_AT_ONCE = 1_000
# Of so many, all are judged as fast.
MANY = 20_000
FIELDS = ["as_of", "last_active", "recent", "before", "state", "since"]
UPSERT = """
    INSERT INTO customers_activitystate (customer_id, as_of, last_active, recent, "before", state, since)
    VALUES (%s, %s, %s, %s, %s, %s, %s)
    ON CONFLICT (customer_id) DO UPDATE SET as_of = EXCLUDED.as_of, last_active = EXCLUDED.last_active,
    recent = EXCLUDED.recent, "before" = EXCLUDED."before", state = EXCLUDED.state, since = EXCLUDED.since
"""
NEVER = 0

State = ActivityState.State


@dataclass(frozen=True)
class Seen:
    """Customers of whom imports spoke, as columns: key, first and last month told, day of the start (ordinal)."""

    keys: Integers
    first_months: Integers
    last_months: Integers
    began: Integers

    def part(self, chosen: Integers | slice) -> Seen:
        """Return some of them."""
        return Seen(self.keys[chosen], self.first_months[chosen], self.last_months[chosen], self.began[chosen])


@dataclass(frozen=True)
class Standing:
    """How customers stand on a day, as columns; ``last_active`` is an ordinal, 0 for never."""

    keys: Integers
    last_active: Integers
    recent: Integers
    before: Integers
    states: npt.NDArray[np.str_]


def refresh_states(customers: Integers | None = None) -> Counter[str]:
    """Bring the states of these customers (primary keys) up to date, or of all; return how many are in which."""
    as_of = last_told_day()
    if customers is not None and len(customers) > MANY:
        customers = None
    if as_of is None:
        _drop_others(customers, np.zeros(0, dtype=np.int64))
        return Counter()
    told = told_days(as_of - timedelta(days=WINDOW - 1), as_of)
    if told[BEFORE_DAYS:].sum() < LEAST_RECENT and ActivityState.objects.exists():
        return Counter()
    seen = customers_seen(customers)
    _drop_others(customers, seen.keys)
    tally: Counter[str] = Counter()
    below = below_of(seen.keys)
    for begin in range(0, len(seen.keys), CUSTOMERS_AT_ONCE):
        part = slice(begin, begin + CUSTOMERS_AT_ONCE)
        standing = stand(seen.part(part), as_of, told, below[part])
        _store(standing, as_of, below[part])
        tally.update(standing.states.tolist())
    return tally


def customers_seen(customers: Integers | None = None) -> Seen:
    """Return the customers, of these or of all, of whom an import that counts spoke and who have not left."""
    months = live_months().order_by()
    kept = Customer.objects.exclude(ended_on__lte=timezone.localdate()).order_by()
    spans: list[tuple[int, int, int]] = []
    began: dict[int, date | None] = {}
    for part in _key_parts(customers):
        rows = months if part is None else months.filter(customer__in=part)
        spans += rows.values_list("customer_id").annotate(first=Min("month"), last=Max("month"))
        began |= dict((kept if part is None else kept.filter(pk__in=part)).values_list("pk", "started_on"))
    spans = [row for row in spans if row[0] in began]
    keys, firsts, lasts = np.array(spans, dtype=np.int64).reshape(-1, 3).T
    days = [start.toordinal() if (start := began[key]) else NEVER for key in keys.tolist()]
    return Seen(keys, firsts, lasts, np.array(days, dtype=np.int64))


def stand(seen: Seen, as_of: date, told: npt.NDArray[np.bool_], below: npt.NDArray[np.float64]) -> Standing:
    """Return how customers stand on ``as_of``; ``told`` says which days of the window any import told of."""
    first = as_of - timedelta(days=WINDOW - 1)
    active = counts_between(seen.keys, first, as_of) > 0
    before, recent = active[:, :BEFORE_DAYS].sum(axis=1), active[:, BEFORE_DAYS:].sum(axis=1)
    known_before, known_recent = int(told[:BEFORE_DAYS].sum()), int(told[BEFORE_DAYS:].sum())
    expected = before * known_recent / max(known_before, 1)
    first_seen = np.where(active.any(axis=1), first.toordinal() + active.argmax(axis=1), as_of.toordinal())
    by_month = first_days(seen.first_months)
    began = np.where(seen.began != NEVER, seen.began, np.where(by_month >= first.toordinal(), first_seen, by_month))
    fresh = (began > first.toordinal()) | (known_before < LEAST_BEFORE)
    fading = recent < below * expected
    states = np.select([fresh, recent == 0, fading], [State.NEW, State.SILENT, State.FADING], State.ACTIVE)
    last = np.where(active.any(axis=1), as_of.toordinal() - active[:, ::-1].argmax(axis=1), NEVER)
    quiet = np.flatnonzero(last == NEVER)
    last[quiet] = last_active_days(seen.part(quiet))
    return Standing(seen.keys, last, recent, before, states)


def last_active_days(seen: Seen) -> Integers:
    """Return the last active day of customers (ordinal, 0 for never), from the last month told of each."""
    last = np.full(len(seen.keys), NEVER, dtype=np.int64)
    for month in np.unique(seen.last_months).tolist():
        places = np.flatnonzero(seen.last_months == month)
        last[places] = _last_active(seen.keys[places], first_day(month), first_day(month + 1) - timedelta(days=1))
    # The last month may hold nothing but zeros: whoever is left is looked at from the beginning.
    left = np.flatnonzero(last == NEVER)
    for place in left.tolist():
        begin = first_day(int(seen.first_months[place]))
        end = first_day(int(seen.last_months[place]) + 1)
        last[place] = _last_active(seen.keys[[place]], begin, end)[0]
    return last


def _last_active(keys: Integers, first: date, last: date) -> Integers:
    active = counts_between(keys, first, last) > 0
    return np.where(active.any(axis=1), last.toordinal() - active[:, ::-1].argmax(axis=1), NEVER)


def _key_parts(customers: Integers | None) -> Iterator[list[int] | None]:
    """Yield keys as many at a time as a query takes; None stands for all."""
    if customers is None:
        yield None
        return
    keys = np.unique(customers)
    for begin in range(0, len(keys), CUSTOMERS_AT_ONCE):
        yield keys[begin : begin + CUSTOMERS_AT_ONCE].tolist()


def _drop_others(customers: Integers | None, seen: Integers) -> None:
    """Remove the states of customers, of these or of all, who left or of whom no import speaks any more."""
    kept = set(seen.tolist())
    for part in _key_parts(customers):
        states = ActivityState.objects.all() if part is None else ActivityState.objects.filter(pk__in=part)
        stored = states.values_list("pk", flat=True)
        gone = [key for key in stored if key not in kept]
        for begin in range(0, len(gone), ROWS_AT_ONCE):
            ActivityState.objects.filter(pk__in=gone[begin : begin + ROWS_AT_ONCE]).delete()


def _store(standing: Standing, as_of: date, below: npt.NDArray[np.float64]) -> None:
    """Store states that changed, or that are of another day; ``since`` stays where a customer stands as before."""
    rows = ActivityState.objects.filter(pk__in=standing.keys.tolist()).values_list("pk", *FIELDS)
    stored = {row[0]: row for row in rows}
    begun = _begun(standing, as_of, below, stored)
    columns = (standing.keys, standing.last_active, standing.recent, standing.before, standing.states, begun)
    changed = []
    for key, last, recent, before, state, begin in zip(*(column.tolist() for column in columns), strict=True):
        told = (key, as_of, date.fromordinal(last) if last else None, recent, before, state, date.fromordinal(begin))
        if told != stored.get(key):
            changed.append([value.isoformat() if isinstance(value, date) else value for value in told])
    for begin in range(0, len(changed), ROWS_AT_ONCE):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany(UPSERT, changed[begin : begin + ROWS_AT_ONCE])


def _begun(
    standing: Standing, as_of: date, below: npt.NDArray[np.float64], stored: dict[int, tuple[Any, ...]]
) -> Integers:
    """Return since when (ordinal) each customer stands so: as stored, or where the days say that it began.

    What was judged before is not dated to before: it is news since then, and the weekly mail tells of it.
    """
    before = [stored.get(key) for key in standing.keys.tolist()]
    same = [bool(was and was[-2] == state) for was, state in zip(before, standing.states.tolist(), strict=True)]
    earliest = [was[1].toordinal() + 1 if was else 0 for was in before]
    begun = np.full(len(before), as_of.toordinal())
    fading = np.flatnonzero((standing.states == State.FADING.value) & ~np.array(same, bool))
    begun[fading] = fading_since(standing.keys[fading], as_of, below[fading])
    silent = standing.states == State.SILENT.value
    begun[silent] = silent_since(standing.last_active[silent], as_of)
    begun = np.minimum(np.maximum(begun, earliest), as_of.toordinal())
    known = [was[-1].toordinal() if was else 0 for was in before]
    return np.where(same, known, begun)
