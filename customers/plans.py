"""A plan that goes by another name: renamed in all spans, customers and snapshots, as one import that can be undone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from copy import copy
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.db import models, transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from customers.importing.runs import Journal, begin_run, running
from customers.importing.undo import manager
from customers.importing.values import ValueRefused, storable, trimmed
from customers.models import Customer, ImportRun, Subscription

LONGEST_PLAN = 100
BATCH_ROWS = 500


class RenameRefused(ValueError):
    """A plan that cannot be renamed so; the message says why."""


@dataclass(frozen=True)
class Plan:
    """A plan by its name: how many spans were ever on it, of how many customers, and who else is said to be on it."""

    name: str
    spans: int
    customers: int


def known_plans() -> list[Plan]:
    """Return all plans by name; customers without spans are counted by what is said of them."""
    spans: dict[str, tuple[int, int]] = {}
    rows = Subscription.objects.order_by().values_list("plan").annotate(Count("pk"), Count("customer", distinct=True))
    for plan, number, customers in rows:
        spans[plan] = number, customers
    said = Customer.objects.filter(subscriptions=None).order_by().values_list("attributes__plan").annotate(Count("pk"))
    for plan, customers in said:
        if plan:
            number, before = spans.get(plan, (0, 0))
            spans[plan] = number, before + customers
    return [Plan(name, *counts) for name, counts in sorted(spans.items()) if name]


def renamed_rows(plan: str) -> int:
    """Return how many spans and customers a rename of ``plan`` would change."""
    said = Customer.objects.filter(attributes__plan=plan).count()
    return Subscription.objects.filter(plan=plan).count() + said


def rename_plan(old: str, new: str, by: User | None = None) -> ImportRun:
    """Rename a plan across history: in spans, in what is said of customers, and in snapshots of whoever left.

    It is done in short batches and noted as an import of the kind "rename". Where a plan of the new name is there
    already, both are one from then on. Raises RenameRefused.
    """
    new = _new_name(old, new)
    about = renamed_rows(old)
    if not about:
        raise RenameRefused(_("There is no plan “%(plan)s”.") % {"plan": old})
    run = begin_run(ImportRun.Kind.RENAME, f"{old} → {new}", "", {"from": old, "to": new}, about)
    ImportRun.objects.filter(pk=run.pk).update(made_by=by)
    journal = Journal(run)
    with running(run):
        for rows in _in_batches(lambda: Subscription.objects.filter(plan=old)):
            with transaction.atomic():
                keys = [row.pk for row in rows]
                journal.changed([(row, _with(row, plan=new)) for row in rows])
                Subscription.objects.filter(pk__in=keys).update(plan=new)
                journal.keep(_tally(rows))
        for rows in _in_batches(lambda: Customer.objects.filter(attributes__plan=old)):
            with transaction.atomic():
                after = [_with(row, attributes=row.attributes | {"plan": new}) for row in rows]
                journal.changed(list(zip(rows, after, strict=True)))
                Customer.objects.bulk_update(after, ["attributes"])
                journal.keep(_tally(rows))
        snapshots = {model._meta.label: list(_rename_snapshots(model, old, new)) for model in _with_snapshots()}
        ImportRun.objects.filter(pk=run.pk).update(mapping=run.mapping | {"snapshots": snapshots})
    run.refresh_from_db()
    return run


def take_back_snapshots(run: ImportRun) -> None:
    """Give snapshots that a rename changed their old name; part of undoing it."""
    for model in _with_snapshots():
        keys = run.mapping.get("snapshots", {}).get(model._meta.label, [])
        list(_rename_snapshots(model, run.mapping["to"], run.mapping["from"], keys))


def _new_name(old: str, new: str) -> str:
    try:
        new = storable(trimmed(new), LONGEST_PLAN)
    except ValueRefused as refused:
        raise RenameRefused(_("The new name %(why)s.") % {"why": refused}) from None
    if not new:
        raise RenameRefused(_("Please write the new name."))
    if new == old:
        raise RenameRefused(_("The plan has this name already."))
    return new


def _in_batches(left: Callable[[], models.QuerySet[Any]]) -> Iterator[list[Any]]:
    """Yield what is left to be renamed; each batch is gone from it before the next is looked for."""
    while rows := list(left().order_by("pk")[:BATCH_ROWS]):
        yield rows


def _with(row: Any, **values: Any) -> Any:
    after = copy(row)
    for name, value in values.items():
        setattr(after, name, value)
    return after


def _tally(rows: list[Any]) -> Counter[str]:
    return Counter(read=len(rows), updated=len(rows))


def _with_snapshots() -> Iterator[type[models.Model]]:
    """Yield the models of any room that keep a snapshot of a customer's segment."""
    for relation in Customer._meta.related_objects:
        if any(field.name == "segment" for field in relation.related_model._meta.concrete_fields):
            yield relation.related_model


def _rename_snapshots(model: type[models.Model], old: str, new: str, keys: list[str] | None = None) -> Iterator[str]:
    """Rename a plan in snapshots, in those of ``keys`` or all, and yield which were renamed."""
    rows = manager(model).filter(segment__plan=old)
    wanted = list((rows if keys is None else rows.filter(pk__in=keys)).values_list("pk", flat=True))
    for at in range(0, len(wanted), BATCH_ROWS):
        with transaction.atomic():
            found = list(manager(model).select_for_update().filter(pk__in=wanted[at : at + BATCH_ROWS]))
            for row in found:
                row.segment = row.segment | {"plan": new}
            manager(model).bulk_update(found, ["segment"])
        yield from (str(row.pk) for row in found)
