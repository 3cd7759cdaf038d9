"""A whole import taken back: what it made is removed, what it changed is put back, what others touched since stays.

- A row that the import made is removed, unless somebody changed it since or something else hangs on it by now.
- Of a row that it changed, each field is put back that still says what the import wrote. A dimension is a field.
- A row that it took away comes back, unless spans would then overlap.

It is done a few hundred rows at a time, each in one transaction that also forgets the journal of these rows: one that
was killed goes on where it was, and in the end no copy of what the file said is left.
"""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import timedelta
from typing import Any, cast

from django.contrib.auth.models import User
from django.db import models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from customers.importing.pace import FIRST_BATCH_ROWS, SHORTEST_PAUSE_SECONDS, Pace
from customers.importing.runs import APART_DAYS, JOURNALLED, fields_of, is_folded, was_killed
from customers.importing.uploads import UNDO_DAYS
from customers.models import ActivityState, Customer, CustomerEvent, ImportedRow, ImportRun, Subscription
from customers.spans import span_of, span_problems, sync_customers

State = ImportRun.State
# What of an import's rows can be told as undone, and why the others were not.
OUTCOMES = ("removed", "put_back", "kept_changed", "kept_used", "kept_overlap", "gone")
UNDOABLE = (State.DONE, State.STOPPED, State.FAILED)
# What exists only because the customer does goes with it.
DERIVED = (ActivityState,)
# Keys that stand as close as this are looked up by their range, which costs a fraction of naming each.
CLOSE = 4
# What was made last goes first: nothing hangs on a customer by the import's own spans and events then.
ORDER = ("event", "span", "customer")
# What the import made goes before what it changed and took away comes back: spans have room then.
WAYS = ("made", "changed", "taken")


class UndoRefused(ValueError):
    """An import that cannot be undone; the message says why."""


def ask_undo(run: ImportRun, by: User | None = None, later: bool = False) -> None:
    """Mark an import as being undone: by this process, or ``later`` by whoever works on imports.

    Raises UndoRefused when it is under way, undone, was never started, or is so old that its journal is deleted.
    """
    if not can_be_undone(run):
        told = {"number": run.pk, "state": run.get_state_display()}
        raise UndoRefused(_("Import %(number)s cannot be undone: it is %(state)s.") % told)
    if is_past_undoing(run):
        told = {"number": run.pk, "days": APART_DAYS if is_folded(run) else UNDO_DAYS}
        raise UndoRefused(_("Import %(number)s is more than %(days)s days old and cannot be undone.") % told)
    begun = {} if run.state == State.UNDOING else {"rows_done": 0, "rows_about": run.rows.count()}
    touched_at = None if later else timezone.now()
    ImportRun.objects.filter(pk=run.pk).update(
        state=State.UNDOING, undone_by=by, touched_at=touched_at, stop_asked=False, **begun
    )


def can_be_undone(run: ImportRun) -> bool:
    """Say whether an import is in a state from which it can be undone."""
    return not run.dry_run and (run.state in UNDOABLE or was_killed(run))


def is_past_undoing(run: ImportRun) -> bool:
    """Say whether an import is so old that what it noted is deleted, or that it was folded into one with others."""
    return is_folded(run) or timezone.now() - run.made_at > timedelta(days=UNDO_DAYS)


def undo_run(run: ImportRun) -> Iterator[int]:
    """Undo an import that ``ask_undo`` marked, yielding after each batch the number of journal rows done."""
    if run.kind == ImportRun.Kind.ACTIVITY:
        from customers.activity import run_undone

        run_undone(run)
    if run.kind == ImportRun.Kind.RENAME:
        from customers.plans import take_back_snapshots

        take_back_snapshots(run)
    # Whom a process touched that ended half-way is not known: then all are asked what their spans say.
    touched = set(_with_spans()) if run.rows_done else set()
    for name in ORDER:
        for way in WAYS:
            yield from _undo_model(run, name, way, touched)
    sync_customers(sorted(touched))
    ImportRun.objects.filter(pk=run.pk).update(state=State.UNDONE, undone_at=timezone.now())


def _with_spans() -> Iterator[int]:
    return Subscription.objects.order_by().values_list("customer_id", flat=True).distinct().iterator()


def _undo_model(run: ImportRun, name: str, way: str, touched: set[int]) -> Iterator[int]:
    """Undo the rows of one model that the import made, or changed, or took away."""
    pace, below = Pace(FIRST_BATCH_ROWS), None
    while entries := _next_entries(run, name, below, pace.size()):
        begun = time.perf_counter()
        below = entries[-1].key
        by_key = _of_way(entries, way)
        done = [entry.pk for rows in by_key.values() for entry in rows]
        if done:
            with transaction.atomic():
                counts = _undo_rows(name, way, by_key, touched)
                _delete(run.rows.filter(pk__in=done))
                _keep(run, counts, len(done))
            yield len(done)
            held = time.perf_counter() - begun
            pace.held(len(entries), held)
            time.sleep(max(held, SHORTEST_PAUSE_SECONDS))


def _next_entries(run: ImportRun, name: str, below: int | None, size: int) -> list[ImportedRow]:
    """Return the journal of the next rows by falling keys, all of each key, the latest first."""
    rows = run.rows.filter(model=name).order_by("-key", "-pk")
    if below is not None:
        rows = rows.filter(key__lt=below)
    entries = list(rows[:size])
    if len(entries) == size:
        entries += rows.filter(key=entries[-1].key, pk__lt=entries[-1].pk)
    return entries


def _of_way(entries: list[ImportedRow], way: str) -> dict[int, list[ImportedRow]]:
    by_key: dict[int, list[ImportedRow]] = defaultdict(list)
    for entry in entries:
        by_key[entry.key].append(entry)
    return {key: rows for key, rows in by_key.items() if _way(rows) == way}


def _way(entries: list[ImportedRow]) -> str:
    if entries[-1].before is None:
        return "made"
    return "taken" if entries[0].after is None else "changed"


def _keep(run: ImportRun, counts: Counter[str], done: int) -> None:
    told = ImportRun.objects.values_list("counts", flat=True).get(pk=run.pk)
    told |= {f"undo_{name}": told.get(f"undo_{name}", 0) + number for name, number in counts.items()}
    ImportRun.objects.filter(pk=run.pk).update(counts=told, rows_done=F("rows_done") + done, touched_at=timezone.now())


def _undo_rows(name: str, way: str, by_key: dict[int, list[ImportedRow]], touched: set[int]) -> Counter[str]:
    """Undo a batch of rows of one model, in one way; return what came of them."""
    model, fields = JOURNALLED[name]
    stored: dict[int, Any] = manager(model).select_for_update().in_bulk(by_key)
    counts: Counter[str] = Counter()
    removed, written = [], []
    for key, entries in by_key.items():
        row = stored.get(key)
        if (row is None) != (way == "taken"):
            counts["gone" if row is None else "kept_changed"] += 1
            continue
        said, kept = said_before(None if row is None else fields_of(row), entries)
        counts["kept_changed"] += bool(kept)
        if way == "made" and not kept:
            removed.append(row)
        elif way != "made" and said is not None:
            written.append(rebuilt(model, key, row, said))
    counts["removed"] += _remove(model, removed, counts)
    counts["put_back"] += _write(model, fields, written, counts)
    rows = [*removed, *written]
    touched.update(row.pk if model is Customer else row.customer_id for row in rows if model is not CustomerEvent)
    return +counts


def said_before(now: dict[str, Any] | None, entries: list[ImportedRow]) -> tuple[dict[str, Any] | None, int]:
    """Return what a row said before the import, and how many fields stay because they were changed since.

    ``entries`` is the row's journal, the latest first.
    """
    said, kept = apart(now) if now is not None else None, 0
    for entry in entries:
        if entry.after is None:
            said = apart(entry.before or {})
            continue
        after, before = apart(entry.after), apart(entry.before or {})
        if said is None:
            break
        for name in dict.fromkeys([*after, *before]):
            if said.get(name) != after.get(name):
                kept += 1
            elif entry.before is not None:
                said[name] = before.get(name)
    return said, kept


def apart(fields: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of a row with each dimension as a field of its own."""
    flat = {name: value for name, value in fields.items() if name != "attributes"}
    return flat | {f"attributes.{name}": value for name, value in fields.get("attributes", {}).items()}


def rebuilt(model: type[models.Model], key: int, row: models.Model | None, said: dict[str, Any]) -> Any:
    """Return the row as it was: the stored one with its fields set, else a new one under its old key."""
    row = model(pk=key) if row is None else row
    dimensions: dict[str, str] = {}
    for name, value in said.items():
        if name.startswith("attributes."):
            dimensions |= {name.removeprefix("attributes."): value} if value is not None else {}
        else:
            setattr(row, name, cast(Any, model._meta.get_field(name)).to_python(value))
    if model is Customer:
        cast(Customer, row).attributes = dimensions
    return row


def _remove(model: type[models.Model], rows: list[Any], counts: Counter[str]) -> int:
    """Remove the rows on which nothing else hangs, and return how many; ``rows`` keeps those alone.

    Nothing goes with them unseen: should something be hung on one meanwhile, the database refuses the whole batch.
    """
    keys = {row.pk for row in rows}
    used: set[int] = set()
    for relation in model._meta.related_objects:
        name, related = relation.field.attname, manager(relation.related_model)
        if relation.related_model in DERIVED:
            continue
        used |= keys & set(_among(related, name, keys).order_by().values_list(name, flat=True).distinct())
    counts["kept_used"] += len(used)
    rows[:] = [row for row in rows if row.pk not in used]
    keys -= used
    for derived in DERIVED if model is Customer else ():
        _delete(manager(derived).filter(customer__in=keys))
    _delete(manager(model).filter(pk__in=keys))
    return len(rows)


def _among(rows: models.Manager[Any], name: str, keys: set[int]) -> models.QuerySet[Any]:
    """Return the rows that belong to ``keys``, and maybe to some between: keys made together stand together."""
    if keys and max(keys) - min(keys) < CLOSE * len(keys):
        return rows.filter(**{f"{name}__gte": min(keys), f"{name}__lte": max(keys)})
    return rows.filter(**{f"{name}__in": keys})


def _delete(rows: models.QuerySet[Any]) -> None:
    """Delete rows by one statement, without looking for what hangs on them."""
    cast(Any, rows)._raw_delete(rows.db)


def _write(model: type[models.Model], fields: tuple[str, ...], rows: list[Any], counts: Counter[str]) -> int:
    """Store the rows as they were, and return how many; spans that would overlap others by now stay as they are."""
    if model is not Customer:
        there = set(Customer.objects.filter(pk__in={row.customer_id for row in rows}).values_list("pk", flat=True))
        counts["gone"] += sum(row.customer_id not in there for row in rows)
        rows[:] = [row for row in rows if row.customer_id in there]
    if model is Subscription:
        clashing = _clashing(rows)
        counts["kept_overlap"] += sum(row.customer_id in clashing for row in rows)
        rows[:] = [row for row in rows if row.customer_id not in clashing]
    names = [name.removesuffix("_id") for name in fields]
    manager(model).bulk_create(rows, update_conflicts=True, unique_fields=["id"], update_fields=names)
    return len(rows)


def _clashing(rows: list[Subscription]) -> set[int]:
    """Return the customers whose spans would break the rules of spans with these rows."""
    by_customer: dict[int, dict[int, Subscription]] = defaultdict(dict)
    for span in [*Subscription.objects.filter(customer__in={row.customer_id for row in rows}), *rows]:
        by_customer[span.customer_id][span.pk] = span
    today = timezone.localdate()
    return {key for key, spans in by_customer.items() if span_problems([span_of(row) for row in spans.values()], today)}


def manager(model: Any) -> models.Manager[Any]:
    """Return the manager of a model that is known by name only."""
    return cast("models.Manager[Any]", model._default_manager)


def undone_words(counts: dict[str, int]) -> list[str]:
    """Return what came of undoing an import, one sentence for each outcome that there is."""
    said = {
        "removed": ngettext_lazy("%(shown)s row removed", "%(shown)s rows removed", "number"),
        "put_back": ngettext_lazy("%(shown)s row put back", "%(shown)s rows put back", "number"),
        "kept_changed": ngettext_lazy(
            "%(shown)s row kept in part or whole, because it was changed since",
            "%(shown)s rows kept in part or whole, because they were changed since",
            "number",
        ),
        "kept_used": ngettext_lazy(
            "%(shown)s row kept, because something else belongs to it by now",
            "%(shown)s rows kept, because something else belongs to them by now",
            "number",
        ),
        "kept_overlap": ngettext_lazy(
            "%(shown)s subscription left as it is, because it would overlap another by now",
            "%(shown)s subscriptions left as they are, because they would overlap others by now",
            "number",
        ),
        "gone": ngettext_lazy("%(shown)s row was gone already", "%(shown)s rows were gone already", "number"),
    }
    numbers = {name: counts[f"undo_{name}"] for name in OUTCOMES if counts.get(f"undo_{name}")}
    return [str(said[name] % {"number": number, "shown": f"{number:,}"}) for name, number in numbers.items()]
